//! `-j HMARK`: a mark made of a hash of addresses and ports. Kept and printed, not computed.

use super::TargetExtension;
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Demands;
use crate::rules::values::{address, number};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hmark {
    pub source_prefix: Option<u8>,
    pub destination_prefix: Option<u8>,
    pub source_port_mask: Option<u16>,
    pub destination_port_mask: Option<u16>,
    pub index_mask: Option<u32>,
    pub source_port: Option<u16>,
    pub destination_port: Option<u16>,
    pub index: Option<u32>,
    pub protocol_mask: Option<u16>,
    pub random: Option<u32>,
    pub modulus: Option<u32>,
    pub offset: Option<u32>,
    pub of_connection: bool,
}

impl TargetExtension for Hmark {
    const NAME: &'static str = "HMARK";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("hmark-tuple"),
        OptionSpec::one("hmark-src-prefix"),
        OptionSpec::one("hmark-dst-prefix"),
        OptionSpec::one("hmark-sport-mask"),
        OptionSpec::one("hmark-dport-mask"),
        OptionSpec::one("hmark-spi-mask"),
        OptionSpec::one("hmark-sport"),
        OptionSpec::one("hmark-dport"),
        OptionSpec::one("hmark-spi"),
        OptionSpec::one("hmark-proto-mask"),
        OptionSpec::one("hmark-rnd"),
        OptionSpec::one("hmark-mod"),
        OptionSpec::one("hmark-offset"),
    ];
    const DEMANDS: Demands = Demands::NONE;

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Hmark, Problem> {
        let mut hmark = Hmark::default();
        for option in given {
            hmark.take(option)?;
        }
        hmark.complaint().map_or(Ok(hmark), |complaint| Err(Problem::usage(complaint).late()))
    }

    fn save(&self, out: &mut String) {
        let part = |out: &mut String, name: &str, value: Option<String>| {
            if let Some(value) = value {
                out.push_str(&format!(" --hmark-{name} {value}"));
            }
        };
        part(out, "src-prefix", self.source_prefix.map(|length| length.to_string()));
        part(out, "dst-prefix", self.destination_prefix.map(|length| length.to_string()));
        part(out, "sport-mask", self.source_port_mask.map(|mask| format!("{mask:#06x}")));
        part(out, "dport-mask", self.destination_port_mask.map(|mask| format!("{mask:#06x}")));
        part(out, "spi-mask", self.index_mask.map(|mask| format!("{mask:#010x}")));
        part(out, "sport", self.source_port.map(|port| format!("{port:#06x}")));
        part(out, "dport", self.destination_port.map(|port| format!("{port:#06x}")));
        part(out, "spi", self.index.map(|index| format!("{index:#010x}")));
        part(out, "proto-mask", self.protocol_mask.map(|mask| format!("{mask:#04x}")));
        part(out, "rnd", self.random.map(|seed| format!("{seed:#010x}")));
        part(out, "mod", self.modulus.map(|modulus| modulus.to_string()));
        part(out, "offset", self.offset.map(|offset| offset.to_string()));
        part(out, "tuple", self.of_connection.then(|| "ct".to_owned()));
    }

    fn list(&self, out: &mut String, _numeric: bool) {
        out.push_str(" HMARK ");
        let part = |out: &mut String, name: &str, value: Option<String>| {
            if let Some(value) = value {
                out.push_str(&format!("{name} {value} "));
            }
        };
        part(out, "mod", self.modulus.map(|modulus| modulus.to_string()));
        part(out, "+", self.offset.map(|offset| format!("{offset:#x}")));
        out.push_str(if self.of_connection { "ct, " } else { "" });
        part(out, "src-prefix", self.source_prefix.map(|length| length.to_string()));
        part(out, "dst-prefix", self.destination_prefix.map(|length| length.to_string()));
        part(out, "sport-mask", self.source_port_mask.map(|mask| format!("{mask:#x}")));
        part(out, "dport-mask", self.destination_port_mask.map(|mask| format!("{mask:#x}")));
        part(out, "spi-mask", self.index_mask.map(|mask| format!("{mask:#x}")));
        part(out, "sport", self.source_port.map(|port| format!("{port:#x}")));
        part(out, "dport", self.destination_port.map(|port| format!("{port:#x}")));
        part(out, "spi", self.index.map(|index| format!("{index:#x}")));
        part(out, "proto-mask", self.protocol_mask.map(|mask| format!("{mask:#x}")));
        part(out, "rnd", self.random.map(|seed| format!("{seed:#x}")));
    }
}

impl Hmark {
    fn take(&mut self, option: &Given<'_>) -> Result<(), Problem> {
        let number = |greatest: u32| number::integer(Hmark::NAME, option, 0, u64::from(greatest));
        let word = || number(u32::MAX).map(|word| word as u32);
        let short = || number(u32::from(u16::MAX)).map(|short| short as u16);
        let prefix = || address::length_of_mask(Hmark::NAME, option).map(|length| length.min(32));
        let was_there = match option.name {
            "hmark-src-prefix" => self.source_prefix.replace(prefix()?).is_some(),
            "hmark-dst-prefix" => self.destination_prefix.replace(prefix()?).is_some(),
            "hmark-sport-mask" => self.source_port_mask.replace(short()?).is_some(),
            "hmark-dport-mask" => self.destination_port_mask.replace(short()?).is_some(),
            "hmark-spi-mask" => self.index_mask.replace(word()?).is_some(),
            "hmark-sport" => self.source_port.replace(short()?).is_some(),
            "hmark-dport" => self.destination_port.replace(short()?).is_some(),
            "hmark-spi" => self.index.replace(word()?).is_some(),
            "hmark-proto-mask" => self.protocol_mask.replace(short()?).is_some(),
            "hmark-rnd" => self.random.replace(word()?).is_some(),
            "hmark-mod" => {
                let modulus = number::integer(Hmark::NAME, option, 1, u64::from(u32::MAX))?;
                self.modulus.replace(modulus as u32).is_some()
            }
            "hmark-offset" => self.offset.replace(word()?).is_some(),
            _ => {
                self.take_tuple(option)?;
                false
            }
        };
        // A tuple counts as the masks of what it names, for those that come behind it.
        match was_there {
            true => Err(Problem::library(format!("HMARK: option \"--{}\" can only be used once.", option.name))),
            false => Ok(()),
        }
    }

    /// Every part that is named takes part with all its bits.
    fn take_tuple(&mut self, option: &Given<'_>) -> Result<(), Problem> {
        let mut rest = Some(option.value);
        while let Some(text) = rest {
            let part;
            (part, rest) = text.split_once(',').map_or((text, None), |(part, behind)| (part, Some(behind)));
            match part {
                "ct" => self.of_connection = true,
                "src" => self.source_prefix = Some(32),
                "dst" => self.destination_prefix = Some(32),
                "sport" => self.source_port_mask = Some(u16::MAX),
                "dport" => self.destination_port_mask = Some(u16::MAX),
                "spi" => self.index_mask = Some(u32::MAX),
                "proto" => self.protocol_mask = Some(u16::MAX),
                "" if text.is_empty() => {
                    let example = "e.g. src,dst,sport,dport,proto";
                    return Err(Problem::usage(format!("\"--hmark-tuple\" requires a list of types with no spaces, {example}")));
                }
                _ => return Err(Problem::usage(format!("Bad type \"{text}\""))),
            }
        }
        Ok(())
    }

    fn complaint(&self) -> Option<&'static str> {
        if self.modulus.is_none() {
            return Some("--hmark-mod is mandatory");
        }
        if self.random.is_none() {
            return Some("--hmark-rnd is mandatory");
        }
        let ports = self.source_port_mask.is_some() || self.destination_port_mask.is_some();
        if self.index_mask.is_some() && ports {
            return Some("you cannot use --hmark-spi-mask and --hmark-?port-mask,at the same time");
        }
        let any = self.source_prefix.is_some()
            || self.destination_prefix.is_some()
            || ports
            || self.index_mask.is_some()
            || self.protocol_mask.is_some()
            || self.of_connection;
        (!any).then_some("you have to specify --hmark-tuple at least")
    }
}
