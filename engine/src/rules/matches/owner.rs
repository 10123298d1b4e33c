//! `-m owner`: whose socket made the packet.

use super::MatchExtension;
use crate::state::hook::Hook;
use crate::state::packet::SentBy;
use crate::rules::context::{Context, Tested};
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::{Demands, Place};
use crate::rules::values::number;

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
const USERS: Names = &[("root", 0), ("daemon", 1), ("bin", 2), ("sys", 3), ("sync", 4), ("games", 5), ("man", 6), ("lp", 7), ("mail", 8), ("news", 9), ("uucp", 10), ("proxy", 13), ("www-data", 33), ("backup", 34), ("list", 38), ("irc", 39), ("nobody", 65534)];
const GROUPS: Names = &[("root", 0), ("daemon", 1), ("bin", 2), ("sys", 3), ("adm", 4), ("tty", 5), ("disk", 6), ("lp", 7), ("mail", 8), ("news", 9), ("uucp", 10), ("man", 12), ("proxy", 13), ("kmem", 15), ("dialout", 20), ("fax", 21), ("voice", 22), ("cdrom", 24), ("floppy", 25), ("tape", 26), ("sudo", 27), ("audio", 29), ("dip", 30), ("www-data", 33), ("backup", 34), ("operator", 37), ("list", 38), ("irc", 39), ("src", 40), ("shadow", 42), ("utmp", 43), ("video", 44), ("sasl", 45), ("plugdev", 46), ("staff", 50), ("games", 60), ("users", 100), ("nogroup", 65534)];

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

    fn list(&self, out: &mut String, numeric: bool) {
        if let Some(inverted) = self.socket {
            out.push_str(if inverted { " ! owner socket exists" } else { " owner socket exists" });
        }
        for (side, identities) in [("UID", self.user), ("GID", self.group)] {
            if let Some(identities) = identities {
                let inverted = if identities.inverted { " !" } else { "" };
                out.push_str(&format!("{inverted} owner {side} match {}", identities.listed(if side == "UID" { USERS } else { GROUPS }, numeric)));
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

    fn had(&self, context: &Context<'_>) -> String {
        context.packet.sent_by.program().map_or_else(String::new, |owner| format!("{}:{}", owner.user, owner.group))
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

    fn accepts(self, number: u32) -> bool {
        (self.first <= number && number <= self.last) != self.inverted
    }
}
