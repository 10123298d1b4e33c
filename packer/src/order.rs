//! The order of a program's functions: each stands near those that it is like, so that gzip finds what repeats.
//!
//! gzip looks back 32 kB, and the program is many times that; a good order is worth a fiftieth of what is loaded. The
//! order is written as names, `000000` for the first, because wasm-opt can sort by them; what a function does stays.

use std::fs;
use std::path::Path;

use crate::wasm;

/// Bytes that count as alike together.
const PIECE: usize = 6;
/// What nearly every function holds says nothing about any.
const TOO_COMMON: usize = 300;
/// How far gzip looks back, and a little less.
const WINDOW: usize = 28_000;

pub fn write(program: &Path, named: &Path) -> Result<(), String> {
    let bytes = fs::read(program).map_err(|error| format!("{}: {error}", program.display()))?;
    let module = wasm::read(&bytes).map_err(|problem| format!("{}: {problem}", program.display()))?;
    let mut names = vec![String::new(); module.bodies.len()];
    for (place, function) in order(&module.bodies).into_iter().enumerate() {
        if let Some(name) = names.get_mut(function) {
            *name = format!("{place:06}");
        }
    }
    fs::write(named, module.with_names(&names)).map_err(|error| format!("{}: {error}", named.display()))
}

/// The functions by their numbers, the largest first, each followed by the one that is most like what stands before it.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let mut near = Near::new(bodies);
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut order = Vec::with_capacity(left.len());
    let largest = left.iter().copied().max_by_key(|function| (bodies[*function].len(), usize::MAX - function));
    let mut next = largest;
    while let Some(function) = next {
        left.retain(|other| *other != function);
        order.push(function);
        near.take(function, bodies);
        next = left.iter().copied().reduce(|best, other| if near.is_closer(other, best) { other } else { best });
    }
    order
}

/// What stands in gzip's sight, and how much each function shares with it.
struct Near {
    /// Of each function its pieces, of each piece its functions; pieces of one function only are left out.
    pieces: Vec<Vec<usize>>,
    functions: Vec<Vec<usize>>,
    /// How many different pieces a function has, shared or not.
    sizes: Vec<u64>,
    /// How often a piece is in sight.
    seen: Vec<usize>,
    /// How many of a function's pieces are in sight.
    shared: Vec<u64>,
    /// From `first` on these are in sight.
    taken: Vec<usize>,
    first: usize,
    bytes: usize,
}

impl Near {
    fn new(bodies: &[&[u8]]) -> Near {
        let mut all: Vec<(&[u8], usize)> = Vec::new();
        for (function, body) in bodies.iter().enumerate() {
            all.extend(body.windows(PIECE).map(|piece| (piece, function)));
        }
        all.sort_unstable();
        all.dedup();
        let mut pieces = vec![Vec::new(); bodies.len()];
        let mut sizes = vec![0; bodies.len()];
        let mut functions = Vec::new();
        for alike in all.chunk_by(|(one, _), (other, _)| one == other) {
            for (_, function) in alike {
                sizes[*function] += 1;
            }
            if (2..=TOO_COMMON).contains(&alike.len()) {
                for (_, function) in alike {
                    pieces[*function].push(functions.len());
                }
                functions.push(alike.iter().map(|(_, function)| *function).collect::<Vec<usize>>());
            }
        }
        let (seen, shared) = (vec![0; functions.len()], vec![0; bodies.len()]);
        Near { pieces, functions, sizes, seen, shared, taken: Vec::new(), first: 0, bytes: 0 }
    }

    fn take(&mut self, function: usize, bodies: &[&[u8]]) {
        self.taken.push(function);
        self.bytes += bodies[function].len();
        for piece in &self.pieces[function] {
            self.seen[*piece] += 1;
            if self.seen[*piece] == 1 {
                self.functions[*piece].iter().for_each(|other| self.shared[*other] += 1);
            }
        }
        while self.bytes > WINDOW && self.first + 1 < self.taken.len() {
            let gone = self.taken[self.first];
            self.first += 1;
            self.bytes -= bodies[gone].len();
            for piece in &self.pieces[gone] {
                self.seen[*piece] -= 1;
                if self.seen[*piece] == 0 {
                    self.functions[*piece].iter().for_each(|other| self.shared[*other] -= 1);
                }
            }
        }
    }

    /// Whether a larger share of it is in sight; small ones need more for it.
    fn is_closer(&self, one: usize, other: usize) -> bool {
        self.shared[one] * (self.sizes[other] + 5) > self.shared[other] * (self.sizes[one] + 5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_stands_together() {
        let bodies: [&[u8]; 5] = [b"abcdefghij", b"0123456789", b"zyxwvutsrqp", b"xxabcdefgh", b"0123456777"];
        assert_eq!(order(&bodies), [2, 0, 3, 1, 4]);
        assert_eq!(order(&[]), Vec::<usize>::new());
    }
}
