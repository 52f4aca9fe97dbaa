//! A webhook's text as one JSON object, where that is safe.
//!
//! A sender that escapes nothing lets the payer write into the body: what they
//! typed as their name or as a concept may end its string and go on as fields.
//! So a body is read leniently only in what cannot move a quote or a brace (a
//! raw line break inside a string, bytes of no meaning behind the last brace, a
//! `NaN`), and a name that decides may be there once, at the top. What is
//! not safe is no notice: a person looks at it.
//!
//! It decides nothing, and names no field: its caller says which names decide.

use std::collections::BTreeSet;
use url::form_urlencoded;

/// Why a text is not read as a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsafe {
    /// It is neither one JSON object nor a form: an unescaped quote, say.
    #[error("neither one JSON object nor a form")]
    Shape,
    /// It ends before its last brace.
    #[error("it ends before its last brace")]
    Cut,
    /// Something that could be fields is behind its last brace.
    #[error("something stands behind its last brace")]
    Behind,
    /// A name that decides is there twice.
    #[error("a name that decides stands there twice")]
    Twice,
    /// A name that decides is at another depth.
    #[error("a name that decides stands at another depth")]
    Depth,
    /// What a name that decides says is not a number.
    #[error("what decides is not a number")]
    NotANumber,
}

/// The deepest nesting that is read.
const DEPTH_MAX: usize = 64;

/// One strict JSON object that says what a text says. `deciding` are the names
/// on which money depends; with none of them every reading is allowed that is
/// one object.
pub(crate) fn object(text: &str, deciding: &[&str]) -> Result<String, Unsafe> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match text.chars().next() {
        Some('{') => strict(text, deciding),
        // An object that was written into a string once more.
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

/// A string with its raw control characters escaped, and nothing else changed.
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

/// What is known of a text while it is walked through.
struct Walk<'a> {
    deciding: &'a [&'a str],
    out: String,
    /// The open braces and brackets.
    open: Vec<char>,
    /// The string that ended last, with its quotes: a name, if a colon follows.
    last: String,
    /// The name at the top whose value is being read.
    name: String,
    /// The names that decide and were at the top, in small letters.
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
    /// Walks through the first object, and says what is behind it.
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

    /// A string whose first quote was read, and what is behind it.
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
                    // Whatever follows belongs to it; whether it may is the
                    // strict reader's to say.
                    if let Some((_, escaped)) = signs.next() {
                        string.push(escaped);
                    }
                }
                _ => push_in_string(&mut string, sign),
            }
        }
        Err(Unsafe::Cut)
    }

    /// The last string was a name.
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

    /// `NaN` and `Infinity`, as some writers have them: no value.
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

/// A form as an object: its own fields, or the one field that is an object.
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
            // `data[Estado]`, say.
            return Err(Unsafe::Depth);
        }
    }
    if !seen.is_empty() {
        // An object that was put into a form as it is falls apart at every `&`
        // that the payer typed; its own names then are in the pieces.
        let pieces = fields.iter().flat_map(|(name, value)| [name, value]);
        if pieces
            .into_iter()
            .any(|piece| holds_a_name(piece, deciding))
        {
            return Err(Unsafe::Depth);
        }
        return Ok(as_object(&fields));
    }
    let mut objects = fields
        .iter()
        .map(|(_, value)| value.trim_start())
        .filter(|value| value.starts_with('{'));
    match (objects.next(), objects.next()) {
        (Some(only), None) => strict(only, deciding),
        (Some(_), Some(_)) => Err(Unsafe::Twice),
        (None, _) => Err(Unsafe::Shape),
    }
}

/// Whether a name that decides is in a text as JSON writes a name.
fn holds_a_name(text: &str, deciding: &[&str]) -> bool {
    let text = text.to_ascii_lowercase();
    deciding
        .iter()
        .any(|name| text.contains(&format!("\"{}\"", name.to_ascii_lowercase())))
}

/// A form's fields under their names, all of them texts; a form has no other
/// way to write nothing than an empty text or the word.
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

/// Whether a name decides, without regard to case and surrounding space: which
/// of two such names a sender means would be a guess.
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
