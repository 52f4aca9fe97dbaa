//! Searches files for a card's number and security code, in the forms in which
//! programs write them. No file may contain them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A number plain, with spaces, with hyphens, and in base64 at any position of
/// the encoded text.
#[must_use]
pub fn forms_of_number(number: &str) -> Vec<String> {
    let mut forms = vec![number.to_owned()];
    let groups: Vec<&str> = (0..number.len())
        .step_by(4)
        .filter_map(|from| number.get(from..number.len().min(from + 4)))
        .collect();
    let ones: Vec<String> = number.chars().map(String::from).collect();
    for between in [" ", "-"] {
        forms.push(groups.join(between));
        forms.push(ones.join(between));
    }
    if number.len() == 15 {
        // The groups of an Amex number.
        let parts = [number.get(..4), number.get(4..10), number.get(10..)];
        forms.push(parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
    }
    let encoded: Vec<String> = forms.iter().flat_map(|form| base64(form)).collect();
    forms.extend(encoded);
    // The form in which a window keeps its texts.
    forms.push(number.chars().flat_map(|digit| [digit, '\0']).collect());
    forms
}

/// A security code as a separate text: so few digits without context are found
/// everywhere.
#[must_use]
pub fn forms_of_code(code: &str) -> Vec<String> {
    let ones: Vec<String> = code.chars().map(String::from).collect();
    let spaced = ones.join(" ");
    let mut forms = Vec::new();
    for (open, close) in [("\"", "\""), ("'", "'"), (">", "<"), ("(", ")"), ("=", "&")] {
        forms.push(format!("{open}{code}{close}"));
        forms.push(format!("{open}{spaced}{close}"));
    }
    for key in ["cvv", "card_security_code", "security_code"] {
        forms.push(format!("{key}\":{code}"));
        forms.push(format!("{key}={code}"));
    }
    for around in ["\"", " "] {
        forms.extend(
            base64(&format!("{around}{code}{around}"))
                .into_iter()
                .filter(|it| it.len() > 4),
        );
    }
    forms
}

/// The part of a text's base64 that does not depend on its neighbours, for each
/// of the possible alignments.
fn base64(text: &str) -> Vec<String> {
    let cut = |skipped: usize| {
        let bytes = text.as_bytes().get(skipped..)?;
        let mut encoded = String::new();
        for three in bytes.chunks_exact(3) {
            let bits = three
                .iter()
                .fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
            for shift in [18, 12, 6, 0] {
                encoded.push(char::from(*LETTERS.get(bits >> shift & 63)?));
            }
        }
        Some(encoded).filter(|encoded| !encoded.is_empty())
    };
    (0..3).filter_map(cut).collect()
}

/// Every file below the folder that contains one of the forms, with the form;
/// and the number of files searched.
///
/// # Errors
/// If a folder cannot be read. A file that has disappeared is skipped.
pub fn files_with(folder: &Path, forms: &[String]) -> Result<(Vec<String>, usize)> {
    let mut begins = [false; 256];
    for byte in forms.iter().filter_map(|form| form.as_bytes().first()) {
        begins[usize::from(*byte)] = true;
    }
    let (mut found, mut looked_at, mut folders) = (Vec::new(), 0, vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder);
        for entry in entries.with_context(|| format!("cannot read {}", folder.display()))? {
            let entry = entry.context("cannot read a folder")?;
            let kind = entry.file_type().context("a file without a kind")?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                let Ok(bytes) = fs::read(entry.path()) else {
                    continue;
                };
                looked_at += 1;
                for form in forms_in(&bytes, forms, &begins) {
                    found.push(format!("{form:?} in {}", entry.path().display()));
                }
            }
        }
    }
    Ok((found, looked_at))
}

fn forms_in<'f>(bytes: &[u8], forms: &'f [String], begins: &[bool; 256]) -> Vec<&'f str> {
    let mut found = Vec::new();
    for (from, byte) in bytes.iter().enumerate() {
        if !begins[usize::from(*byte)] {
            continue;
        }
        let rest = bytes.get(from..).unwrap_or_default();
        for form in forms {
            if rest.starts_with(form.as_bytes()) && !found.contains(&form.as_str()) {
                found.push(form);
            }
        }
    }
    found
}
