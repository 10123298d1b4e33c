//! What `ip` says about wrong arguments, in its own words, and its exit codes (iproute2's `utils.c`).

use std::fmt;

/// For standard error, without the last line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub text: String,
    pub code: u8,
}

impl Complaint {
    pub fn new(text: impl Into<String>, code: u8) -> Complaint {
        Complaint { text: text.into(), code }
    }

    pub fn incomplete() -> Complaint {
        Complaint::new("Command line is not complete. Try option \"help\"", 255)
    }

    /// `invarg`; some of its messages bring a line end of their own.
    pub fn wrong_argument(argument: &str, message: &str) -> Complaint {
        Complaint::new(format!("Error: argument \"{argument}\" is wrong: {message}"), 255)
    }

    /// `duparg2`
    pub fn garbage(key: &str, argument: &str) -> Complaint {
        Complaint::new(format!("Error: either \"{key}\" is duplicate, or \"{argument}\" is a garbage."), 255)
    }

    /// `duparg`
    pub fn duplicate(key: &str, argument: &str) -> Complaint {
        Complaint::new(format!("Error: duplicate \"{key}\": \"{argument}\" is the second value."), 255)
    }

    pub fn no_prefix(family: &str, argument: &str) -> Complaint {
        Complaint::new(format!("Error: {family} prefix is expected rather than \"{argument}\"."), 1)
    }

    pub fn no_address(family: &str, argument: &str) -> Complaint {
        Complaint::new(format!("Error: {family} address is expected rather than \"{argument}\"."), 1)
    }

    pub fn no_device(name: &str) -> Complaint {
        Complaint::new(format!("Cannot find device \"{name}\""), 1)
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl std::error::Error for Complaint {}
