//! What the sender repeats at once because later segments arrived, and what it holds back until that is acknowledged.

use crate::kernel::event::{Cause, Listener};
use crate::kernel::stack::Kernel;
use crate::state::packet::SackBlocks;
use crate::state::sockets::SocketId;
use crate::state::sockets::tcp_gaps::Held;

impl<L: Listener> Kernel<'_, L> {
    pub(super) fn tcp_repeat_lost(&mut self, id: SocketId, blocks: SackBlocks) {
        let largest = self.tcp_segment_room(id);
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        for sent in socket.take_lost(blocks, largest) {
            self.tcp_send_at(id, sent.sequence, sent.flags, &sent.data, Cause::RetransmissionOf(sent.packet));
        }
    }

    pub(super) fn tcp_send_held(&mut self, id: SocketId) {
        let Some(socket) = self.host.sockets.tcp_mut(id) else { return };
        if socket.held.is_empty() || socket.recovers() {
            return;
        }
        let Held { data, fin } = std::mem::take(&mut socket.held);
        self.tcp_send_pieces(id, &data, fin);
    }
}
