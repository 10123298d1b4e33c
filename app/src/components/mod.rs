//! The parts that pages are put together from: one component a file, with small props that compare cheaply.

pub mod announcer;
pub mod facts;
pub mod header;
pub mod icons;
pub mod language_switch;
pub mod lesson_list;
pub mod line_picture;
pub mod skip_link;
pub mod theme_switch;
pub mod update_notice;
