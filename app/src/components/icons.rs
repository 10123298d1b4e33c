//! The small signs of the page, as paths on a 20 by 20 grid. They are decoration: the words beside them name them.

use crate::draw::draw;
use yew::Html;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Screen,
    Sun,
    Moon,
    Arrow,
    ToStart,
    Back,
    Play,
    Pause,
    Forward,
    ToEnd,
    Over,
    Out,
    Pace,
    Keys,
    Projector,
    Print,
}

pub fn icon(icon: Icon) -> Html {
    draw! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d={path(icon)} />
        </svg>
    }
}

fn path(icon: Icon) -> &'static str {
    match icon {
        Icon::Screen => "M3 4.5h14v9H3zM7.5 17h5M10 13.5V17",
        Icon::Sun => {
            "M10 6.6a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8zM10 1.8v1.8M10 16.4v1.8M1.8 10h1.8M16.4 10h1.8\
             M4.2 4.2l1.3 1.3M14.5 14.5l1.3 1.3M4.2 15.8l1.3-1.3M14.5 5.5l1.3-1.3"
        }
        Icon::Moon => "M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3z",
        Icon::Arrow => "M4 10h12M11 5l5 5-5 5",
        Icon::ToStart => "M5 4.5v11M15.5 4.5L8.5 10l7 5.5z",
        Icon::Back => "M13 4.5L6.5 10l6.5 5.5",
        Icon::Play => "M6.5 4l9 6-9 6z",
        Icon::Pause => "M7 4.5v11M13 4.5v11",
        Icon::Forward => "M7 4.5l6.5 5.5L7 15.5",
        Icon::ToEnd => "M15 4.5v11M4.5 4.5L11.5 10l-7 5.5z",
        Icon::Over => "M3.5 12.5c1.5-6 10-7 12.5-1.5M16.5 6.5V11h-4.5M8.5 15.5h3",
        Icon::Out => "M4 16h12M10 12V3.5M6 7.5l4-4 4 4",
        Icon::Pace => "M3.5 14.5a7 7 0 1 1 13 0M10 12l3.5-4.5",
        Icon::Keys => "M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.5h7",
        Icon::Projector => "M3 7V3.5h3.5M17 7V3.5h-3.5M3 13v3.5h3.5M17 13v3.5h-3.5",
        Icon::Print => "M6 7V3h8v4M6 13H3.5V7h13v6H14M6 11h8v6H6z",
    }
}
