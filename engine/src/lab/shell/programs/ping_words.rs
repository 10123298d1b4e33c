//! What `ping` counts and how it says it: the sums at the end, the words for ICMP errors.

use std::time::Duration;

use super::Done;
use crate::state::packet::IcmpMessage;

#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    pub transmitted: u32,
    /// From the first request to the last.
    pub lasted: Duration,
    received: u32,
    pub errors: u32,
    /// The most requests that were under way at once.
    pipe: u32,
    took: Vec<Duration>,
}

impl Sums {
    pub fn replied(&mut self, sequence: u16, took: Duration) {
        self.received += 1;
        self.took.push(took);
        self.acknowledge(sequence);
    }

    pub fn failed(&mut self, sequence: u16) {
        self.errors += 1;
        self.acknowledge(sequence);
    }

    pub fn answered(&self) -> u32 {
        self.received + self.errors
    }

    fn acknowledge(&mut self, sequence: u16) {
        self.pipe = self.pipe.max(self.transmitted.saturating_sub(u32::from(sequence)) + 1);
    }

    /// Ends the program's output, and sets its code.
    pub fn tell(&self, done: &mut Done, typed: &str) {
        let (sent, received) = (self.transmitted.to_string(), self.received.to_string());
        done.out(&["\n--- ", typed, " ping statistics ---\n", &sent, " packets transmitted, ", &received, " received"]);
        if self.errors > 0 {
            done.out(&[", +", &self.errors.to_string(), " errors"]);
        }
        if self.transmitted > 0 {
            done.out(&[", ", &self.loss(), "% packet loss, time ", &self.lasted.as_millis().to_string(), "ms"]);
        }
        done.out(&["\n"]);
        if self.received > 0 {
            done.out(&["rtt min/avg/max/mdev = ", &self.round_trips(), " ms"]);
        }
        if self.pipe > 1 {
            done.out(&[if self.received > 0 { ", " } else { "" }, "pipe ", &self.pipe.to_string()]);
        }
        done.out(&["\n"]);
        done.code = u8::from(self.received == 0);
    }

    /// `%.6g`
    fn loss(&self) -> String {
        let sent = u64::from(self.transmitted.max(1));
        let lost = u64::from(self.transmitted.saturating_sub(self.received)) * 100;
        let whole = (lost / sent).to_string();
        let digits = 6usize.saturating_sub(whole.len());
        let scale = 10u64.pow(digits as u32);
        let scaled = (lost * scale * 2 + sent) / (sent * 2);
        let part = (scaled % scale).to_string();
        let zeros = "0".repeat(digits.saturating_sub(part.len()));
        let part = [&zeros, part.as_str()].concat();
        let part = part.trim_end_matches('0');
        if part.is_empty() { (scaled / scale).to_string() } else { [&(scaled / scale).to_string(), ".", part].concat() }
    }

    fn round_trips(&self) -> String {
        let micros: Vec<u64> = self.took.iter().map(|took| took.as_micros() as u64).collect();
        let count = micros.len().max(1) as u64;
        let sum: u64 = micros.iter().sum();
        let mean = sum / count;
        let squares: u64 = micros.iter().map(|took| took.saturating_mul(*took)).fold(0, u64::saturating_add);
        let deviation = (squares / count).saturating_sub(mean * mean).isqrt();
        let least = micros.iter().min().copied().unwrap_or(0);
        let most = micros.iter().max().copied().unwrap_or(0);
        [least, mean, most, deviation].map(thousandths).join("/")
    }
}

/// As precise as ping is: three digits below a millisecond, none above 100.
pub(super) fn milliseconds(span: Duration) -> String {
    let micros = span.as_micros() as u64;
    match micros {
        99_950.. => ((micros + 500) / 1000).to_string(),
        9_995.. => shortened(micros + 50, 2),
        1_000.. => shortened(micros + 5, 1),
        _ => thousandths(micros),
    }
}

fn shortened(micros: u64, digits: usize) -> String {
    let text = thousandths(micros);
    let end = text.len().saturating_sub(digits);
    text.get(..end).map(str::to_owned).unwrap_or(text)
}

fn thousandths(micros: u64) -> String {
    let part = (micros % 1000).to_string();
    let zeros = match part.len() {
        1 => "00",
        2 => "0",
        _ => "",
    };
    [&(micros / 1000).to_string(), ".", zeros, &part].concat()
}

pub(super) fn error_text(kind: u8, code: u8) -> &'static str {
    match (kind, code) {
        (IcmpMessage::DESTINATION_UNREACHABLE, 0) => "Destination Net Unreachable",
        (IcmpMessage::DESTINATION_UNREACHABLE, 1) => "Destination Host Unreachable",
        (IcmpMessage::DESTINATION_UNREACHABLE, 2) => "Destination Protocol Unreachable",
        (IcmpMessage::DESTINATION_UNREACHABLE, 3) => "Destination Port Unreachable",
        (IcmpMessage::DESTINATION_UNREACHABLE, 4) => "Frag needed and DF set",
        (IcmpMessage::DESTINATION_UNREACHABLE, 5) => "Source Route Failed",
        (IcmpMessage::DESTINATION_UNREACHABLE, 6) => "Destination Net Unknown",
        (IcmpMessage::DESTINATION_UNREACHABLE, 7) => "Destination Host Unknown",
        (IcmpMessage::DESTINATION_UNREACHABLE, 8) => "Source Host Isolated",
        (IcmpMessage::DESTINATION_UNREACHABLE, 9) => "Destination Net Prohibited",
        (IcmpMessage::DESTINATION_UNREACHABLE, 10) => "Destination Host Prohibited",
        (IcmpMessage::DESTINATION_UNREACHABLE, 11) => "Destination Net Unreachable for Type of Service",
        (IcmpMessage::DESTINATION_UNREACHABLE, 12) => "Destination Host Unreachable for Type of Service",
        (IcmpMessage::DESTINATION_UNREACHABLE, 13) => "Packet filtered",
        (IcmpMessage::DESTINATION_UNREACHABLE, 14) => "Precedence Violation",
        (IcmpMessage::DESTINATION_UNREACHABLE, 15) => "Precedence Cutoff",
        (IcmpMessage::DESTINATION_UNREACHABLE, _) => "Dest Unreachable, Bad Code",
        (IcmpMessage::TIME_EXCEEDED, 0) => "Time to live exceeded",
        (IcmpMessage::TIME_EXCEEDED, 1) => "Frag reassembly time exceeded",
        (IcmpMessage::PARAMETER_PROBLEM, _) => "Parameter problem",
        _ => "Bad ICMP type",
    }
}
