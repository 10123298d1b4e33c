//! The options of the `iptables` command itself, and the search for a long option among them and those of loaded extensions.

use crate::rules::options::{OptionSpec, Takes};

/// An option of the command: a letter that stands for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandOption {
    pub letter: char,
    pub takes: Argument,
}

/// Whether an option of the command is followed by a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    None,
    /// Behind `=` or glued to the letter only; what else may follow, the option itself looks for.
    Glued,
    Needed,
}

/// `--line-numbers` has no letter of its own.
pub const LINE_NUMBERS: char = '0';

const LETTERS: [(char, Argument); 31] = [
    ('A', Argument::Needed),
    ('C', Argument::Needed),
    ('D', Argument::Needed),
    ('R', Argument::Needed),
    ('I', Argument::Needed),
    ('L', Argument::Glued),
    ('S', Argument::Glued),
    ('M', Argument::Needed),
    ('F', Argument::Glued),
    ('Z', Argument::Glued),
    ('N', Argument::Needed),
    ('X', Argument::Glued),
    ('E', Argument::Needed),
    ('P', Argument::Needed),
    ('V', Argument::None),
    ('h', Argument::Glued),
    ('o', Argument::Needed),
    ('p', Argument::Needed),
    ('s', Argument::Needed),
    ('d', Argument::Needed),
    ('j', Argument::Needed),
    ('i', Argument::Needed),
    ('f', Argument::None),
    ('v', Argument::None),
    ('w', Argument::Glued),
    ('W', Argument::Glued),
    ('n', Argument::None),
    ('t', Argument::Needed),
    ('m', Argument::Needed),
    ('x', Argument::None),
    ('c', Argument::Needed),
];

/// The long options of the command, without their dashes.
pub fn long_names() -> impl Iterator<Item = &'static str> {
    LONG.iter().map(|(name, _)| *name)
}

/// The letter of the command's own option with this long name.
pub fn letter_of(name: &str) -> Option<char> {
    LONG.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter)
}

const MORE_LETTERS: [(char, Argument); 4] =
    [('g', Argument::Needed), ('4', Argument::None), ('6', Argument::None), (LINE_NUMBERS, Argument::None)];

const LONG: [(&str, char); 37] = [
    ("append", 'A'),
    ("delete", 'D'),
    ("check", 'C'),
    ("insert", 'I'),
    ("replace", 'R'),
    ("list", 'L'),
    ("list-rules", 'S'),
    ("flush", 'F'),
    ("zero", 'Z'),
    ("new-chain", 'N'),
    ("delete-chain", 'X'),
    ("rename-chain", 'E'),
    ("policy", 'P'),
    ("source", 's'),
    ("destination", 'd'),
    ("src", 's'),
    ("dst", 'd'),
    ("protocol", 'p'),
    ("in-interface", 'i'),
    ("jump", 'j'),
    ("table", 't'),
    ("match", 'm'),
    ("numeric", 'n'),
    ("out-interface", 'o'),
    ("verbose", 'v'),
    ("wait", 'w'),
    ("wait-interval", 'W'),
    ("exact", 'x'),
    ("fragments", 'f'),
    ("version", 'V'),
    ("help", 'h'),
    ("line-numbers", LINE_NUMBERS),
    ("modprobe", 'M'),
    ("set-counters", 'c'),
    ("goto", 'g'),
    ("ipv4", '4'),
    ("ipv6", '6'),
];

pub fn by_letter(letter: char) -> Option<CommandOption> {
    let takes = LETTERS.iter().chain(&MORE_LETTERS).find(|(known, _)| *known == letter).map(|(_, takes)| *takes)?;
    Some(CommandOption { letter, takes })
}

/// What a long option turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Command(CommandOption),
    /// Of the extension at this place among the lists that were given.
    Extension {
        place: usize,
        spec: &'static OptionSpec,
    },
}

impl Found {
    pub fn takes_word(&self) -> bool {
        match self {
            Found::Command(option) => option.takes == Argument::Needed,
            Found::Extension { spec, .. } => spec.takes != Takes::Nothing,
        }
    }

    /// Takes one if it is glued on with `=`.
    pub fn may_take_word(&self) -> bool {
        match self {
            Found::Command(option) => option.takes != Argument::None,
            Found::Extension { spec, .. } => spec.takes != Takes::Nothing,
        }
    }

    /// Two long names that mean the same option.
    fn means(&self, other: &Found) -> bool {
        match (self, other) {
            (Found::Command(option), Found::Command(other)) => option.letter == other.letter,
            (Found::Extension { place, spec }, Found::Extension { place: other_place, spec: other }) => {
                place == other_place && spec.canonical == other.canonical
            }
            (Found::Command(_), Found::Extension { .. }) | (Found::Extension { .. }, Found::Command(_)) => false,
        }
    }
}

/// The option with this name, or with a name that begins so, if that is only one. The command's own come first, then
/// those of the extension that was loaded last.
pub fn by_name<Lists>(name: &str, extensions: Lists) -> Option<Found>
where
    Lists: DoubleEndedIterator<Item = &'static [OptionSpec]> + ExactSizeIterator + Clone,
{
    let exact = candidates(extensions.clone()).find(|(candidate, _)| *candidate == name);
    if let Some((_, found)) = exact {
        return Some(found);
    }
    let mut beginning = candidates(extensions).filter(|(candidate, _)| candidate.starts_with(name)).map(|(_, found)| found);
    let first = beginning.next()?;
    beginning.all(|other| other.means(&first)).then_some(first)
}

fn candidates<Lists>(extensions: Lists) -> impl Iterator<Item = (&'static str, Found)>
where
    Lists: DoubleEndedIterator<Item = &'static [OptionSpec]> + ExactSizeIterator,
{
    let own = LONG.iter().filter_map(|(name, letter)| Some((*name, Found::Command(by_letter(*letter)?))));
    let loaded = extensions.enumerate().rev();
    own.chain(loaded.flat_map(|(place, specs)| specs.iter().map(move |spec| (spec.name, Found::Extension { place, spec }))))
}
