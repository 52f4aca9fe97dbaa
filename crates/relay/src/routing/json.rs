//! Reads one field of a JSON object, as leniently as is safe. Raw control
//! characters inside a string, invalid words (`NaN`) in other fields, and bytes
//! after the closing brace are accepted.
//!
//! Anything that a payer's text could have caused is not safe: a quote that is
//! not escaped, the field twice or at another depth, an object that does not
//! end.

use super::{Field, NotSafe};

/// The deepest nesting that is read.
const DEPTH_MAX: usize = 32;

/// The text of a field; `None` if it is absent, null or not a text.
pub(super) fn reference(text: &str, field: Field) -> Result<Option<String>, NotSafe> {
    let mut scanner = Scanner {
        text,
        at: 0,
        field,
        seen: 0,
        found: None,
    };
    scanner.skip_space();
    scanner.object(Some(0), 0)?;
    // The sender may have meant a second object after the first.
    let rest = text.get(scanner.at..).unwrap_or_default();
    let name = field.last().copied();
    if name.is_some_and(|name| rest.contains(name)) {
        return Err(NotSafe);
    }
    Ok(scanner.found)
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    field: Field,
    /// How many names of the field's path were seen; each may occur once.
    seen: usize,
    found: Option<String>,
}

impl<'a> Scanner<'a> {
    /// `place` is how many names of the field's path lead to this object;
    /// `None` if the object is elsewhere.
    fn object(&mut self, place: Option<usize>, depth: usize) -> Result<(), NotSafe> {
        self.expect(b'{')?;
        self.skip_space();
        if self.skip(b'}') {
            return Ok(());
        }
        loop {
            self.skip_space();
            let key = unescaped(self.string()?).unwrap_or_default();
            self.skip_space();
            self.expect(b':')?;
            self.skip_space();
            self.member(&key, place, depth)?;
            self.skip_space();
            if self.skip(b'}') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    fn member(&mut self, key: &str, place: Option<usize>, depth: usize) -> Result<(), NotSafe> {
        let is_last = self.field.last() == Some(&key);
        let leads = place.filter(|place| self.field.get(*place) == Some(&key));
        match leads {
            // Each name of the path may occur once, in its order.
            Some(place) if place != self.seen => Err(NotSafe),
            Some(place) => {
                self.seen += 1;
                if is_last && self.peek() == Some(b'"') {
                    self.found = unescaped(self.string()?);
                    Ok(())
                } else {
                    self.value(Some(place + 1), depth)
                }
            }
            None if is_last => Err(NotSafe),
            None => self.value(None, depth),
        }
    }

    fn value(&mut self, place: Option<usize>, depth: usize) -> Result<(), NotSafe> {
        match self.peek() {
            Some(b'{' | b'[') if depth >= DEPTH_MAX => Err(NotSafe),
            Some(b'{') => self.object(place, depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => self.string().map(drop),
            _ => self.word(),
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), NotSafe> {
        self.expect(b'[')?;
        self.skip_space();
        if self.skip(b']') {
            return Ok(());
        }
        loop {
            self.skip_space();
            self.value(None, depth)?;
            self.skip_space();
            if self.skip(b']') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    /// The text between two quotes, as it was written.
    fn string(&mut self) -> Result<&'a str, NotSafe> {
        self.expect(b'"')?;
        let from = self.at;
        loop {
            match self.peek().ok_or(NotSafe)? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        let written = self.text.get(from..self.at).ok_or(NotSafe)?;
        self.at += 1;
        Ok(written)
    }

    /// A number, `null`, `NaN` and the like.
    fn word(&mut self) -> Result<(), NotSafe> {
        let from = self.at;
        let is_part = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
        while self.peek().is_some_and(is_part) {
            self.at += 1;
        }
        if self.at > from { Ok(()) } else { Err(NotSafe) }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|b| b" \t\r\n".contains(&b)) {
            self.at += 1;
        }
    }

    fn skip(&mut self, wanted: u8) -> bool {
        let here = self.peek() == Some(wanted);
        self.at += usize::from(here);
        here
    }

    fn expect(&mut self, wanted: u8) -> Result<(), NotSafe> {
        if self.skip(wanted) {
            Ok(())
        } else {
            Err(NotSafe)
        }
    }
}

/// Decodes the escapes of a string; `None` if one is invalid.
fn unescaped(written: &str) -> Option<String> {
    let plain: String = written
        .chars()
        .map(|c| if c.is_ascii_control() { ' ' } else { c })
        .collect();
    serde_json::from_str(&format!("\"{plain}\"")).ok()
}
