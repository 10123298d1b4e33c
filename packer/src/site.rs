//! The site: Trunk's files, with a policy in the page and a worker beside it.

use std::fs;
use std::path::Path;

use crate::{html, policy, styles, worker};

pub fn write(page: &Path, site: &Path) -> Result<(), String> {
    copy_files(page, site)?;
    let index = site.join("index.html");
    let text = fs::read_to_string(&index).map_err(|error| format!("{}: {error}", index.display()))?;
    write_text(&index, &finished(&styles::joined(site, &text)?)?)?;
    let files = files(site)?;
    write_text(&site.join(worker::NAME), &worker::of_site(site, &files)?)
}

/// The files of a folder and of the folders in it, by their path from there, in order.
pub fn files(folder: &Path) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    collect(folder, "", &mut names)?;
    names.sort();
    Ok(names)
}

fn collect(folder: &Path, before: &str, names: &mut Vec<String>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries.flatten() {
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => collect(&entry.path(), &format!("{name}/"), names)?,
            false => names.push(name),
        }
    }
    Ok(())
}

pub fn write_text(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn finished(page: &str) -> Result<String, String> {
    let worker = format!("<meta name=\"chainwalk-worker\" content=\"./{}\">", worker::NAME);
    let page = html::insert_in_head(page, &worker)?;
    let policy = policy::of_site(&page);
    html::insert_in_head(&page, &policy)
}

/// Into a folder made anew, so that nothing of an older site stays.
fn copy_files(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    if to.exists() {
        fs::remove_dir_all(to).map_err(|error| failed(to, error))?;
    }
    fs::create_dir_all(to).map_err(|error| failed(to, error))?;
    for name in files(from)? {
        if let Some(folder) = to.join(&name).parent() {
            fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        }
        fs::copy(from.join(&name), to.join(&name)).map_err(|error| failed(&from.join(&name), error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_comes_before_all_that_it_rules() {
        let page = "<head><meta charset=\"utf-8\"><script src=\"a.js\"></script><script>go()</script></head>";
        let finished = finished(page).unwrap_or_default();
        let policy = finished.find("Content-Security-Policy").expect("there is a policy");
        let script = finished.find("<script").expect("there is a script");
        assert!(policy < script, "{finished}");
        assert!(finished.contains("chainwalk-worker"), "{finished}");
    }
}
