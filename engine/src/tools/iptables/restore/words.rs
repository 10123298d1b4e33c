//! `iptables-restore` as it is typed.

use super::{RestoreOptions, named};
use crate::kernel::host::Host;
use crate::state::hook::TableName;
use crate::tools::Output;
use crate::tools::getopt::{Known, Piece, Words};

const KNOWN: &[Known] = &[
    Known::flag('c', "counters"),
    Known::flag('v', "verbose"),
    Known::flag('V', "version"),
    Known::flag('t', "test"),
    Known::flag('h', "help"),
    Known::flag('n', "noflush"),
    Known::valued('M', "modprobe"),
    Known::valued('T', "table"),
    Known::glued('w', "wait"),
    Known::glued('W', "wait-interval"),
    Known::long_only('4', "ipv4"),
    Known::long_only('6', "ipv6"),
    Known::flag('b', ""),
];

/// `iptables-restore` with these words behind it.
pub fn typed(host: &mut Host, program: &str, words: &[&str], input: &str) -> Output {
    let mut wanted = Wanted::default();
    match wanted.read(program, words) {
        Err(err) => Output { err: wanted.warnings + &err, code: 1, ..Output::default() },
        Ok(Answer::Text(output)) => output,
        Ok(Answer::Restore) if wanted.unknown_table => Output { err: wanted.warnings, ..Output::default() },
        Ok(Answer::Restore) => {
            let done = named(program, host, input, wanted.options);
            Output { err: wanted.warnings + &done.err, ..done }
        }
    }
}

#[derive(Default)]
struct Wanted {
    options: RestoreOptions,
    /// `-T` names a table that no line can begin.
    unknown_table: bool,
    warnings: String,
}

enum Answer {
    Text(Output),
    Restore,
}

impl Wanted {
    fn read(&mut self, program: &str, words: &[&str]) -> Result<Answer, String> {
        let advice = format!("Try `{program} -h' for more information.\n");
        let mut files = Vec::new();
        let mut words = Words::new(words, KNOWN);
        while let Some(piece) = words.advance() {
            match piece.map_err(|complaint| format!("{program}: {complaint}\n{advice}"))? {
                Piece::Option('c', _) => self.options.counters = true,
                Piece::Option('v', _) => self.options.verbose = true,
                Piece::Option('t', _) => self.options.test = true,
                Piece::Option('n', _) => self.options.noflush = true,
                Piece::Option('T', name) => {
                    self.options.table = name.and_then(TableName::from_name);
                    self.unknown_table = self.options.table.is_none();
                }
                Piece::Option('V', _) => {
                    let out = format!("{program} v1.8.9 (nf_tables)\n");
                    return Ok(Answer::Text(Output { out, ..Output::default() }));
                }
                Piece::Option('h', _) => {
                    let err = include_str!("../usage_restore.txt").replace("iptables-restore", program);
                    return Ok(Answer::Text(Output { err, ..Output::default() }));
                }
                Piece::Option('b', _) => self.warnings.push_str("-b/--binary option is not implemented\n"),
                Piece::Option('w' | 'W', None) => {
                    words.follower();
                }
                Piece::Option('4' | '6', _) => return Err(advice),
                // -M changes nothing here
                Piece::Option(_, _) => {}
                Piece::Word(word) => files.push(word),
            }
        }
        match files.as_slice() {
            [] => Ok(Answer::Restore),
            // a lab has no files
            [file] => Err(format!("Can't open {file}: No such file or directory\n")),
            [_, ..] => Err("Unknown arguments found on commandline\n".to_owned()),
        }
    }
}
