//! `-m bpf`: a program that looks at the packet. Kept and printed, not run.

use super::MatchExtension;
use crate::kernel::rules::options;
use crate::kernel::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::kernel::rules::values::number;

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

fn program(text: &str) -> Result<Bpf, Problem> {
    let (length, rest) = text.split_once(',').ok_or_else(|| Problem::usage("bpf: error parsing program length"))?;
    let length = number::within(length, 0, 65535).ok_or_else(|| Problem::usage("bpf: error parsing program length"))?;
    if length == 0 {
        return Err(Problem::usage("bpf: illegal zero length program"));
    }
    if length > LONGEST as u64 {
        return Err(Problem::usage("bpf: number of instructions exceeds maximum"));
    }
    let mut instructions = Vec::new();
    for (place, line) in rest.split(',').filter(|line| !line.is_empty()).enumerate() {
        let fields: Vec<Option<u64>> = line.split(' ').map(number::whole).collect();
        let [Some(code), Some(on), Some(off), Some(k)] = fields.as_slice() else {
            return Err(Problem::usage(format!("bpf: error at instr {place}")));
        };
        instructions.push([*code as u32, *on as u32, *off as u32, *k as u32]);
    }
    match instructions.len().cmp(&(length as usize)) {
        std::cmp::Ordering::Less => Err(Problem::usage("bpf: parsed program length is less than the encoded length parameter")),
        std::cmp::Ordering::Greater => Err(Problem::usage("bpf: real program length exceeds the encoded length parameter")),
        std::cmp::Ordering::Equal => Ok(Bpf { instructions }),
    }
}
