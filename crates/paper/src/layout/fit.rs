//! How texts of printed characters fit into a line: wrapped between words, with
//! what belongs at the right at the right. Every line that is made here has at
//! most so many characters as were asked for, and none ends in spaces.

/// How deep a text may be indented, in columns.
const INDENT_MAX: usize = 4;

/// The lines of a text, broken between words where possible. Leading spaces
/// indent every line. A text without words is one empty line.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let spaces = text.chars().take_while(|letter| *letter == ' ').count();
    let indent = spaces.min(INDENT_MAX).min(columns.saturating_sub(1));
    let (margin, room) = (" ".repeat(indent), columns.saturating_sub(indent).max(1));
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace().flat_map(|word| pieces(word, room)) {
        let word_length = word.chars().count();
        if length > 0 && length + 1 + word_length > room {
            lines.push(format!("{margin}{line}"));
            (line, length) = (String::new(), 0);
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        line.push_str(&word);
        length += word_length;
    }
    if length > 0 || lines.is_empty() {
        let last = if length > 0 {
            format!("{margin}{line}")
        } else {
            line
        };
        lines.push(last);
    }
    lines
}

/// A word in pieces that fit into a line.
fn pieces(word: &str, room: usize) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters
        .chunks(room)
        .map(|piece| piece.iter().collect())
        .collect()
}

/// One text at the left and one at the right, on one line where both fit with a
/// space between.
pub(crate) fn pair(left: &str, right: &str, columns: usize) -> Vec<String> {
    let mut lines = wrap(left, columns);
    let mut rights = wrap(right, columns).into_iter();
    let last = lines.last().map_or(0, |line| line.chars().count());
    let first = rights.next().unwrap_or_default();
    let length = first.chars().count();
    match lines.last_mut() {
        Some(line) if length == 0 || last + usize::from(last > 0) + length <= columns => {
            if length > 0 {
                line.push_str(&" ".repeat(columns - last - length));
                line.push_str(&first);
            }
        }
        Some(_) | None => lines.push(format!("{first:>columns$}")),
    }
    lines.extend(rights.map(|right| format!("{right:>columns$}")));
    lines
}

/// A name, how many and how much: the counts end in one column and the amounts
/// at the right.
pub(crate) fn counted(name: &str, count: &str, amount: &str, columns: usize) -> Vec<String> {
    let (count_length, amount_length) = (count.chars().count(), amount.chars().count());
    if amount_length + 1 + count_length > columns {
        return pair(name, &format!("{count} {amount}"), columns);
    }
    // Counts end after five eighths of the line, or before a longer amount.
    let end = (columns * 5 / 8).min(columns - amount_length - 1);
    let figures = format!("{count:>end$}{amount:>rest$}", rest = columns - end);
    let room = end.saturating_sub(count_length);
    let mut lines = wrap(name, columns);
    let Some(last) = lines.pop() else {
        return vec![figures];
    };
    let length = last.chars().count();
    if length < room || count_length == 0 && length <= end {
        let rest: String = figures.chars().skip(length).collect();
        lines.push(format!("{last}{rest}"));
    } else {
        lines.extend([last, figures]);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_fits_is_on_one_line_and_the_rest_below() {
        assert_eq!(pair("Caja", "Caja 1", 16), ["Caja      Caja 1"]);
        assert_eq!(
            pair("Concepto", "Vajilla de 24 piezas", 16),
            ["Concepto", "   Vajilla de 24", "          piezas"]
        );
        assert_eq!(
            counted("QR", "43", "590.400,00", 32),
            ["QR                43  590.400,00"]
        );
        assert_eq!(
            counted("  Dado por pagado, Marina", "1", "9.800,00", 32),
            [
                "  Dado por pagado, Marina",
                "                   1    9.800,00"
            ]
        );
        assert_eq!(
            wrap("  Visa 4417, desde 12:31, Tomás", 20),
            ["  Visa 4417, desde", "  12:31, Tomás"]
        );
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_paper(
            left in "[ a-zñ]{0,90}",
            right in "[ 0-9a-z]{0,90}",
            amount in "[0-9.,]{0,24}",
            columns in 10_usize..50,
        ) {
            let lines = [
                wrap(&left, columns),
                pair(&left, &right, columns),
                counted(&left, "12", &amount, columns),
            ];
            for line in lines.iter().flatten() {
                prop_assert!(line.chars().count() <= columns, "{line:?}");
            }
        }

        #[test]
        fn no_word_is_lost(left in "[ a-zñ]{0,90}", right in "[ 0-9a-z]{0,90}") {
            let letters = |text: &str| -> String { text.split_whitespace().collect() };
            let laid: String = pair(&left, &right, 20).join(" ");
            prop_assert_eq!(letters(&laid), letters(&left) + &letters(&right));
        }
    }
}
