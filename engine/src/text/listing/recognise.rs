//! Which listing a line belongs to. Most lines tell by themselves; some only by the header or the prompt above them.

use std::collections::BTreeSet;

use super::lines::{Line, Word};
use super::prompt::Form;
use super::sets::{ListedSet, is_element};
use super::{tables, unread};
use crate::state::route::{RouteKind, TableNumber};
use crate::state::sets::SetKind;
use crate::text::ip::values;
use crate::text::sockets::State;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listing {
    #[default]
    None,
    /// A header, a prompt with a command of ours.
    Frame,
    Addresses,
    BriefAddresses,
    Ifconfig,
    Routes,
    RouteTable,
    Rules,
    Settings,
    Sets,
    /// `ipset list`
    SetList,
    Sockets,
    Containers,
    /// The listing of a tool that is not read here.
    Unread,
}

/// Where in the text we are.
#[derive(Clone, Debug, Default)]
pub(super) struct Position {
    listing: Listing,
    /// The table that the command line above asked for.
    pub table: Option<TableNumber>,
    /// Where its name stands.
    pub table_word: Option<Word>,
    /// The set of an `ipset list`.
    pub set: Option<ListedSet>,
    /// The tool whose listing is passed over, and whether that was said.
    pub unread: Option<unread::Tool>,
    pub said_unread: bool,
    /// Names of sets.
    known_sets: BTreeSet<String>,
    /// Where the columns of `docker ps` begin.
    pub columns: Vec<(String, usize)>,
}

impl Position {
    pub fn advance(&mut self, line: &Line) -> Listing {
        if line.words.is_empty() {
            // Blank lines part the interfaces of ifconfig.
            if self.listing != Listing::Ifconfig {
                self.listing = Listing::None;
            }
            self.set = None;
            // ufw parts what it prints
            self.unread = self.unread.filter(|tool| *tool == unread::Tool::Ufw);
            return Listing::None;
        }
        if line.word(0).starts_with("```") || line.word(0).starts_with("~~~") {
            *self = Position::default();
            return Listing::None;
        }
        if let Some(command) = command_of(line) {
            let table = table_of(&command);
            let table_word = table.and_then(|_| line.after("table").or_else(|| line.after("t"))).cloned();
            let known_sets = std::mem::take(&mut self.known_sets);
            *self = Position { table, table_word, known_sets, ..Position::default() };
            return if is_ours(&command) { Listing::Frame } else { Listing::None };
        }
        if let Some(set) = ListedSet::named(line) {
            self.set = Some(set);
            self.listing = Listing::None;
            return Listing::None;
        }
        let found = self.by_tool(line).or_else(|| self.by_itself(line)).or_else(|| self.by_context(line));
        self.listing = match found {
            Some(Listing::Frame) => self.listing,
            Some(listing) => listing,
            None => Listing::None,
        };
        found.unwrap_or_default()
    }

    /// A set's listing goes on, or one that is passed over.
    fn by_tool(&mut self, line: &Line) -> Option<Listing> {
        if self.set.as_ref().is_some_and(|set| set.goes_on(line)) {
            return Some(Listing::SetList);
        }
        self.set = None;
        if let Some(tool) = unread::Tool::of(line) {
            self.said_unread &= self.unread == Some(tool);
            self.unread = Some(tool);
            return Some(Listing::Unread);
        }
        if self.unread.is_some_and(|tool| tool.goes_on(line)) {
            return Some(Listing::Unread);
        }
        self.unread = None;
        None
    }

    /// Lines that cannot be anything else.
    fn by_itself(&mut self, line: &Line) -> Option<Listing> {
        if is_link_head(line) || is_one_line_address(line) {
            return Some(Listing::Addresses);
        }
        if is_rule(line) {
            return Some(Listing::Rules);
        }
        if is_route(line) {
            return Some(Listing::Routes);
        }
        if is_setting(line) {
            return Some(Listing::Settings);
        }
        if self.is_set_line(line) {
            return Some(Listing::Sets);
        }
        if is_ifconfig_head(line) {
            return Some(Listing::Ifconfig);
        }
        if is_brief(line) {
            return Some(Listing::BriefAddresses);
        }
        if is_socket(line) {
            return Some(Listing::Sockets);
        }
        self.by_header(line)
    }

    /// `create foo hash:ip ...`, `add foo 10.0.0.1`: the first only with a type that is known, the second with what looks like
    /// an element, or a set that was made above.
    fn is_set_line(&mut self, line: &Line) -> bool {
        match line.word(0) {
            "create" | "-N" if SetKind::from_name(line.word(2)).is_some() => {
                self.known_sets.insert(line.word(1).to_owned());
                true
            }
            "add" | "-A" => {
                let element = line.word(2);
                is_element(element) || (!element.is_empty() && self.known_sets.contains(line.word(1)))
            }
            _ => false,
        }
    }

    fn by_header(&mut self, line: &Line) -> Option<Listing> {
        let (listing, answer) = match (line.word(0), line.word(1)) {
            ("Kernel", "IP") => (Listing::RouteTable, Listing::Frame),
            ("Destination", "Gateway") => (Listing::RouteTable, Listing::Frame),
            ("Netid", "State") | ("State", "Recv-Q") | ("Proto", "Recv-Q") | ("Active", "Internet") => {
                (Listing::Sockets, Listing::Frame)
            }
            ("CONTAINER", "ID") => {
                self.columns = columns(&line.plain);
                (Listing::Containers, Listing::Frame)
            }
            _ => return None,
        };
        self.listing = listing;
        Some(answer)
    }

    /// Lines that go on with what was above.
    fn by_context(&self, line: &Line) -> Option<Listing> {
        let goes_on = match self.listing {
            Listing::Addresses => line.is_indented() || is_address_detail(line),
            Listing::Ifconfig => line.is_indented(),
            Listing::Routes => matches!(line.word(0), "nexthop" | "cache"),
            Listing::RouteTable => {
                line.words.len() >= 8 && values::address(line.word(0)).is_some()
                    || matches!(line.word(0), "default" | "link-local" | "loopback") && line.words.len() >= 8
            }
            Listing::Containers => line.words.len() > 3,
            Listing::None
            | Listing::Frame
            | Listing::BriefAddresses
            | Listing::Rules
            | Listing::Settings
            | Listing::Sets
            | Listing::SetList
            | Listing::Unread
            | Listing::Sockets => false,
        };
        goes_on.then_some(self.listing)
    }
}

/// The words after a prompt: `root@host:~# ip route`, `[user@host ~]$ ...`, `# ...`, `$ ...`.
fn command_of(line: &Line) -> Option<Vec<String>> {
    let prompt = line.prompt().filter(|prompt| prompt.form != Form::Short)?;
    Some(line.words.iter().skip(prompt.command).map(|word| word.text.clone()).filter(|word| word != "sudo").collect())
}

fn is_ours(command: &[String]) -> bool {
    let name = command.first().map_or("", String::as_str);
    matches!(name, "ip" | "ifconfig" | "route" | "sysctl" | "ipset" | "ss" | "netstat")
        || name == "docker" && matches!(command.get(1).map(String::as_str), Some("ps" | "container"))
}

/// `ip route show table 100`
fn table_of(command: &[String]) -> Option<TableNumber> {
    let is_route = command.iter().take(4).any(|word| word.starts_with("ro") || word == "r");
    let place = command.iter().position(|word| word == "table" || word == "t")?;
    let table = command.get(place + 1).map_or("", String::as_str);
    if is_route && table != "all" { tables::table(table) } else { None }
}

/// `2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500`
fn is_link_head(line: &Line) -> bool {
    is_number_colon(line.word(0)) && line.word(1).ends_with(':') && line.word(2).starts_with('<') && line.word(3) == "mtu"
}

/// `2: eth0    inet 10.0.0.1/24 ...`
fn is_one_line_address(line: &Line) -> bool {
    is_number_colon(line.word(0)) && matches!(line.word(2), "inet" | "inet6") && line.word(3).contains('/')
}

fn is_address_detail(line: &Line) -> bool {
    let first = line.word(0);
    first.starts_with("link/") || matches!(first, "inet" | "inet6" | "valid_lft" | "altname")
}

fn is_rule(line: &Line) -> bool {
    let word = if line.word(1) == "not" { line.word(2) } else { line.word(1) };
    is_number_colon(line.word(0)) && word == "from"
}

fn is_number_colon(word: &str) -> bool {
    word.strip_suffix(':').is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_route(line: &Line) -> bool {
    let (kind, destination, next) = match RouteKind::from_name(line.word(0)) {
        Some(kind) => (Some(kind), line.word(1), line.word(2)),
        None => (None, line.word(0), line.word(1)),
    };
    let is_prefix = destination == "default" || (values::prefix(destination).is_some() && destination.contains('.'));
    let has_way = matches!(next, "via" | "dev" | "proto" | "table" | "metric" | "scope" | "tos" | "nhid" | "encap" | "src");
    let needs_no_way = kind.is_some_and(|kind| !kind.has_next_hop());
    let is_group = kind.is_none() && next.is_empty() && destination.contains('/');
    is_prefix && (has_way || needs_no_way || is_group)
}

/// `net.ipv4.ip_forward = 1`
fn is_setting(line: &Line) -> bool {
    let Some((name, _)) = line.plain.split_once('=') else {
        return false;
    };
    let name = name.trim();
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte));
    is_name && (name.starts_with("net.") || name.starts_with("net/"))
}

/// `eth0: flags=4163<UP,...>  mtu 1500`, `eth0      Link encap:Ethernet`
fn is_ifconfig_head(line: &Line) -> bool {
    line.word(1).starts_with("flags=") || line.word(1) == "Link" && line.word(2).starts_with("encap:")
}

/// `eth0@if2         UP             10.9.1.1/24`
fn is_brief(line: &Line) -> bool {
    let is_address = |word: &str| word.contains('/') && (values::prefix(word).is_some() || word.contains("::"));
    matches!(line.word(1), "UP" | "DOWN" | "UNKNOWN")
        && (is_address(line.word(2)) || values::mac(line.word(2)).is_some() || line.words.len() == 2)
}

/// Rows of `ss -ltnu` and `netstat -ltnu`.
fn is_socket(line: &Line) -> bool {
    let texts = line.texts();
    let is_protocol = matches!(texts.first(), Some(&("tcp" | "udp" | "tcp6" | "udp6")));
    let is_state = |word: &str| State::of_printed(word).is_some();
    let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    match texts.as_slice() {
        [state, receive, send, local, ..] if is_state(state) => is_number(receive) && is_number(send) && local.contains(':'),
        [_, state, receive, ..] if is_protocol && is_state(state) => is_number(receive),
        [_, receive, send, local, ..] if is_protocol => is_number(receive) && is_number(send) && local.contains(':'),
        _ => false,
    }
}

/// Headers of `docker ps` are parted by at least two blanks.
fn columns(header: &str) -> Vec<(String, usize)> {
    let mut columns = Vec::new();
    for name in ["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"] {
        if let Some(place) = header.find(name) {
            columns.push((name.to_string(), header.get(..place).map_or(0, |before| before.chars().count())));
        }
    }
    columns
}
