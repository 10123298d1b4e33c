//! Zones: the same tuple in two of them is two connections. One that is for a single direction keeps only that direction
//! apart, and leaves the other in zone 0 with all the rest (`nf_ct_zone_id`).

use serde::{Deserialize, Serialize};

use super::entry::Direction;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    pub number: u16,
    pub direction: ZoneDirection,
}

/// Which direction of a connection the zone is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ZoneDirection {
    #[default]
    Both,
    Original,
    Reply,
}

impl ZoneDirection {
    pub const ALL: [ZoneDirection; 3] = [ZoneDirection::Both, ZoneDirection::Original, ZoneDirection::Reply];

    /// As options and listings call it.
    pub fn name(self) -> &'static str {
        match self {
            ZoneDirection::Both => "zone",
            ZoneDirection::Original => "zone-orig",
            ZoneDirection::Reply => "zone-reply",
        }
    }
}

impl Zone {
    /// Where connections are that nobody put elsewhere.
    pub const DEFAULT: Zone = Zone::both(0);

    pub const fn both(number: u16) -> Zone {
        Zone { number, direction: ZoneDirection::Both }
    }

    /// The zone that packets of this direction are looked for in.
    pub fn of(self, direction: Direction) -> u16 {
        match (self.direction, direction) {
            (ZoneDirection::Both, _)
            | (ZoneDirection::Original, Direction::Original)
            | (ZoneDirection::Reply, Direction::Reply) => self.number,
            (ZoneDirection::Original, Direction::Reply) | (ZoneDirection::Reply, Direction::Original) => 0,
        }
    }

    /// The number, if the zone is for exactly this.
    pub fn only_for(self, direction: ZoneDirection) -> Option<u16> {
        (self.direction == direction && self.number != 0).then_some(self.number)
    }
}
