//! Rows of numbers, aligned.

const NAME_WIDTH: usize = 40;

pub fn print_columns(name: &str, columns: &[String]) {
    let columns: String = columns.iter().map(|column| format!("{column:>11}")).collect();
    println!("  {name:<NAME_WIDTH$}{columns}");
}

/// `250000` is `250 000`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!([grouped(7), grouped(1_000), grouped(250_000)], ["7", "1 000", "250 000"]);
    }
}
