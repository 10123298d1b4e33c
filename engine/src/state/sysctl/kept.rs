//! Settings that have another value than their default although nothing here follows them: notes tell of them.

use std::collections::BTreeMap;

use super::other::LOCAL_PORTS;
use super::{DeviceSetting, DeviceSettings, Setting, Sysctls};

impl Sysctls {
    /// By dotted name. Only `net.` leads packets.
    pub fn not_acted_on(&self) -> BTreeMap<String, String> {
        let changed = |(name, value): &(&String, &String)| {
            let default = self.other(name).map(|other| other.value);
            name.starts_with("net.") && *name != LOCAL_PORTS && default != Some(value.as_str())
        };
        let texts = self.texts.iter().filter(changed).map(|(name, value)| (name.clone(), value.clone()));
        let kept = Setting::ALL.iter().filter(|setting| !setting.is_acted_on());
        let changed = kept.filter(|setting| self.value(**setting) != Setting::DEFAULTS[**setting as usize]);
        let of_host = changed.map(|setting| (setting.name().to_owned(), self.value(*setting).to_string()));
        texts.chain(of_host).chain(self.devices_not_acted_on()).collect()
    }

    fn devices_not_acted_on(&self) -> Vec<(String, String)> {
        let mut all = DeviceSettings::of_all();
        // A router takes no redirects: that follows from another setting.
        let routes = self.all.values[DeviceSetting::Forwarding as usize] != 0;
        all.values[DeviceSetting::AcceptRedirects as usize] = i64::from(!routes);
        let usual = DeviceSettings::default();
        let mut scopes = vec![("all".to_owned(), &self.all, all), ("default".to_owned(), &self.default, usual)];
        for (name, settings) in &self.devices {
            scopes.push((name.as_str().replace('.', "/"), settings, usual.for_device(*name)));
        }
        let mut changed = Vec::new();
        for (who, settings, usual) in scopes {
            for setting in DeviceSetting::ALL.iter().filter(|setting| !setting.is_acted_on()) {
                let value = settings.values[*setting as usize];
                if value != usual.values[*setting as usize] {
                    changed.push((format!("net.ipv4.conf.{who}.{}", setting.name()), value.to_string()));
                }
            }
        }
        changed
    }
}
