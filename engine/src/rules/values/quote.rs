//! Words as `iptables -S` prints them: quoted where a shell would need it.

/// Bare if the text is made of letters, digits, `_` and `-` alone; else in double quotes.
pub fn word(out: &mut String, text: &str) {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if plain {
        out.push_str(text);
    } else {
        always(out, text);
    }
}

/// No more than so many bytes: what is longer, the tools cut off without a word.
pub fn cut(text: &str, longest: usize) -> &str {
    let end = (0..=longest).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(0);
    text.get(..end).unwrap_or(text)
}

pub fn always(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        if matches!(letter, '"' | '\\' | '\'') {
            out.push('\\');
        }
        out.push(letter);
    }
    out.push('"');
}
