//! What programs get to see: connections, data, errors.

use trace::program::Saw;

use super::scene::Scene;
use crate::labels;
use crate::language::say;

/// A request of HTTP has many lines.
fn first_line(text: &str) -> String {
    match text.trim_end().split_once(['\r', '\n']) {
        Some((first, _)) => [first, " …"].concat(),
        None => text.to_owned(),
    }
}

pub(super) fn saw(scene: &Scene<'_>, saw: &Saw) -> String {
    let (host, language) = (scene.host(), scene.language);
    match saw {
        Saw::Connected { local, peer } => {
            say!(
                language,
                "The program on {host} is connected: {local} to {peer}.",
                "{host} 上的程序连接成功：{local} 到 {peer}。"
            )
        }
        Saw::Accepted { local, peer, original_destination } => match original_destination.filter(|original| original != local) {
            Some(original) => say!(
                language,
                "The server on {host} accepts a connection from {peer} at {local}; the caller had dialled {original}.",
                "{host} 上的服务器在 {local} 接受了来自 {peer} 的连接；对方原本拨的是 {original}。"
            ),
            None => say!(
                language,
                "The server on {host} accepts a connection from {peer} at {local}.",
                "{host} 上的服务器在 {local} 接受了来自 {peer} 的连接。"
            ),
        },
        Saw::Data { from, text } => {
            let text = first_line(text);
            say!(language, "The program on {host} reads \"{text}\" from {from}.", "{host} 上的程序从 {from} 读到“{text}”。")
        }
        Saw::ClosedByPeer => {
            say!(language, "The program on {host} sees that its peer has closed.", "{host} 上的程序看到对端已经关闭。")
        }
        Saw::Failed(error) => {
            let error = labels::errno(language, *error);
            say!(language, "The program on {host} is told: {error}.", "{host} 上的程序得到错误：{error}。")
        }
        Saw::GaveUp => {
            say!(language, "The program on {host} has waited long enough and gives up.", "{host} 上的程序等得够久，放弃了。")
        }
        Saw::Replied { from, ttl } => {
            say!(language, "ping on {host} hears from {from}, TTL {ttl}.", "{host} 上的 ping 收到 {from} 的应答，TTL {ttl}。")
        }
        Saw::IcmpError { kind, code, from } => {
            let error = labels::icmp_error(language, *kind, *code);
            say!(
                language,
                "The program on {host} hears of an error from {from}: {error}.",
                "{host} 上的程序得知 {from} 报告的差错：{error}。"
            )
        }
        Saw::Relay { to, result } => match result {
            Ok(()) => say!(
                language,
                "docker-proxy on {host} has connected to {to} and passes everything on.",
                "{host} 上的 docker-proxy 连上了 {to}，开始转交数据。"
            ),
            Err(error) => {
                let error = labels::errno(language, *error);
                say!(
                    language,
                    "docker-proxy on {host} cannot connect to {to}: {error}.",
                    "{host} 上的 docker-proxy 连不上 {to}：{error}。"
                )
            }
        },
    }
}
