//! The letters of a PDF: Roboto Mono (SIL Open Font License, `fonts/OFL.txt`),
//! with the characters of a paper's alphabet alone.

use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::raw::FontRef;
use skrifa::{MetadataProvider as _, charmap::Charmap};

/// How wide each letter is.
pub(super) const ADVANCE_EM: f32 = 0.600_1;
/// From the top of a line to its baseline.
pub(super) const ASCENT_EM: f32 = 1.048;
/// How high a line is.
pub(super) const LINE_EM: f32 = 1.319;

const REGULAR: &[u8] = include_bytes!("../../fonts/RobotoMono-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/RobotoMono-Bold.ttf");

/// The two weights.
pub(super) struct Letters {
    regular: Weight,
    bold: Weight,
}

struct Weight {
    font: Font,
    glyphs: Charmap<'static>,
}

impl Letters {
    pub(super) fn embedded() -> Letters {
        Letters {
            regular: Weight::of(REGULAR),
            bold: Weight::of(BOLD),
        }
    }

    /// Draws a text whose first letter is at the left and whose baseline is so
    /// far below the top.
    pub(super) fn draw(
        &self,
        surface: &mut Surface<'_>,
        text: &str,
        bold: bool,
        (em, baseline): (f32, f32),
    ) {
        let weight = if bold { &self.bold } else { &self.regular };
        let glyphs: Vec<_> = text
            .char_indices()
            .map(|(at, letter)| KrillaGlyph {
                glyph_id: weight.glyph(letter),
                text_range: at..at + letter.len_utf8(),
                x_advance: ADVANCE_EM,
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            })
            .collect();
        let start = Point::from_xy(0.0, baseline);
        surface.draw_glyphs(start, &glyphs, weight.font.clone(), text, em, false);
    }
}

impl Weight {
    fn of(bytes: &'static [u8]) -> Weight {
        let font = Font::new(bytes.into(), 0);
        let read = FontRef::new(bytes);
        Weight {
            font: font.expect("the font is part of the program"),
            glyphs: read.expect("the font is part of the program").charmap(),
        }
    }

    fn glyph(&self, letter: char) -> GlyphId {
        // A letter that is not there is drawn as the font's own empty box.
        GlyphId::new(self.glyphs.map(letter).map_or(0, |glyph| glyph.to_u32()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alphabet::is_of_alphabet;

    #[test]
    fn both_weights_have_every_letter_of_the_alphabet() {
        let letters = Letters::embedded();
        for letter in ('\0'..='\u{FFFF}').filter(|letter| is_of_alphabet(*letter)) {
            for weight in [&letters.regular, &letters.bold] {
                assert!(weight.glyphs.map(letter).is_some(), "{letter}");
            }
        }
    }
}
