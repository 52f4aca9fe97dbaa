//! Texts that a person types freely. A card's number that is typed into one is
//! cut before anything but the gate sees it; a card's own form is no such text.

use domain::card::mask_card_numbers;

/// A text that a person types freely, or what has such texts.
pub(crate) trait FreeText {
    /// Cuts each card's number in it to its last four digits.
    fn cut(&mut self);
}

impl FreeText for String {
    fn cut(&mut self) {
        *self = mask_card_numbers(self);
    }
}

impl<T: FreeText> FreeText for Option<T> {
    fn cut(&mut self) {
        if let Some(text) = self {
            text.cut();
        }
    }
}
