//! The settings below `net.` that a kernel has and the engine does not know by itself: that they are there, and with what they
//! begin. It acts on one of them, and a note says of the others that they are kept and not acted on.
//! Of other branches (`kernel.`, `vm.`) any name is taken.

/// `NAME = VALUE`, or `NAME : VALUE` if nobody may write it; `*` stands for an interface. From `sysctl -a` in a fresh namespace
/// of Linux 6.18.
const TEXT: &str = include_str!("other.txt");

/// The branches of `/proc/sys` beside `net`.
const BRANCHES: [&str; 7] = ["abi.", "debug.", "dev.", "fs.", "kernel.", "user.", "vm."];

/// The entries that connection tracking holds: the host knows how many (`Host::setting`).
pub const COUNT: &str = "net.netfilter.nf_conntrack_count";

/// Of more than one number, and acted on: from which ports those are taken that a program leaves open.
pub const LOCAL_PORTS: &str = "net.ipv4.ip_local_port_range";

/// Where the settings of each interface are that the engine does not act on.
const OF_DEVICES: [&str; 3] = ["net.ipv4.neigh.", "net.ipv6.conf.", "net.ipv6.neigh."];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Other {
    pub name: &'static str,
    pub value: &'static str,
    pub read_only: bool,
}

impl Other {
    pub fn all() -> impl Iterator<Item = Other> {
        TEXT.lines().filter_map(|line| {
            let mut words = line.splitn(3, ' ');
            let (name, mark) = (words.next()?, words.next()?);
            Some(Other { name, value: words.next().unwrap_or(""), read_only: mark == ":" })
        })
    }

    /// By its dotted name, and the interface in that name.
    pub fn find(dotted: &str) -> Option<(Other, Option<&str>)> {
        let (name, device) = match of_device(dotted) {
            Some((above, device, below)) => (format!("{above}*.{below}"), Some(device)),
            None => (dotted.to_owned(), None),
        };
        Other::all().find(|other| other.name == name).map(|other| (other, device))
    }

    /// Numbers stay as many numbers.
    pub fn accepts(self, value: &str) -> bool {
        let is_number = |word: &str| word.strip_prefix('-').unwrap_or(word).bytes().all(|byte| byte.is_ascii_digit());
        let counts = !self.value.is_empty() && self.value.split_whitespace().all(is_number);
        !counts || value.split_whitespace().next().is_some_and(|_| value.split_whitespace().all(is_number))
    }
}

/// `net.ipv4.neigh.`, the interface, and the setting's own name.
pub fn of_device(dotted: &str) -> Option<(&'static str, &str, &str)> {
    let above = OF_DEVICES.into_iter().find(|above| dotted.starts_with(above))?;
    let (device, below) = dotted.strip_prefix(above)?.rsplit_once('.')?;
    Some((above, device, below))
}

pub fn is_elsewhere(dotted: &str) -> bool {
    BRANCHES.iter().any(|branch| dotted.len() > branch.len() && dotted.starts_with(branch))
}
