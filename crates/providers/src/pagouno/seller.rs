//! What the customer reads on the card's statement.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest descriptor, in characters (pagoUno, purchasegroup,
/// `seller_descriptor`).
pub const SELLER_CHARS_MAX: usize = 25;

/// `CODE*NAME` of `[A-Z0-9*]`, as pagoUno's table allows it. The page's own
/// samples break the rule with spaces and lower case; the table is followed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SellerDescriptor(String);

/// Why there is no descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitSeller {
    /// The code has no letter or digit.
    #[error("the seller's code has no letter or digit")]
    Code,
    /// The name has no letter or digit, or the code leaves it no room.
    #[error("the seller's name has no letter or digit, or no room after the code")]
    Name,
    /// Kept text that is no descriptor.
    #[error("not a seller's descriptor")]
    Text,
}

impl SellerDescriptor {
    /// The descriptor of a code and a name: accents are taken off, letters are
    /// made capitals, what else is not allowed is left out, and what is too
    /// long is cut.
    ///
    /// # Errors
    /// [`UnfitSeller`], where nothing is left of one of them.
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

    /// As it goes out, and as settings show it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The letters and digits of a text, as the table allows them.
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
    fn what_the_table_allows() {
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
        fn nothing_else_goes_out(code in "\\PC{0,30}", name in "\\PC{0,40}") {
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
