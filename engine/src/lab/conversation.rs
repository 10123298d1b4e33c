//! What a program does with a connection that it holds under a name, step by step: writes, listens, hangs up.

use std::time::Duration;

use super::Lab;
use super::programs::latin;
use crate::kernel::event::Listener;
use crate::state::sockets::Errno;

/// What a program heard on its connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Heard {
    pub text: String,
    /// The other end is done, or the connection broke.
    pub is_over: bool,
    pub error: Option<Errno>,
}

impl Lab {
    pub(super) fn write_to<L: Listener>(&mut self, name: &str, text: &str, listener: &mut L) -> Option<Errno> {
        let connection = self.clients.connections.get(name)?;
        let (host, socket) = (connection.host, connection.socket);
        let written = self.on_host(host, listener, |kernel| kernel.tcp_write(socket, text.as_bytes()));
        written.and_then(Result::err)
    }

    /// What came since the last time, once there is something or patience is at its end.
    pub(super) fn hear<L: Listener>(&mut self, name: &str, patience: Duration, listener: &mut L) -> Heard {
        let until = self.clock + patience;
        self.run_until(until, listener, |lab| lab.has_news(name));
        let Some(connection) = self.clients.connections.get_mut(name) else { return Heard { is_over: true, ..Heard::default() } };
        let text = latin(&std::mem::take(&mut connection.received));
        Heard { text, is_over: connection.closed_by_peer || connection.error.is_some(), error: connection.error }
    }

    /// A FIN; what the other end still says is heard.
    pub(super) fn end_writing<L: Listener>(&mut self, name: &str, listener: &mut L) {
        if let Some(connection) = self.clients.connections.get(name) {
            let (host, socket) = (connection.host, connection.socket);
            // The other end may be gone already.
            let _ = self.on_host(host, listener, |kernel| kernel.tcp_shutdown(socket));
        }
    }

    /// The program ends, and with it its connection.
    pub(super) fn hang_up<L: Listener>(&mut self, name: &str, listener: &mut L) {
        let Some(connection) = self.clients.connections.get(name) else { return };
        let (host, socket, descriptor) = (connection.host, connection.socket, connection.descriptor);
        self.on_host(host, listener, |kernel| kernel.tcp_close(socket));
        self.forget_connection(name, descriptor);
        self.wait_for(listener, |_| true);
    }
}
