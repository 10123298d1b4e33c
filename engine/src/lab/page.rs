//! Servers that speak HTTP to those who ask in HTTP, so that `curl` can be tried. Recordings have none: there a server says
//! its text whatever it is asked, and every byte counts.

use std::borrow::Cow;

use super::scenario::{Scenario, ServerProtocol, Work};
use crate::rules::values::services;

/// Every TCP server with a text serves it as a page, unless its port is known for something else than the web.
pub fn serve_pages(scenario: &mut Scenario) {
    for server in scenario.hosts.iter_mut().flat_map(|host| &mut host.servers) {
        if let Work::Answer { text, .. } = &mut server.work
            && server.protocol == ServerProtocol::Tcp
            && may_be_web(server.port)
        {
            server.work = Work::Page { text: std::mem::take(text) };
        }
    }
}

fn may_be_web(port: u16) -> bool {
    services::name(port, "tcp").is_none_or(|name| name.starts_with("http") || name == "www" || name == "webcache")
}

impl Work {
    /// What a TCP server says to what it hears.
    pub fn answer(&self, heard: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Work::Answer { text, .. } => Some(Cow::Borrowed(text)),
            Work::Page { text } => Some(match method(heard) {
                None => Cow::Borrowed(text),
                Some(method) => Cow::Owned(page(text, method)),
            }),
            Work::Silence | Work::Relay { .. } => None,
        }
    }
}

/// `GET` of `GET / HTTP/1.1`, if that is how it begins.
fn method(heard: &[u8]) -> Option<&[u8]> {
    let line = heard.split(|byte| *byte == b'\r').next()?;
    let is_http = line.ends_with(b" HTTP/1.1") || line.ends_with(b" HTTP/1.0");
    line.split(|byte| *byte == b' ').next().filter(|_| is_http)
}

fn page(text: &str, method: &[u8]) -> String {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let length = (text.len() + end.len()).to_string();
    let head = ["HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ", &length, "\r\n\r\n"].concat();
    if method == b"HEAD" { head } else { [&head, text, end].concat() }
}
