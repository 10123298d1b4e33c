//! Any text can be given to `iptables-restore`; what was taken, printed and read again, is the same.

#![no_main]

use engine::kernel::host::Host;
use engine::tools::iptables::{RestoreOptions, SaveOptions, iptables_restore, iptables_save};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut host = host();
    let taken = iptables_restore(&mut host, text, RestoreOptions { counters: true, ..RestoreOptions::default() });
    // The real tool warns of a blank in an interface's name, and prints what it cannot read again.
    if taken.err.contains("weird character in interface") {
        return;
    }
    let options = SaveOptions { counters: true, ..SaveOptions::default() };
    let printed = iptables_save(&host, options);
    // The end of a line inside of quotes that nobody closed: the real tool keeps it, prints it, and reads it as something else.
    if text.lines().chain(printed.lines()).any(has_open_quote) {
        return;
    }
    let mut again = self::host();
    let output = iptables_restore(&mut again, &printed, RestoreOptions { counters: true, ..RestoreOptions::default() });
    assert_eq!(output.err, "", "what was printed is not taken:\n{printed}");
    assert_eq!(printed, iptables_save(&again, options), "what was printed is read as something else");
});

fn host() -> Host {
    let mut host = Host::new("host");
    engine::tools::restore_sets(&mut host, "create s hash:ip\ncreate sp hash:ip,port\n");
    host
}

fn has_open_quote(line: &str) -> bool {
    (line.matches('"').count() - line.matches("\\\"").count()) % 2 == 1
}
