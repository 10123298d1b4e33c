//! The types of sets: what an element of each is made of.

/// One part of an element; a rule names a direction for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Address,
    Net,
    Port,
    Mac,
    Mark,
    Interface,
    Set,
}

macro_rules! kinds {
    ($($variant:ident => $name:literal revision $revision:literal: $($part:ident)+,)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum SetKind {
            $($variant,)+
        }

        impl SetKind {
            pub const ALL: &'static [SetKind] = &[$(SetKind::$variant,)+];

            pub fn name(self) -> &'static str {
                match self {
                    $(SetKind::$variant => $name,)+
                }
            }

            pub fn parts(self) -> &'static [Part] {
                match self {
                    $(SetKind::$variant => &[$(Part::$part,)+],)+
                }
            }

            /// What `ipset list` prints after `Revision:`.
            pub fn revision(self) -> u8 {
                match self {
                    $(SetKind::$variant => $revision,)+
                }
            }
        }
    };
}

kinds! {
    BitmapIp => "bitmap:ip" revision 3: Address,
    BitmapIpMac => "bitmap:ip,mac" revision 3: Address Mac,
    BitmapPort => "bitmap:port" revision 3: Port,
    HashIp => "hash:ip" revision 6: Address,
    HashIpMac => "hash:ip,mac" revision 1: Address Mac,
    HashIpMark => "hash:ip,mark" revision 3: Address Mark,
    HashIpPort => "hash:ip,port" revision 7: Address Port,
    HashIpPortIp => "hash:ip,port,ip" revision 6: Address Port Address,
    HashIpPortNet => "hash:ip,port,net" revision 8: Address Port Net,
    HashMac => "hash:mac" revision 1: Mac,
    HashNet => "hash:net" revision 7: Net,
    HashNetInterface => "hash:net,iface" revision 8: Net Interface,
    HashNetNet => "hash:net,net" revision 4: Net Net,
    HashNetPort => "hash:net,port" revision 8: Net Port,
    HashNetPortNet => "hash:net,port,net" revision 3: Net Port Net,
    ListSet => "list:set" revision 3: Set,
}

impl SetKind {
    pub fn from_name(name: &str) -> Option<SetKind> {
        SetKind::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    pub fn dimensions(self) -> usize {
        self.parts().len()
    }

    pub fn is_hash(self) -> bool {
        !self.is_bitmap() && self != SetKind::ListSet
    }

    pub fn is_bitmap(self) -> bool {
        matches!(self, SetKind::BitmapIp | SetKind::BitmapIpMac | SetKind::BitmapPort)
    }

    /// Nets can have exceptions (`nomatch`).
    pub fn has_exceptions(self) -> bool {
        self.parts().contains(&Part::Net)
    }

    /// `bitmap:port` takes TCP and UDP alike; the others keep the protocol with the port.
    pub fn keeps_protocol(self) -> bool {
        self != SetKind::BitmapPort
    }
}
