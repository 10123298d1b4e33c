//! The tab of connections: every entry of the host, its two tuples side by side, and what was translated.

use engine::state::clock::Instant;
use engine::state::conntrack::{Direction, Entry, Track, Tracking, Tuple};
use engine::text::conntrack::print::{self, Style};
use yew::Html;

use crate::draw::{classes, draw};
use crate::player::Now;
use crate::words::ConnectionWords;

pub fn connections(now: &Now, words: &ConnectionWords) -> Html {
    let Some(host) = now.host() else { return Html::default() };
    let before = now.before.hosts.get(now.focus.host.0);
    let cards = host.entries.values().rev().map(|entry| {
        let before = before.and_then(|host| host.entries.get(&entry.id));
        card(words, now, entry, before)
    });
    draw! {
        <div class="connections">
            <p class="command"><span class="prompt">{ now.host_name() }{ "#" }</span>{ " conntrack -L" }</p>
            if host.entries.is_empty() {
                <p class="quiet">{ words.none }</p>
            }
            <ul>{ for cards }</ul>
        </div>
    }
}

fn card(words: &ConnectionWords, now: &Now, entry: &Entry, before: Option<&Entry>) -> Html {
    let is_of_packet = match now.packet().map(|packet| packet.view.tracking) {
        Some(Tracking::Entry { id, .. }) => id == entry.id,
        Some(Tracking::None | Tracking::Untracked) | None => false,
    };
    let is_new = before.is_none() && now.position > 0;
    let has_changed = before.is_some_and(|before| before != entry);
    let class = classes!(
        "connection",
        is_of_packet.then_some("connection-of-packet"),
        (is_new || has_changed).then_some("connection-changed"),
    );
    draw! {
        <li {class} key={entry.id.0}>
            <p class="connection-state">
                { state(entry, before) }
                { for flags(words, entry).into_iter().map(|flag| draw! { <span class="flag">{ flag }</span> }) }
            </p>
            <div class="tuples">
                { tuple(words.original, &entry.original, entry, Direction::Original, before) }
                { tuple(words.reply, &entry.reply, entry, Direction::Reply, before) }
            </div>
            { translation(words, entry) }
            <p class="line">{ line(entry, now.moment.clock) }</p>
        </li>
    }
}

fn state(entry: &Entry, before: Option<&Entry>) -> Html {
    let name = state_name(entry);
    let was = before.map(state_name).filter(|was| *was != name);
    draw! {
        <>
            <strong>{ engine::text::conntrack::protocol::name(entry.original.kind.protocol()) }</strong>
            if let Some(was) = was { <del>{ was }</del> }
            if !name.is_empty() { <ins class={classes!("state-name")}>{ name }</ins> }
        </>
    }
}

fn state_name(entry: &Entry) -> &'static str {
    match entry.track {
        Track::Tcp(track) => track.state.name(),
        Track::Udp | Track::Icmp | Track::Generic => "",
    }
}

fn flags(words: &ConnectionWords, entry: &Entry) -> Vec<&'static str> {
    let status = &entry.status;
    let known = [
        (!status.confirmed, words.unconfirmed),
        (!status.seen_reply, "UNREPLIED"),
        (status.assured, "ASSURED"),
        (status.dying, words.dying),
        (status.source_nat, "SNAT"),
        (status.destination_nat, "DNAT"),
    ];
    known.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag).collect()
}

/// One direction; what is not the mirror image of the other was translated.
fn tuple(title: &'static str, tuple: &Tuple, entry: &Entry, direction: Direction, before: Option<&Entry>) -> Html {
    let other = entry.tuple(direction.opposite());
    let count = entry.count(direction);
    let grown = before.is_some_and(|before| before.count(direction) != count);
    let marked = |is_mirror: bool| (!is_mirror).then_some("translated");
    draw! {
        <dl class="tuple">
            <dt>{ title }</dt>
            <dd class={marked(tuple.source == other.destination)}>{ "src=" }{ tuple.source.to_string() }</dd>
            <dd class={marked(tuple.destination == other.source)}>{ "dst=" }{ tuple.destination.to_string() }</dd>
            if let (Some(source), Some(other_source)) = (tuple.kind.source_part(), other.kind.source_part()) {
                { ports(tuple, &other, source, other_source) }
            }
            <dd class={classes!("tuple-count", grown.then_some("grown"))}>{ "packets=" }{ count.packets }{ " bytes=" }{ count.bytes }</dd>
        </dl>
    }
}

fn ports(tuple: &Tuple, other: &Tuple, source: u16, other_source: u16) -> Html {
    let marked = |is_mirror: bool| (!is_mirror).then_some("translated");
    match (tuple.kind.destination_port(), other.kind.destination_port()) {
        (Some(destination), Some(other_destination)) => draw! {
            <>
                <dd class={marked(source == other_destination)}>{ "sport=" }{ source }</dd>
                <dd class={marked(destination == other_source)}>{ "dport=" }{ destination }</dd>
            </>
        },
        _ => draw! { <dd class={marked(source == other_source)}>{ "id=" }{ source }</dd> },
    }
}

fn translation(words: &ConnectionWords, entry: &Entry) -> Html {
    let (original, reply) = (&entry.original, &entry.reply);
    let source = (original.source, original.kind.source_part()) != (reply.destination, reply_destination(reply));
    let destination = original.destination != reply.source || original.kind.destination_port() != destination_of_reply(reply);
    draw! {
        <>
            if source && entry.status.source_nat {
                <p class="translation">{ words.source }{ " " }<code>{ end(original.source.to_string(), original.kind.source_part()) }</code>
                    { " → " }<code>{ end(reply.destination.to_string(), reply_destination(reply)) }</code></p>
            }
            if destination && entry.status.destination_nat {
                <p class="translation">{ words.destination }{ " " }<code>{ end(original.destination.to_string(), original.kind.destination_port()) }</code>
                    { " → " }<code>{ end(reply.source.to_string(), destination_of_reply(reply)) }</code></p>
            }
        </>
    }
}

/// The port that the reply goes to: the sender's, after translation. ICMP has one identifier for both.
fn reply_destination(reply: &Tuple) -> Option<u16> {
    reply.kind.destination_port().or(reply.kind.source_part())
}

fn destination_of_reply(reply: &Tuple) -> Option<u16> {
    reply.kind.destination_port().and(reply.kind.source_part())
}

fn end(address: String, port: Option<u16>) -> String {
    port.map_or(address.clone(), |port| format!("{address}:{port}"))
}

fn line(entry: &Entry, now: Instant) -> String {
    print::line(entry, now, Style { counters: true, uses: 1, ..Style::default() })
}
