//! What an element says of packets: `skbmark 0x1/0xff`, `skbprio 1:10`, `skbqueue 3`, read as the tool's `sscanf` reads them.

use super::Complaint;
use super::create::number;
use crate::state::sets::PacketOptions;

pub fn read(options: &mut PacketOptions, word: &str, text: &str) -> Result<(), Complaint> {
    match word {
        "skbmark" => (options.mark, options.mask) = mark(text)?,
        "skbprio" => options.priority = priority(text)?,
        _ => options.queue = number(text, u32::from(u16::MAX))? as u16,
    }
    Ok(())
}

fn mark(text: &str) -> Result<(u32, u32), Complaint> {
    let wrong = || Complaint::syntax("Invalid skbmark format, it should be:  MARK/MASK or MARK (see manpage)".to_owned());
    let (mark, rest) = text.strip_prefix("0x").and_then(hexadecimal).ok_or_else(wrong)?;
    let mask = rest.strip_prefix("/0x").and_then(hexadecimal).map_or(u32::MAX, |(mask, _)| mask);
    Ok((mark, mask))
}

fn priority(text: &str) -> Result<(u16, u16), Complaint> {
    let wrong = || Complaint::syntax("Invalid skbprio format, it should be:MAJOR:MINOR (see manpage)".to_owned());
    let prefixed =
        |text: &str| hexadecimal(text.strip_prefix("0x").unwrap_or(text)).map(|(number, rest)| (number, rest.to_owned()));
    let (major, rest) = prefixed(text).ok_or_else(wrong)?;
    let (minor, _) = rest.strip_prefix(':').and_then(prefixed).ok_or_else(wrong)?;
    Ok((major as u16, minor as u16))
}

/// The number a text begins with; one that is too large is the largest.
fn hexadecimal(text: &str) -> Option<(u32, &str)> {
    let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_hexdigit()).len();
    let (number, rest) = text.split_at_checked(digits)?;
    (!number.is_empty()).then(|| (u32::from_str_radix(number, 16).unwrap_or(u32::MAX), rest))
}
