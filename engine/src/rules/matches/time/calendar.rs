//! Hours, days and dates as `-m time` writes them.

use crate::state::calendar::Moment;
use crate::rules::options::Problem;
use crate::rules::values::{number, quote};

/// `YYYY[-MM[-DD[Thh[:mm[:ss]]]]]`; what follows a sign may be left out, and is then zero. Days that a month does not have
/// are those of its neighbours, as `mktime` takes them (seen on 1.8.9: `2020-` is the first of December 2019).
pub fn moment(text: &str) -> Result<Moment, Problem> {
    let form = "Should be YYYY[-MM[-DD[Thh[:mm[:ss]]]]]";
    fields(text).map(Moment::normal).ok_or_else(|| Problem::usage(format!("Invalid date \"{text}\" specified. {form}")))
}

/// Each field with the sign that parts it from the next.
const DATE_FIELDS: [(Option<char>, u32, u32); 6] =
    [(Some('-'), 1970, 2038), (Some('-'), 0, 12), (Some('T'), 0, 31), (Some(':'), 0, 23), (Some(':'), 0, 59), (None, 0, 59)];

fn fields(text: &str) -> Option<Moment> {
    let mut values = [0, 1, 1, 0, 0, 0];
    let mut rest = text;
    for (value, (end, least, greatest)) in values.iter_mut().zip(DATE_FIELDS) {
        let (number, behind) = number::decimal(rest);
        // the library keeps 32 bits
        *value = Some(number as u32).filter(|number| (least..=greatest).contains(number))?;
        if behind.is_empty() {
            break;
        }
        rest = end.and_then(|end| behind.strip_prefix(end))?;
    }
    let [year, month, day, hour, minute, second] = values;
    Some(Moment { year, month, day, hour, minute, second })
}

/// `hh:mm[:ss]`, in seconds. The tool names what is left of the text.
pub fn time_of_day(text: &str) -> Result<u32, Problem> {
    let field = |text, greatest| {
        let (number, behind) = number::decimal(text);
        Some(number as u32).filter(|number| *number <= greatest).map(|number| (number, behind))
    };
    let complaint = |rest: &str| {
        let form = "should be hh:mm[:ss] format and within the boundaries";
        Problem::usage(format!("invalid time \"{rest}\" specified, {form}"))
    };
    let hour = field(text, 23).and_then(|(hour, behind)| Some((hour, behind.strip_prefix(':')?)));
    let (hour, rest) = hour.ok_or_else(|| complaint(text))?;
    let (minute, behind) = field(rest, 59).ok_or_else(|| complaint(rest))?;
    if behind.is_empty() {
        return Ok(hour * 3600 + minute * 60);
    }
    let rest = behind.strip_prefix(':').ok_or_else(|| complaint(rest))?;
    match field(rest, 59) {
        Some((second, "")) => Ok(hour * 3600 + minute * 60 + second),
        Some(_) | None => Err(complaint(rest)),
    }
}

/// Up to 31; the tool looks at two letters (seen on 1.8.9: 310 is 31).
pub fn day_of_month(text: &str) -> Result<u32, Problem> {
    let shown: String = text.chars().take(2).collect();
    let day = if shown.is_empty() { Some(0) } else { number::within(&shown, 0, 31).map(|day| day as u32) };
    day.ok_or_else(|| Problem::usage(format!("{shown} is not a valid day for --monthdays")))
}

const WEEK_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// 1 to 7, or the first letters of a day's name; the tool looks at three. What is more is taken modulo 32, and then names no day (seen on 1.8.9).
pub fn day_of_week(text: &str) -> Result<u32, Problem> {
    let text = quote::cut(text, 3);
    let negative = text.strip_prefix('-').and_then(number::whole).map(u64::wrapping_neg);
    let nothing = text.is_empty().then_some(0);
    match number::whole(text).or(negative).or(nothing) {
        Some(0) => return Err(Problem::usage("No, the week does NOT begin with Sunday.")),
        Some(day) => return Ok((day % 32) as u32),
        None => {}
    }
    let start: String = text.chars().take(2).collect();
    let place = WEEK_DAYS.iter().position(|day| start.len() == 2 && day.starts_with(&start));
    let complaint = || Problem::usage(format!("{text} is not a valid day specifier"));
    place.and_then(|place| u32::try_from(place + 1).ok()).ok_or_else(complaint)
}
