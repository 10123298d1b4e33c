//! A host's settings: typed where the engine acts on them, kept as text where it does not.
//! The `sysctl` command is `tools`'.

mod kept;
pub mod known;
mod names;
mod other;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

pub use known::{DeviceSetting, Setting};
use names::device_name;
pub use names::{dotted, is_of_device, of_default_device, path};
pub use other::COUNT;
use other::{LOCAL_PORTS, Other};

use super::interface::InterfaceName;

/// Why a value was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SysctlError {
    /// No setting has such a name: `net.ipv4.conf.nosuch.rp_filter`.
    NoSuchSetting,
    /// Not a number, or one that is out of range.
    InvalidArgument,
    /// Nobody may write it.
    ReadOnly,
}

impl fmt::Display for SysctlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            SysctlError::NoSuchSetting => "No such file or directory",
            SysctlError::InvalidArgument => "Invalid argument",
            SysctlError::ReadOnly => "Permission denied",
        })
    }
}

impl std::error::Error for SysctlError {}

/// The settings of one interface, or of `all` or `default`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct DeviceSettings {
    values: [i64; DeviceSetting::ALL.len()],
    /// Written by somebody: a later change of `default` does not reach it any more.
    written: [bool; DeviceSetting::ALL.len()],
}

impl Default for DeviceSettings {
    fn default() -> DeviceSettings {
        DeviceSettings { values: DeviceSetting::DEFAULTS, written: [false; DeviceSetting::ALL.len()] }
    }
}

impl DeviceSettings {
    /// `conf.all` differs from `conf.default` in one value.
    fn of_all() -> DeviceSettings {
        let mut settings = DeviceSettings::default();
        settings.values[DeviceSetting::AcceptSourceRoute as usize] = 0;
        settings
    }

    /// IPsec does not apply to `lo` (`inetdev_init`).
    fn for_device(mut self, device: InterfaceName) -> DeviceSettings {
        if device == InterfaceName::LOOPBACK {
            self.values[DeviceSetting::DisablePolicy as usize] = 1;
            self.values[DeviceSetting::DisableXfrm as usize] = 1;
        }
        self
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sysctls {
    values: [i64; Setting::ALL.len()],
    all: DeviceSettings,
    default: DeviceSettings,
    devices: BTreeMap<InterfaceName, DeviceSettings>,
    /// What the engine does not act on, by its dotted name.
    texts: BTreeMap<String, String>,
}

impl Default for Sysctls {
    fn default() -> Sysctls {
        Sysctls {
            values: Setting::DEFAULTS,
            all: DeviceSettings::of_all(),
            default: DeviceSettings::default(),
            devices: BTreeMap::new(),
            texts: BTreeMap::new(),
        }
    }
}

const USUAL_LOCAL_PORTS: (u16, u16) = (32_768, 60_999);

/// Typed reading: what the rest of the kernel asks.
impl Sysctls {
    pub fn value(&self, setting: Setting) -> i64 {
        self.values[setting as usize]
    }

    pub fn is_on(&self, setting: Setting) -> bool {
        self.value(setting) != 0
    }

    /// A timeout.
    pub fn seconds(&self, setting: Setting) -> Duration {
        Duration::from_secs(u64::try_from(self.value(setting)).unwrap_or(0))
    }

    pub fn default_ttl(&self) -> u8 {
        u8::try_from(self.value(Setting::DefaultTtl)).unwrap_or(u8::MAX)
    }

    /// What is written for this device itself.
    pub fn device_value(&self, device: InterfaceName, setting: DeviceSetting) -> i64 {
        self.device(device).values[setting as usize]
    }

    /// The device's own value alone counts (`IN_DEV_CONF_GET`).
    pub fn forwards(&self, device: InterfaceName) -> bool {
        self.device_value(device, DeviceSetting::Forwarding) != 0
    }

    /// On for `all` or for the device (`IN_DEV_ORCONF`).
    pub fn either(&self, device: InterfaceName, setting: DeviceSetting) -> bool {
        self.all.values[setting as usize] != 0 || self.device_value(device, setting) != 0
    }

    /// On for `all` and for the device (`IN_DEV_ANDCONF`).
    pub fn both(&self, device: InterfaceName, setting: DeviceSetting) -> bool {
        self.all.values[setting as usize] != 0 && self.device_value(device, setting) != 0
    }

    /// The larger of `all` and the device (`IN_DEV_MAXCONF`).
    pub fn greater(&self, device: InterfaceName, setting: DeviceSetting) -> i64 {
        self.all.values[setting as usize].max(self.device_value(device, setting))
    }

    /// Reference: traversal.md §4.2.
    pub fn reverse_path_filter(&self, device: InterfaceName) -> ReversePathFilter {
        match self.greater(device, DeviceSetting::ReversePathFilter) {
            i64::MIN..=0 => ReversePathFilter::Off,
            1 => ReversePathFilter::Strict,
            2.. => ReversePathFilter::Loose,
        }
    }

    fn device(&self, device: InterfaceName) -> &DeviceSettings {
        self.devices.get(&device).unwrap_or(&self.default)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReversePathFilter {
    Off,
    Strict,
    Loose,
}

/// Interfaces that come and go.
impl Sysctls {
    /// A new interface starts with a copy of `default`.
    pub fn add_device(&mut self, device: InterfaceName) {
        let start = self.default.for_device(device);
        self.devices.entry(device).or_insert(start);
    }

    pub fn remove_device(&mut self, device: InterfaceName) {
        self.devices.remove(&device);
    }

    /// The interface got its first address: from now on `default` does not reach it (`ipv4_devconf_setall`).
    pub fn settle_device(&mut self, device: InterfaceName) {
        let start = self.default.for_device(device);
        self.devices.entry(device).or_insert(start).written = [true; DeviceSetting::ALL.len()];
    }
}

/// By name, as people write them.
impl Sysctls {
    /// The value as `sysctl` prints it; `None` if this host knows nothing of that name.
    pub fn get(&self, name: &str) -> Option<String> {
        let name = dotted(name);
        match Place::find(&name) {
            Place::Whole(setting) => Some(self.value(setting).to_string()),
            Place::Device(who, setting) => self.scope(who).map(|settings| settings.values[setting as usize].to_string()),
            Place::Other => self.texts.get(&name).cloned().or_else(|| self.other(&name).map(|other| other.value.to_owned())),
        }
    }

    /// Takes `net.ipv4.conf.eth0.rp_filter` as well as `net/ipv4/conf/eth0/rp_filter`. What the engine does not act on is
    /// kept and given back.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), SysctlError> {
        let name = dotted(name);
        match Place::find(&name) {
            Place::Whole(setting) => {
                let value = number(value, setting.allowed())?;
                // `brnf_sysctl_call_tables` keeps only on or off.
                let switch = setting == Setting::BridgeCallsIptables;
                self.values[setting as usize] = if switch { i64::from(value != 0) } else { value };
            }
            Place::Device(who, setting) => self.set_device(who, setting, number(value, setting.allowed())?)?,
            Place::Other => {
                let words: Vec<&str> = value.split_whitespace().collect();
                match self.other(&name) {
                    Some(other) if other.read_only => return Err(SysctlError::ReadOnly),
                    Some(other) if !other.accepts(value) => return Err(SysctlError::InvalidArgument),
                    None if !other::is_elsewhere(&name) => return Err(SysctlError::NoSuchSetting),
                    Some(_) | None => self.texts.insert(name, words.join("\t")),
                };
            }
        }
        Ok(())
    }

    /// The first and the last port that the kernel takes where a program leaves it open.
    pub fn local_ports(&self) -> (u16, u16) {
        let text = self.get(LOCAL_PORTS).unwrap_or_default();
        let mut ports = text.split_whitespace().filter_map(|port| port.parse().ok());
        match (ports.next(), ports.next()) {
            (Some(first), Some(last)) if first <= last => (first, last),
            _ => USUAL_LOCAL_PORTS,
        }
    }

    pub fn set_value(&mut self, setting: Setting, value: i64) {
        self.values[setting as usize] = value;
    }

    /// Everything there is, by dotted name, in `sysctl -a`'s order.
    pub fn list_all(&self) -> BTreeMap<String, String> {
        let devices: Vec<String> = self.devices.keys().map(|name| name.as_str().replace('.', "/")).collect();
        let mut list = BTreeMap::new();
        for Other { name, value, .. } in Other::all() {
            match name.split_once('*') {
                Some((above, below)) => {
                    let all = ["all", "default"].into_iter().skip(usize::from(above.ends_with("neigh.")));
                    let who = all.chain(devices.iter().map(String::as_str));
                    list.extend(who.map(|who| (format!("{above}{who}{below}"), value.to_owned())));
                }
                None => {
                    list.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        list.extend(self.list());
        list
    }

    /// What the engine acts on, and what was written.
    pub fn list(&self) -> BTreeMap<String, String> {
        let mut list = self.texts.clone();
        list.extend(Setting::ALL.iter().map(|setting| (setting.name().to_string(), self.value(*setting).to_string())));
        list.insert("net.ipv4.ip_forward".to_string(), self.all.values[DeviceSetting::Forwarding as usize].to_string());
        let devices = self.devices.iter().map(|(name, settings)| (name.as_str().replace('.', "/"), settings));
        let scopes = [("all".to_string(), &self.all), ("default".to_string(), &self.default)];
        for (who, settings) in scopes.into_iter().chain(devices) {
            list.extend(DeviceSetting::ALL.iter().map(|setting| {
                (format!("net.ipv4.conf.{who}.{}", setting.name()), settings.values[*setting as usize].to_string())
            }));
        }
        list
    }

    /// A setting the engine does not act on, of an interface there is.
    fn other(&self, name: &str) -> Option<Other> {
        let (other, device) = Other::find(name)?;
        let exists = |device: &str| device_name(device).is_some_and(|device| self.devices.contains_key(&device));
        // neighbours have no settings for all
        let of_neighbours = name.contains(".neigh.");
        let is_there = |device: &str| device == "default" || (device == "all" && !of_neighbours) || exists(device);
        device.is_none_or(is_there).then_some(other)
    }

    fn scope(&self, who: Who) -> Option<&DeviceSettings> {
        match who {
            Who::All => Some(&self.all),
            Who::Default => Some(&self.default),
            Who::Device(device) => self.devices.get(&device),
        }
    }

    fn set_device(&mut self, who: Who, setting: DeviceSetting, value: i64) -> Result<(), SysctlError> {
        let place = setting as usize;
        match who {
            Who::All => {
                let changes = self.all.values[place] != value;
                self.all.values[place] = value;
                // What it is already changes no device (`devinet_sysctl_forward`; recording: extra-settings-1-0011).
                if setting == DeviceSetting::Forwarding && changes {
                    self.set_forwarding_everywhere(value);
                }
            }
            Who::Default => {
                self.default.values[place] = value;
                if setting.follows_default() {
                    self.default.written[place] = true;
                    self.hand_default_on(setting, value);
                }
            }
            Who::Device(device) => {
                let settings = self.devices.get_mut(&device).ok_or(SysctlError::NoSuchSetting)?;
                settings.values[place] = value;
                settings.written[place] = true;
            }
        }
        Ok(())
    }

    /// Writing `ip_forward` or `conf.all.forwarding` sets them all (`inet_forward_change`).
    fn set_forwarding_everywhere(&mut self, value: i64) {
        let place = DeviceSetting::Forwarding as usize;
        // A router takes no redirects.
        self.all.values[DeviceSetting::AcceptRedirects as usize] = i64::from(value == 0);
        self.default.values[place] = value;
        for settings in self.devices.values_mut() {
            settings.values[place] = value;
        }
    }

    /// `devinet_copy_dflt_conf`: devices for which nobody wrote a value yet follow the default.
    fn hand_default_on(&mut self, setting: DeviceSetting, value: i64) {
        for settings in self.devices.values_mut().filter(|settings| !settings.written[setting as usize]) {
            settings.values[setting as usize] = value;
        }
    }
}

#[derive(Clone, Copy)]
enum Who {
    All,
    Default,
    Device(InterfaceName),
}

/// Where a name leads.
enum Place {
    Whole(Setting),
    Device(Who, DeviceSetting),
    Other,
}

impl Place {
    fn find(dotted: &str) -> Place {
        if dotted == "net.ipv4.ip_forward" {
            return Place::Device(Who::All, DeviceSetting::Forwarding);
        }
        if let Some(setting) = Setting::from_name(dotted) {
            return Place::Whole(setting);
        }
        Place::find_device(dotted).unwrap_or(Place::Other)
    }

    fn find_device(dotted: &str) -> Option<Place> {
        let (who, setting) = dotted.strip_prefix("net.ipv4.conf.")?.rsplit_once('.')?;
        let setting = DeviceSetting::from_name(setting)?;
        let who = match who {
            "all" => Who::All,
            "default" => Who::Default,
            device => Who::Device(device_name(device)?),
        };
        Some(Place::Device(who, setting))
    }
}

fn number(text: &str, allowed: std::ops::RangeInclusive<i64>) -> Result<i64, SysctlError> {
    // The first of several words counts.
    let text = text.split_whitespace().next().ok_or(SysctlError::InvalidArgument)?;
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    // The kernel reads `0x1f` and `017` as C does (`simple_strtoul` with base 0).
    let magnitude = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hexadecimal) => i64::from_str_radix(hexadecimal, 16),
        None if digits.len() > 1 && digits.starts_with('0') => i64::from_str_radix(digits, 8),
        None => digits.parse(),
    };
    let magnitude = magnitude.map_err(|_| SysctlError::InvalidArgument)?;
    let value = if negative { magnitude.wrapping_neg() } else { magnitude };
    if allowed.contains(&value) { Ok(value) } else { Err(SysctlError::InvalidArgument) }
}
