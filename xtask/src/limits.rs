//! Compares the table in `docs/limits.md` with the code: each name is a
//! constant in the row's file, with the row's value.

use std::collections::BTreeSet;
use std::fs;

use crate::shell;

/// The factors between a number of the table and the code: none, pesos to
/// centavos, KiB and MiB to bytes.
const FACTORS: [u64; 4] = [1, 100, 1_024, 1_048_576];

struct Row {
    names: Vec<String>,
    numbers: BTreeSet<u64>,
    files: Vec<String>,
}

fn rows(page: &str) -> Vec<Row> {
    let cells = page.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        <[&str; 3]>::try_from(cells).ok()
    });
    // The head and the line below it have no names.
    let named = cells.filter(|[name, ..]| name.contains('`'));
    named
        .map(|[name, value, place]| Row {
            names: quoted(name).filter(|it| is_constant(it)).collect(),
            numbers: numbers(value),
            files: quoted(place).map(|it| path_of(&it)).collect(),
        })
        .collect()
}

/// The texts between backticks.
fn quoted(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

fn is_constant(word: &str) -> bool {
    word.contains('_') && word.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

fn path_of(place: &str) -> String {
    if place.starts_with("ui/") || place.starts_with("src-tauri/") {
        place.to_owned()
    } else {
        format!("crates/{place}")
    }
}

/// The numbers of a cell: `1,000` and `10.000.000` are one number each.
fn numbers(cell: &str) -> BTreeSet<u64> {
    let words = cell.split(|c: char| !c.is_ascii_digit() && c != ',' && c != '.');
    let digits = words.map(|word| word.replace([',', '.'], ""));
    digits.filter_map(|digits| digits.parse().ok()).collect()
}

/// The expression of the constant.
fn set_to<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.match_indices(name).find_map(|(at, _)| {
        let before = text[..at].trim_end();
        let after = &text[at + name.len()..];
        let is_whole = after.starts_with([':', ' ']);
        let (_, value) = after.split_once('=')?;
        let value = value.split_once(';')?.0.trim();
        (before.ends_with("const") && is_whole).then_some(value)
    })
}

/// The numbers of an expression; `None` if it uses other constants.
fn value(expression: &str) -> Option<Vec<u64>> {
    let plain = expression
        .replace('_', "")
        .replace("Money::fromcentavos", "");
    let is_money = plain.starts_with("match (");
    let plain = if is_money {
        plain.split_once(')')?.0.replace("match (", "")
    } else {
        plain
    };
    if plain.chars().any(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let parsed = plain
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse::<u64>().ok());
    let parsed: Vec<u64> = parsed.collect();
    if plain.contains('*') {
        return Some(vec![parsed.iter().product()]);
    }
    Some(parsed)
}

#[test]
fn every_limit_is_in_the_code_as_the_table_says() {
    let page = fs::read_to_string(shell::root().join("docs/limits.md")).unwrap();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for row in rows(&page) {
        let texts = row.files.iter().map(|file| {
            let text = fs::read_to_string(shell::root().join(file));
            text.unwrap_or_else(|error| panic!("{file}: {error}"))
        });
        let texts: Vec<String> = texts.collect();
        for name in &row.names {
            let Some(set) = texts.iter().find_map(|text| set_to(text, name)) else {
                wrong.push(format!("{name} is not in {:?}", row.files));
                continue;
            };
            let Some(values) = value(set) else { continue };
            checked += 1;
            let is_told = |value: &u64| {
                let meant = |number: &u64| FACTORS.iter().any(|by| number * by == *value);
                row.numbers.iter().any(meant)
            };
            if !values.iter().all(is_told) {
                wrong.push(format!("{name} is {set}, and the table says another"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(checked > 60, "only {checked} were compared");
}

#[test]
fn a_row_and_an_expression_are_read() {
    assert_eq!(numbers("$ 10.000.000"), [10_000_000].into());
    assert_eq!(numbers("30,000 and 120,000 ms"), [30_000, 120_000].into());
    assert_eq!(numbers("3 s, 10 s; 64 KiB"), [3, 10, 64].into());
    let text = "pub const WAIT_MS_MAX: u64 = 1;\nconst WAIT_MS: i64 = 2 * 1_024;\n";
    assert_eq!(set_to(text, "WAIT_MS"), Some("2 * 1_024"));
    assert_eq!(set_to(text, "WAIT"), None);
    assert_eq!(value("2 * 1_024"), Some(vec![2_048]));
    assert_eq!(value("6..=12"), Some(vec![6, 12]));
    assert_eq!(value("OTHER + 1"), None);
}
