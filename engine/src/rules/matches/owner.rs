//! `-m owner`: whose socket made the packet.

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::{Demands, Place};
use crate::rules::values::number;
use crate::state::hook::Hook;
use crate::state::packet::SentBy;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    pub user: Option<Identities>,
    pub group: Option<Identities>,
    /// `--socket-exists`; the value says whether it is inverted.
    pub socket: Option<bool>,
    pub supplementary_groups: bool,
}

/// Numbers from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identities {
    pub first: u32,
    pub last: u32,
    pub inverted: bool,
}

type Names = &'static [(&'static str, u32)];

/// The users and groups that every Debian has.
const USERS: Names = &[
    ("root", 0),
    ("daemon", 1),
    ("bin", 2),
    ("sys", 3),
    ("sync", 4),
    ("games", 5),
    ("man", 6),
    ("lp", 7),
    ("mail", 8),
    ("news", 9),
    ("uucp", 10),
    ("proxy", 13),
    ("www-data", 33),
    ("backup", 34),
    ("list", 38),
    ("irc", 39),
    ("nobody", 65534),
];
const GROUPS: Names = &[
    ("root", 0),
    ("daemon", 1),
    ("bin", 2),
    ("sys", 3),
    ("adm", 4),
    ("tty", 5),
    ("disk", 6),
    ("lp", 7),
    ("mail", 8),
    ("news", 9),
    ("uucp", 10),
    ("man", 12),
    ("proxy", 13),
    ("kmem", 15),
    ("dialout", 20),
    ("fax", 21),
    ("voice", 22),
    ("cdrom", 24),
    ("floppy", 25),
    ("tape", 26),
    ("sudo", 27),
    ("audio", 29),
    ("dip", 30),
    ("www-data", 33),
    ("backup", 34),
    ("operator", 37),
    ("list", 38),
    ("irc", 39),
    ("src", 40),
    ("shadow", 42),
    ("utmp", 43),
    ("video", 44),
    ("sasl", 45),
    ("plugdev", 46),
    ("staff", 50),
    ("games", 60),
    ("users", 100),
    ("nogroup", 65534),
];

impl MatchExtension for Owner {
    const NAME: &'static str = "owner";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("uid-owner").invertible(),
        OptionSpec::one("gid-owner").invertible(),
        OptionSpec::flag("socket-exists").invertible(),
        OptionSpec::flag("suppl-groups"),
    ];
    const DEMANDS: Demands = Demands::hooks(&[Hook::Output, Hook::Postrouting]);

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Owner, Problem> {
        let identities = |name| options::find(given, name).map(Identities::read).transpose();
        let owner = Owner {
            user: identities("uid-owner")?,
            group: identities("gid-owner")?,
            socket: options::find(given, "socket-exists").map(|option| option.inverted),
            supplementary_groups: options::has(given, "suppl-groups"),
        };
        let place = |name| given.iter().position(|option| option.name == name);
        let group_first = place("gid-owner").is_some_and(|group| place("suppl-groups").is_some_and(|flag| group < flag));
        if owner.supplementary_groups && !group_first {
            return Err(Problem::usage("owner: Bad value for \"--suppl-groups\" option: \"you need to use --gid-owner first\""));
        }
        if owner == Owner::default() {
            let message = "owner: At least one of --uid-owner, --gid-owner or --socket-exists is required";
            return Err(Problem::usage(message));
        }
        Ok(owner)
    }

    fn refused(&self, _place: &Place) -> bool {
        [self.user, self.group].into_iter().flatten().any(|identities| identities.first > identities.last)
    }

    fn save(&self, out: &mut String) {
        if let Some(inverted) = self.socket {
            out.push_str(if inverted { " ! --socket-exists" } else { " --socket-exists" });
        }
        for (option, identities) in [("uid-owner", self.user), ("gid-owner", self.group)] {
            if let Some(identities) = identities {
                out.push_str(&format!("{} --{option} {}", if identities.inverted { " !" } else { "" }, identities.text()));
            }
        }
        out.push_str(if self.supplementary_groups { " --suppl-groups" } else { "" });
    }

    /// `owner UID match 1000`, `owner socket exists`
    fn read_listed(row: &mut super::Listed<'_>, inverted: bool) -> bool {
        match (row.peek(0), row.peek(1)) {
            ("owner", "socket") => {
                row.skip(3);
                row.go_on(Self::NAME, 0);
                row.option(Self::NAME, inverted, "--socket-exists", "");
            }
            // in capitals until iptables 1.4
            ("owner" | "OWNER", "UID" | "GID") => {
                let (option, place) = if row.peek(1) == "UID" { ("--uid-owner", 1) } else { ("--gid-owner", 2) };
                row.skip(3);
                let value = row.take();
                row.go_on(Self::NAME, place);
                row.option(Self::NAME, inverted, option, value);
            }
            ("incl.", "suppl.") => {
                row.skip(3);
                row.option(Self::NAME, false, "--suppl-groups", "");
            }
            _ => return false,
        }
        true
    }

    fn list(&self, out: &mut String, numeric: bool) {
        if let Some(inverted) = self.socket {
            out.push_str(if inverted { " ! owner socket exists" } else { " owner socket exists" });
        }
        for (side, identities) in [("UID", self.user), ("GID", self.group)] {
            if let Some(identities) = identities {
                let inverted = if identities.inverted { " !" } else { "" };
                out.push_str(&format!(
                    "{inverted} owner {side} match {}",
                    identities.listed(if side == "UID" { USERS } else { GROUPS }, numeric)
                ));
            }
        }
        out.push_str(if self.supplementary_groups { " incl. suppl. groups" } else { "" });
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        let asked = [self.user.map(|asked| asked.inverted), self.group.map(|asked| asked.inverted), self.socket];
        let owner = match context.packet.sent_by {
            SentBy::Program(owner) => owner,
            // no socket: true if everything that was asked was asked inverted (reference: matches-targets.md §1)
            SentBy::Nobody | SentBy::Orphan => return asked.into_iter().flatten().all(|inverted| inverted).into(),
            // a socket without a file: the same for user and group
            SentBy::Kernel => {
                let [user, group, _] = asked;
                let inverted = [user, group].into_iter().flatten().all(|inverted| inverted);
                return (inverted && self.socket != Some(true)).into();
            }
        };
        let socket = self.socket != Some(true);
        let user = self.user.is_none_or(|asked| asked.accepts(owner.user));
        let group = self.group.is_none_or(|asked| asked.accepts(owner.group));
        (socket && user && group).into()
    }

    /// In the order of `owner_mt`. Without a socket it is the first that was not asked inverted.
    fn missed(&self, context: &Context<'_>) -> Missed {
        let owner = context.packet.sent_by.program();
        let has_socket = owner.is_some() || context.packet.sent_by == SentBy::Kernel;
        let of = |asked: Option<Identities>, own: Option<u32>| {
            let accepts = |asked: &Identities| own.map_or(asked.inverted, |own| asked.accepts(own));
            asked.filter(|asked| !accepts(asked)).map(|asked| (asked.wanted(), own.map_or(Value::Nothing, |own| Value::Number(own.into()))))
        };
        if let Some(inverted) = self.socket.filter(|inverted| has_socket == *inverted) {
            let had = owner.map_or(Value::Nothing, |owner| Value::name(format!("{}:{}", owner.user, owner.group)));
            return Missed::of("socket-exists", Value::Nothing.inverted_if(inverted), had);
        }
        match (of(self.user, owner.map(|owner| owner.user)), of(self.group, owner.map(|owner| owner.group))) {
            (Some((wanted, had)), _) => Missed::of("uid-owner", wanted, had),
            (None, Some((wanted, had))) => Missed::of("gid-owner", wanted, had),
            (None, None) => self.missed_as_written(Value::Nothing),
        }
    }
}

impl Identities {
    fn read(option: &Given<'_>) -> Result<Identities, Problem> {
        let names = if option.name == "gid-owner" { GROUPS } else { USERS };
        if let Some((_, number)) = names.iter().find(|(name, _)| *name == option.value) {
            return Ok(Identities { first: *number, last: *number, inverted: option.inverted });
        }
        let (first, last) = option.value.split_once('-').unwrap_or((option.value, option.value));
        let read = |text| number::within(text, 0, u64::from(u32::MAX) - 1);
        match (read(first), read(last)) {
            (Some(first), Some(last)) => Ok(Identities { first: first as u32, last: last as u32, inverted: option.inverted }),
            _ => Err(Problem::usage(format!("owner: Bad value for \"--{}\" option: \"{}\"", option.name, option.value))),
        }
    }

    fn text(self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{}-{}", self.first, self.last) }
    }

    fn listed(self, names: Names, numeric: bool) -> String {
        let named = names.iter().find(|(_, number)| self.first == self.last && *number == self.first);
        match named.filter(|_| !numeric) {
            Some((name, _)) => (*name).to_owned(),
            None => self.text(),
        }
    }

    fn wanted(self) -> Value {
        // the tool parts the numbers of a range with a dash
        let range = || Value::text(self.text());
        let value = if self.first == self.last { Value::Number(self.first.into()) } else { range() };
        value.inverted_if(self.inverted)
    }

    fn accepts(self, number: u32) -> bool {
        (self.first <= number && number <= self.last) != self.inverted
    }
}
