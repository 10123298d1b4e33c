//! What can be watched without a lesson: scenarios recorded on a real kernel, and one that is long on purpose, for measuring.

use std::error::Error;
use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;

use engine::lab::Scenario;
use engine::lab::scenario::{Action, ConnectAction, HostPlan, InterfacePlan, ServerPlan, ServerProtocol, Work};

pub const RECORDED: [&str; 14] = [
    "001-handshake",
    "001-handshake-stepwise",
    "001-container-to-internet",
    "001-hairpin",
    "001-host-own-ip",
    "000-own-ip-input-drop",
    "000-own-ip-established-allowed",
    "000-localhost-input-drop",
    "002-docker-user-published-port",
    "002-icc-drop-bridge-nf-1",
    "002-no-localnet-exception",
    "004-local-outgoing",
    "004-log-rules-external",
    "004-udp-rule-inserted-late",
];

/// A host with a thousand rules, which a step must not feel.
pub const MANY_RULES: &str = "a-thousand-rules";

pub fn read(name: &str) -> Result<Scenario, Box<dyn Error>> {
    if name == MANY_RULES {
        return Ok(many_rules());
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../oracle/cases/seeds").join(name).with_extension("json.gz");
    let json = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let recording: serde_json::Value = serde_json::from_slice(&unzip(&json)?)?;
    let scenario = recording.get("scenario").ok_or("no `scenario` in it")?;
    Ok(oracle::scenario::scenario(scenario)?)
}

/// The bytes of a gzip file: behind ten bytes of header and the name, if it holds one, lies what is packed.
fn unzip(file: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    const HAS_NAME: u8 = 8;
    let flags = *file.get(3).ok_or("too short for gzip")?;
    let rest = file.get(10..).ok_or("too short for gzip")?;
    let name = if flags & HAS_NAME == 0 { 0 } else { rest.iter().position(|byte| *byte == 0).ok_or("its name has no end")? + 1 };
    miniz_oxide::inflate::decompress_to_vec(&rest[name..]).map_err(|error| format!("not gzip: {error}").into())
}

const MANY: u32 = 1000;

fn many_rules() -> Scenario {
    let blocked = (1..MANY).map(|number| {
        format!("-A INPUT -s 198.51.{}.{}/32 -p tcp -m tcp --dport {number} -j DROP\n", number / 256, number % 256)
    });
    let rules = format!("*filter\n{}-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT\nCOMMIT\n", blocked.collect::<String>());
    let server = ServerPlan { protocol: ServerProtocol::Tcp, port: 80, address: Ipv4Addr::UNSPECIFIED, work: Work::pong() };
    let connect = Action::Connect(ConnectAction {
        host: "client".to_owned(),
        to: (Ipv4Addr::new(10, 0, 0, 2), 80),
        from: (Ipv4Addr::UNSPECIFIED, 0),
        name: None,
        send: None,
        close: None,
        mark: 0,
    });
    Scenario {
        name: MANY_RULES.to_owned(),
        about: String::new(),
        hosts: vec![
            HostPlan { name: "client".to_owned(), interfaces: vec![cable("10.0.0.1/24")], ..HostPlan::default() },
            HostPlan {
                name: "server".to_owned(),
                interfaces: vec![cable("10.0.0.2/24")],
                rules,
                servers: vec![server],
                ..HostPlan::default()
            },
        ],
        actions: vec![connect],
    }
}

fn cable(address: &str) -> InterfacePlan {
    InterfacePlan {
        name: "eth0".to_owned(),
        is_bridge: false,
        addresses: vec![address.to_owned()],
        link: Some("lan".to_owned()),
        is_up: true,
        mtu: 1500,
        port: None,
    }
}
