//! How many rules the packets of one action may be asked for: chains that jump to one another several times over multiply.
//! As many as the table has are a plain way through it, and count a fifth.

const MOST_RULES: u64 = 2_000_000;
const PLAIN: u64 = 5;
/// So few are not worth the look at how many the table has.
const FEW_RULES: u64 = 256;

/// One walk's part of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    asked: u64,
    most: u64,
}

impl Allowance {
    /// `spent`: what earlier walks of the action cost.
    pub fn after(spent: u64) -> Allowance {
        Allowance { asked: 0, most: MOST_RULES.saturating_sub(spent) }
    }

    pub fn left(&self) -> usize {
        usize::try_from(self.most.saturating_sub(self.asked)).unwrap_or(usize::MAX)
    }

    /// Rules that were asked, no more than are `left`.
    pub fn pass(&mut self, rules: usize) {
        self.asked += rules as u64;
    }

    /// One rule more, if it may be.
    #[inline]
    pub fn ask(&mut self) -> bool {
        self.asked += 1;
        self.asked <= self.most
    }

    pub fn charge(&mut self, effort: u64) {
        self.most = self.most.saturating_sub(effort);
    }

    /// There is room for more if they are those of a plain way through a table of so many `rules`.
    pub fn extend(&mut self, spent: u64, rules: u64) -> bool {
        let left = MOST_RULES.saturating_sub(spent);
        self.most = (left * PLAIN).min(rules.saturating_add(left.saturating_sub(rules / PLAIN)));
        self.asked <= self.most
    }

    /// What the walk cost. `rules`: how many its table has.
    pub fn cost(&self, rules: impl FnOnce() -> u64) -> u64 {
        match self.asked {
            few @ 0..FEW_RULES => few,
            asked => {
                let plain = asked.min(rules());
                plain / PLAIN + asked - plain
            }
        }
    }
}
