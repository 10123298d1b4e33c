//! Bob Jenkins' hash over words (`jhash2`), where the kernel uses it without a secret and its answer can be seen.

const INITIAL: u32 = 0xdead_beef;

/// `jhash2(words, length, initial)`.
pub fn hash(words: &[u32], initial: u32) -> u32 {
    let length = u32::try_from(words.len()).unwrap_or(u32::MAX);
    let start = INITIAL.wrapping_add(length << 2).wrapping_add(initial);
    let mut state = [start; 3];
    let mut rest = words;
    while let [first, second, third, after @ ..] = rest
        && !after.is_empty()
    {
        add(&mut state, &[*first, *second, *third]);
        mix(&mut state);
        rest = after;
    }
    if !rest.is_empty() {
        add(&mut state, rest);
        finish(&mut state);
    }
    let [_, _, hash] = state;
    hash
}

fn add(state: &mut [u32; 3], words: &[u32]) {
    for (part, word) in state.iter_mut().zip(words) {
        *part = part.wrapping_add(*word);
    }
}

fn mix([a, b, c]: &mut [u32; 3]) {
    *a = a.wrapping_sub(*c) ^ c.rotate_left(4);
    *c = c.wrapping_add(*b);
    *b = b.wrapping_sub(*a) ^ a.rotate_left(6);
    *a = a.wrapping_add(*c);
    *c = c.wrapping_sub(*b) ^ b.rotate_left(8);
    *b = b.wrapping_add(*a);
    *a = a.wrapping_sub(*c) ^ c.rotate_left(16);
    *c = c.wrapping_add(*b);
    *b = b.wrapping_sub(*a) ^ a.rotate_left(19);
    *a = a.wrapping_add(*c);
    *c = c.wrapping_sub(*b) ^ b.rotate_left(4);
    *b = b.wrapping_add(*a);
}

fn finish([a, b, c]: &mut [u32; 3]) {
    *c = (*c ^ *b).wrapping_sub(b.rotate_left(14));
    *a = (*a ^ *c).wrapping_sub(c.rotate_left(11));
    *b = (*b ^ *a).wrapping_sub(a.rotate_left(25));
    *c = (*c ^ *b).wrapping_sub(b.rotate_left(16));
    *a = (*a ^ *c).wrapping_sub(c.rotate_left(4));
    *b = (*b ^ *a).wrapping_sub(a.rotate_left(14));
    *c = (*c ^ *b).wrapping_sub(b.rotate_left(24));
}
