//! What each file of the site weighs, raw, gzip and brotli, and whether the budgets are kept.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::table::{grouped, print_columns};
use crate::{single, site};

/// What is loaded together. A test in `e2e` holds the browser to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// The page, its program, the one recording and its sentences in one language: from then on one can press and watch.
    FirstScreen,
    /// What comes with the first lesson and is not waited for.
    FirstLesson,
    OtherRecordings,
    /// What an exercise asks, fetched when somebody begins one.
    Workbench,
    /// Another copy of the same page, which nobody loads on the way to a lesson.
    SingleFile,
}

const FIRST_RECORDING: &str = "shows/map.show";
/// In a language or the other: they weigh the same.
const FIRST_SENTENCES: &str = "shows/map.en.say";

impl Part {
    const ALL: [Part; 5] = [Part::FirstScreen, Part::FirstLesson, Part::OtherRecordings, Part::Workbench, Part::SingleFile];

    fn of_file(name: &str) -> Part {
        match name {
            single::NAME => Part::SingleFile,
            FIRST_RECORDING | FIRST_SENTENCES => Part::FirstScreen,
            _ if name.starts_with("shows/") => Part::OtherRecordings,
            _ if name.starts_with("bench/") => Part::Workbench,
            _ if [".html", ".css", ".js", ".wasm"].iter().any(|ending| name.ends_with(ending)) && name != "sw.js" => {
                Part::FirstScreen
            }
            _ => Part::FirstLesson,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Part::FirstScreen => "the first screen",
            Part::FirstLesson => "beside it, for the first lesson",
            Part::OtherRecordings => "other recordings",
            Part::Workbench => "the program of the exercises",
            Part::SingleFile => "the single file",
        }
    }
}

/// What may not weigh more. A kilobyte is 1000 bytes, as on the wire.
struct Budget {
    what: &'static str,
    parts: &'static [Part],
    /// On the wire, or on a disk.
    counted: fn(Sizes) -> usize,
    most: usize,
    holds: Holds,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Now,
    /// Printed, and not held: the first screen is still the whole program. Held from the day on which it is one of its own.
    Aim,
}

const BUDGETS: [Budget; 4] = [
    Budget {
        what: "the first screen, gzip",
        parts: &[Part::FirstScreen],
        counted: |sizes| sizes.gzip,
        most: 280_000,
        holds: Holds::Aim,
    },
    Budget {
        what: "all for the first lesson, gzip",
        parts: &[Part::FirstScreen, Part::FirstLesson],
        counted: |sizes| sizes.gzip,
        most: 400_000,
        holds: Holds::Now,
    },
    Budget {
        what: "program of the exercises, gzip",
        parts: &[Part::Workbench],
        counted: |sizes| sizes.gzip,
        most: 1_300_000,
        holds: Holds::Now,
    },
    Budget {
        what: "chainwalk.html, raw",
        parts: &[Part::SingleFile],
        counted: |sizes| sizes.raw,
        most: 3_500_000,
        holds: Holds::Now,
    },
];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sizes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

pub fn measure(folder: &Path) -> Result<(), String> {
    let files: Vec<(String, Sizes)> = site::files(folder)?
        .into_iter()
        .map(|name| sizes(&folder.join(&name)).map(|sizes| (name, sizes)))
        .collect::<Result<_, String>>()?;
    print_columns("", &["raw", "gzip", "brotli"].map(str::to_owned));
    for part in Part::ALL {
        print_sizes(part.title(), sum(&files, &[part]));
        for (name, sizes) in files.iter().filter(|(name, _)| Part::of_file(name) == part) {
            print_sizes(&format!("  {name}"), *sizes);
        }
    }
    println!();
    judge(&files)
}

/// Says of each budget how it stands; an error where one is not kept.
fn judge(files: &[(String, Sizes)]) -> Result<(), String> {
    let mut over = Vec::new();
    for budget in &BUDGETS {
        let size = (budget.counted)(sum(files, budget.parts));
        if size == 0 {
            return Err(format!("There is nothing to measure: no file belongs to {}.", budget.what));
        }
        let of = if budget.holds == Holds::Now { "of" } else { "aim" };
        print_columns(budget.what, &[grouped(size), of.to_owned(), grouped(budget.most)]);
        match budget.holds {
            Holds::Now if size > budget.most => over.push(budget.what),
            Holds::Now | Holds::Aim => {}
        }
    }
    if over.is_empty() { Ok(()) } else { Err(format!("Over the budget: {}.", over.join("; "))) }
}

fn sum(files: &[(String, Sizes)], parts: &[Part]) -> Sizes {
    let of_parts = files.iter().filter(|(name, _)| parts.contains(&Part::of_file(name)));
    of_parts.fold(Sizes::default(), |sum, (_, sizes)| sum.plus(*sizes))
}

impl Sizes {
    fn plus(self, other: Sizes) -> Sizes {
        Sizes { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

fn print_sizes(name: &str, sizes: Sizes) {
    print_columns(name, &[sizes.raw, sizes.gzip, sizes.brotli].map(grouped));
}

fn sizes(path: &Path) -> Result<Sizes, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let bytes = fs::read(path).map_err(failed)?;
    Ok(Sizes { raw: bytes.len(), gzip: gzip(&bytes).map_err(failed)?, brotli: brotli(&bytes).map_err(failed)? })
}

fn gzip(bytes: &[u8]) -> std::io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn brotli(bytes: &[u8]) -> std::io::Result<usize> {
    let mut out = Vec::new();
    let strongest = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &strongest)?;
    Ok(out.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site with a file for each budget, all of this size.
    fn site(size: usize) -> Vec<(String, Sizes)> {
        let sizes = Sizes { raw: size, gzip: size, brotli: size };
        ["index.html", "bench/bench.js", "chainwalk.html"].map(|name| (name.to_owned(), sizes)).to_vec()
    }

    #[test]
    fn each_budget_is_kept_up_to_its_last_byte() {
        let held = || BUDGETS.iter().filter(|budget| budget.holds == Holds::Now);
        for budget in held() {
            let part = budget.parts[0];
            let sized = |size| {
                let mut files = site(1);
                let own = files.iter_mut().filter(|(name, _)| Part::of_file(name) == part);
                own.for_each(|(_, sizes)| *sizes = Sizes { raw: size, gzip: size, brotli: size });
                files
            };
            let fits_others = held().filter(|other| other.parts[0] == part).all(|other| other.most >= budget.most);
            assert_eq!(judge(&sized(budget.most)).is_ok(), fits_others, "{}", budget.what);
            let over = judge(&sized(budget.most + 1)).expect_err(budget.what);
            assert!(over.contains(budget.what), "{over}");
        }
    }

    #[test]
    fn the_first_lesson_is_the_first_screen_and_what_comes_with_it() {
        for name in ["index.html", "app-1_bg.wasm", "app-1.js", "boot-1.js", "shows/map.show", "shows/map.en.say", "page-1.css"] {
            assert_eq!(Part::of_file(name), Part::FirstScreen, "{name}");
        }
        for name in ["sw.js", "icon.svg", "manifest.webmanifest"] {
            assert_eq!(Part::of_file(name), Part::FirstLesson, "{name}");
        }
        for name in ["shows/dnat.show", "shows/dnat.en.say", "shows/map.zh.say"] {
            assert_eq!(Part::of_file(name), Part::OtherRecordings, "{name}");
        }
        for name in ["bench/bench_bg.wasm", "bench/bench.js"] {
            assert_eq!(Part::of_file(name), Part::Workbench, "{name}");
        }
        assert_eq!(Part::of_file("chainwalk.html"), Part::SingleFile);
    }

    #[test]
    fn nothing_is_not_small_but_missing() {
        assert!(judge(&[]).is_err());
        assert!(judge(&site(1)[..2]).is_err());
    }

    #[test]
    fn what_repeats_is_compressed() {
        let text = "chain ".repeat(1000).into_bytes();
        assert!(gzip(&text).is_ok_and(|size| size < 200));
        assert!(brotli(&text).is_ok_and(|size| size < 200));
    }
}
