//! The player on real traces: every moment is the fold of the events before it, and back is as exact as forward.
#![cfg(not(target_arch = "wasm32"))]

use std::net::Ipv4Addr;
use std::rc::Rc;

use app::components::lesson::Course;
use app::player::lanes::lanes;
use app::player::{Breakpoint, Command, Grain, Move, Playback, Player, Way};
use app::scenes::{self, SCENES};
use engine::kernel::event::What;
use engine::lab::scenario::Action;
use engine::state::hook::TableName;
use engine::state::packet::{TcpFlags, Transport};

fn playback(id: &str) -> Rc<Playback> {
    let show = press::scene(id).unwrap_or_else(|problem| panic!("{problem}"));
    Rc::new(Playback::of(show.recording))
}

fn player(id: &str) -> Player {
    Player::new(playback(id), 0)
}

fn walked(mut player: Player, command: Command) -> Vec<usize> {
    let mut positions = vec![player.position()];
    loop {
        let next = player.after(command);
        if next.position() == player.position() {
            return positions;
        }
        positions.push(next.position());
        player = next;
    }
}

#[test]
fn every_scene_is_recorded_and_moves_packets() {
    for scene in SCENES {
        let playback = playback(scene.id);
        assert!(playback.index.lives.len() >= 2, "{}: {} packets", scene.id, playback.index.lives.len());
    }
}

#[test]
fn a_moment_is_the_same_whichever_way_it_is_reached() {
    for scene in SCENES {
        let playback = playback(scene.id);
        let mut folded = (*playback.start).clone();
        let mut forward = vec![playback.moment(0)];
        for (number, event) in playback.events.iter().enumerate() {
            folded.apply(event);
            let moment = playback.moment(number + 1);
            assert_eq!(*moment, folded, "{}: position {}", scene.id, number + 1);
            forward.push(moment);
        }
        for position in (0..forward.len()).rev() {
            assert_eq!(playback.moment(position), forward[position], "{}: back at {position}", scene.id);
        }
        for position in (0..forward.len()).step_by(37) {
            let far = forward.len() - 1 - position;
            assert_eq!(playback.moment(far), forward[far], "{}: jump to {far}", scene.id);
        }
    }
}

#[test]
fn stepping_back_takes_the_same_stops_as_stepping_forward() {
    for scene in SCENES {
        for grain in Grain::ALL {
            let start = player(scene.id);
            let forward = walked(start.clone(), Command::Move(Move::Step(grain, Way::Forward)));
            let end = start.after(Command::Move(Move::ToEnd));
            let mut back = walked(end, Command::Move(Move::Step(grain, Way::Back)));
            back.reverse();
            assert_eq!(forward, back, "{}: {grain:?}", scene.id);
        }
    }
}

#[test]
fn coarser_steps_stop_only_where_finer_ones_do() {
    for scene in SCENES {
        let index = &playback(scene.id).index;
        assert!(index.tables.iter().all(|stop| index.rules.contains(stop)), "{}", scene.id);
        assert!(index.packets.iter().all(|stop| index.tables.contains(stop)), "{}", scene.id);
        assert!(index.packets.len() < index.tables.len() && index.tables.len() < index.rules.len(), "{}", scene.id);
    }
}

/// What the rule stops of the first packet's FORWARD walk are, by depth.
#[test]
fn over_passes_a_user_chain_and_out_leaves_it() {
    let playback = playback("001-handshake");
    let jump = playback
        .events
        .iter()
        .position(|event| matches!(&event.what, What::Step { place, .. } if is_in(place, "FORWARD")))
        .expect("FORWARD has rules")
        + 1;
    let at_jump = Player::new(playback.clone(), jump);
    let inside = at_jump.after(Command::Move(Move::Step(Grain::Rule, Way::Forward)));
    assert_eq!((playback.index.depth(jump), playback.index.depth(inside.position())), (0, 1));
    let over = at_jump.after(Command::Move(Move::Over(Way::Forward)));
    let out = inside.after(Command::Move(Move::Out(Way::Forward)));
    assert!(over.position() > inside.position());
    assert_eq!(playback.index.depth(over.position()), 0);
    assert_eq!(out.position(), over.position());
    assert_eq!(inside.after(Command::Move(Move::Out(Way::Back))).position(), jump);
}

fn is_in(place: &engine::kernel::event::StepPlace, chain: &str) -> bool {
    matches!(place, engine::kernel::event::StepPlace::Rule(place) if &*place.chain == chain)
}

#[test]
fn playing_stops_at_each_kind_of_breakpoint_and_at_the_end() {
    let dropped = "000-own-ip-input-drop";
    let breakpoints = [Breakpoint::Rewrite, Breakpoint::Drop, Breakpoint::Table(TableName::Nat)];
    for breakpoint in breakpoints {
        for grain in Grain::ALL {
            let started =
                player(dropped).after(Command::Toggle(breakpoint)).after(Command::Grain(grain)).after(Command::PlayOrPause);
            let stopped = played(started);
            let event = stopped.playback.event(stopped.position()).expect("something happened");
            assert!(breakpoint.is_met_by(event), "{breakpoint:?} by {grain:?}: stopped at {event:?}");
        }
    }
    let end = played(player(dropped).after(Command::PlayOrPause));
    assert!(end.is_at_end() && !end.is_playing);
}

fn played(mut player: Player) -> Player {
    for _ in 0..100_000 {
        if !player.is_playing {
            return player;
        }
        player = player.after(Command::Tick);
    }
    panic!("it plays for ever");
}

#[test]
fn a_breakpoint_on_a_rule_stops_at_that_rule_of_that_host() {
    let playback = playback("001-handshake");
    let (host, rule) = playback
        .events
        .iter()
        .find_map(|event| match &event.what {
            What::RuleMissed { place, .. } => Some((event.host, place.rule)),
            _ => None,
        })
        .expect("a rule is missed");
    let player = Player::new(playback, 0).after(Command::Toggle(Breakpoint::Rule(host, rule)));
    let stopped = player.after(Command::Move(Move::Run(Way::Forward)));
    let event = stopped.playback.event(stopped.position()).expect("something happened");
    assert!(Breakpoint::Rule(host, rule).is_met_by(event));
    assert!(player.after(Command::Toggle(Breakpoint::Rule(host, rule))).breakpoints.is_empty());
}

#[test]
fn no_move_leaves_the_trace() {
    let start = player("001-handshake");
    let moves = [Move::Over(Way::Back), Move::Out(Way::Back), Move::Step(Grain::Packet, Way::Back), Move::ToStart];
    for wanted in moves {
        assert!(start.after(Command::Move(wanted)).is_at_start(), "{wanted:?}");
    }
    let end = start.after(Command::Move(Move::To(usize::MAX)));
    assert!(end.is_at_end());
    let moves = [Move::Over(Way::Forward), Move::Out(Way::Forward), Move::Run(Way::Forward), Move::ToEnd];
    for wanted in moves {
        assert!(end.after(Command::Move(wanted)).is_at_end(), "{wanted:?}");
    }
}

#[test]
fn lanes_hold_their_cells_in_order_and_end_where_packets_end() {
    for scene in SCENES {
        let playback = playback(scene.id);
        for lane in lanes(&playback) {
            assert!(lane.cells.is_sorted_by_key(|cell| cell.from), "{}: {:?}", scene.id, lane.life.packet);
            assert!(lane.cells.len() >= 2, "{}: {:?}", scene.id, lane);
            assert_eq!(lane.begun(playback.end()), lane.cells.len());
            assert_eq!(lane.begun(0), 0);
        }
    }
}

/// A lesson of several connections, one of which a container makes and one a relay: who speaks first goes to the right.
#[test]
fn lanes_tell_the_direction_within_their_conversation() {
    let lesson = lessons::all().into_iter().find(|lesson| lesson.id == "masquerade").expect("it is one of the ten");
    let show = press::lesson(&lesson).unwrap_or_else(|problem| panic!("{problem}"));
    let mut answers = 0;
    for lane in lanes(&Playback::of(show.recording)) {
        let Some(made) = &lane.made else { continue };
        let flags = match &made.transport {
            Transport::Tcp(segment) => segment.flags,
            Transport::Udp(_) | Transport::Icmp(_) | Transport::Other { .. } => continue,
        };
        if flags == TcpFlags::SYN {
            assert!(!lane.goes_back, "{made:?} begins a conversation");
        }
        if flags.0 == TcpFlags::SYN.0 | TcpFlags::ACK.0 {
            assert!(lane.goes_back, "{made:?} answers");
            answers += 1;
        }
    }
    assert!(answers >= 2, "{answers}");
}

/// Echo requests have no ports that would tell one conversation of two hosts from the next.
#[test]
fn who_was_pinged_and_pings_later_begins_a_conversation() {
    let lesson = lessons::all().into_iter().find(|lesson| lesson.id == "map").expect("it is one of the ten");
    let mut scenario = lesson.scenario;
    for action in &mut scenario.actions {
        match action {
            Action::Ping(ping) if ping.host == "router" => ping.to = Ipv4Addr::new(10, 0, 1, 2),
            _ => {}
        }
    }
    let recording = lessons::press::watched(&scenario).expect("it can be played");
    let mut ways = Vec::new();
    for lane in lanes(&Playback::of(recording)).iter().take(4) {
        let made = lane.made.as_ref().expect("a packet is made");
        ways.push((made.source.to_string(), made.destination.to_string(), lane.goes_back));
    }
    let (laptop, router) = ("10.0.1.2".to_owned(), "10.0.1.1".to_owned());
    let there = (laptop.clone(), router.clone());
    let back = (router, laptop);
    let expected = [(&there, false), (&back, true), (&back, false), (&there, true)];
    assert_eq!(ways, expected.map(|((from, to), goes_back)| (from.clone(), to.clone(), goes_back)));
}

#[test]
fn playing_a_lesson_pauses_at_each_step() {
    let playback = playback("001-handshake");
    let stops: Vec<usize> = playback.index.stops(Grain::Packet).to_vec();
    assert!(stops.len() >= 3);
    let mut player = Player::new(playback, 0).with_stops(stops.clone().into());
    for stop in stops {
        player = played(player.after(Command::Grain(Grain::Packet)).after(Command::PlayOrPause));
        assert_eq!((player.position(), player.is_playing), (stop, false));
    }
    assert!(played(player.after(Command::PlayOrPause)).is_at_end());
}

#[test]
fn the_long_scene_asks_a_thousand_rules() {
    let playback = playback(scenes::MANY_RULES.id);
    let missed = playback.events.iter().filter(|event| matches!(event.what, What::RuleMissed { .. })).count();
    assert!(missed >= 1_998, "{missed}");
}

#[test]
fn each_lesson_shows_every_step_at_its_own_position() {
    let cards = app::catalogue::lessons(app::words::Language::English);
    let lessons = lessons::all();
    assert_eq!(cards.len(), lessons.len());
    for (card, lesson) in cards.iter().zip(&lessons) {
        assert_eq!((&*card.id, &card.title.to_string()), (&*lesson.id, lesson.title.of(lessons::Language::English)));
        let show = press::lesson(lesson).unwrap_or_else(|problem| panic!("{problem}"));
        let course = Course::of(show.course.unwrap_or_else(|| panic!("{} is no lesson", card.id)));
        assert_eq!(course.positions.len(), course.lesson.steps.len(), "{}", card.id);
        for (step, position) in course.positions.iter().enumerate() {
            assert_eq!(course.step_at(*position), step, "{}: step {step}", card.id);
            assert_eq!(course.position_of(step), *position);
        }
    }
}
