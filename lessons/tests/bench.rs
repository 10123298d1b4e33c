//! Every exercise at the bench: what is typed as its solution meets the goal, what a near miss types is recognised, and undo leads back.

use std::ops::Range;

use lessons::Language;
use lessons::bench::{Answer, Bench, Line, Request, Said, Standing, answer_packed, as_typed};
use lessons::model::{CommandLine, Lesson};

fn ask(bench: &mut Bench, request: Request) -> Standing {
    match bench.answer(request) {
        Answer::Changed(standing) => *standing,
        other => panic!("{other:?}"),
    }
}

fn opened(lesson: &Lesson) -> (Bench, Standing) {
    let mut bench = Bench::default();
    let standing = ask(&mut bench, Request::Open { lesson: lesson.id.clone(), kept: Vec::new() });
    (bench, standing)
}

fn type_all(bench: &mut Bench, hosts: &[String], commands: &[CommandLine]) -> Standing {
    let mut last = None;
    for command in commands {
        let host = hosts.iter().position(|name| *name == command.host).expect("a host of the lab");
        let standing = ask(bench, Request::Type(Line { host, text: as_typed(command) }));
        for done in &standing.done {
            assert_eq!(
                (done.code, &*done.printed),
                (0, &*done.printed),
                "{} on {}: {}",
                command.line,
                command.host,
                done.printed
            );
        }
        last = Some(standing);
    }
    last.expect("at least one command")
}

/// Where a student tries the web servers of an exercise with curl.
#[test]
fn curl_gets_a_page() {
    let cases = [
        ("dnat", 0, "curl http://192.168.66.100", "hello from web\n"),
        ("dnat", 0, "curl -I 192.168.66.100", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 15\r\n\r\n"),
        ("dnat", 0, "echo GET / | nc -N 192.168.66.100 80", "hello from web"),
        // docker-proxy passes it on
        ("three-packets", 1, "curl -s 127.0.0.1", "hello from web\n"),
        ("redirect", 0, "curl -s 192.168.66.100:8888", "hello from 8888\n"),
        // redis knows no HTTP
        ("hangs", 0, "curl -sS 10.0.10.83:16379", "curl: (1) Received HTTP/0.9 when not allowed\n"),
    ];
    for (id, host, line, printed) in cases {
        let lessons = lessons::all();
        let lesson = lessons.iter().find(|lesson| lesson.id == id).expect("the lesson");
        let (mut bench, _) = opened(lesson);
        let standing = ask(&mut bench, Request::Type(Line { host, text: line.to_owned() }));
        assert_eq!(standing.done.last().map(|done| &*done.printed), Some(printed), "{id}: {line}");
    }
}

#[test]
fn every_solution_can_be_typed_and_meets_the_goal() {
    let lessons = lessons::all();
    assert!(lessons.len() >= 10, "{} lessons", lessons.len());
    for lesson in &lessons {
        let (mut bench, start) = opened(lesson);
        assert!(
            start.met.iter().any(|met| !met) && start.near_miss.is_none(),
            "{}: the goal is met before anything is done",
            lesson.id
        );
        let solved = type_all(&mut bench, &start.hosts, &lesson.exercise.solution);
        assert!(solved.met.iter().all(|met| *met), "{}: {:?}", lesson.id, solved.met);
        let kept = solved.typed.clone();
        for _ in 0..kept.len() {
            ask(&mut bench, Request::Undo);
        }
        let undone = ask(&mut bench, Request::Undo);
        assert_eq!((undone.met, undone.can_undo, undone.typed.len()), (start.met, false, 0), "{}", lesson.id);
        let again = ask(&mut Bench::default(), Request::Open { lesson: lesson.id.clone(), kept: kept.clone() });
        assert_eq!((again.met, again.typed), (solved.met, kept), "{}: what is kept leads to the same", lesson.id);
    }
}

#[test]
fn every_near_miss_is_told_as_what_it_is() {
    for lesson in &lessons::all() {
        for (place, near) in lesson.exercise.near_misses.iter().enumerate() {
            let (mut bench, start) = opened(lesson);
            let missed = type_all(&mut bench, &start.hosts, &near.commands);
            let first_unmet = missed.met.iter().position(|met| !met).map(|place| place + 1);
            assert_eq!((missed.near_miss, first_unmet), (Some(place), Some(near.fails)), "{}: {:?}", lesson.id, near.commands);
        }
    }
}

#[test]
fn lines_that_are_pasted_are_done_one_by_one_and_packets_are_recorded() {
    let lesson = lessons::all().remove(0);
    let (mut bench, start) = opened(&lesson);
    let paste = "echo one\ncat <<EOF\ntwo\nEOF\nping -c 1 localhost\necho 'three";
    let standing = ask(&mut bench, Request::Type(Line { host: 0, text: paste.to_owned() }));
    let lines: Vec<&str> = standing.done.iter().map(|done| &*done.line.text).collect();
    assert_eq!(lines, ["echo one", "cat <<EOF\ntwo\nEOF", "ping -c 1 localhost"]);
    assert_eq!((&*standing.done[1].printed, &*standing.unfinished), ("two\n", "echo 'three"));
    let recording = standing.recording.expect("a ping moves packets");
    assert_eq!(recording.chapters.iter().map(|chapter| &*chapter.command).collect::<Vec<_>>(), lines);
    let names: Vec<&str> = recording.start.hosts.values().map(|host| &*host.name).collect();
    assert_eq!(names, start.hosts);
    let quiet = ask(&mut bench, Request::Type(Line { host: 0, text: "iptables -S".to_owned() }));
    assert!(quiet.recording.is_none() && quiet.can_undo && !quiet.can_redo);
    // also after a line that moved nothing, and of some of the events as of all
    for language in Language::ALL {
        let all = said(&mut bench, 0..usize::MAX, language);
        assert_eq!(all, Said { first: 0, sentences: recording.sentences(language, 0..recording.events.len()) });
        assert_eq!(all.sentences.of.len(), recording.events.len());
        let some = said(&mut bench, 2..5, language);
        assert_eq!((some.first, &some.sentences.of[..]), (2, &all.sentences.of[2..5]));
    }
}

fn said(bench: &mut Bench, range: Range<usize>, language: Language) -> Said {
    match bench.answer(Request::Say { range, language }) {
        Answer::Said(said) => said,
        other => panic!("{other:?}"),
    }
}

#[test]
fn requests_and_answers_travel_packed() {
    let lesson = lessons::all().remove(0);
    let mut bench = Bench::default();
    let mut send = |request: &Request| -> Answer {
        let packed = answer_packed(&mut bench, &postcard::to_allocvec(request).expect("it packs"));
        postcard::from_bytes(&packed).expect("it unpacks")
    };
    assert!(matches!(send(&Request::Undo), Answer::NotThere(_)));
    assert!(matches!(send(&Request::Open { lesson: "nowhere".to_owned(), kept: Vec::new() }), Answer::NotThere(_)));
    assert!(matches!(send(&Request::Open { lesson: lesson.id, kept: Vec::new() }), Answer::Changed(_)));
    assert!(matches!(send(&Request::Type(Line { host: 99, text: "ping -c 2 localhost".to_owned() })), Answer::Changed(standing)
        if standing.recording.is_some()));
    let offered = send(&Request::Complete { line: Line { host: 0, text: "iptables-s".to_owned() }, cursor: 10 });
    assert!(matches!(offered, Answer::Offered(offer) if offer.common == "iptables-save"));
}

/// What the first lesson says to type on one's own machine.
#[test]
fn the_loop_of_the_first_lesson_is_understood() {
    let lessons = lessons::all();
    let lesson = lessons.iter().find(|lesson| lesson.id == "map").expect("the lesson");
    let (mut bench, _) = opened(lesson);
    let text = "for c in INPUT FORWARD OUTPUT; do iptables -I $c -p icmp; done; iptables -S | grep icmp".to_owned();
    let standing = ask(&mut bench, Request::Type(Line { host: lesson.exercise.host, text }));
    let printed = standing.done.last().map(|done| (&*done.printed, done.code));
    assert_eq!(printed, Some(("-A INPUT -p icmp\n-A FORWARD -p icmp\n-A OUTPUT -p icmp\n", 0)));
}
