//! `cargo xtask serve`: the page, built and served, again after each change.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use crate::arguments::ServeOptions;
use crate::problem::Problem;
use crate::run;
use crate::tools::{self, Tools};
use crate::workspace::Workspace;

pub fn serve(workspace: &Workspace, options: &ServeOptions) -> Result<(), Problem> {
    port_is_free(options.port)?;
    let tools = tools::for_building(workspace)?;
    run::say("Building the page: the first time about a minute, later a second or two");
    println!("  It will be at http://127.0.0.1:{}/ as soon as Trunk listens. Ctrl-C ends it.\n", options.port);
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

/// Trunk takes the place of this program where the system can do that, so that whatever ends this program
/// ends the server too. Returns only when Trunk did not start, or has stopped.
fn trunk_serve(tools: &Tools, options: &ServeOptions) -> Result<(), Problem> {
    let mut trunk = tools.trunk();
    trunk.args(["serve", "--port", &options.port.to_string()]);
    if options.open {
        trunk.args(["--open", "true"]);
    }
    if options.release {
        trunk.args(["--release", "true"]);
    }
    become_program(&mut trunk)
}

#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<(), Problem> {
    use std::os::unix::process::CommandExt;
    Err(not_started(&command.exec()))
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<(), Problem> {
    command.status().map(drop).map_err(|error| not_started(&error))
}

fn not_started(error: &io::Error) -> Problem {
    Problem::new(format!("Trunk could not be started: {error}."), "Delete .tools and start again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_refused_with_another_to_try() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
        let port = taken.local_addr().expect("it has an address").port();
        let problem = port_is_free(port).expect_err("the port is taken").to_string();
        assert!(problem.contains(&port.to_string()) && problem.contains("--port"), "{problem}");
        drop(taken);
        assert_eq!(port_is_free(port), Ok(()));
    }
}
