//! The parts that pages are put together from: one component a file, with small props that compare cheaply.

pub mod accent;
pub mod announcer;
pub mod clock;
pub mod datagram;
pub mod desk;
pub mod exercise;
pub mod facts;
pub mod header;
pub mod icons;
pub mod inspector;
pub mod keeping;
pub mod language_switch;
pub mod lesson;
pub mod lesson_list;
pub mod line_picture;
pub mod map;
pub mod press;
pub mod shortened;
pub mod skip_link;
pub mod spot;
pub mod terminal;
pub mod theme_switch;
pub mod timeline;
pub mod transport;
pub mod update_notice;
