//! How far the packet got, as a class.

use trace::fold::way::Reached;

pub fn reached_class(reached: Reached) -> &'static str {
    match reached {
        Reached::Ahead => "is-ahead",
        Reached::Now => "is-now",
        Reached::Done => "is-done",
    }
}
