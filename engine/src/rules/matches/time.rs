//! `-m time`: hours, days and dates, by the lab's clock. The kernel's time zone is UTC here.

mod calendar;

use super::MatchExtension;
use crate::state::calendar::{DAY, Moment, week_day};
use crate::rules::context::{Context, Tested};
use crate::rules::options::{self, Given, OptionSpec, Problem, Surroundings};
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

    fn had(&self, context: &Context<'_>) -> String {
        let seconds = context.now.unix_seconds();
        let day = WEEK_DAYS.get(week_day(seconds) as usize - 1).copied().unwrap_or("");
        format!("{day} {}", Moment::of_unix(seconds).text(' '))
    }
}

impl Time {
    /// In the order of the kernel's `time_mt`.
    fn accepts(&self, mut seconds: u64) -> bool {
        let first = self.first.map_or(0, Moment::unix_seconds);
        if seconds < first || seconds > self.last.unix_seconds() {
            return false;
        }
        let of_day = (seconds % DAY) as u32;
        if self.start < self.stop {
            if of_day < self.start || of_day > self.stop {
                return false;
            }
        } else {
            if of_day < self.start && of_day > self.stop {
                return false;
            }
            // After midnight the day that began counts.
            if self.contiguous && of_day <= self.stop {
                seconds = seconds.saturating_sub(DAY);
            }
        }
        let day_of_month = Moment::of_unix(seconds).day;
        self.week_days & (1 << week_day(seconds)) != 0 && self.month_days & (1 << day_of_month) != 0
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
        ("--timestart 09:00 --timestop 18:00", &["2026-01-05T09:00:00", "2026-01-05T18:00:00"], &["2026-01-05T08:59:59", "2026-01-05T18:00:01"]),
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
