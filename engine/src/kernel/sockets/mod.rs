//! How segments and datagrams reach the sockets of a host and leave them, and the system calls of its programs.
//! The sockets themselves are `state::sockets`; what programs do with them is the lab's.

pub mod raw;
pub mod tcp;
pub mod tcp_input;
mod tcp_options;
pub mod tcp_output;
pub mod tcp_repeat;
pub mod tcp_timers;
pub mod udp;
