//! The parts of a rule as they come up on a command line, and the rules they make together.

use super::address;
use crate::rules::options::{Given, Noticed, OptionSpec, Problem, Surroundings};
use crate::rules::targets::Extension;
use crate::rules::values::{protocol, sets};
use crate::rules::{AddressPattern, Conditions, Counter, InterfacePattern, Jump, Match, ProtocolPattern, Rule, Target};
use crate::state::sets::{SetKind, Sets};

/// How strictly a rule is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As the real tool would.
    Command,
    /// Whatever people paste: matches and targets nobody knows are kept, old orders of `!` are understood.
    Paste,
}

/// A rule that is being read.
#[derive(Debug, Default)]
pub struct Parts<'words> {
    pub source: Option<(&'words str, bool)>,
    pub destination: Option<(&'words str, bool)>,
    pub input: InterfacePattern,
    pub output: InterfacePattern,
    pub protocol: ProtocolPattern,
    pub fragment: Option<bool>,
    pub extensions: Vec<Loaded<'words>>,
    /// For every option that was given, in order: the place of its extension.
    sequence: Vec<usize>,
    /// `-j` or `-g` and the name, if it is no extension's.
    pub jump: Option<(&'words str, bool)>,
    pub counter: Option<Counter>,
    /// The sets there are, if they are known.
    pub sets: Option<&'words Sets>,
}

/// A match or target that was named, and what was written for it.
#[derive(Debug)]
pub struct Loaded<'words> {
    pub kind: Kind,
    pub name: &'words str,
    pub specs: &'static [OptionSpec],
    pub given: Vec<Given<'words>>,
    /// Words of an extension nobody knows.
    pub unknown: Vec<&'words str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Match,
    Target,
}

impl<'words> Parts<'words> {
    pub fn with_sets(sets: Option<&'words Sets>) -> Parts<'words> {
        Parts { sets, ..Parts::default() }
    }

    pub fn has_match(&self, name: &str) -> bool {
        self.extensions.iter().any(|loaded| loaded.kind == Kind::Match && loaded.name == name)
    }

    /// `-m name`. False if there is no such match.
    pub fn load_match(&mut self, name: &'words str, manner: Manner) -> bool {
        let specs = match (Match::options(name), manner) {
            (Some(specs), _) => specs,
            (None, Manner::Paste) => &[],
            (None, Manner::Command) => return false,
        };
        self.extensions.push(Loaded { kind: Kind::Match, name, specs, given: Vec::new(), unknown: Vec::new() });
        true
    }

    /// `-j name`: a target of its own, or a chain.
    pub fn load_target(&mut self, name: &'words str) {
        match Extension::options(name) {
            Some(specs) => {
                self.extensions.push(Loaded { kind: Kind::Target, name, specs, given: Vec::new(), unknown: Vec::new() });
            }
            None => self.jump = Some((name, false)),
        }
    }

    /// The name of the match that belongs to the protocol: what `--dport` without a `-m` loads.
    pub fn protocol_match(&self) -> Option<&'static str> {
        let name = protocol::name(self.protocol.number).filter(|_| self.protocol.number != 0)?;
        Match::options(name).map(|_| name)
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings { protocol: self.protocol }
    }

    /// What old versions left out when they printed a rule.
    pub fn complete(&mut self) {
        let names = |loaded: &Loaded<'_>, name| loaded.given.iter().any(|option| option.name == name);
        let every =
            |loaded: &&mut Loaded<'words>| loaded.name == "statistic" && names(loaded, "every") && !names(loaded, "packet");
        for loaded in self.extensions.iter_mut().filter(every) {
            let packet = loaded.specs.iter().find(|spec| spec.name == "packet").map(|spec| spec.canonical);
            let protocol = ProtocolPattern::default();
            loaded.given.extend(packet.map(|name| Given { name, inverted: false, value: "0", second: None, protocol }));
        }
    }

    /// Adds an option to the extension at this place.
    pub fn give(&mut self, place: usize, option: Given<'words>) {
        if let Some(loaded) = self.extensions.get_mut(place) {
            loaded.given.push(option);
            self.sequence.push(place);
        }
    }

    /// The first option whose value is wrong, in the order they were written.
    pub fn wrong_value(&self) -> Option<Problem> {
        self.read_values().1
    }

    /// What the tool says of options although it takes them, up to the first whose value is wrong.
    pub fn warnings(&self) -> Vec<String> {
        self.read_values().0
    }

    fn read_values(&self) -> (Vec<String>, Option<Problem>) {
        let mut warnings = Vec::new();
        let mut read = vec![0; self.extensions.len()];
        for place in &self.sequence {
            let (Some(loaded), Some(count)) = (self.extensions.get(*place), read.get_mut(*place)) else { continue };
            *count += 1;
            let given = loaded.given.get(..*count).unwrap_or_default();
            let problem = loaded.problem(given, &self.surroundings()).filter(|problem| problem.noticed == Noticed::AtOnce);
            if let Some(problem) = self.about_set(given.last(), problem) {
                return (warnings, Some(problem));
            }
            let warning = given.last().filter(|_| loaded.kind == Kind::Match);
            warnings.extend(warning.and_then(|option| Match::warning(loaded.name, option)));
        }
        (warnings, None)
    }

    /// A set is looked for when it is named, before the tool reads what follows its name.
    fn about_set(&self, option: Option<&Given<'_>>, problem: Option<Problem>) -> Option<Problem> {
        let is_set = |option: &&Given<'_>| matches!(option.name, "match-set" | "add-set" | "del-set" | "map-set");
        let (Some(option), Some(known)) = (option.filter(is_set), self.sets) else { return problem };
        let looked = problem.as_ref().is_none_or(|problem| problem.text == sets::NO_SIDE);
        match known.get(option.value) {
            None if looked => Some(Problem::library(format!("Set {} doesn't exist.", option.value))),
            // A list has no family of its own (recording: set-missing).
            Some(set) if looked && set.create.is_ipv6 && set.kind != SetKind::ListSet => {
                let text = format!("The protocol family of set {} is IPv6, which is not applicable.", option.value);
                Some(Problem::library(text))
            }
            Some(_) | None => problem,
        }
    }

    /// What is wrong with the extensions: values in their order, then what is missing, matches first.
    fn problem(&self) -> Option<Problem> {
        let of_kind = |kind| self.extensions.iter().filter(move |loaded| loaded.kind == kind);
        let loaded = of_kind(Kind::Match).chain(of_kind(Kind::Target));
        let problems = loaded.filter_map(|loaded| loaded.problem(&loaded.given, &self.surroundings()));
        // of several that are noticed together, the first
        self.wrong_value().or_else(|| problems.min_by_key(|problem| problem.noticed))
    }

    /// One rule for each pair of source and destination, in the order they were written.
    pub fn rules(&self) -> Result<Vec<Rule>, Problem> {
        let (matches, target) = match (self.matches(), self.target()) {
            (Ok(matches), Ok(target)) => (matches, target),
            (Err(problem), _) | (_, Err(problem)) => {
                let problem = self.problem().unwrap_or(problem);
                let earlier = [self.source, self.destination].into_iter().find_map(|written| addresses(written).err());
                return Err(earlier.filter(|_| problem.noticed == Noticed::WhenMade).unwrap_or(problem));
            }
        };
        let sources = addresses(self.source)?;
        let destinations = addresses(self.destination)?;
        let inverted = [&self.source, &self.destination].into_iter().flatten().any(|(_, inverted)| *inverted);
        if inverted && (sources.len() > 1 || destinations.len() > 1) {
            return Err(Problem::usage("! not allowed with multiple source or destination IP addresses"));
        }
        if sources.len().saturating_mul(destinations.len()) > MOST_RULES {
            return Err(Problem::other(format!("more than {MOST_RULES} rules of one command are not modelled here")));
        }
        let pairs = sources.iter().flat_map(|source| destinations.iter().map(move |destination| (*source, *destination)));
        let rule = |(source, destination)| Rule::new(self.conditions(source, destination), matches.clone(), target.clone());
        Ok(pairs.map(rule).collect())
    }

    fn conditions(&self, source: AddressPattern, destination: AddressPattern) -> Conditions {
        Conditions {
            source,
            destination,
            input: self.input,
            output: self.output,
            protocol: self.protocol,
            fragment: self.fragment,
        }
    }

    fn matches(&self) -> Result<Vec<Match>, Problem> {
        let mut matches: Vec<Match> = Vec::new();
        for loaded in self.extensions.iter().filter(|loaded| loaded.kind == Kind::Match) {
            add(&mut matches, loaded.read_match(&self.surroundings())?);
        }
        matches.retain(|extension| !extension.says_nothing());
        Ok(matches)
    }

    fn target(&self) -> Result<Target, Problem> {
        if let Some(loaded) = self.extensions.iter().find(|loaded| loaded.kind == Kind::Target) {
            return loaded.read_target(&self.surroundings());
        }
        Ok(match self.jump {
            None => Target::None,
            Some(("ACCEPT", false)) => Target::Accept,
            Some(("DROP", false)) => Target::Drop,
            Some(("RETURN", false)) => Target::Return,
            Some((chain, goto)) => Target::Jump(Jump { chain: chain.into(), goto, place: usize::MAX }),
        })
    }
}

impl<'words> Loaded<'words> {
    fn problem(&self, given: &[Given<'words>], surroundings: &Surroundings) -> Option<Problem> {
        match self.kind {
            Kind::Match => Match::parse(self.name, given, surroundings)?.err(),
            Kind::Target => Extension::parse(self.name, given, surroundings)?.err(),
        }
    }

    fn read_match(&self, surroundings: &Surroundings) -> Result<Match, Problem> {
        Match::parse(self.name, &self.given, surroundings).unwrap_or_else(|| {
            let words = self.unknown.iter().map(|word| (*word).to_owned()).collect();
            Ok(Match::Unknown(crate::rules::matches::unknown::Unknown { name: self.name.to_owned(), words }))
        })
    }

    fn read_target(&self, surroundings: &Surroundings) -> Result<Target, Problem> {
        let extension = Extension::parse(self.name, &self.given, surroundings).unwrap_or_else(|| {
            let words = self.unknown.iter().map(|word| (*word).to_owned()).collect();
            Ok(Extension::Unknown(crate::rules::targets::unknown::Unknown { name: self.name.to_owned(), words }))
        });
        extension.map(|extension| Target::Extension(Box::new(extension)))
    }
}

/// Two lists of addresses in one command make as many rules as there are pairs.
const MOST_RULES: usize = 10_000;

/// Appends a match; the first of its kind may print it from then on.
fn add(matches: &mut Vec<Match>, later: Match) {
    let mut later = later;
    for earlier in matches.iter_mut() {
        later = match earlier.absorb(later) {
            Ok(rest) => {
                matches.push(rest);
                return;
            }
            Err(later) => later,
        };
    }
    matches.push(later);
}

fn addresses(written: Option<(&str, bool)>) -> Result<Vec<AddressPattern>, Problem> {
    match written {
        Some((text, inverted)) => address::list(text, inverted),
        None => Ok(vec![AddressPattern::default()]),
    }
}
