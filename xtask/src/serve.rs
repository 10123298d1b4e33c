//! `cargo xtask serve`: the page, built and served, again after each change.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::arguments::ServeOptions;
use crate::problem::Problem;
use crate::run;
use crate::tools::{self, Tools};
use crate::workspace::Workspace;

pub fn serve(workspace: &Workspace, options: &ServeOptions) -> Result<(), Problem> {
    port_is_free(options.port)?;
    let tools = tools::for_building(workspace)?;
    run::say("Building the page (a first build takes about a minute, later ones a second or two)");
    announce_when_ready(options.port);
    trunk_serve(&tools, options)
}

fn port_is_free(port: u16) -> Result<(), Problem> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop).map_err(|error| {
        Problem::new(
            format!("Port {port} of 127.0.0.1 cannot be used: {error}."),
            format!(
                "If the page is already being served, open http://127.0.0.1:{port}/ . Else choose another port: \
                 `cargo xtask serve --port {}`.",
                port.checked_add(1).unwrap_or(8080)
            ),
        )
    })
}

/// Trunk speaks for itself from here on; it ends when a person stops it.
fn trunk_serve(tools: &Tools, options: &ServeOptions) -> Result<(), Problem> {
    let mut trunk = tools.trunk();
    trunk.args(["serve", "--port", &options.port.to_string()]);
    if options.open {
        trunk.args(["--open", "true"]);
    }
    if options.release {
        trunk.args(["--release", "true"]);
    }
    let status = trunk.status().map_err(|error| {
        Problem::new(
            format!("Trunk could not be started: {error}."),
            "Delete .tools and start again.",
        )
    })?;
    if status.success() || status.code().is_none() {
        return Ok(());
    }
    Err(Problem::new(
        format!("Trunk stopped ({status}); its output stands above."),
        "If it names an error in the sources, correct it and start again.",
    ))
}

/// Says the address once something answers there, from a thread of its own.
fn announce_when_ready(port: u16) {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let begin = Instant::now();
    thread::spawn(move || {
        while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
            thread::sleep(Duration::from_millis(50));
        }
        println!(
            "\nThe page is served at http://127.0.0.1:{port}/ (ready after {}). Ctrl-C ends it.\n",
            run::seconds(begin.elapsed())
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_refused_with_another_to_try() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
        let port = taken.local_addr().expect("it has an address").port();
        let problem = port_is_free(port)
            .expect_err("the port is taken")
            .to_string();
        assert!(
            problem.contains(&port.to_string()) && problem.contains("--port"),
            "{problem}"
        );
        drop(taken);
        assert_eq!(port_is_free(port), Ok(()));
    }
}
