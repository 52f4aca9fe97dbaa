//! Pictures, read back by an independent QR reader.

use qr::{DrawError, QUIET_ZONE_MODULES, TEXT_CHARACTERS_MAX, can_be_drawn, png, svg};

use crate::vectors::{self, EMVCO, TOTALCOIN};

/// A picture in grey, for the tests to look at.
pub(crate) struct Picture {
    side: usize,
    pixels: Vec<u8>,
}

impl Picture {
    pub(crate) fn of_png(bytes: &[u8]) -> Self {
        let picture = image::load_from_memory_with_format(bytes, image::ImageFormat::Png).unwrap();
        assert_eq!(picture.color(), image::ColorType::L8);
        assert_eq!(picture.width(), picture.height());
        let side = usize::try_from(picture.width()).unwrap();
        Self {
            side,
            pixels: picture.into_luma8().into_raw(),
        }
    }

    /// Paints the one path of our own SVGs: rows of `M x y h n v1 h-n z`.
    pub(crate) fn of_svg(svg: &str, module_px: usize) -> Self {
        let between = |text: &str, from: &str, to: &str| {
            text.split_once(from)
                .unwrap()
                .1
                .split_once(to)
                .unwrap()
                .0
                .to_owned()
        };
        let view = between(svg, "viewBox=\"0 0 ", "\"");
        let (width, height) = view.split_once(' ').unwrap();
        assert_eq!(width, height);
        let side: usize = width.parse::<usize>().unwrap() * module_px;
        let mut pixels = vec![0xFF; side * side];
        for row in between(svg, " d=\"", "\"").split_terminator('z') {
            let (x, rest) = row.strip_prefix('M').unwrap().split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (run, back) = rest.split_once("v1h-").unwrap();
            assert_eq!(run, back);
            let [x, y, run]: [usize; 3] = [x, y, run].map(|number| number.parse().unwrap());
            for at in y * module_px..(y + 1) * module_px {
                let from = at * side + x * module_px;
                pixels[from..from + run * module_px].fill(0);
            }
        }
        Self { side, pixels }
    }

    pub(crate) fn read(&self) -> String {
        let mut prepared =
            rqrr::PreparedImage::prepare_from_greyscale(self.side, self.side, |x, y| {
                self.pixels[y * self.side + x]
            });
        let grids = prepared.detect_grids();
        assert_eq!(grids.len(), 1, "one QR in the picture");
        grids[0].decode().unwrap().1
    }

    /// How many pixels from the edge the first dark one lies, on each side.
    fn margin(&self) -> usize {
        let distance = |index: usize| {
            let (x, y) = (index % self.side, index / self.side);
            x.min(y).min(self.side - 1 - x).min(self.side - 1 - y)
        };
        let dark = self
            .pixels
            .iter()
            .enumerate()
            .filter(|(_, pixel)| **pixel == 0);
        dark.map(|(index, _)| distance(index)).min().unwrap()
    }
}

#[test]
fn every_valid_payload_reads_back_from_svg_and_png() {
    for vector in vectors::all().iter().filter(|vector| vector.valid) {
        let text = &vector.payload;
        assert_eq!(&Picture::of_png(&png(text, 4).unwrap()).read(), text);
        assert_eq!(&Picture::of_svg(&svg(text).unwrap(), 4).read(), text);
    }
}

#[test]
fn both_pictures_have_the_quiet_zone() {
    for module_px in [1, 3, 8] {
        let picture = Picture::of_png(&png(TOTALCOIN, module_px).unwrap());
        let module_px = usize::try_from(module_px).unwrap();
        assert_eq!(picture.margin(), QUIET_ZONE_MODULES * module_px);
    }
    assert_eq!(
        Picture::of_svg(&svg(TOTALCOIN).unwrap(), 1).margin(),
        QUIET_ZONE_MODULES
    );
}

#[test]
fn svg_and_png_have_the_same_modules() {
    let of_png = Picture::of_png(&png(EMVCO, 1).unwrap());
    let of_svg = Picture::of_svg(&svg(EMVCO).unwrap(), 1);
    assert_eq!(of_png.pixels, of_svg.pixels);
}

#[test]
fn the_svg_can_be_put_into_a_page() {
    let drawn = svg("<script>\"&").unwrap();
    let (head, rest) = drawn.split_once(" d=\"").unwrap();
    insta::assert_snapshot!(head, @r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29" shape-rendering="crispEdges"><rect width="29" height="29" fill="#fff"/><path fill="#000""##);
    let (path, tail) = rest.split_once('"').unwrap();
    assert!(path.chars().all(|c| "Mhvz -0123456789".contains(c)));
    assert_eq!(tail, "/></svg>");
}

#[test]
fn the_level_is_m() {
    // The format's first two bits name the level and are at the left end of row 8: 00 for
    // M, drawn through a mask that begins with 10 (ISO/IEC 18004).
    let picture = Picture::of_png(&png(TOTALCOIN, 1).unwrap());
    let row = (QUIET_ZONE_MODULES + 8) * picture.side + QUIET_ZONE_MODULES;
    let bits = [picture.pixels[row] == 0, picture.pixels[row + 1] == 0];
    assert_eq!(bits, [true, false]);
}

/// A reader does not tell which mode was used, but the size does: written as Kanji this
/// text would need fewer modules, since its UTF-8 bytes, E6 81 81, read as pairs of
/// Shift JIS.
#[test]
fn characters_beyond_ascii_are_written_as_bytes() {
    let text = "恁".repeat(40);
    let side = Picture::of_png(&png(&text, 1).unwrap()).side - 2 * QUIET_ZONE_MODULES;
    // 120 bytes at level M take version 7, of 45 modules; 60 Kanji take version 6.
    assert_eq!(side, 45);
}

#[test]
fn the_longest_text_can_be_drawn() {
    for character in ["0", "a", "ñ", "🧉"] {
        let text = character.repeat(TEXT_CHARACTERS_MAX);
        assert!(can_be_drawn(&text).is_ok());
        assert_eq!(Picture::of_png(&png(&text, 3).unwrap()).read(), text);
        let longer = text + character;
        assert!(can_be_drawn(&longer).is_err());
        assert!(matches!(
            svg(&longer),
            Err(DrawError::TextTooLong { characters: 513 })
        ));
        assert!(matches!(
            png(&longer, 3),
            Err(DrawError::TextTooLong { characters: 513 })
        ));
    }
}

#[test]
fn texts_and_sizes_out_of_bounds_are_refused() {
    assert!(matches!(svg(""), Err(DrawError::Empty)));
    assert!(matches!(png("", 1), Err(DrawError::Empty)));
    assert!(matches!(
        png("a", 0),
        Err(DrawError::ModuleSize { module_px: 0 })
    ));
    assert!(matches!(
        png("a", 101),
        Err(DrawError::ModuleSize { module_px: 101 })
    ));
    assert!(matches!(
        png("a", u32::MAX),
        Err(DrawError::ModuleSize { .. })
    ));
    assert!(png("a", 100).is_ok());
    assert!(matches!(
        png(TOTALCOIN, 100),
        Err(DrawError::PictureTooLarge { .. })
    ));
}
