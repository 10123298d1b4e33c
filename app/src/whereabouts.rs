//! Where a person is, and whether the address led there. How an address is written is `address`'s.

use std::rc::Rc;

use yew::Reducible;

use crate::address::Address;

/// The address follows, but a little behind, so only who was led by it is moved to where it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whereabouts {
    pub address: Address,
    /// How often the address led somewhere.
    pub arrivals: usize,
}

pub enum Change {
    /// Somebody wrote an address, followed a link, or went back in the history.
    Gone(Address),
    /// The address was written after somebody had walked.
    Walked(Address),
}

impl Reducible for Whereabouts {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let (address, is_arrival) = match change {
            // In another language a person stays at the moment where they are.
            Change::Gone(address) => {
                let is_elsewhere = address.page != self.address.page;
                (address, is_elsewhere)
            }
            Change::Walked(address) => (address, false),
        };
        Rc::new(Whereabouts { address, arrivals: self.arrivals + usize::from(is_arrival) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(hash: &str) -> Address {
        Address::parse(hash).expect("an address of ours")
    }

    #[test]
    fn who_walked_on_can_be_led_back_and_another_language_leads_nowhere() {
        let at = |hash, arrivals| Whereabouts { address: read(hash), arrivals };
        let after = |change| (*Rc::new(at("#/en/lesson/dnat/1", 0)).reduce(change)).clone();
        assert_eq!(after(Change::Gone(read("#/zh/lesson/dnat/1"))), at("#/zh/lesson/dnat/1", 0));
        assert_eq!(after(Change::Gone(read("#/en/lesson/dnat/2"))), at("#/en/lesson/dnat/2", 1));
        let walked = after(Change::Walked(read("#/en/lesson/dnat/2")));
        assert_eq!(walked, at("#/en/lesson/dnat/2", 0));
        assert_eq!(*Rc::new(walked).reduce(Change::Gone(read("#/en/lesson/dnat/1"))), at("#/en/lesson/dnat/1", 1));
    }
}
