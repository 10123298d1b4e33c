//! `-j HMARK`: a mark made of a hash of addresses and ports. Kept and printed, not computed.

use super::TargetExtension;
use crate::kernel::rules::options;
use crate::kernel::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::kernel::rules::place::Demands;
use crate::kernel::rules::values::number;

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
        let value = |name, greatest| {
            options::find(given, name).map(|option| number::integer(Hmark::NAME, option, 0, greatest)).transpose()
        };
        let (word, short) = (u64::from(u32::MAX), u64::from(u16::MAX));
        let mut hmark = Hmark {
            source_prefix: value("hmark-src-prefix", word)?.map(|length| length.min(32) as u8),
            destination_prefix: value("hmark-dst-prefix", word)?.map(|length| length.min(32) as u8),
            source_port_mask: value("hmark-sport-mask", short)?.map(|mask| mask as u16),
            destination_port_mask: value("hmark-dport-mask", short)?.map(|mask| mask as u16),
            index_mask: value("hmark-spi-mask", word)?.map(|mask| mask as u32),
            source_port: value("hmark-sport", short)?.map(|port| port as u16),
            destination_port: value("hmark-dport", short)?.map(|port| port as u16),
            index: value("hmark-spi", word)?.map(|index| index as u32),
            protocol_mask: value("hmark-proto-mask", short)?.map(|mask| mask as u16),
            random: value("hmark-rnd", word)?.map(|seed| seed as u32),
            modulus: options::find(given, "hmark-mod")
                .map(|option| number::integer(Hmark::NAME, option, 1, word))
                .transpose()?
                .map(|modulus| modulus as u32),
            offset: value("hmark-offset", word)?.map(|offset| offset as u32),
            of_connection: false,
        };
        if let Some(option) = options::find(given, "hmark-tuple") {
            hmark.take_tuple(option)?;
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
    /// Every part that is named takes part with all its bits.
    fn take_tuple(&mut self, option: &Given<'_>) -> Result<(), Problem> {
        for part in option.value.split(',') {
            let twice = match part {
                "ct" => std::mem::replace(&mut self.of_connection, true).then_some("hmark-tuple"),
                "src" => self.source_prefix.replace(32).map(|_| "hmark-src-prefix"),
                "dst" => self.destination_prefix.replace(32).map(|_| "hmark-dst-prefix"),
                "sport" => self.source_port_mask.replace(u16::MAX).map(|_| "hmark-sport-mask"),
                "dport" => self.destination_port_mask.replace(u16::MAX).map(|_| "hmark-dport-mask"),
                "spi" => self.index_mask.replace(u32::MAX).map(|_| "hmark-spi-mask"),
                "proto" => self.protocol_mask.replace(u16::MAX).map(|_| "hmark-proto-mask"),
                _ => return Err(Problem::usage(format!("Bad type \"{part}\""))),
            };
            if let Some(name) = twice {
                return Err(Problem::library(format!("HMARK: option \"--{name}\" can only be used once.")).late());
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
