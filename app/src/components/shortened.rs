//! Long names where there is little room.

/// As many letters of a name as there is room for, its end more than its beginning: that is what tells machines of one kind apart.
pub fn shortened(name: &str, most: usize) -> String {
    let all = name.chars().count();
    if all <= most {
        return name.to_owned();
    }
    let kept = most.saturating_sub(1);
    let begin = kept / 3;
    let rest = name.chars().skip(all - (kept - begin));
    name.chars().take(begin).chain(['…']).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn the_ends_of_names_stay_to_be_told_apart() {
        for (name, most, expected) in [
            ("web", 3, "web"),
            ("database-replica-7", 10, "dat…lica-7"),
            ("人多的地方在这里", 4, "人…这里"),
            ("web", 1, "…"),
            ("web", 0, "…"),
        ] {
            assert_eq!(shortened(name, most), expected);
        }
    }
}
