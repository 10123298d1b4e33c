//! The simulator: a lab and an action in, the lab after it and the trace out. Pure data and functions.
