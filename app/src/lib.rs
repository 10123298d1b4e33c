//! The page: what a learner sees and presses. It draws what `trace` and `lessons` say and decides nothing itself.
//!
//! `browser` is the one room which touches the browser; `address`, `player`, `settings` and `words` are plain
//! values which are tested without one. How the rooms lie to each other is in ARCHITECTURE.md.

#![recursion_limit = "512"]

pub mod address;
pub mod app;
pub mod bench;
pub mod browser;
pub mod catalogue;
pub mod components;
pub mod course;
mod draw;
mod effect;
mod fetched;
pub mod learner;
pub mod packed;
pub mod pages;
pub mod player;
pub mod scene;
pub mod scenes;
pub mod settings;
pub mod visit;
pub mod whereabouts;
pub mod words;

/// Puts the page into the document, in place of the text that stood there while the program loaded.
pub fn start() {
    browser::panic::report_to_the_page();
    match browser::document::mount_point() {
        Some(element) => {
            yew::Renderer::<app::App>::with_root(element).render();
        }
        None => panic!(
            "index.html has no element with the id `{}`, where the page is to be mounted; put it back",
            browser::document::MOUNT_POINT
        ),
    }
}
