//! `-m bpf`: a program that looks at the packet. Kept and printed, not run.

use super::MatchExtension;
use crate::rules::options::{self, Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;
use crate::rules::values::number;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bpf {
    pub instructions: Vec<[u32; 4]>,
}

/// The most instructions a rule holds.
const LONGEST: usize = 64;

impl MatchExtension for Bpf {
    const NAME: &'static str = "bpf";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("bytecode"), OptionSpec::one("object-pinned")];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Bpf, Problem> {
        if let Some(option) = options::find(given, "bytecode") {
            return program(option.value);
        }
        match options::has(given, "object-pinned") {
            true => Err(Problem::usage("bpf: failed to get bpf object")),
            false => Err(Problem::usage("bpf: one of --bytecode or --pinned is required").late()),
        }
    }

    fn refused(&self, _place: &Place) -> bool {
        let instructions = || self.instructions.iter().enumerate();
        let ends = matches!(self.instructions.last(), Some([RETURN | RETURN_ACCUMULATOR, ..]));
        !ends || !instructions().all(|(place, instruction)| is_sound(*instruction, self.instructions.len() - place - 1))
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!(" --bytecode \"{},{}\"", self.instructions.len(), self.text()));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        // the tool prints the closing zero of its string, too (seen on 1.8.9)
        out.push_str(&format!("match bpf {}\0", self.text()));
    }
}

impl Bpf {
    fn text(&self) -> String {
        let lines: Vec<String> = self.instructions.iter().map(|[code, on, off, k]| format!("{code} {on} {off} {k}")).collect();
        lines.join(",")
    }
}

const RETURN: u32 = 0x06;
const RETURN_ACCUMULATOR: u32 = 0x16;

/// What the kernel looks at before it takes a program (`bpf_check_classic`). `left` is the number of instructions behind this one.
fn is_sound([code, on, off, k]: [u32; 4], left: usize) -> bool {
    let goes = |by: u32| usize::try_from(by).is_ok_and(|by| by < left);
    match code & 0x07 {
        // a cell (0x60, 0x61) may be loaded only when something is in it, which no program in a rule needs
        0x00 | 0x01 => matches!(code, 0x00 | 0x01 | 0x20 | 0x28 | 0x30 | 0x40 | 0x48 | 0x50 | 0x80 | 0x81 | 0xb1),
        0x02 | 0x03 => matches!(code, 0x02 | 0x03) && k < CELLS,
        0x04 => match code & !0x08 {
            0x34 | 0x94 => code & 0x08 != 0 || k != 0,
            0x64 | 0x74 => code & 0x08 != 0 || k < 32,
            0x84 => code & 0x08 == 0,
            0x04 | 0x14 | 0x24 | 0x44 | 0x54 | 0xa4 => true,
            _ => false,
        },
        0x05 if code == 0x05 => goes(k),
        0x05 => matches!(code & !0x08, 0x15 | 0x25 | 0x35 | 0x45) && goes(on) && goes(off),
        0x06 => matches!(code, RETURN | RETURN_ACCUMULATOR),
        _ => matches!(code, 0x07 | 0x87),
    }
}

const CELLS: u32 = 16;

/// `length,code on off k,...`, read as the library's `sscanf` does: what follows the fourth field of a line is not looked at.
fn program(text: &str) -> Result<Bpf, Problem> {
    let length = field(text).and_then(|(length, rest)| Some((length as u16, rest.strip_prefix(',')?)));
    let (length, lines) = length.ok_or_else(|| Problem::usage("bpf: error parsing program length"))?;
    let length = usize::from(length);
    if length == 0 {
        return Err(Problem::usage("bpf: illegal zero length program"));
    }
    if length > LONGEST {
        return Err(Problem::usage("bpf: number of instructions exceeds maximum"));
    }
    let mut instructions = Vec::new();
    let mut left = Some(lines).filter(|lines| !lines.is_empty());
    while let Some(lines) = left {
        if instructions.len() >= length {
            return Err(Problem::usage("bpf: real program length exceeds the encoded length parameter"));
        }
        let wrong = || Problem::usage(format!("bpf: error at instr {}", instructions.len()));
        let read = instruction(lines).ok_or_else(wrong)?;
        instructions.push(read);
        left = lines.split_once(',').map(|(_, behind)| behind).filter(|behind| !behind.is_empty());
    }
    match instructions.len() < length {
        true => Err(Problem::usage("bpf: parsed program length is less than the encoded length parameter")),
        false => Ok(Bpf { instructions }),
    }
}

fn instruction(text: &str) -> Option<[u32; 4]> {
    let (code, rest) = field(text)?;
    let (on, rest) = field(rest)?;
    let (off, rest) = field(rest)?;
    let (k, _) = field(rest)?;
    Some([u32::from(code as u16), u32::from(on as u8), u32::from(off as u8), k as u32])
}

fn field(text: &str) -> Option<(u64, &str)> {
    let (number, rest) = number::decimal(text);
    (rest.len() < text.len()).then_some((number, rest))
}
