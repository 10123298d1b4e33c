//! `-m policy`: which IPsec policy a packet came or goes by. A lab has no IPsec.

use super::MatchExtension;
use crate::state::hook::Hook;
use crate::rules::conditions::AddressPattern;
use crate::rules::context::{Context, Tested};
use crate::rules::options::{Given, OptionSpec, Problem, Surroundings};
use crate::rules::place::Place;
use crate::rules::values::{address, number, protocol};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub incoming: bool,
    pub none: bool,
    pub strict: bool,
    pub elements: Vec<Element>,
}

/// One element of a policy, in the order the tools print its parts; each may be inverted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Element {
    pub request: Option<(u32, bool)>,
    pub index: Option<(u32, bool)>,
    pub protocol: Option<(u8, bool)>,
    pub mode: Option<(Mode, bool)>,
    pub tunnel_destination: Option<AddressPattern>,
    pub tunnel_source: Option<AddressPattern>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Transport,
    Tunnel,
}

/// `XT_POLICY_MAX_ELEM`
const MOST_ELEMENTS: usize = 4;

impl MatchExtension for Policy {
    const NAME: &'static str = "policy";
    const OPTIONS: &'static [OptionSpec] = &[
        OptionSpec::one("dir"),
        OptionSpec::one("pol"),
        OptionSpec::flag("strict"),
        OptionSpec::one("reqid").invertible().repeatable(),
        OptionSpec::one("spi").invertible().repeatable(),
        OptionSpec::one("tunnel-src").invertible().repeatable(),
        OptionSpec::one("tunnel-dst").invertible().repeatable(),
        OptionSpec::one("proto").invertible().repeatable(),
        OptionSpec::one("mode").invertible().repeatable(),
        OptionSpec::flag("next").repeatable(),
    ];

    fn parse(given: &[Given<'_>], _surroundings: &Surroundings) -> Result<Policy, Problem> {
        let mut reading = Reading { policy: None, incoming: None, strict: false, elements: vec![Element::default()] };
        for option in given {
            reading.take(option)?;
        }
        reading.finish()
    }

    fn refused(&self, place: &Place) -> bool {
        match place.hook {
            Some(Hook::Prerouting | Hook::Input) => !self.incoming,
            Some(Hook::Output | Hook::Postrouting) => self.incoming,
            Some(Hook::Forward) | None => false,
        }
    }

    fn save(&self, out: &mut String) {
        self.print_head(out, "--");
        for (place, element) in self.elements.iter().enumerate() {
            out.push_str(if place > 0 { " --next" } else { "" });
            element.print(out, "--", false);
        }
    }

    fn list(&self, out: &mut String, numeric: bool) {
        out.push_str(" policy match");
        self.print_head(out, "");
        for (place, element) in self.elements.iter().enumerate() {
            if self.elements.len() > 1 {
                out.push_str(&format!(" [{place}]"));
            }
            element.print(out, "", numeric);
        }
    }

    /// Nothing in a lab has a policy.
    fn test(&self, _context: &mut Context<'_>) -> Tested {
        self.none.into()
    }
}

impl Policy {
    fn print_head(&self, out: &mut String, dashes: &str) {
        out.push_str(&format!(" {dashes}dir {}", if self.incoming { "in" } else { "out" }));
        out.push_str(&format!(" {dashes}pol {}", if self.none { "none" } else { "ipsec" }));
        if self.strict {
            out.push_str(&format!(" {dashes}strict"));
        }
    }
}

impl Element {
    fn print(&self, out: &mut String, dashes: &str, numeric: bool) {
        let part = |out: &mut String, inverted: bool, name: &str, value: &str| {
            out.push_str(&format!("{} {dashes}{name} {value}", if inverted { " !" } else { "" }));
        };
        if let Some((number, inverted)) = self.request {
            part(out, inverted, "reqid", &number.to_string());
        }
        if let Some((number, inverted)) = self.index {
            part(out, inverted, "spi", &format!("{number:#x}"));
        }
        if let Some((number, inverted)) = self.protocol {
            let name = protocol::name(number).filter(|_| !numeric);
            part(out, inverted, "proto", &name.map_or_else(|| number.to_string(), str::to_owned));
        }
        if let Some((mode, inverted)) = self.mode {
            part(out, inverted, "mode", if mode == Mode::Tunnel { "tunnel" } else { "transport" });
        }
        for (name, pattern) in [("tunnel-dst", self.tunnel_destination), ("tunnel-src", self.tunnel_source)] {
            if let Some(pattern) = pattern {
                part(out, pattern.inverted, name, &address::text(&pattern, false));
            }
        }
    }
}

/// A policy that is being read: elements grow from the last one.
struct Reading {
    policy: Option<bool>,
    incoming: Option<bool>,
    strict: bool,
    elements: Vec<Element>,
}

impl Reading {
    fn take(&mut self, option: &Given<'_>) -> Result<(), Problem> {
        match option.name {
            "dir" => self.incoming = Some(choice(option, "in", "out", "policy_match: invalid dir")?),
            "pol" => self.policy = Some(choice(option, "none", "ipsec", "policy match: invalid policy")?),
            "strict" => self.strict = true,
            "next" if self.elements.len() >= MOST_ELEMENTS => {
                return Err(Problem::usage("policy match: maximum policy depth reached"));
            }
            "next" => self.elements.push(Element::default()),
            _ => {
                if let Some(element) = self.elements.last_mut() {
                    element.take(option)?;
                }
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Policy, Problem> {
        let missing = "policy match: neither --dir in nor --dir out specified";
        let incoming = self.incoming.ok_or_else(|| Problem::usage(missing).late())?;
        let none = self.policy.unwrap_or(false);
        let empty = self.elements.iter().position(|element| *element == Element::default());
        if none && self.strict {
            return Err(Problem::usage("policy match: policy none but --strict given").late());
        }
        if none && self.elements.len() > 1 {
            return Err(Problem::usage("policy match: policy none but policy given").late());
        }
        if let Some(place) = empty.filter(|_| self.strict) {
            let message = format!(
                "policy match: empty policy element {place}. --strict is in effect, but at least one of reqid, spi, tunnel-src, tunnel-dst, proto or mode is required."
            );
            return Err(Problem::usage(message).late());
        }
        let tunnelled = |element: &Element| {
            let ends = element.tunnel_source.is_some() || element.tunnel_destination.is_some();
            ends && !matches!(element.mode, Some((Mode::Tunnel, false) | (Mode::Transport, true)))
        };
        if !none && self.elements.iter().any(tunnelled) {
            return Err(Problem::usage("policy match: --tunnel-src/--tunnel-dst is only valid in tunnel mode").late());
        }
        // what is said about a policy that must not be is forgotten
        let elements = if none { Vec::new() } else { self.elements };
        Ok(Policy { incoming, none, strict: self.strict, elements })
    }
}

impl Element {
    fn take(&mut self, option: &Given<'_>) -> Result<(), Problem> {
        let inverted = option.inverted;
        if self.has(option.name) {
            return Err(Problem::usage(format!("policy match: double --{} option", option.name)));
        }
        match option.name {
            "reqid" => self.request = Some((number::word(Policy::NAME, option)?, inverted)),
            "spi" => self.index = Some((number::word(Policy::NAME, option)?, inverted)),
            "tunnel-src" => self.tunnel_source = Some(address::masked(Policy::NAME, option)?),
            "tunnel-dst" => self.tunnel_destination = Some(address::masked(Policy::NAME, option)?),
            "proto" => {
                let number = protocol::number(option.value).filter(|number| matches!(number, 50 | 51 | 108));
                let complaint = || Problem::usage("policy match: protocol must be ah/esp/ipcomp");
                self.protocol = Some((number.ok_or_else(complaint)?, inverted));
            }
            _ => {
                let tunnel = choice(option, "tunnel", "transport", "policy match: invalid mode")?;
                self.mode = Some((if tunnel { Mode::Tunnel } else { Mode::Transport }, inverted));
            }
        }
        Ok(())
    }
}

impl Element {
    fn has(&self, name: &str) -> bool {
        match name {
            "reqid" => self.request.is_some(),
            "spi" => self.index.is_some(),
            "tunnel-src" => self.tunnel_source.is_some(),
            "tunnel-dst" => self.tunnel_destination.is_some(),
            "proto" => self.protocol.is_some(),
            _ => self.mode.is_some(),
        }
    }
}

fn choice(option: &Given<'_>, yes: &str, no: &str, complaint: &str) -> Result<bool, Problem> {
    match option.value {
        value if value == yes => Ok(true),
        value if value == no => Ok(false),
        value => Err(Problem::usage(format!("{complaint} \"{value}\""))),
    }
}
