//! An address as `curl` takes it: `10.0.0.2`, `http://server:8080/path`.

/// What can be told apart without asking anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Url<'text> {
    pub scheme: &'text str,
    pub host: &'text str,
    pub port: u16,
    /// The port stands in the address and is not the scheme's own.
    pub has_port: bool,
    /// With its `/`.
    pub path: &'text str,
}

impl<'text> Url<'text> {
    /// None for what is no address at all.
    pub fn read(text: &'text str) -> Option<Url<'text>> {
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (place, path) = rest.split_at_checked(end)?;
        let usual = match scheme {
            "https" => 443,
            "ftp" => 21,
            _ => 80,
        };
        let (host, port) = match place.split_once(':') {
            Some((host, port)) => (host, port.parse().ok().filter(|port| *port != 0)?),
            None => (place, usual),
        };
        let is_host =
            !host.is_empty() && host.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_'));
        let path = path.split('#').next().unwrap_or(path);
        is_host.then_some(Url { scheme, host, port, has_port: port != usual, path: if path.is_empty() { "/" } else { path } })
    }

    /// As it stands behind `Host:`.
    pub fn place(&self) -> String {
        if self.has_port { [self.host, ":", &self.port.to_string()].concat() } else { self.host.to_owned() }
    }
}
