//! What a row says of the times at which it holds.

use super::Reader;

impl Reader<'_> {
    /// `TIME from 09:00:00 to 18:00:00 on Mon,Tue on 1st,31st starting from 2026-01-05 00:00:00 until date ... UTC`
    pub fn time(&mut self) -> bool {
        self.take();
        self.load("time");
        let mut universal = false;
        loop {
            match (self.peek(0), self.peek(1)) {
                ("from", start) => {
                    let (start, stop) = (start.to_owned(), self.peek(3).to_owned());
                    self.place += 4;
                    self.option("time", false, "--timestart", &start);
                    self.option("time", false, "--timestop", &stop);
                }
                ("on", list) => {
                    let days = list.to_owned();
                    self.place += 2;
                    match days.starts_with(|first: char| first.is_ascii_digit()) {
                        true => {
                            let numbers: String = days.chars().filter(|letter| !letter.is_ascii_alphabetic()).collect();
                            self.option("time", false, "--monthdays", &numbers);
                        }
                        false => self.option("time", false, "--weekdays", &days),
                    }
                }
                ("starting", "from") => self.date("--datestart"),
                ("until", "date") => self.date("--datestop"),
                ("UTC", _) => {
                    self.take();
                    universal = true;
                }
                ("contiguous", _) => {
                    self.take();
                    self.option("time", false, "--contiguous", "");
                }
                _ => break,
            }
        }
        if !universal {
            self.option("time", false, "--kerneltz", "");
        }
        self.module.clear();
        true
    }

    fn date(&mut self, option: &str) {
        let date = format!("{}T{}", self.peek(2), self.peek(3));
        self.place += 4;
        self.option("time", false, option, &date);
    }
}
