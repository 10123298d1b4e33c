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
    // the tool names what is left of the text
    let complaint = |rest: &str| {
        let form = "should be hh:mm[:ss] format and within the boundaries";
        Problem::usage(format!("invalid time \"{rest}\" specified, {form}"))
    };
    let (hour, rest) = text.split_once(':').ok_or_else(|| complaint(text))?;
    let hour = part(Some(hour), 0, 23, 0).ok_or_else(|| complaint(text))?;
    let (minute, second) = rest.split_once(':').map_or((rest, None), |(minute, second)| (minute, Some(second)));
    let minute = part(Some(minute), 0, 59, 0).ok_or_else(|| complaint(rest))?;
    let second = part(second, 0, 59, 0).ok_or_else(|| complaint(second.unwrap_or("")))?;
    Ok(hour * 3600 + minute * 60 + second)
}

/// Up to 31; the tool looks at two letters (seen on 1.8.9: 310 is 31).
pub fn day_of_month(text: &str) -> Result<u32, Problem> {
    let shown: String = text.chars().take(2).collect();
    let day = number::within(&shown, 0, 31).map(|day| day as u32);
    day.ok_or_else(|| Problem::usage(format!("{shown} is not a valid day for --monthdays")))
}

const WEEK_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// 1 to 7, or the first letters of a day's name. What is more is taken modulo 32, and then names no day (seen on 1.8.9).
pub fn day_of_week(text: &str) -> Result<u32, Problem> {
    match number::whole(text) {
        Some(0) => return Err(Problem::usage("No, the week does NOT begin with Sunday.")),
        Some(day) => return Ok((day % 32) as u32),
        None => {}
    }
    let start: String = text.chars().take(2).collect();
    let place = WEEK_DAYS.iter().position(|day| start.len() == 2 && day.starts_with(&start));
    let complaint = || Problem::usage(format!("{text} is not a valid day specifier"));
    place.and_then(|place| u32::try_from(place + 1).ok()).ok_or_else(complaint)
}
