//! Which words the desk needs: the player, the timeline, the inspector.

pub struct DeskWords {
    pub title: &'static str,
    /// Before anything has happened.
    pub start: &'static str,
    pub packet_of: fn(usize, usize) -> String,
    pub no_packet: &'static str,
    pub cannot_play: &'static str,
    pub try_again: &'static str,
    pub visiting: &'static str,
    pub back_to_lesson: &'static str,
    pub lesson: &'static str,
    pub chapters: &'static str,
    pub projector: &'static str,
    pub print: &'static str,
    pub all_sentences: &'static str,
}

pub struct ProseWords {
    pub often_written: &'static str,
    pub question: &'static str,
    pub number: &'static str,
    pub answer: &'static str,
    pub right: &'static str,
    pub wrong: &'static str,
    pub go_on: &'static str,
    pub go_on_unanswered: &'static str,
    pub step: fn(usize, &str) -> String,
    pub on_your_machine: &'static str,
    pub next: &'static str,
}

pub struct TransportWords {
    pub title: &'static str,
    pub to_start: &'static str,
    pub back: &'static str,
    pub play: &'static str,
    pub pause: &'static str,
    pub forward: &'static str,
    pub to_end: &'static str,
    pub over: &'static str,
    pub out: &'static str,
    pub step_by: &'static str,
    pub by_rule: &'static str,
    pub by_table: &'static str,
    pub by_packet: &'static str,
    pub pace: &'static str,
    pub paces: [&'static str; 4],
    pub position: fn(usize, usize) -> String,
    pub breakpoints: &'static str,
    pub run: &'static str,
    pub break_at_rewrite: &'static str,
    pub break_at_drop: &'static str,
    pub break_at_table: fn(&str) -> String,
    pub break_at_rule: fn(u32) -> String,
    pub no_rule_breakpoints: &'static str,
    pub seek: &'static str,
}

pub struct LaneWords {
    pub title: &'static str,
    pub made_by: fn(&str) -> String,
    pub answer: &'static str,
    pub retransmission: &'static str,
    pub error: &'static str,
    pub copy: &'static str,
    pub go_to: &'static str,
}

/// What is not called by a table's name.
pub struct CellWords {
    pub made: &'static str,
    pub route: &'static str,
    pub wire: &'static str,
    pub delivered: &'static str,
}

pub struct HelpWords {
    pub title: &'static str,
    pub close: &'static str,
    pub open: &'static str,
    /// What each line of keys does.
    pub lines: [(&'static str, &'static str); 12],
}

pub struct TabWords {
    pub host: &'static str,
    pub follow: fn(&str) -> String,
    pub title: &'static str,
    pub rules: &'static str,
    pub connections: &'static str,
    pub packet: &'static str,
    pub routes: &'static str,
    pub log: &'static str,
    pub programs: &'static str,
}

pub struct RulesWords {
    pub table: &'static str,
    pub no_table: &'static str,
    pub breakpoint: &'static str,
    pub break_at_rule: fn(&str) -> String,
    pub missed: &'static str,
    pub matched: &'static str,
    pub inside: &'static str,
    pub had: &'static str,
    pub nothing: &'static str,
}

pub struct ConnectionWords {
    pub none: &'static str,
    pub original: &'static str,
    pub reply: &'static str,
    pub source: &'static str,
    pub destination: &'static str,
    pub unconfirmed: &'static str,
    pub dying: &'static str,
}

pub struct PacketWords {
    pub none: &'static str,
    pub number: fn(u32) -> String,
    pub field: &'static str,
    pub value: &'static str,
    pub source: &'static str,
    pub destination: &'static str,
    pub protocol: &'static str,
    pub source_port: &'static str,
    pub destination_port: &'static str,
    pub flags: &'static str,
    pub window: &'static str,
    pub icmp: &'static str,
    pub identifier: &'static str,
    pub sequence: &'static str,
    pub about: &'static str,
    pub length: &'static str,
    pub payload: &'static str,
    pub mark: &'static str,
    pub input: &'static str,
    pub output: &'static str,
    pub tracking: &'static str,
}

pub struct RouteWords {
    pub not_asked: &'static str,
    pub local: &'static str,
    pub forward: fn(&str) -> String,
    pub dropped: &'static str,
    pub unreachable: &'static str,
    pub output: fn(&str, &str) -> String,
    pub kept: &'static str,
    pub failed: fn(&str) -> String,
}

pub struct LogWords {
    pub none: &'static str,
}

pub struct ProgramWords {
    pub none: &'static str,
}
