//! Hours, days and dates as `-m time` writes them.

use crate::kernel::calendar::Moment;
use crate::kernel::rules::options::Problem;
use crate::kernel::rules::values::number;

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
