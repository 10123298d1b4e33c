//! Where hosts and links are drawn: containers inside their host, the rest in one row or two, the same every time.
//!
//! A cable between neighbours is a straight line. What joins more, or others, is a bus: a level line above a single row,
//! or between two, that its stations hang on.

use engine::kernel::event::HostId;
use engine::state::interface::InterfaceName;

use super::WIDTH;
use super::point::{Area, Point, point};
use crate::sorted::{Sorted, insert_by_key};
use engine::lab::topology::{Link, Topology};

pub const CHIP_HEIGHT: i32 = 40;
const CHIP_WIDTH: i32 = 128;
const CONTAINER_WIDTH: i32 = 112;
const SMALLEST_WIDTH: i32 = 98;
const GAP: i32 = 8;
const PADDING: i32 = 8;
/// Between rows, and between neighbours, at least.
const ROW_GAP: i32 = 18;
const COLUMN_GAP: i32 = 26;
/// A bus, and what the next one keeps from it.
const LANE: i32 = 12;
/// From a host's top to its containers' bridge, and from there to the containers.
const BRIDGE_DEPTH: i32 = CHIP_HEIGHT + 14;
const HANG: i32 = 8;
const MOST_CONTAINERS_IN_A_ROW: usize = 5;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// By the host's place in the lab.
    pub hosts: Vec<HostPlan>,
    /// By the link's place in the topology.
    pub links: Vec<LinkPlan>,
    pub height: i32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostPlan {
    /// The whole host, containers and all.
    pub area: Area,
    /// Where its name stands.
    pub chip: Area,
    /// The host it is a container of.
    pub inside: Option<HostId>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkPlan {
    pub lines: Vec<(Point, Point)>,
    /// A bridge's name and where it stands.
    pub name: Option<(InterfaceName, Point)>,
    /// Where a packet is drawn that a host has just put on this link.
    pub entries: Sorted<HostId, Point>,
}

/// A host of a row: itself and the bridges with containers it draws inside.
struct Unit {
    host: HostId,
    /// Links of its bridges and, by row, the containers drawn there.
    bridges: Vec<(usize, Vec<HostId>)>,
}

pub fn plan(topology: &Topology) -> Plan {
    let inside = containers(topology);
    let units: Vec<Unit> = order(topology, &inside).into_iter().map(|host| unit(topology, host, &inside)).collect();
    let narrow = units.len() > 5;
    let rows = rows(units, narrow);
    let mut plan = Plan {
        hosts: vec![HostPlan::default(); topology.hosts.len()],
        links: vec![LinkPlan::default(); topology.links.len()],
        height: 0,
    };
    for (planned, host) in plan.hosts.iter_mut().zip(&inside) {
        planned.inside = *host;
    }
    let neighbours = neighbours(&rows);
    let cables: Vec<bool> = topology.links.iter().map(|link| is_cable(link, &neighbours)).collect();
    let lanes = topology.links.iter().zip(&cables).filter(|(link, cable)| is_bus(link, **cable)).count() as i32;
    let mut top = if rows.len() == 1 { lanes * LANE } else { 0 } + 2;
    let mut lane_top = 8;
    for (number, row) in rows.iter().enumerate() {
        let height = place_row(row, top, narrow, &mut plan);
        top += height + ROW_GAP;
        if number == 0 && rows.len() > 1 {
            lane_top = top - ROW_GAP / 2;
            top += lanes * LANE;
        }
    }
    plan.height = top - ROW_GAP + 2;
    draw_links(topology, &cables, lane_top, rows.len() == 1, &mut plan);
    plan
}

/// By the host: the one other host at whose bridges all of its wires end.
fn containers(topology: &Topology) -> Vec<Option<HostId>> {
    let mut found = vec![None; topology.hosts.len()];
    for number in 0..topology.hosts.len() {
        let host = HostId(number);
        let mut owners: Vec<Option<HostId>> = topology
            .links
            .iter()
            .filter(|link| link.stations.iter().any(|station| station.host == host))
            .map(|link| link.bridge.as_ref().map(|bridge| bridge.host))
            .collect();
        owners.dedup();
        let has_bridge = topology.links.iter().any(|link| link.bridge.as_ref().is_some_and(|bridge| bridge.host == host));
        if let ([Some(owner)], false) = (owners.as_slice(), has_bridge)
            && *owner != host
            && let Some(found) = found.get_mut(number)
        {
            *found = Some(*owner);
        }
    }
    found
}

fn owner(inside: &[Option<HostId>], host: HostId) -> Option<HostId> {
    inside.get(host.0).copied().flatten()
}

/// The hosts of the rows: each after one it shares a link with, as far as there is one.
fn order(topology: &Topology, inside: &[Option<HostId>]) -> Vec<HostId> {
    let mut ordered: Vec<HostId> = Vec::new();
    for number in 0..topology.hosts.len() {
        visit(HostId(number), topology, inside, &mut ordered);
    }
    ordered
}

fn visit(start: HostId, topology: &Topology, inside: &[Option<HostId>], ordered: &mut Vec<HostId>) {
    let mut waiting = vec![start];
    while let Some(host) = waiting.pop() {
        if owner(inside, host).is_some() || ordered.contains(&host) {
            continue;
        }
        ordered.push(host);
        let mut own: Vec<&Link> = Vec::new();
        for link in &topology.links {
            if link.bridge.is_none() && link.stations.iter().any(|station| station.host == host) {
                // The other end of a cable first: it can be a straight line.
                insert_by_key(&mut own, link, |link| link.stations.len());
            }
        }
        let mut next: Vec<HostId> = own.iter().flat_map(|link| link.stations.iter().map(|station| station.host)).collect();
        // The first of them is taken next.
        next.reverse();
        waiting.extend(next);
    }
}

fn unit(topology: &Topology, host: HostId, inside: &[Option<HostId>]) -> Unit {
    let mut drawn: Vec<HostId> = Vec::new();
    let mut bridges = Vec::new();
    for (number, link) in topology.links.iter().enumerate() {
        if link.bridge.as_ref().is_none_or(|bridge| bridge.host != host) {
            continue;
        }
        let mut own: Vec<HostId> = Vec::new();
        for station in &link.stations {
            if owner(inside, station.host) == Some(host) && !drawn.contains(&station.host) {
                drawn.push(station.host);
                own.push(station.host);
            }
        }
        bridges.push((number, own));
    }
    bridges.retain(|(_, own)| !own.is_empty());
    Unit { host, bridges }
}

fn chip_width(narrow: bool) -> i32 {
    if narrow { SMALLEST_WIDTH } else { CHIP_WIDTH }
}

fn container_width(narrow: bool) -> i32 {
    if narrow { SMALLEST_WIDTH } else { CONTAINER_WIDTH }
}

impl Unit {
    fn width(&self, narrow: bool) -> i32 {
        let bridges: i32 = self.bridges.iter().map(|(_, own)| bridge_width(own.len(), narrow) + PADDING).sum();
        chip_width(narrow).max(bridges + PADDING)
    }
}

fn bridge_width(containers: usize, narrow: bool) -> i32 {
    let columns = containers.clamp(1, MOST_CONTAINERS_IN_A_ROW) as i32;
    columns * (container_width(narrow) + GAP) - GAP
}

/// One row if all fit, else two of about the same width.
fn rows(units: Vec<Unit>, narrow: bool) -> Vec<Vec<Unit>> {
    let total: i32 = units.iter().map(|unit| unit.width(narrow) + COLUMN_GAP).sum::<i32>() - COLUMN_GAP;
    let most = if total <= WIDTH { WIDTH } else { (total / 2 + SMALLEST_WIDTH).min(WIDTH) };
    let mut rows: Vec<Vec<Unit>> = Vec::new();
    let mut used = 0;
    for unit in units {
        let width = unit.width(narrow);
        match rows.last_mut() {
            Some(row) if used + COLUMN_GAP / 2 + width <= most => {
                used += COLUMN_GAP / 2 + width;
                row.push(unit);
            }
            Some(_) | None => {
                used = width;
                rows.push(vec![unit]);
            }
        }
    }
    rows
}

fn neighbours(rows: &[Vec<Unit>]) -> Vec<(HostId, HostId)> {
    rows.iter().flat_map(|row| row.windows(2)).filter_map(|pair| Some((pair.first()?.host, pair.get(1)?.host))).collect()
}

fn is_cable(link: &Link, neighbours: &[(HostId, HostId)]) -> bool {
    let [one, other] = link.stations.as_slice() else { return false };
    link.bridge.is_none() && (neighbours.contains(&(one.host, other.host)) || neighbours.contains(&(other.host, one.host)))
}

fn is_bus(link: &Link, cable: bool) -> bool {
    link.bridge.is_none() && !cable
}

/// Puts the units of a row side by side and returns how high it is.
fn place_row(row: &[Unit], top: i32, narrow: bool, plan: &mut Plan) -> i32 {
    let total: i32 = row.iter().map(|unit| unit.width(narrow)).sum();
    let gaps = (row.len() as i32 - 1).max(1);
    let gap = ((WIDTH - total) / gaps).clamp(GAP, 130);
    let mut left = (WIDTH - total - gap * (row.len() as i32 - 1)).max(0) / 2;
    let mut height = 0;
    for unit in row {
        let area = place_unit(unit, point(left, top), narrow, plan);
        left = area.right() + gap;
        height = height.max(area.height);
    }
    height
}

fn place_unit(unit: &Unit, corner: Point, narrow: bool, plan: &mut Plan) -> Area {
    let width = unit.width(narrow);
    let mut left = corner.x + PADDING;
    let mut bottom = corner.y + CHIP_HEIGHT;
    let containers_top = corner.y + BRIDGE_DEPTH + HANG;
    for (link, own) in &unit.bridges {
        let line = corner.y + BRIDGE_DEPTH;
        let right = left + bridge_width(own.len(), narrow);
        for (place, container) in own.iter().enumerate() {
            let (row, column) = (place / MOST_CONTAINERS_IN_A_ROW, place % MOST_CONTAINERS_IN_A_ROW);
            let area = Area {
                x: left + column as i32 * (container_width(narrow) + GAP),
                y: containers_top + row as i32 * (CHIP_HEIGHT + HANG),
                width: container_width(narrow),
                height: CHIP_HEIGHT,
            };
            bottom = bottom.max(area.bottom() + PADDING);
            if let Some(planned) = plan.hosts.get_mut(container.0) {
                planned.area = area;
                planned.chip = area;
            }
        }
        if let Some(planned) = plan.links.get_mut(*link) {
            planned.lines.push((point(left, line), point(right, line)));
        }
        left = right + PADDING;
    }
    let area = Area { x: corner.x, y: corner.y, width, height: bottom - corner.y };
    if let Some(planned) = plan.hosts.get_mut(unit.host.0) {
        planned.area = area;
        planned.chip = Area { height: CHIP_HEIGHT, ..area };
    }
    area
}

fn draw_links(topology: &Topology, cables: &[bool], lane_top: i32, above: bool, plan: &mut Plan) {
    let mut lane = lane_top;
    let links = topology.links.iter().zip(cables).enumerate();
    for (number, (link, is_cable)) in links {
        let mut drawn = plan.links.get(number).cloned().unwrap_or_default();
        match (&link.bridge, is_cable) {
            (Some(bridge), _) => draw_bridge(link, bridge.host, bridge.name, &plan.hosts, &mut drawn),
            (None, true) => draw_cable(link, &plan.hosts, &mut drawn),
            (None, false) => {
                draw_bus(link, lane, above, number, &plan.hosts, &mut drawn);
                lane += LANE;
            }
        }
        if let Some(planned) = plan.links.get_mut(number) {
            *planned = drawn;
        }
    }
}

fn draw_bridge(link: &Link, host: HostId, name: InterfaceName, hosts: &[HostPlan], drawn: &mut LinkPlan) {
    let Some((left, right)) = drawn.lines.first().copied() else { return };
    drawn.name = Some((name, point(left.x, left.y - 5)));
    drawn.entries.insert(host, point((left.x + right.x) / 2, left.y));
    for station in &link.stations {
        let Some(area) = hosts.get(station.host.0).map(|planned| planned.area) else { continue };
        let middle = area.middle().x;
        drawn.lines.push((point(middle, left.y), point(middle, area.y)));
        drawn.entries.insert(station.host, point(middle, left.y));
    }
}

fn draw_cable(link: &Link, hosts: &[HostPlan], drawn: &mut LinkPlan) {
    let mut chips: Vec<(HostId, Area)> = Vec::new();
    for chip in link.stations.iter().filter_map(|station| Some((station.host, hosts.get(station.host.0)?.chip))) {
        insert_by_key(&mut chips, chip, |(_, chip)| chip.x);
    }
    let [(left_host, left), (right_host, right)] = chips.as_slice() else { return };
    let (from, to) = (point(left.right(), left.middle().y), point(right.x, right.middle().y));
    let third = (to.x - from.x) / 3;
    drawn.lines.push((from, to));
    drawn.entries.insert(*left_host, point(from.x + third, from.y));
    drawn.entries.insert(*right_host, point(to.x - third, to.y));
}

fn draw_bus(link: &Link, lane: i32, above: bool, number: usize, hosts: &[HostPlan], drawn: &mut LinkPlan) {
    let mut reach: Vec<i32> = Vec::new();
    for station in &link.stations {
        let Some(planned) = hosts.get(station.host.0) else { continue };
        let area = planned.area;
        // Two buses of one host do not lie on each other.
        let x = area.middle().x + (number as i32 % 3 - 1) * 8;
        let end = if above || area.y > lane { area.y } else { area.bottom() };
        drawn.lines.push((point(x, lane), point(x, end)));
        drawn.entries.insert(station.host, point(x, lane));
        reach.push(x);
    }
    if let (Some(left), Some(right)) = (reach.iter().min(), reach.iter().max()) {
        drawn.lines.push((point(*left, lane), point(*right, lane)));
    }
}
