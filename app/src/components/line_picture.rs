//! The picture on the first page: a line map on which a packet comes in and has its address rewritten.
//!
//! An illustration like one in a book, the same for everybody. It is not the player's map and reads no trace;
//! its motion is the stylesheet's, runs once, and is left out where the system asks for less of it.

use yew::{Html, component};

use crate::draw::draw;
use crate::words::use_words;

/// A hook as a station: its name, where its box stands, its tables from left to right.
struct Station {
    name: &'static str,
    left: u32,
    top: u32,
    tables: &'static [Platform],
    way: Way,
}

/// Whether the packet of the picture comes by.
enum Way {
    Taken,
    NotTaken,
}

struct Platform {
    label: &'static str,
    /// The class that gives the table its colour everywhere on the page.
    class: &'static str,
}

const RAW: Platform = Platform { label: "raw", class: "platform platform-raw" };
const CONNTRACK: Platform = Platform { label: "ct", class: "platform platform-conntrack" };
const MANGLE: Platform = Platform { label: "mangle", class: "platform platform-mangle" };
const NAT: Platform = Platform { label: "nat", class: "platform platform-nat" };
const FILTER: Platform = Platform { label: "filter", class: "platform platform-filter" };

const PLATFORM_WIDTH: u32 = 46;
const PLATFORM_GAP: u32 = 4;
const STATION_HEIGHT: u32 = 52;
const STATION_PADDING: u32 = 8;

const STATIONS: [Station; 5] = [
    Station { name: "PREROUTING", left: 56, top: 254, tables: &[RAW, CONNTRACK, MANGLE, NAT], way: Way::Taken },
    Station { name: "FORWARD", left: 366, top: 254, tables: &[MANGLE, FILTER], way: Way::Taken },
    Station { name: "POSTROUTING", left: 574, top: 254, tables: &[MANGLE, NAT], way: Way::Taken },
    Station { name: "INPUT", left: 225, top: 128, tables: &[MANGLE, FILTER, NAT], way: Way::NotTaken },
    Station { name: "OUTPUT", left: 409, top: 128, tables: &[RAW, CONNTRACK, MANGLE, NAT, FILTER], way: Way::NotTaken },
];

#[component]
pub fn LinePicture() -> Html {
    let words = &use_words().welcome;
    draw! {
        <svg class="line-picture" viewBox="0 0 752 392" role="img" aria-label={words.picture}>
            <g class="line">
                <path d="M306 280V76Q306 44 338 44H508Q540 44 540 76V256Q540 280 558 280" />
                <path class="line-through" d="M16 280H736" />
            </g>
            { for STATIONS.iter().map(station) }
            <g class="station station-not-taken">
                <rect class="station-box" x="343" y="22" width="160" height="44" rx="22" />
                <text class="station-name" x="423" y="49">{ words.picture_local }</text>
            </g>
            <g class="crossing">
                <path d="M306 262l18 18-18 18-18-18z" />
                <text class="crossing-name" x="306" y="317">{ words.picture_route }</text>
            </g>
            <text class="interface" x="8" y="304">{ "eth0" }</text>
            <text class="interface interface-last" x="748" y="304">{ "docker0" }</text>
            { capsule() }
        </svg>
    }
}

fn station(station: &Station) -> Html {
    let count = station.tables.len() as u32;
    let width = count * (PLATFORM_WIDTH + PLATFORM_GAP) - PLATFORM_GAP + 2 * STATION_PADDING;
    let middle = station.left + width / 2;
    let class = match station.way {
        Way::Taken => "station",
        Way::NotTaken => "station station-not-taken",
    };
    draw! {
        <g class={class}>
            <rect class="station-box" x={station.left} y={station.top}
                width={width} height={STATION_HEIGHT} rx="13" />
            <text class="station-name" x={middle} y={station.top - 8}>
                { station.name }
            </text>
            { for station.tables.iter().enumerate().map(|(index, table)| platform(station, index as u32, table)) }
        </g>
    }
}

fn platform(station: &Station, index: u32, table: &Platform) -> Html {
    let left = station.left + STATION_PADDING + index * (PLATFORM_WIDTH + PLATFORM_GAP);
    let top = station.top + STATION_PADDING;
    draw! {
        <g class={table.class}>
            <rect x={left} y={top} width={PLATFORM_WIDTH}
                height={STATION_HEIGHT - 2 * STATION_PADDING} rx="7" />
            <text x={left + PLATFORM_WIDTH / 2} y={top + 23}>
                { table.label }
            </text>
        </g>
    }
}

/// The packet with its header. Both headers are drawn; the stylesheet lets one give way to the other.
fn capsule() -> Html {
    draw! {
        <g class="capsule">
            <path class="capsule-stem" d="M0 304V326" />
            <circle class="capsule-dot" cx="0" cy="298" r="7" />
            <rect class="capsule-box" x="-104" y="326" width="208" height="56" rx="14" />
            <text class="capsule-source" x="0" y="349">{ "192.168.66.1:47704" }</text>
            <text class="capsule-before" x="0" y="370">{ "→ 192.168.66.100:80" }</text>
            <text class="capsule-after" x="0" y="370">{ "→ 172.17.0.2:80" }</text>
        </g>
    }
}
