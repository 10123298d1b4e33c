//! The sizes of the site, raw, gzip and brotli, against the budget.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{single, site};

/// All that the first lesson needs to load, gzip. A kilobyte is 1000 bytes, as on the wire.
const BUDGET: usize = 250_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sizes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

pub fn measure(folder: &Path) -> Result<(), String> {
    let (mut first, mut all) = (Sizes::default(), Sizes::default());
    println!("  {:<40}{:>11}{:>11}{:>11}", "file", "raw", "gzip", "brotli");
    for name in site::files(folder)? {
        let sizes = sizes(&folder.join(&name))?;
        print_row(&name, sizes);
        match when(&name) {
            When::WithTheFirstLesson => (first, all) = (first.plus(sizes), all.plus(sizes)),
            When::OnceAsked => all = all.plus(sizes),
            When::Elsewhere => {}
        }
    }
    print_row("all but chainwalk.html", all);
    print_row("what the first lesson needs", first);
    judge(first.gzip)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    WithTheFirstLesson,
    /// A test in `e2e` holds the browser to it.
    OnceAsked,
    /// The single file is another copy of the same page, which nobody loads on the way to a lesson.
    Elsewhere,
}

fn when(name: &str) -> When {
    if name == single::NAME {
        When::Elsewhere
    } else if name != FIRST_LESSON && (name.starts_with("shows/") || name.starts_with("bench/")) {
        When::OnceAsked
    } else {
        When::WithTheFirstLesson
    }
}

const FIRST_LESSON: &str = "shows/map.show";

fn judge(gzip: usize) -> Result<(), String> {
    let verdict = format!("{} of {} bytes of the budget (gzip)", grouped(gzip), grouped(BUDGET));
    if gzip == 0 {
        return Err("There is nothing to measure: the folder has no files.".to_owned());
    }
    if gzip > BUDGET {
        return Err(format!("Over the budget: {verdict}."));
    }
    println!("  {verdict}");
    Ok(())
}

impl Sizes {
    fn plus(self, other: Sizes) -> Sizes {
        Sizes { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

fn print_row(name: &str, sizes: Sizes) {
    println!("  {name:<40}{:>11}{:>11}{:>11}", grouped(sizes.raw), grouped(sizes.gzip), grouped(sizes.brotli));
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

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_kept_up_to_its_last_byte() {
        assert!(judge(BUDGET).is_ok());
        assert!(judge(BUDGET + 1).is_err());
    }

    #[test]
    fn only_other_lessons_and_the_second_program_come_later() {
        for name in ["index.html", "app-1_bg.wasm", "sw.js", "shows/map.show", "app-1.css"] {
            assert_eq!(when(name), When::WithTheFirstLesson, "{name}");
        }
        for name in ["shows/dnat.show", "bench/bench_bg.wasm", "bench/bench.js"] {
            assert_eq!(when(name), When::OnceAsked, "{name}");
        }
        assert_eq!(when("chainwalk.html"), When::Elsewhere);
    }

    #[test]
    fn nothing_is_not_small_but_missing() {
        assert!(judge(0).is_err());
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!([grouped(7), grouped(1_000), grouped(250_000)], ["7", "1 000", "250 000"]);
    }

    #[test]
    fn what_repeats_is_compressed() {
        let text = "chain ".repeat(1000).into_bytes();
        assert!(gzip(&text).is_ok_and(|size| size < 200));
        assert!(brotli(&text).is_ok_and(|size| size < 200));
    }
}
