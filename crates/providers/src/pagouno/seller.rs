//! The text that the customer reads on the card's statement.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest descriptor, in characters (pagoUno, purchasegroup,
/// `seller_descriptor`).
pub const SELLER_CHARS_MAX: usize = 25;

/// `CODE*NAME` of `[A-Z0-9*]`, as pagoUno's table allows it. The page's own
/// samples have spaces and lower case; we follow the table.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SellerDescriptor(String);

/// Why a descriptor cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitSeller {
    /// The code has no letter or digit.
    #[error("the seller's code has no letter or digit")]
    Code,
    /// The name has no letter or digit, or the code leaves it no room.
    #[error("the seller's name has no letter or digit, or no room after the code")]
    Name,
    /// A stored text is not a valid descriptor.
    #[error("not a seller's descriptor")]
    Text,
}

impl SellerDescriptor {
    /// Makes the descriptor of a code and a name. Accents are removed, letters
    /// become capitals, other characters that are not allowed are left out, and
    /// a text that is too long is cut.
    ///
    /// # Errors
    /// [`UnfitSeller`] if nothing is left of one of them.
    pub fn of(code: &str, name: &str) -> Result<SellerDescriptor, UnfitSeller> {
        let code = allowed(code);
        let name = allowed(name);
        if code.is_empty() {
            return Err(UnfitSeller::Code);
        }
        if name.is_empty() || code.len() + 2 > SELLER_CHARS_MAX {
            return Err(UnfitSeller::Name);
        }
        let whole = format!("{code}*{name}");
        Ok(SellerDescriptor(
            whole.chars().take(SELLER_CHARS_MAX).collect(),
        ))
    }

    /// The text as it is sent and as settings show it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The letters and digits of a text that the table allows.
fn allowed(text: &str) -> String {
    text.chars()
        .flat_map(char::to_uppercase)
        .map(|letter| match letter {
            'Á' | 'À' | 'Ä' | 'Â' | 'Ã' => 'A',
            'É' | 'È' | 'Ë' | 'Ê' => 'E',
            'Í' | 'Ì' | 'Ï' | 'Î' => 'I',
            'Ó' | 'Ò' | 'Ö' | 'Ô' | 'Õ' => 'O',
            'Ú' | 'Ù' | 'Ü' | 'Û' => 'U',
            'Ñ' => 'N',
            'Ç' => 'C',
            other => other,
        })
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

impl TryFrom<String> for SellerDescriptor {
    type Error = UnfitSeller;
    fn try_from(text: String) -> Result<SellerDescriptor, UnfitSeller> {
        match text.split_once('*') {
            Some((code, name)) if SellerDescriptor::of(code, name)?.0 == text => {
                Ok(SellerDescriptor(text))
            }
            Some(_) | None => Err(UnfitSeller::Text),
        }
    }
}

impl From<SellerDescriptor> for String {
    fn from(seller: SellerDescriptor) -> String {
        seller.0
    }
}

impl fmt::Debug for SellerDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_and_names_become_descriptors() {
        let of = |code: &str, name: &str| SellerDescriptor::of(code, name).map(String::from);
        assert_eq!(of("P1C1C1", "TEATRO UNO").unwrap(), "P1C1C1*TEATROUNO");
        assert_eq!(
            of("P1C1c1", "Almacén Ñandú & Cía.").unwrap(),
            "P1C1C1*ALMACENNANDUCIA"
        );
        assert_eq!(
            of("P1", &"x".repeat(90)).unwrap(),
            format!("P1*{}", "X".repeat(22))
        );
        assert_eq!(of("P*1", "A*B").unwrap(), "P1*AB");
        assert_eq!(of(" ", "A"), Err(UnfitSeller::Code));
        assert_eq!(of("A", "¡!"), Err(UnfitSeller::Name));
        assert_eq!(of(&"A".repeat(24), "B"), Err(UnfitSeller::Name));
    }

    proptest! {
        #[test]
        fn only_allowed_characters_are_sent(code in "\\PC{0,30}", name in "\\PC{0,40}") {
            if let Ok(seller) = SellerDescriptor::of(&code, &name) {
                let text = String::from(seller.clone());
                prop_assert!(text.len() <= SELLER_CHARS_MAX);
                prop_assert_eq!(text.matches('*').count(), 1);
                let is_allowed = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'*';
                prop_assert!(text.bytes().all(is_allowed));
                prop_assert_eq!(SellerDescriptor::try_from(text), Ok(seller));
            }
        }
    }
}
