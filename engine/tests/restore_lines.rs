//! Where a line of a file ends for `iptables-restore`: what 1.8.9 made of zeros, of a carriage return, of a quote that nobody
//! closed, of a last line without its end.

use engine::kernel::host::Host;
use engine::tools::{self, Output};

/// The file; then of `iptables -S INPUT` all but the policy, what was complained, and the exit code.
const FILES: &[(&str, &str, &str, u8)] = &[
    ("*filter\n-A INPUT -j DROP\nCOMMIT", "-A INPUT -j DROP\n", "", 0),
    ("*filter\nCOMMIT\0x\n", "", "", 0),
    (
        "*filter\n\0\nCOMMIT\n",
        "",
        "iptables-restore v1.8.9 (nf_tables): no command specified\nError occurred at line: 2\nTry `iptables-restore -h' or 'iptables-restore --help' for more information.\n",
        2,
    ),
    ("\0\n*filter\nCOMMIT\n", "", "iptables-restore: line 1 failed\n", 1),
    ("*filter\n-A INPUT -j DROP\0\nCOMMIT\n", "-A INPUT -j DROP\n", "", 0),
    ("*filter\n-A INPUT -i \"lo\0\nCOMMIT\n", "-A INPUT -i lo\n", "", 0),
    ("*filter\n-A INPUT -m comment --comment \"a b\0c\"\nCOMMIT\n", "-A INPUT -m comment --comment \"a b\"\n", "", 0),
    ("*filter\n-A INPUT -m comment --comment \"a b\nCOMMIT\n", "-A INPUT -m comment --comment \"a b\n\"\n", "", 0),
    ("*filter\n#x\0y\nCOMMIT\n", "", "", 0),
    (
        "*filter\n-A INPUT -j DROP\nCOMMIT\r\n",
        "",
        "Bad argument `COMMIT\r'\nError occurred at line: 3\nTry `iptables-restore -h' or 'iptables-restore --help' for more information.\n",
        2,
    ),
    (
        "*filter\n-A INPUT -j DROP\r\nCOMMIT\n",
        "",
        "iptables-restore v1.8.9 (nf_tables): Invalid target name `DROP\r'\nError occurred at line: 2\nTry `iptables-restore -h' or 'iptables-restore --help' for more information.\n",
        2,
    ),
    (
        "*filter\r\nCOMMIT\n",
        "",
        "iptables-restore v1.8.9 (nf_tables): iptables-restore: line 1 table name 'filter\r' invalid\nError occurred at line: 1\nTry `iptables-restore -h' or 'iptables-restore --help' for more information.\n",
        2,
    ),
    ("*filter\n-A INPUT -i \"lo", "", "iptables-restore: COMMIT expected at line 3\n", 1),
];

#[test]
fn lines_end_where_they_end_for_the_real_tool() {
    for (file, rules, complaint, code) in FILES {
        let mut host = Host::new("host");
        let Output { err, code: found, .. } = tools::restore_rules(&mut host, file, false);
        assert_eq!((err.as_str(), found), (*complaint, *code), "{file:?}");
        let listed = tools::iptables::iptables(&mut host, &["-S", "INPUT"]).out;
        assert_eq!(listed.split_once('\n').map_or("", |(_, rules)| rules), *rules, "{file:?}");
    }
}
