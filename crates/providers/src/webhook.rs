//! Reads a webhook's text as one JSON object, if that is safe.
//!
//! If the sender does not escape, the payer can write into the body: a typed
//! name or concept may end its string and go on as further fields. So the
//! reader is lenient only about flaws that cannot move a quote or a brace: a
//! raw line break inside a string, meaningless bytes after the last brace, a
//! `NaN`. A *deciding* name, one on which money depends, may occur only once,
//! at the top level. A text that is not safe is not a notice: a person looks at
//! it.
//!
//! This module knows no field names: the caller says which names are deciding.

use std::collections::BTreeSet;
use url::form_urlencoded;

/// Why a text is not read as a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsafe {
    /// It is neither one JSON object nor a form; for example, a quote is not
    /// escaped.
    #[error("neither one JSON object nor a form")]
    Shape,
    /// It ends before its last brace.
    #[error("it ends before its last brace")]
    Cut,
    /// Text that could be fields follows its last brace.
    #[error("something stands behind its last brace")]
    Behind,
    /// A deciding name occurs twice.
    #[error("a name that decides stands there twice")]
    Twice,
    /// A deciding name occurs below the top level.
    #[error("a name that decides stands at another depth")]
    Depth,
    /// The value of a deciding name is `NaN` or infinite.
    #[error("what decides is not a number")]
    NotANumber,
}

/// The deepest nesting that is read.
const DEPTH_MAX: usize = 64;

/// Turns a text into one strict JSON object with the same content. `deciding`
/// are the names on which money depends. If it is empty, any text that can be
/// read as one object is accepted.
pub(crate) fn object(text: &str, deciding: &[&str]) -> Result<String, Unsafe> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match text.chars().next() {
        Some('{') => strict(text, deciding),
        // The object was written as a JSON string once more.
        Some('"') => {
            let inner: String =
                serde_json::from_str(&text_of_string(text)).map_err(|_| Unsafe::Shape)?;
            if inner.trim_start().starts_with('{') {
                strict(inner.trim_start(), deciding)
            } else {
                Err(Unsafe::Shape)
            }
        }
        Some(_) | None => of_form(text, deciding),
    }
}

/// Escapes the raw control characters of a string and changes nothing else.
fn text_of_string(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.trim_end().chars() {
        push_in_string(&mut escaped, sign);
    }
    escaped
}

fn push_in_string(out: &mut String, sign: char) {
    if sign.is_ascii_control() {
        out.push_str(&format!("\\u{:04x}", u32::from(sign)));
    } else {
        out.push(sign);
    }
}

/// The state of a walk through a text.
struct Walk<'a> {
    deciding: &'a [&'a str],
    out: String,
    /// The open braces and brackets.
    open: Vec<char>,
    /// The last complete string, with its quotes. It is a name if a colon
    /// follows.
    last: String,
    /// The top-level name whose value is being read.
    name: String,
    /// The deciding names seen at the top level, in lower case.
    seen: BTreeSet<String>,
}

fn strict(text: &str, deciding: &[&str]) -> Result<String, Unsafe> {
    let mut walk = Walk {
        deciding,
        out: String::with_capacity(text.len()),
        open: Vec::new(),
        last: String::new(),
        name: String::new(),
        seen: BTreeSet::new(),
    };
    let behind = walk.through(text)?;
    if behind.contains(['"', '{', '}', '[', ']'])
        || words(behind).any(|word| decides(&word, deciding))
    {
        return Err(Unsafe::Behind);
    }
    Ok(walk.out)
}

impl Walk<'_> {
    /// Walks through the first object and returns the text after it.
    fn through<'t>(&mut self, text: &'t str) -> Result<&'t str, Unsafe> {
        let mut rest = text;
        loop {
            let Some(sign) = rest.chars().next() else {
                return Err(Unsafe::Cut);
            };
            let (whole, behind) = rest.split_at(sign.len_utf8());
            match sign {
                '"' => {
                    rest = self.string(behind)?;
                    continue;
                }
                '{' | '[' => {
                    if self.open.len() >= DEPTH_MAX {
                        return Err(Unsafe::Shape);
                    }
                    self.open.push(sign);
                }
                '}' | ']' => {
                    let opened = self.open.pop();
                    if opened != Some(if sign == '}' { '{' } else { '[' }) {
                        return Err(Unsafe::Shape);
                    }
                    if self.open.is_empty() {
                        self.out.push(sign);
                        return Ok(behind);
                    }
                }
                ':' => self.named()?,
                'N' | 'I' => {
                    let word: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
                    rest = rest.get(word.len()..).unwrap_or_default();
                    self.not_a_number(&word)?;
                    continue;
                }
                _ => {}
            }
            self.out.push_str(whole);
            rest = behind;
        }
    }

    /// Reads a string after its first quote and returns the text after it.
    fn string<'t>(&mut self, text: &'t str) -> Result<&'t str, Unsafe> {
        let mut string = String::from('"');
        let mut signs = text.char_indices();
        while let Some((place, sign)) = signs.next() {
            match sign {
                '"' => {
                    string.push(sign);
                    self.out.push_str(&string);
                    self.last = string;
                    return Ok(text.get(place + 1..).unwrap_or_default());
                }
                '\\' => {
                    string.push(sign);
                    // The next character belongs to the escape. The strict
                    // reader checks later whether it is valid.
                    if let Some((_, escaped)) = signs.next() {
                        string.push(escaped);
                    }
                }
                _ => push_in_string(&mut string, sign),
            }
        }
        Err(Unsafe::Cut)
    }

    /// Notes that the last string is a name.
    fn named(&mut self) -> Result<(), Unsafe> {
        let name: String = serde_json::from_str(&self.last).map_err(|_| Unsafe::Shape)?;
        let is_top = self.open.len() == 1;
        if decides(&name, self.deciding) {
            if !is_top {
                return Err(Unsafe::Depth);
            }
            if !self.seen.insert(folded(&name)) {
                return Err(Unsafe::Twice);
            }
        }
        if is_top {
            self.name = name;
        }
        Ok(())
    }

    /// Reads `NaN` and `Infinity`, which some senders write, as `null`.
    fn not_a_number(&mut self, word: &str) -> Result<(), Unsafe> {
        if !matches!(word, "NaN" | "Infinity") {
            return Err(Unsafe::Shape);
        }
        if decides(&self.name, self.deciding) {
            return Err(Unsafe::NotANumber);
        }
        if self.out.ends_with('-') {
            self.out.pop();
        }
        self.out.push_str("null");
        Ok(())
    }
}

/// Reads a form as an object: its fields, or the only field whose value is an
/// object.
fn of_form(text: &str, deciding: &[&str]) -> Result<String, Unsafe> {
    if !text.contains('=') {
        return Err(Unsafe::Shape);
    }
    let fields: Vec<(String, String)> = form_urlencoded::parse(text.trim_end().as_bytes())
        .map(|(name, value)| (name.trim().to_owned(), value.into_owned()))
        .collect();
    let mut seen = BTreeSet::new();
    for (name, _) in &fields {
        if decides(name, deciding) {
            if !seen.insert(folded(name)) {
                return Err(Unsafe::Twice);
            }
        } else if words(name).any(|word| decides(&word, deciding)) {
            // For example `data[Estado]`.
            return Err(Unsafe::Depth);
        }
    }
    if !seen.is_empty() {
        // If a sender puts an object into a form without encoding it, every `&`
        // that the payer typed splits it, and the object's names are then in
        // the pieces.
        let pieces = fields.iter().flat_map(|(name, value)| [name, value]);
        if pieces
            .into_iter()
            .any(|piece| holds_a_name(piece, deciding))
        {
            return Err(Unsafe::Depth);
        }
        return Ok(as_object(&fields));
    }
    let (objects, others): (Vec<_>, Vec<_>) = fields
        .iter()
        .partition(|(_, value)| value.trim_start().starts_with('{'));
    // The same where the payer's text also closed the object before an `&`: the
    // names that decide are then in the pieces behind it.
    let pieces = others.iter().flat_map(|(name, value)| [name, value]);
    let mut pieces = pieces.chain(objects.iter().map(|(name, _)| name));
    match objects.as_slice() {
        [] => Err(Unsafe::Shape),
        [_, _, ..] => Err(Unsafe::Twice),
        [_] if pieces.any(|piece| holds_a_name(piece, deciding)) => Err(Unsafe::Depth),
        [(_, only)] => strict(only.trim_start(), deciding),
    }
}

/// Whether a text contains a deciding name in quotes, as JSON writes it.
fn holds_a_name(text: &str, deciding: &[&str]) -> bool {
    let text = text.to_ascii_lowercase();
    deciding
        .iter()
        .any(|name| text.contains(&format!("\"{}\"", name.to_ascii_lowercase())))
}

/// Turns a form's fields into an object of texts. A form can write "no value"
/// only as an empty text or as the word `null`.
fn as_object(fields: &[(String, String)]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let written: Vec<String> = fields
        .iter()
        .map(|(name, value)| match value.trim() {
            "null" => format!("{}:null", quoted(name)),
            _ => format!("{}:{}", quoted(name), quoted(value)),
        })
        .collect();
    format!("{{{}}}", written.join(","))
}

/// Whether a name is deciding. Case and surrounding space do not matter: of two
/// such names nobody could say which one the sender means.
fn decides(name: &str, deciding: &[&str]) -> bool {
    deciding
        .iter()
        .any(|deciding| deciding.eq_ignore_ascii_case(name.trim()))
}

fn folded(name: &str) -> String {
    name.trim().to_ascii_lowercase()
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests;
