//! The tab of the packet: every field of it, before the event and after, where they differ.

use engine::kernel::event::View;
use engine::state::conntrack::{State, Tracking};
use engine::state::packet::{Datagram, IcmpBody, Transport};
use yew::Html;

use crate::draw::{classes, draw};
use crate::player::Now;
use crate::words::PacketWords;

pub fn packet(now: &Now, words: &PacketWords) -> Html {
    let Some(packet) = now.packet() else { return draw! { <p class="quiet">{ words.none }</p> } };
    // On the way to another host only the place is new; what it carries is compared within one host.
    let before = now.packet_before().filter(|before| before.host == packet.host).map(|before| fields(words, &before.view));
    let rows = fields(words, &packet.view).into_iter().enumerate().map(|(number, field)| {
        let was = before.as_ref().and_then(|before| before.get(number)).filter(|was| was.name == field.name);
        row(&field, was)
    });
    let summary = crate::components::datagram::ends(&packet.view.datagram);
    draw! {
        <div class="packet">
            <p class="packet-title"><span class="packet-number">{ (words.number)(now.focus.packet.map_or(0, |packet| packet.0 + 1)) }</span>
                { " " }<code>{ summary }</code></p>
            <table class="fields">
                <thead><tr><th scope="col">{ words.field }</th><th scope="col">{ words.value }</th></tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}

struct Field {
    name: &'static str,
    value: String,
}

fn row(field: &Field, was: Option<&Field>) -> Html {
    let was = was.map(|was| &was.value).filter(|was| **was != field.value);
    draw! {
        <tr class={classes!(was.map(|_| "field-changed"))} key={field.name}>
            <th scope="row">{ field.name }</th>
            <td>
                if let Some(was) = was { <del>{ shown(was) }</del>{ " " }<ins>{ shown(&field.value) }</ins> }
                else { { shown(&field.value) } }
            </td>
        </tr>
    }
}

fn shown(value: &str) -> String {
    if value.is_empty() { "–".to_owned() } else { value.to_owned() }
}

fn fields(words: &PacketWords, view: &View) -> Vec<Field> {
    let datagram = &view.datagram;
    let mut fields = vec![
        Field { name: words.source, value: datagram.source.to_string() },
        Field { name: words.destination, value: datagram.destination.to_string() },
        Field { name: words.protocol, value: protocol(datagram) },
    ];
    transport(words, datagram, &mut fields);
    fields.extend([
        Field { name: "TTL", value: datagram.ttl.to_string() },
        Field { name: "TOS", value: format!("0x{:02x}", datagram.tos) },
        Field { name: "ID", value: datagram.identification.to_string() },
        Field { name: "DF", value: u8::from(datagram.dont_fragment).to_string() },
        Field { name: words.length, value: datagram.total_length().to_string() },
        Field { name: words.payload, value: payload(&datagram.payload) },
        Field { name: words.mark, value: format!("0x{:x}", view.mark) },
        Field { name: words.input, value: view.input.to_string() },
        Field { name: words.output, value: view.output.to_string() },
        Field { name: words.tracking, value: tracking(view.tracking) },
    ]);
    fields
}

fn protocol(datagram: &Datagram) -> String {
    engine::text::conntrack::protocol::name(datagram.protocol().0).to_owned()
}

fn transport(words: &PacketWords, datagram: &Datagram, fields: &mut Vec<Field>) {
    match &datagram.transport {
        Transport::Tcp(segment) => fields.extend([
            Field { name: words.source_port, value: segment.source_port.to_string() },
            Field { name: words.destination_port, value: segment.destination_port.to_string() },
            Field { name: words.flags, value: segment.flags.to_string() },
            Field { name: "SEQ", value: segment.sequence.to_string() },
            Field { name: "ACK", value: segment.acknowledgement.to_string() },
            Field { name: words.window, value: segment.window.to_string() },
            Field { name: "MSS", value: segment.options.maximum_segment_size.map(|size| size.to_string()).unwrap_or_default() },
        ]),
        Transport::Udp(header) => fields.extend([
            Field { name: words.source_port, value: header.source_port.to_string() },
            Field { name: words.destination_port, value: header.destination_port.to_string() },
        ]),
        Transport::Icmp(message) => {
            fields.push(Field { name: words.icmp, value: format!("{}/{}", message.kind, message.code) });
            match &message.body {
                IcmpBody::Query { identifier, sequence } => fields.extend([
                    Field { name: words.identifier, value: identifier.to_string() },
                    Field { name: words.sequence, value: sequence.to_string() },
                ]),
                IcmpBody::Error { quote, .. } => {
                    fields.push(Field { name: words.about, value: crate::components::datagram::ends(quote) });
                }
                IcmpBody::Plain => {}
            }
        }
        Transport::Other { .. } => {}
    }
}

fn payload(bytes: &[u8]) -> String {
    const LONGEST: usize = 48;
    let text: String = String::from_utf8_lossy(bytes).chars().take(LONGEST).collect();
    let printable: String = text.chars().map(|character| if character.is_control() { '·' } else { character }).collect();
    if bytes.is_empty() { String::new() } else { format!("{printable} ({})", bytes.len()) }
}

fn tracking(tracking: Tracking) -> String {
    match tracking {
        Tracking::None => String::new(),
        Tracking::Untracked => "UNTRACKED".to_owned(),
        Tracking::Entry { state, .. } => match state {
            State::New => "NEW",
            State::Established => "ESTABLISHED",
            State::Related => "RELATED",
        }
        .to_owned(),
    }
}
