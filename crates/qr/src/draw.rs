//! Draws a text as a QR: SVG for screens, PNG for paper. It draws any text within the
//! limits and does not look at its content.

use std::fmt::Write as _;

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use qrcode::bits::Bits;
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode, Version};

use crate::payload::{PAYLOAD_CHARACTERS_MAX, without_line_ends};

/// The longest text that is drawn, in characters. Even with four bytes per character
/// they fit into the largest QR of level M.
pub const TEXT_CHARACTERS_MAX: usize = PAYLOAD_CHARACTERS_MAX;
/// The white border that readers need, in modules (ISO/IEC 18004: four).
pub const QUIET_ZONE_MODULES: usize = 4;
/// The largest module of a PNG, in pixels.
pub const MODULE_PX_MAX: u32 = 100;
/// The longest side of a PNG, in pixels: an A4 page's width at 400 dpi is 3,307.
pub const PICTURE_SIDE_PX_MAX: usize = 4096;

/// About a seventh of the picture may be unreadable: screens reflect, and paper creases.
const LEVEL: EcLevel = EcLevel::M;
const LARGEST_VERSION: i16 = 40;

/// Why a text cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// No text.
    #[error("there is nothing to draw")]
    Empty,
    /// More than [`TEXT_CHARACTERS_MAX`].
    #[error("the text has {characters} characters, more than {TEXT_CHARACTERS_MAX}")]
    TextTooLong {
        /// How many it has.
        characters: usize,
    },
    /// A module of no pixels, or of more than [`MODULE_PX_MAX`].
    #[error("a module of {module_px} pixels; it can have 1 to {MODULE_PX_MAX}")]
    ModuleSize {
        /// What was asked for.
        module_px: u32,
    },
    /// More than [`PICTURE_SIDE_PX_MAX`] a side.
    #[error("the picture would be {side_px} pixels wide, more than {PICTURE_SIDE_PX_MAX}")]
    PictureTooLarge {
        /// How many pixels a side.
        side_px: usize,
    },
    /// The text does not fit into a QR.
    #[error("the text does not fit into a QR")]
    Encode(#[source] QrError),
    /// The picture could not be written.
    #[error("the picture could not be written as PNG")]
    Png(#[source] image::ImageError),
}

/// Whether a text can be drawn at all, without drawing it: every text within the bounds
/// fits into a QR.
///
/// # Errors
///
/// [`DrawError`], for an empty text or one too long.
pub fn can_be_drawn(text: &str) -> Result<(), DrawError> {
    match without_line_ends(text).chars().count() {
        0 => Err(DrawError::Empty),
        characters if characters > TEXT_CHARACTERS_MAX => {
            Err(DrawError::TextTooLong { characters })
        }
        _ => Ok(()),
    }
}

/// Draws for a screen: black on white in every theme, with the quiet zone and without a
/// fixed size. The SVG can be put into a page directly: it has no prolog and does not
/// contain the text.
///
/// # Errors
///
/// [`DrawError`], for an empty text or one too long.
pub fn svg(text: &str) -> Result<String, DrawError> {
    let modules = Modules::of(text)?;
    let side = modules.side();
    let mut path = String::new();
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let run = (x..side).take_while(|&x| modules.dark(x, y)).count();
            if run > 0 {
                write!(path, "M{x} {y}h{run}v1h-{run}z")
                    .expect("writing to a String does not fail");
            }
            // The module after the run is light.
            x += run + 1;
        }
    }
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{path}"/></svg>"##
    ))
}

/// Draws for paper: a PNG in 8-bit grey, each module a square of `module_px` pixels,
/// with its quiet zone.
///
/// # Errors
///
/// [`DrawError`], for an empty text or one too long, a module of no pixels or a picture
/// too large.
pub fn png(text: &str, module_px: u32) -> Result<Vec<u8>, DrawError> {
    let wrong_size = || DrawError::ModuleSize { module_px };
    let scale = usize::try_from(module_px).map_err(|_| wrong_size())?;
    if !(1..=MODULE_PX_MAX).contains(&module_px) {
        return Err(wrong_size());
    }
    let modules = Modules::of(text)?;
    let side_px = modules.side() * scale;
    let side = u32::try_from(side_px)
        .ok()
        .filter(|_| side_px <= PICTURE_SIDE_PX_MAX)
        .ok_or(DrawError::PictureTooLarge { side_px })?;
    let mut pixels = Vec::with_capacity(side_px * side_px);
    for y in 0..side_px {
        pixels.extend((0..side_px).map(|x| {
            if modules.dark(x / scale, y / scale) {
                0x00
            } else {
                0xFF_u8
            }
        }));
    }
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(&pixels, side, side, ExtendedColorType::L8)
        .map_err(DrawError::Png)?;
    Ok(bytes)
}

/// The squares of a QR, for a format that draws them itself.
///
/// # Errors
///
/// [`DrawError`], for an empty text or one too long.
pub fn modules(text: &str) -> Result<Modules, DrawError> {
    Modules::of(text)
}

/// The squares of a QR, quiet zone included.
#[derive(Debug, Clone)]
pub struct Modules {
    width: usize,
    colors: Vec<Color>,
}

impl Modules {
    fn of(text: &str) -> Result<Self, DrawError> {
        can_be_drawn(text)?;
        let code = encode(without_line_ends(text)).map_err(DrawError::Encode)?;
        Ok(Self {
            width: code.width(),
            colors: code.into_colors(),
        })
    }

    /// How many squares a side has.
    #[must_use]
    pub fn side(&self) -> usize {
        self.width + 2 * QUIET_ZONE_MODULES
    }

    /// Whether a square is dark. The quiet zone and everything outside are light.
    #[must_use]
    pub fn dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| {
            at.checked_sub(QUIET_ZONE_MODULES)
                .filter(|&at| at < self.width)
        };
        let index = inside(x).zip(inside(y)).map(|(x, y)| y * self.width + x);
        index.and_then(|index| self.colors.get(index)) == Some(&Color::Dark)
    }
}

fn encode(text: &str) -> Result<QrCode, QrError> {
    if text.is_ascii() {
        return QrCode::with_error_correction_level(text, LEVEL);
    }
    // By default the encoder takes some UTF-8 for Shift JIS and writes it as Kanji,
    // which a wallet then decodes into other characters. So we encode in byte mode.
    let mut outcome = Err(QrError::DataTooLong);
    for version in (1..=LARGEST_VERSION).map(Version::Normal) {
        outcome = encode_bytes(text.as_bytes(), version);
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

fn encode_bytes(bytes: &[u8], version: Version) -> Result<QrCode, QrError> {
    let mut bits = Bits::new(version);
    bits.push_byte_data(bytes)?;
    bits.push_terminator(LEVEL)?;
    QrCode::with_bits(bits, LEVEL)
}
