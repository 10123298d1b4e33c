//! `-m osf`: guesses the system that sent a SYN. Kept and printed, not guessed.

use super::MatchExtension;
use crate::state::hook::Hook;
use crate::rules::options;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::{number, quote};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Osf {
    pub genre: String,
    pub inverted: bool,
    pub ttl: Option<u8>,
    pub log: Option<u8>,
}

const LONGEST: usize = 31;

impl MatchExtension for Osf {
    const NAME: &'static str = "osf";
    const OPTIONS: &'static [OptionSpec] =
        &[OptionSpec::one("genre").invertible().mandatory(), OptionSpec::one("ttl"), OptionSpec::one("log")];
    const DEMANDS: Demands = Demands { tables: &[], hooks: &[Hook::Prerouting, Hook::Input, Hook::Forward], protocols: &[6] };

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Osf, Problem> {
        let genre = options::find(given, "genre");
        let name = genre.map_or("", |option| option.value);
        let level = |name| options::find(given, name).map(|option| number::integer(Osf::NAME, option, 0, 2)).transpose();
        Ok(Osf {
            genre: quote::cut(name, LONGEST).to_owned(),
            inverted: genre.is_some_and(|option| option.inverted),
            ttl: level("ttl")?.map(|level| level as u8),
            log: level("log")?.map(|level| level as u8),
        })
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!("{} --genre {}", if self.inverted { " !" } else { "" }, self.genre));
        if let Some(level) = self.ttl {
            out.push_str(&format!(" --ttl {level}"));
        }
        if let Some(level) = self.log {
            out.push_str(&format!(" --log {level}"));
        }
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" OS fingerprint match {}{}", if self.inverted { "! " } else { "" }, self.genre));
    }
}
