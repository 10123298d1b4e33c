//! The files of a host as far as its shell knows them: what was written there, `/dev/null`, `/etc/hosts`, and the settings under `/proc/sys`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Session, names};
use crate::state::sysctl::SysctlError;

/// By name; the folder is `/root`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    all: BTreeMap<Arc<str>, Arc<str>>,
}

const LARGEST: usize = 1 << 20;
const MOST: usize = 100;

impl Files {
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(|name| &**name)
    }

    pub(super) fn remove(&mut self, name: &str) -> bool {
        self.all.remove(plain(name)).is_some()
    }
}

const MISSING: &str = "No such file or directory";

/// `~/rules.v4`, `./rules.v4` and `/root/rules.v4` are `rules.v4`.
fn plain(name: &str) -> &str {
    name.strip_prefix("~/").or_else(|| name.strip_prefix("./")).or_else(|| name.strip_prefix("/root/")).unwrap_or(name)
}

impl Session {
    /// `Err` is why it cannot be read.
    pub(super) fn read_file(&self, name: &str) -> Result<String, &'static str> {
        if let Some(setting) = name.strip_prefix("/proc/sys/") {
            let value = self.lab.host(self.host).and_then(|host| host.setting(setting));
            return value.map(|value| [&value, "\n"].concat()).ok_or(MISSING);
        }
        match name {
            "/dev/null" => Ok(String::new()),
            "/etc/hosts" => Ok(names::hosts_file(&self.lab)),
            "/root" | "~" | "." | "/" | "/etc" | "/tmp" => Err("Is a directory"),
            name => self
                .files
                .get(&self.host)
                .and_then(|files| files.all.get(plain(name)))
                .map(|text| text.to_string())
                .ok_or(MISSING),
        }
    }

    /// `Err` is why it cannot be written.
    pub(super) fn write_file(&mut self, name: &str, text: &str, append: bool) -> Result<(), &'static str> {
        if let Some(setting) = name.strip_prefix("/proc/sys/") {
            return self.write_setting(setting, text);
        }
        match name {
            "/dev/null" => return Ok(()),
            "/root" | "~" | "." | "/" | "/etc" | "/tmp" => return Err("Is a directory"),
            "/etc/hosts" => return Err("Read-only file system"),
            _ => {}
        }
        let files = self.files();
        let name = plain(name);
        let before = files.all.get(name).filter(|_| append).map(|before| before.to_string()).unwrap_or_default();
        if before.len() + text.len() > LARGEST || (files.all.len() >= MOST && !files.all.contains_key(name)) {
            return Err("No space left on device");
        }
        files.all.insert(Arc::from(name), Arc::from([&before, text].concat().as_str()));
        Ok(())
    }

    fn write_setting(&mut self, setting: &str, text: &str) -> Result<(), &'static str> {
        let (id, value) = (self.host, text.trim_end());
        let Some(host) = self.lab.hosts.get_mut(id.0) else { return Err(MISSING) };
        if value.is_empty() {
            return if host.setting(setting).is_some() { Ok(()) } else { Err(MISSING) };
        }
        host.sysctls.set(setting, value).map_err(|error| match error {
            SysctlError::NoSuchSetting => MISSING,
            SysctlError::InvalidArgument => "Invalid argument",
            SysctlError::ReadOnly => "Permission denied",
        })
    }
}
