//! What a step asks to look at: from the words of `lesson.toml` to types.

use toml::Spanned;

use super::written::WrittenLook;
use super::{Reader, ScenarioFile, cues};
use crate::model::{Look, Tab};

pub(super) fn look(reader: &mut Reader, written: Spanned<WrittenLook>, scenario: &ScenarioFile) -> Option<Look> {
    let line = reader.line_of(&written);
    read(written.into_inner(), scenario).map_err(|what| reader.wrong(line, what)).ok()
}

fn read(written: WrittenLook, scenario: &ScenarioFile) -> Result<Look, String> {
    let tab = Tab::ALL.into_iter().find(|tab| tab.word() == written.tab).ok_or_else(|| {
        let words: Vec<&str> = Tab::ALL.iter().map(|tab| tab.word()).collect();
        format!("`{}` is no tab; expected one of {}", written.tab, words.join(", "))
    })?;
    let table = written.table.map(|name| cues::table(&name)).transpose()?;
    if table.is_some() && tab != Tab::Rules {
        return Err(format!("a `table` is among the rules, not under `{}`", tab.word()));
    }
    let host = written.host.map(|name| scenario.host(&name)).transpose()?;
    Ok(Look { host, table, tab })
}
