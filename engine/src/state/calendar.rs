//! The calendar: seconds since 1970 as years, months and days, in UTC.

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

    /// The same moment, its month and day in the calendar: the day 0 is the last of the month before, and so on.
    pub fn normal(self) -> Moment {
        match self.month {
            0 => Moment { year: self.year.saturating_sub(1), month: 12, ..self }.normal(),
            1.. => Moment::of_unix(self.unix_seconds()),
        }
    }

    /// Seconds since 1970.
    pub fn unix_seconds(self) -> u64 {
        let (year, month) = (u64::from(self.year), u64::from(self.month));
        // Years that begin in March, so that the leap day is the last one.
        let years = if month <= 2 { year.saturating_sub(1) } else { year };
        let months = (month + 9) % 12;
        let days = years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 + u64::from(self.day);
        let time = u64::from(self.hour) * 3600 + u64::from(self.minute) * 60 + u64::from(self.second);
        days.saturating_sub(DAYS_TO_1970 + 1) * DAY + time
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for seconds in [0, 951_782_399, 951_782_400, 1_709_164_800, 1_767_614_400, 4_107_542_399, 4_107_542_400] {
            assert_eq!(Moment::of_unix(seconds).unix_seconds(), seconds);
        }
    }
}
