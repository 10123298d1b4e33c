//! `-m u32`: arithmetic on the packet's bytes. Kept and printed, not computed.

use super::MatchExtension;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;
use crate::rules::values::number;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct U32 {
    pub tests: Vec<Test>,
    pub inverted: bool,
}

/// `location = values`: numbers joined by operators, and ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Test {
    pub start: u32,
    pub steps: Vec<(Operator, u32)>,
    pub values: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    And,
    ShiftLeft,
    ShiftRight,
    At,
}

/// `XT_U32_MAXSIZE`
const MOST: usize = 10;

impl MatchExtension for U32 {
    const NAME: &'static str = "u32";
    const OPTIONS: &'static [OptionSpec] = &[OptionSpec::one("u32").invertible().mandatory()];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<U32, Problem> {
        let option = given.first().ok_or_else(Problem::absent)?;
        let mut reader = Reader { text: option.value, rest: option.value };
        let mut tests = vec![reader.test()?];
        while reader.take("&&") {
            let test = reader.test()?;
            reader.has_room(tests.len(), "\"&&\"s")?;
            tests.push(test);
        }
        Ok(U32 { tests, inverted: option.inverted })
    }

    fn refused(&self, _place: &Place) -> bool {
        let shifts = self.tests.iter().flat_map(|test| test.steps.iter());
        shifts.into_iter().any(|(operator, by)| matches!(operator, Operator::ShiftLeft | Operator::ShiftRight) && *by >= 32)
    }

    fn save(&self, out: &mut String) {
        out.push_str(&format!("{} --u32 \"{}\"", if self.inverted { " !" } else { "" }, self.text()));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(&format!(" u32 {}\"{}\"", if self.inverted { "! " } else { "" }, self.text()));
    }
}

impl U32 {
    fn text(&self) -> String {
        self.tests.iter().map(Test::text).collect::<Vec<String>>().join("&&")
    }
}

impl Test {
    fn text(&self) -> String {
        let mut text = format!("{:#x}", self.start);
        for (operator, number) in &self.steps {
            let sign = match operator {
                Operator::And => "&",
                Operator::ShiftLeft => "<<",
                Operator::ShiftRight => ">>",
                Operator::At => "@",
            };
            text.push_str(&format!("{sign}{number:#x}"));
        }
        let value = |(least, greatest): &(u32, u32)| match least == greatest {
            true => format!("{least:#x}"),
            false => format!("{least:#x}:{greatest:#x}"),
        };
        let values: Vec<String> = self.values.iter().map(value).collect();
        format!("{text}={}", values.join(","))
    }
}

fn cut_off() -> Problem {
    Problem::usage("u32: abrupt end of input after location specifier")
}

struct Reader<'text> {
    text: &'text str,
    rest: &'text str,
}

impl Reader<'_> {
    fn test(&mut self) -> Result<Test, Problem> {
        self.skip();
        if self.rest.is_empty() {
            return Err(cut_off());
        }
        if self.rest.starts_with('=') {
            return Err(Problem::usage(format!("u32: at char {}: location spec missing", self.place())));
        }
        let mut test = Test { start: self.number()?, ..Test::default() };
        while !self.take("=") {
            let operator = self.operator()?;
            let number = self.number()?;
            self.has_room(test.steps.len() + 1, "operators")?;
            test.steps.push((operator, number));
        }
        self.skip();
        if self.rest.is_empty() {
            return Err(Problem::usage("u32: test ended with no value specified"));
        }
        loop {
            let least = self.number()?;
            let greatest = if self.take(":") { self.number()? } else { least };
            self.has_room(test.values.len(), "\",\"s")?;
            test.values.push((least, greatest));
            self.skip();
            if self.rest.is_empty() || self.rest.starts_with("&&") {
                return Ok(test);
            }
            self.half('&')?;
            if !self.take(",") {
                return Err(Problem::usage(format!("u32: at char {}: expected \",\" or \"&&\"", self.place())));
            }
        }
    }

    /// The tool looks only when it has read one too many.
    fn has_room(&self, have: usize, what: &str) -> Result<(), Problem> {
        match have < MOST {
            true => Ok(()),
            false => Err(Problem::usage(format!("u32: at char {}: too many {what}", self.place()))),
        }
    }

    fn operator(&mut self) -> Result<Operator, Problem> {
        self.skip();
        if self.rest.is_empty() {
            return Err(cut_off());
        }
        for (sign, operator) in
            [("<<", Operator::ShiftLeft), (">>", Operator::ShiftRight), ("&", Operator::And), ("@", Operator::At)]
        {
            if self.take(sign) {
                return Ok(operator);
            }
        }
        self.half('<')?;
        self.half('>')?;
        Err(Problem::usage(format!("u32: at char {}: operator expected", self.place())))
    }

    /// A sign that stands only once where two belong.
    fn half(&mut self, sign: char) -> Result<(), Problem> {
        match self.rest.starts_with(sign) {
            true => Err(Problem::usage(format!("u32: at char {}: a second '{sign}' was expected", self.place() + 1))),
            false => Ok(()),
        }
    }

    fn number(&mut self) -> Result<u32, Problem> {
        let read = number::prefix(self.rest).and_then(|(number, rest)| Some((u32::try_from(number).ok()?, rest)));
        let (number, rest) =
            read.ok_or_else(|| Problem::usage(format!("u32: at char {}: not a number or out of range", self.place())))?;
        self.rest = rest;
        Ok(number)
    }

    fn take(&mut self, sign: &str) -> bool {
        self.skip();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn place(&self) -> usize {
        self.text.len() - self.rest.len()
    }
}
