//! `-m time`: hours, days and dates, by the lab's clock. The kernel's time zone is UTC here.

mod calendar;

use trace::Value;

use super::MatchExtension;
use crate::rules::context::{Context, Tested};
use crate::rules::missed::Missed;
use crate::rules::options::{self, Given, OptionSpec, Problem, Surroundings};
use crate::state::calendar::{DAY, Moment, week_day};
use calendar::{day_of_month, day_of_week, moment, time_of_day};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// Seconds of a day.
    pub start: u32,
    pub stop: u32,
    /// Bit n is day n.
    pub month_days: u32,
    pub week_days: u8,
    pub first: Option<Moment>,
    pub last: Moment,
    pub kernel_zone: bool,
    pub contiguous: bool,
}

const WHOLE_DAY: u32 = 24 * 60 * 60 - 1;
const ALL_MONTH_DAYS: u32 = 0xffff_fffe;
const ALL_WEEK_DAYS: u8 = 0xfe;

const WEEK_DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl MatchExtension for Time {
    const NAME: &'static str = "time";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("datestart"),
        OptionSpec::one("datestop"),
        OptionSpec::one("timestart"),
        OptionSpec::one("timestop"),
        OptionSpec::flag("contiguous"),
        OptionSpec::one("weekdays").invertible(),
        OptionSpec::one("monthdays").invertible(),
        OptionSpec::flag("localtz").excludes(&["utc"]),
        OptionSpec::flag("utc").excludes(&["localtz"]),
        OptionSpec::flag("kerneltz").excludes(&["utc"]),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Time, Problem> {
        let value = |name| options::find(given, name);
        let time = Time {
            start: value("timestart").map_or(Ok(0), |option| time_of_day(option.value))?,
            stop: value("timestop").map_or(Ok(WHOLE_DAY), |option| time_of_day(option.value))?,
            month_days: value("monthdays").map_or(Ok(ALL_MONTH_DAYS), month_days)?,
            week_days: value("weekdays").map_or(Ok(ALL_WEEK_DAYS), week_days)?,
            first: value("datestart").map(|option| moment(option.value)).transpose()?,
            last: value("datestop").map_or(Ok(Moment::LAST), |option| moment(option.value))?,
            kernel_zone: options::has(given, "kerneltz") || options::has(given, "localtz"),
            contiguous: options::has(given, "contiguous"),
        };
        if time.contiguous && time.start < time.stop {
            return Err(Problem::usage("time: --contiguous only makes sense when stoptime is smaller than starttime").late());
        }
        Ok(time)
    }

    fn save(&self, out: &mut String) {
        if self.limits_hours() {
            out.push_str(&format!(" --timestart {} --timestop {}", hours(self.start), hours(self.stop)));
        }
        if self.month_days != ALL_MONTH_DAYS {
            out.push_str(&format!(" --monthdays {}", self.month_day_list(|_| "")));
        }
        if self.week_days != ALL_WEEK_DAYS {
            out.push_str(&format!(" --weekdays {}", self.week_day_list()));
        }
        if let Some(first) = self.first {
            out.push_str(&format!(" --datestart {}", first.text('T')));
        }
        out.push_str(&format!(" --datestop {}", self.last.text('T')));
        out.push_str(if self.kernel_zone { " --kerneltz" } else { "" });
        out.push_str(if self.contiguous { " --contiguous" } else { "" });
    }

    /// `TIME from 09:00:00 to 18:00:00 on Mon,Tue on 1st,31st starting from 2026-01-05 00:00:00 until date ... UTC`
    fn read_listed(row: &mut super::Listed<'_>, _inverted: bool) -> bool {
        if row.peek(0) != "TIME" {
            return false;
        }
        row.skip(1);
        row.load(Self::NAME);
        let mut universal = false;
        loop {
            let (first, next) = (row.peek(0), row.peek(1));
            let date = format!("{}T{}", row.peek(2), row.peek(3));
            let skipped = match (first, next) {
                ("from", start) => {
                    row.option(Self::NAME, false, "--timestart", start);
                    let stop = row.peek(3);
                    row.option(Self::NAME, false, "--timestop", stop);
                    4
                }
                ("on", days) if days.starts_with(|first: char| first.is_ascii_digit()) => {
                    let numbers: String = days.chars().filter(|letter| !letter.is_ascii_alphabetic()).collect();
                    row.option(Self::NAME, false, "--monthdays", &numbers);
                    2
                }
                ("on", days) => {
                    row.option(Self::NAME, false, "--weekdays", days);
                    2
                }
                ("starting", "from") => {
                    row.option(Self::NAME, false, "--datestart", &date);
                    4
                }
                ("until", "date") => {
                    row.option(Self::NAME, false, "--datestop", &date);
                    4
                }
                ("UTC", _) => {
                    universal = true;
                    1
                }
                ("contiguous", _) => {
                    row.option(Self::NAME, false, "--contiguous", "");
                    1
                }
                _ => break,
            };
            row.skip(skipped);
        }
        if !universal {
            row.option(Self::NAME, false, "--kerneltz", "");
        }
        row.end();
        true
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" TIME");
        if self.limits_hours() {
            out.push_str(&format!(" from {} to {}", hours(self.start), hours(self.stop)));
        }
        if self.week_days != ALL_WEEK_DAYS {
            out.push_str(&format!(" on {}", self.week_day_list()));
        }
        if self.month_days != ALL_MONTH_DAYS {
            out.push_str(&format!(" on {}", self.month_day_list(ordinal)));
        }
        if let Some(first) = self.first {
            out.push_str(&format!(" starting from {}", first.text(' ')));
        }
        if self.last != Moment::LAST {
            out.push_str(&format!(" until date {}", self.last.text(' ')));
        }
        out.push_str(if self.kernel_zone { "" } else { " UTC" });
        out.push_str(if self.contiguous { " contiguous" } else { "" });
    }

    fn test(&self, context: &mut Context<'_>) -> Tested {
        self.accepts(context.now.unix_seconds()).into()
    }

    fn missed(&self, context: &Context<'_>) -> Missed {
        let seconds = context.now.unix_seconds();
        let day = WEEK_DAYS.get(week_day(seconds) as usize - 1).copied().unwrap_or("");
        let had = Value::text(format!("{day} {}", Moment::of_unix(seconds).text(' ')));
        match self.fails(seconds) {
            Some(option) => Missed::of(option, self.wanted(option), had),
            None => self.missed_as_written(had),
        }
    }
}

impl Time {
    fn accepts(&self, seconds: u64) -> bool {
        self.fails(seconds).is_none()
    }

    /// The option that does not hold, in the order of the kernel's `time_mt`.
    fn fails(&self, mut seconds: u64) -> Option<&'static str> {
        if self.first.is_some_and(|first| seconds < first.unix_seconds()) {
            return Some("datestart");
        }
        if seconds > self.last.unix_seconds() {
            return Some("datestop");
        }
        let of_day = (seconds % DAY) as u32;
        if self.start < self.stop {
            if of_day < self.start {
                return Some("timestart");
            }
            if of_day > self.stop {
                return Some("timestop");
            }
        } else {
            if of_day < self.start && of_day > self.stop {
                return Some("timestart");
            }
            // After midnight the day that began counts.
            if self.contiguous && of_day <= self.stop {
                seconds = seconds.saturating_sub(DAY);
            }
        }
        if self.week_days & (1 << week_day(seconds)) == 0 {
            return Some("weekdays");
        }
        (self.month_days & (1 << Moment::of_unix(seconds).day) == 0).then_some("monthdays")
    }

    fn wanted(&self, option: &str) -> Value {
        match option {
            "datestart" => self.first.map_or(Value::Nothing, |first| Value::text(first.text('T'))),
            "datestop" => Value::text(self.last.text('T')),
            "timestart" => Value::text(hours(self.start)),
            "timestop" => Value::text(hours(self.stop)),
            "weekdays" => Value::text(self.week_day_list()),
            _ => Value::text(self.month_day_list(|_| "")),
        }
    }

    fn limits_hours(&self) -> bool {
        (self.start, self.stop) != (0, WHOLE_DAY)
    }

    fn week_day_list(&self) -> String {
        let days = WEEK_DAYS.iter().zip(1u8..).filter(|(_, day)| self.week_days & (1 << day) != 0);
        days.map(|(name, _)| *name).collect::<Vec<&str>>().join(",")
    }

    fn month_day_list(&self, ending: fn(u32) -> &'static str) -> String {
        let days = (1..=31u32).filter(|day| self.month_days & (1 << day) != 0);
        days.map(|day| format!("{day}{}", ending(day))).collect::<Vec<String>>().join(",")
    }
}

/// The tool knows no exception for the teens: it prints `11st` (seen on 1.8.9).
fn ordinal(day: u32) -> &'static str {
    match day % 10 {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    }
}

fn hours(seconds: u32) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn month_days(option: &Given<'_>) -> Result<u32, Problem> {
    let mut days = 0;
    for part in listed(option.value) {
        days |= 1 << day_of_month(part)?;
    }
    Ok(if option.inverted { days ^ ALL_MONTH_DAYS } else { days })
}

fn week_days(option: &Given<'_>) -> Result<u8, Problem> {
    let mut days = 0;
    for part in listed(option.value) {
        days |= 1u8.checked_shl(day_of_week(part)?).unwrap_or(0);
    }
    Ok(if option.inverted { days ^ ALL_WEEK_DAYS } else { days })
}

/// The parts of a list, of which the last may be empty.
fn listed(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.strip_suffix(',').unwrap_or(text);
    parts.split(',').filter(move |_| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::conditions::ProtocolPattern;

    /// What is written, and the moments (UTC) at which it holds and does not.
    const CASES: [(&str, &[&str], &[&str]); 6] = [
        (
            "--timestart 09:00 --timestop 18:00",
            &["2026-01-05T09:00:00", "2026-01-05T18:00:00"],
            &["2026-01-05T08:59:59", "2026-01-05T18:00:01"],
        ),
        ("--timestart 22:00 --timestop 06:00", &["2026-01-05T23:00:00", "2026-01-05T03:00:00"], &["2026-01-05T12:00:00"]),
        ("--weekdays Mon,Sun", &["2026-01-05T12:00:00", "2026-01-11T00:00:00"], &["2026-01-06T12:00:00", "2026-01-10T23:59:59"]),
        ("--monthdays 29", &["2028-02-29T10:00:00"], &["2028-02-28T10:00:00", "2028-03-01T00:00:00"]),
        (
            "--timestart 23:00 --timestop 01:00 --weekdays Mon --contiguous",
            &["2026-01-05T23:30:00", "2026-01-06T00:30:00"],
            &["2026-01-05T00:30:00", "2026-01-06T23:30:00"],
        ),
        (
            "--datestart 2026-01-05T12:00 --datestop 2026-01-06",
            &["2026-01-05T12:00:00", "2026-01-06T00:00:00"],
            &["2026-01-05T11:59:59", "2026-01-06T00:00:01"],
        ),
    ];

    #[test]
    fn the_clock_is_asked_as_the_kernel_asks_it() {
        for (written, holds, fails) in CASES {
            let time = read(written);
            for (moments, expected) in [(holds, true), (fails, false)] {
                for text in moments {
                    let seconds = moment(text).expect("a moment").unix_seconds();
                    assert_eq!(time.accepts(seconds), expected, "{written} at {text}");
                    assert_eq!(Moment::of_unix(seconds).text('T'), *text, "there and back");
                }
            }
        }
    }

    fn read(written: &str) -> Time {
        let mut words = written.split(' ');
        let mut given = Vec::new();
        while let Some(word) = words.next() {
            let name = word.trim_start_matches("--");
            let option = Time::OPTIONS.iter().find(|option| option.name == name).expect("an option of -m time");
            let value = if name == "contiguous" { "" } else { words.next().expect("its value") };
            given.push(Given { name: option.name, inverted: false, value, second: None, protocol: ProtocolPattern::default() });
        }
        Time::parse(&given, &Surroundings::default()).expect("a time")
    }
}
