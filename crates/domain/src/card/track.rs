//! What a magnetic-stripe reader types: the tracks of ISO/IEC 7813. Only
//! number, expiry and the holder's name are read. The rest of a track is
//! authentication data and is not kept.

use super::{CardNumber, Expiry};
use std::fmt;
use zeroize::Zeroizing;

/// The longest text that a reader types for one card, in bytes.
pub const SWIPE_BYTES_MAX: usize = 512;
/// The longest holder's name on a stripe, in characters (ISO/IEC 7813).
const NAME_CHARS_MAX: usize = 26;

/// The data read from a stripe.
pub struct Swipe {
    /// The card's number.
    pub number: CardNumber,
    pub expiry: Expiry,
    /// The holder, given name first; `None` if only the second track was read.
    pub holder: Option<Zeroizing<String>>,
}

/// Does not print the holder.
impl fmt::Debug for Swipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Swipe")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// A text is not a stripe that can be charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the track of a card's magnetic stripe")]
pub struct NotASwipe;

impl Swipe {
    /// Whether a text may be a stripe, which must not be shown or kept. No
    /// price, name or document has these characters in these places.
    #[must_use]
    pub fn looks_like_one(text: &str) -> bool {
        text.contains(['%', ';', '^'])
    }

    /// Reads the first track (`%B…^NAME^YYMM…?`) or the second (`;…=YYMM…?`),
    /// whichever is complete; only the first has the name.
    ///
    /// # Errors
    /// [`NotASwipe`] if neither is complete.
    pub fn read(text: &str) -> Result<Swipe, NotASwipe> {
        if text.len() > SWIPE_BYTES_MAX {
            return Err(NotASwipe);
        }
        first_track(text)
            .or_else(|| second_track(text))
            .ok_or(NotASwipe)
    }
}

fn first_track(text: &str) -> Option<Swipe> {
    let (_, track) = text.split_once("%B")?;
    let (track, _) = track.split_once('?')?;
    let mut parts = track.splitn(3, '^');
    let (number, name, rest) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Swipe {
        number: CardNumber::read(number).ok()?,
        expiry: Expiry::of_stripe(rest.get(..4)?).ok()?,
        holder: holder(name),
    })
}

fn second_track(text: &str) -> Option<Swipe> {
    let (_, track) = text.split_once(';')?;
    let (track, _) = track.split_once('?')?;
    let (number, rest) = track.split_once('=')?;
    Some(Swipe {
        number: CardNumber::read(number).ok()?,
        expiry: Expiry::of_stripe(rest.get(..4)?).ok()?,
        holder: None,
    })
}

/// Turns `PEREZ/ANA MARIA.SRA` into the order in which people say it. What
/// follows the point is a title.
fn holder(name: &str) -> Option<Zeroizing<String>> {
    if name.chars().count() > NAME_CHARS_MAX {
        return None;
    }
    let name = name.split('.').next().unwrap_or_default();
    let (family, given) = name.split_once('/').unwrap_or((name, ""));
    let whole = Zeroizing::new(format!("{} {}", given.trim(), family.trim()));
    let trimmed = whole.trim();
    (!trimmed.is_empty()).then(|| Zeroizing::new(trimmed.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::vectors::vectors;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn number_expiry_and_holder_are_read() {
        for case in vectors().tracks_good {
            let text = case.text.as_str();
            assert!(Swipe::looks_like_one(text), "{text}");
            let swipe = Swipe::read(text).unwrap();
            assert_eq!(swipe.number.expose_digits(), case.number, "{text}");
            assert_eq!(swipe.expiry, Expiry::read(&case.expiry).unwrap(), "{text}");
            let holder = swipe.holder.as_ref().map(|name| name.as_str());
            assert_eq!(holder, case.holder.as_deref(), "{text}");
        }
        assert!(!Swipe::looks_like_one("1.500,50"));
    }

    #[test]
    fn malformed_tracks_are_refused() {
        for text in vectors().tracks_unfit {
            assert_eq!(Swipe::read(&text).err(), Some(NotASwipe), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "[%;B^=?/0-9A-Zñ ]{0,90}") {
            if let Ok(swipe) = Swipe::read(&text) {
                prop_assert!(Swipe::looks_like_one(&text));
                let shown = format!("{swipe:?}");
                prop_assert!(!shown.contains(swipe.number.expose_digits()));
            }
        }
    }
}
