//! The program of the page: it starts what the library holds.

fn main() {
    desk::start();
}
