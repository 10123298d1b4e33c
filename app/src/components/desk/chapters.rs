//! What a person did in this trace, as commands on their hosts, each with what came of it; pressed, it leads there.

use std::net::Ipv4Addr;

use engine::kernel::sockets::Endpoint;
use engine::lab::scenario::{Action, Closing, ConnectAction, DatagramAction, PingAction, SegmentAction};
use yew::{Callback, Html, Properties, classes, component, html};

use crate::player::Now;
use crate::words::use_words;

#[derive(Properties, PartialEq)]
pub struct ChaptersProps {
    pub now: Now,
    pub on_go: Callback<usize>,
}

#[component]
pub fn Chapters(props: &ChaptersProps) -> Html {
    let words = &use_words().desk;
    let now = &props.now;
    let current = (now.position > 0).then(|| now.playback.chapter(now.position)).flatten();
    let items = now.playback.chapters.iter().enumerate().map(|(number, chapter)| {
        let position = chapter.first_event + 1;
        let is_current = current == Some(number);
        html! {
            <li key={number}>
                <button type="button" class={classes!("chapter", is_current.then_some("chapter-current"))}
                    aria-current={is_current.then_some("step")} onclick={props.on_go.reform(move |_| position)}>
                    <code>{ prompt(&chapter.action) }{ command(&chapter.action) }</code>
                </button>
            </li>
        }
    });
    html! {
        <section class="chapters" aria-labelledby="chapters-title">
            <h2 id="chapters-title">{ words.chapters }</h2>
            <ol>{ for items }</ol>
        </section>
    }
}

fn prompt(action: &Action) -> Html {
    action.host().map_or_else(Html::default, |host| html! { <span class="prompt">{ host }{ "# " }</span> })
}

/// The command a person would type for it.
fn command(action: &Action) -> String {
    match action {
        Action::Connect(connect) => connection(connect),
        Action::Send { connection, text } => format!("{connection} ← {text:?}"),
        Action::Close { connection, how } => match how {
            Closing::Fin => format!("{connection} ← FIN"),
            Closing::Reset => format!("{connection} ← RST"),
        },
        Action::SendDatagrams(DatagramAction { to, from, .. }) => format!("nc -u{} {}", origin(*from), end(*to)),
        Action::Ping(PingAction { to, count, .. }) => format!("ping -c{count} {to}"),
        Action::SendSegment(SegmentAction { from, to, flags, .. }) => format!("{flags} {} → {}", pair(*from), pair(*to)),
        Action::Command { words, .. } => words.join(" "),
        Action::RestoreRules { keep, .. } => format!("iptables-restore{}", if *keep { " --noflush" } else { "" }),
        Action::SetSysctls { values, .. } => {
            let settings: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("sysctl -w {}", settings.join(" "))
        }
        Action::ListCounters { .. } => "iptables-save -c".to_owned(),
        Action::ListConnections { .. } => "conntrack -L".to_owned(),
        Action::Wait { milliseconds } => format!("sleep {}.{:03}", milliseconds / 1000, milliseconds % 1000),
    }
}

fn connection(connect: &ConnectAction) -> String {
    let sent = connect.send.as_ref().map(|text| format!("echo {text} | ")).unwrap_or_default();
    format!("{sent}nc{} {}", origin(connect.from), end(connect.to))
}

/// As nc is told where to send from.
fn origin((address, port): Endpoint) -> String {
    let address = if address == Ipv4Addr::UNSPECIFIED { String::new() } else { format!(" -s {address}") };
    let port = if port == 0 { String::new() } else { format!(" -p {port}") };
    address + &port
}

fn end((address, port): Endpoint) -> String {
    format!("{address} {port}")
}

fn pair((address, port): Endpoint) -> String {
    format!("{address}:{port}")
}
