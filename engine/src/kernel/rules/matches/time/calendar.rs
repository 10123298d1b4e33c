//! Hours, days and dates as `-m time` writes them.

use crate::kernel::rules::options::Problem;
use crate::kernel::rules::values::number;

/// A moment of the calendar, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub year: u32,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
}

impl Moment {
    /// The last second that 31 bits can count from 1970.
    pub const LAST: Moment = Moment { year: 2038, month: 1, day: 19, hour: 3, minute: 14, second: 7 };

    /// Seconds since 1970.
    pub fn unix_seconds(self) -> u64 {
        let (year, month) = (u64::from(self.year), u64::from(self.month));
        // Years that begin in March, so that the leap day is the last one.
        let years = if month <= 2 { year.saturating_sub(1) } else { year };
        let months = (month + 9) % 12;
        let days = years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 + u64::from(self.day) - 1;
        let time = u64::from(self.hour) * 3600 + u64::from(self.minute) * 60 + u64::from(self.second);
        days.saturating_sub(DAYS_TO_1970) * DAY + time
    }

    pub fn of_unix(seconds: u64) -> Moment {
        let (days, time) = (seconds / DAY + DAYS_TO_1970, seconds % DAY);
        let era = days / 146_097;
        let of_era = days % 146_097;
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let months = (5 * of_year + 2) / 153;
        let month = if months < 10 { months + 3 } else { months - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        Moment {
            year: year as u32,
            month: month as u32,
            day: (of_year - (153 * months + 2) / 5 + 1) as u32,
            hour: (time / 3600) as u32,
            minute: (time / 60 % 60) as u32,
            second: (time % 60) as u32,
        }
    }

    pub fn text(self, between: char) -> String {
        let Moment { year, month, day, hour, minute, second } = self;
        format!("{year:04}-{month:02}-{day:02}{between}{hour:02}:{minute:02}:{second:02}")
    }
}

/// Seconds of a day.
pub const DAY: u64 = 24 * 60 * 60;
/// From the first of March of the year 0 to 1970.
const DAYS_TO_1970: u64 = 719_468;

/// 1 for Monday to 7 for Sunday; 1970 began with a Thursday.
pub fn week_day(seconds: u64) -> u32 {
    ((seconds / DAY + 3) % 7 + 1) as u32
}

/// `YYYY[-MM[-DD[Thh[:mm[:ss]]]]]`
pub fn moment(text: &str) -> Result<Moment, Problem> {
    let complaint = || {
        let form = "Should be YYYY[-MM[-DD[Thh[:mm[:ss]]]]]";
        Problem::usage(format!("Invalid date \"{text}\" specified. {form}"))
    };
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    let mut parts = date.split('-');
    let mut next = |least, greatest, usual| part(parts.next(), least, greatest, usual);
    let year = next(1970, 2038, 1970).ok_or_else(complaint)?;
    let month = next(1, 12, 1).ok_or_else(complaint)?;
    let day = next(1, 31, 1).ok_or_else(complaint)?;
    let mut parts = time.map(|time| time.split(':'));
    let mut next = |greatest| part(parts.as_mut().and_then(Iterator::next), 0, greatest, 0);
    let hour = next(23).ok_or_else(complaint)?;
    let minute = next(59).ok_or_else(complaint)?;
    let second = next(59).ok_or_else(complaint)?;
    Ok(Moment { year, month, day, hour, minute, second })
}

fn part(text: Option<&str>, least: u64, greatest: u64, usual: u32) -> Option<u32> {
    let Some(text) = text else { return Some(usual) };
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = text.parse::<u64>().ok().filter(|value| digits && (least..=greatest).contains(value))?;
    u32::try_from(value).ok()
}

/// `hh:mm[:ss]`, in seconds.
pub fn time_of_day(text: &str) -> Result<u32, Problem> {
    let complaint = || {
        let form = "should be hh:mm[:ss] format and within the boundaries";
        Problem::usage(format!("invalid time \"{text}\" specified, {form}"))
    };
    let parts: Vec<&str> = text.split(':').collect();
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (*hour, *minute, "0"),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return Err(complaint()),
    };
    let value = |text: &str, greatest| part(Some(text), 0, greatest, 0).ok_or_else(complaint);
    Ok(value(hour, 23)? * 3600 + value(minute, 59)? * 60 + value(second, 59)?)
}

/// 1 to 31.
pub fn day_of_month(text: &str) -> Result<u32, Problem> {
    number::within(text, 0, 31).map(|day| day as u32).ok_or_else(|| {
        let shown: String = text.chars().take(2).collect();
        Problem::usage(format!("{shown} is not a valid day for --monthdays"))
    })
}

const WEEK_DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// 1 to 7, or the first letters of a day's name.
pub fn day_of_week(text: &str) -> Result<u32, Problem> {
    match number::prefix(text) {
        Some((0, _)) => return Err(Problem::usage("No, the week does NOT begin with Sunday.")),
        Some((day @ 1..=7, _)) => return Ok(day as u32),
        Some(_) | None => {}
    }
    let start: String = text.chars().take(2).collect::<String>().to_ascii_lowercase();
    let place = WEEK_DAYS.iter().position(|day| start.len() == 2 && day.starts_with(&start));
    let complaint = || Problem::usage(format!("{text} is not a valid day specifier"));
    place.and_then(|place| u32::try_from(place + 1).ok()).ok_or_else(complaint)
}
