//! `chainwalk man`: a manual page for each command, from what its help says.

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::Done;
use crate::arguments::Arguments;
use crate::help::{self, Chapter, Part};
use crate::problem::Problem;

pub fn write(folder: &Path) -> Result<Done, Problem> {
    let files = write_pages(folder).map_err(|error| {
        let what = format!("the manual cannot be written into {}: {error}", folder.display());
        Problem::new(what, "a folder that you may write into", "another folder")
    })?;
    Ok(Done::printed(files.iter().map(|file| format!("{}\n", file.display())).collect()))
}

fn write_pages(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    pages()?.iter().map(|page| page.write(folder)).collect()
}

struct Page {
    /// `chainwalk-run.1`
    name: String,
    text: Vec<u8>,
}

impl Page {
    fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        let file = folder.join(&self.name);
        fs::write(&file, &self.text)?;
        Ok(file)
    }
}

fn pages() -> io::Result<Vec<Page>> {
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    add(&mut pages, &command)?;
    Ok(pages)
}

/// The page of a command, then those of what it can be asked for.
fn add(pages: &mut Vec<Page>, command: &Command) -> io::Result<()> {
    let man = Man::new(command.clone()).source(concat!("chainwalk ", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    for chapter in help::chapters(command.get_display_name().unwrap_or_default()) {
        section(&chapter).to_writer(&mut text)?;
    }
    pages.push(Page { name: man.get_filename(), text });
    command.get_subcommands().try_for_each(|inner| add(pages, inner))
}

fn section(chapter: &Chapter) -> Roff {
    let mut section = Roff::new();
    section.control("SH", [chapter.title.to_uppercase().as_str()]);
    for part in &chapter.parts {
        section.control("PP", []);
        match part {
            Part::Prose(text) => {
                section.text([roman(text)]);
            }
            Part::Lines(text) => {
                section.control("nf", []);
                for line in text.lines() {
                    section.text([roman(line)]);
                }
                section.control("fi", []);
            }
        }
    }
    section
}
