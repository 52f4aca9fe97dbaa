use super::*;
use domain::{Reference, TillNumber, UnixMs};
use flate2::{Compression, write::GzEncoder, write::ZlibEncoder};
use proptest::prelude::*;
use relay_protocol::BODY_BYTES_MAX;
use std::io::Write as _;

const ID: &str = "01a1fed6-0000-8123-8567-89abcdef0001";
const ANOTHER: &str = "01a1fed6-0000-8123-8567-89abcdef0002";

fn tills(provider: Provider, body: &[u8]) -> Vec<u16> {
    let named = payments_named_in(provider, None, body).unwrap();
    named.into_iter().map(|payment| payment.till().0).collect()
}

fn totalcoin(body: impl AsRef<[u8]>) -> Vec<u16> {
    tills(Provider::Totalcoin, body.as_ref())
}

fn good() -> String {
    format!(r#"{{"Monto": 1000, "Concepto": "Ñandú", "ReferenciaMerchant": "{ID}"}}"#)
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

#[test]
fn the_field_of_each_provider() {
    let body = good();
    assert_eq!(totalcoin(&body), [1]);
    assert_eq!(tills(Provider::Pagouno, body.as_bytes()), [0; 0]);
    let body = format!(r#"{{"id_news": 3, "data": {{"id": 9, "external_reference": "{ID}"}}}}"#);
    assert_eq!(tills(Provider::Pagouno, body.as_bytes()), [1]);
    assert_eq!(totalcoin(&body), [0; 0]);
    assert_eq!(tills(Provider::Bind, body.as_bytes()), [0; 0]);
    let body = format!(r#"{{"payment_id": "{ID}", "order_id": "{ANOTHER}", "amount": 1500.50}}"#);
    assert_eq!(tills(Provider::Wallet, body.as_bytes()), [1]);
    assert_eq!(totalcoin(&body), [0; 0]);
}

/// The wallet does not always know our payment. Then the till is not chosen by
/// an id that stands elsewhere in the notice.
#[test]
fn a_wallets_notice_without_our_id_names_no_till() {
    let with = |payment: &str| {
        format!(r#"{{{payment}"order_id": "{ID}", "state": "paid", "reference": "{ID}"}}"#)
    };
    for payment in [
        "",
        r#""payment_id": null, "#,
        r#""payment_id": "", "#,
        r#""payment_id": "W-1", "#,
        r#""payment_id": 7, "#,
    ] {
        let body = with(payment);
        assert_eq!(tills(Provider::Wallet, body.as_bytes()), [0; 0], "{body}");
    }
    // A body with two ids names no single payment, so each till named gets it.
    let twice = with(&format!(
        r#""payment_id": "{ANOTHER}", "payment_id": "{ID}", "#
    ));
    let named = tills(Provider::Wallet, twice.as_bytes());
    assert_eq!(named.first(), Some(&2));
}

#[test]
fn an_id_is_read_in_every_written_form() {
    let upper = ID.to_uppercase().replace('-', "");
    let escaped = ID.replace('-', "\\u002d");
    for body in [
        format!(r#" {{"ReferenciaMerchant":" {upper} "}}"#),
        format!("\u{FEFF}{{\"ReferenciaMerchant\":\"{ID}\"}}"),
        format!(r#"{{"ReferenciaMerchant":"{escaped}"}}"#),
        format!(r#"{{"Referencia\u004derchant":"{ID}"}}"#),
    ] {
        assert_eq!(totalcoin(&body), [1], "{body}");
    }
}

/// Bodies that are safe to read (decision 0028): only the field decides.
#[test]
fn bodies_that_are_read_safely() {
    let with = |concept: &str| {
        format!("{{\"Concepto\":\"{concept}\",\"x\":[1,{{}}],\"ReferenciaMerchant\":\"{ID}\"}}")
    };
    let plain = good();
    let utf_16 = |mark: bool| -> Vec<u8> {
        let mark = if mark { "\u{FEFF}" } else { "" };
        let units = format!("{mark}{plain}");
        units.encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let utf_16_be: Vec<u8> = plain.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let utf_32: Vec<u8> = plain
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    let latin_1 = [
        b"{\"a\":\"Pe\xF1a\",\"ReferenciaMerchant\":\"",
        ID.as_bytes(),
        b"\"}",
    ]
    .concat();
    let size = format!("{:x}\r\n{plain}\r\n0\r\n\r\n", plain.len());
    let (half, rest) = plain.split_at(50);
    let sizes = format!(
        "32\r\n{half}\r\n{:X};x=1\r\n{rest}\r\n0\r\n\r\n",
        rest.len()
    );
    let percent = ID.replace('-', "%2D");
    let object = plain.replace('"', "%22").replace('{', "%7B");
    for (name, body) in [
        (
            "a tab and a line break in a string",
            with("a\tb\r\nc\u{1}").into(),
        ),
        (
            "bytes after the brace",
            format!("{plain}\r\n\0 done").into(),
        ),
        (
            "NaN",
            format!(r#"{{"Tarifas":NaN,"ReferenciaMerchant":"{ID}"}}"#).into(),
        ),
        ("a quote that is escaped", with(r#"a \"b\" c\\"#).into()),
        ("another's id in the concept", with(ANOTHER).into()),
        ("UTF-16 with a mark", utf_16(true)),
        ("UTF-16 without a mark", utf_16(false)),
        ("UTF-16 the other way round", utf_16_be),
        ("UTF-32", utf_32),
        ("Latin-1", latin_1),
        ("one chunk", size.into()),
        ("two chunks", sizes.into()),
        (
            "a form",
            format!("Monto=1000&ReferenciaMerchant={percent}&Concepto=a+b").into(),
        ),
        (
            "JSON in a form",
            format!("payload={object}&x=1").into_bytes(),
        ),
    ] {
        let body: Vec<u8> = body;
        assert_eq!(totalcoin(&body), [1], "{name}");
        let packed = payments_named_in(Provider::Totalcoin, Some("gzip"), &gzipped(&body));
        assert_eq!(packed.unwrap().len(), 1, "{name}, packed");
    }
    let form = format!("id=9&data[external_reference]={ID}");
    assert_eq!(tills(Provider::Pagouno, form.as_bytes()), [1]);
}

/// Bodies that a payer's text may have shaped go to the till that they name, the
/// field's own value first.
#[test]
fn unsafe_bodies_are_searched_for_references() {
    let reference = PaymentId::parse(ID).unwrap().reference();
    for (body, expected) in [
        // A quote that is not escaped, and what a payer could make of it.
        (
            format!(r#"{{"Concepto":"a "b" c","ReferenciaMerchant":"{ID}"}}"#),
            vec![1],
        ),
        (
            format!(
                r#"{{"Concepto":"x","ReferenciaMerchant":"{ANOTHER}","y":"","ReferenciaMerchant":"{ID}"}}"#
            ),
            vec![2, 1],
        ),
        (
            format!(r#"{{"Otro":{{"ReferenciaMerchant":"{ID}"}}}}"#),
            vec![1],
        ),
        (format!(r#"[{{"ReferenciaMerchant":"{ID}"}}]"#), vec![1]),
        (
            format!(r#"{{"ReferenciaMerchant":"{ID}"}}{{"ReferenciaMerchant":null}}"#),
            vec![1],
        ),
        // It ends before its last brace, or in the middle of a string.
        (
            format!(r#"{{"Concepto":"{ANOTHER}","ReferenciaMerchant":"{ID}""#),
            vec![1, 2],
        ),
        (
            format!(r#"{{"ReferenciaMerchant":"{ID}","Concepto":"ñ"#),
            vec![1],
        ),
        (
            format!(r#"{{"Concepto":"Alfajores C1-000042 {reference}","Monto":1"#),
            vec![1],
        ),
        // JSON as a text in JSON, a form's parts, a word.
        (format!(r#""{{\"ReferenciaMerchant\":\"{ID}\"}}""#), vec![1]),
        (
            format!("--x\r\nname=\"ReferenciaMerchant\"\r\n\r\n{ID}\r\n--x--"),
            vec![1],
        ),
        (
            format!("ReferenciaMerchant={ANOTHER}&ReferenciaMerchant={ID}"),
            vec![2, 1],
        ),
        (format!("paid: {}", ID.replace('-', "")), vec![1]),
        (format!("paid: x{ID} {ID}0"), vec![]),
        (format!("{{\"a\":{}\"{ID}\"", "[".repeat(40)), vec![1]),
    ] {
        assert_eq!(totalcoin(&body), expected, "{body}");
    }
    let twice = format!(
        r#"{{"data":{{"external_reference":"{ID}"}},"data":{{"external_reference":"{ANOTHER}"}}}}"#
    );
    assert_eq!(tills(Provider::Pagouno, twice.as_bytes()), [1, 2]);
    let above =
        format!(r#"{{"external_reference":"{ANOTHER}","data":{{"external_reference":"{ID}"}}}}"#);
    assert_eq!(tills(Provider::Pagouno, above.as_bytes()).len(), 2);
}

#[test]
fn a_body_that_names_no_till() {
    for body in [
        "".to_owned(),
        "null".into(),
        "not JSON".into(),
        "{}".into(),
        r#"{"ReferenciaMerchant":null}"#.into(),
        r#"{"ReferenciaMerchant":12}"#.into(),
        r#"{"ReferenciaMerchant":{"a":1}}"#.into(),
        r#"{"ReferenciaMerchant":"ca8964d1-b90b-4583-98da-bfc7f757d6e7"}"#.into(),
        // Readable, and null: an id in the concept does not choose the till.
        format!(r#"{{"Concepto":"{ID}","ReferenciaMerchant":null}}"#),
        "[".repeat(60_000),
        format!("{{\"a\":{}", "[".repeat(60_000)),
    ] {
        assert_eq!(totalcoin(&body), [0; 0], "{body}");
    }
}

#[test]
fn packed_bodies_are_unpacked() {
    let read = |coding: Option<&str>, body: &[u8]| {
        payments_named_in(Provider::Totalcoin, coding, body).map(|named| named.len())
    };
    let plain = good();
    let gzip = gzipped(plain.as_bytes());
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(plain.as_bytes()).unwrap();
    let zlib = zlib.finish().unwrap();
    // Two bytes of frame before, and four of check sum after.
    let bare = &zlib[2..zlib.len() - 4];
    for (coding, body) in [
        (Some("gzip"), &gzip[..]),
        (Some(" X-GZIP "), &gzip),
        (None, &gzip),
        (Some("deflate"), &zlib),
        (Some("deflate"), bare),
        (Some("gzip"), plain.as_bytes()),
        (Some("identity, gzip"), &gzip),
        (Some("gzip, gzip"), &gzipped(&gzip)),
    ] {
        assert_eq!(read(coding, body), Ok(1), "{coding:?}");
    }
    assert_eq!(read(Some("br"), &[0x8B, 1, 2]), Ok(0));
    assert_eq!(read(Some("deflate"), &[]), Ok(0));
    // A packed body that breaks off is searched as far as it could be unpacked.
    let broken = &gzip[..gzip.len() - 9];
    assert!(read(Some("gzip"), broken).is_ok());
    let bomb = gzipped(&vec![b' '; 100 * BODY_BYTES_MAX]);
    assert!(bomb.len() < BODY_BYTES_MAX);
    for (coding, body) in [
        (Some("gzip"), bomb.clone()),
        (None, bomb.clone()),
        (Some("gzip, gzip"), gzipped(&bomb)),
    ] {
        assert_eq!(read(coding, &body), Err(TooLarge), "{coding:?}");
    }
}

#[test]
fn only_a_limited_number_of_ids_is_read() {
    let ids: Vec<_> = (0..50_u16)
        .map(|till| PaymentId::new(UnixMs(1), [0; 8], TillNumber(till)).to_string())
        .collect();
    assert_eq!(totalcoin(ids.join(" ")).len(), PAYMENTS_NAMED_MAX);
}

/// Text that is nearly a notice.
fn near() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("[".to_owned()),
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just(",".to_owned()),
        Just(":".to_owned()),
        Just("&".to_owned()),
        Just("=".to_owned()),
        Just("%".to_owned()),
        Just("\r\n".to_owned()),
        Just("ff\r\n".to_owned()),
        Just("ReferenciaMerchant".to_owned()),
        Just("\"ReferenciaMerchant\":".to_owned()),
        Just(format!("\"{ID}\"")),
        ".{0,4}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_bytes_break_the_readers(bytes: Vec<u8>, text in near(), cut in 0_usize..200, put: u8) {
        let mut packed = gzipped(text.as_bytes());
        let place = cut % packed.len();
        packed[place] = put;
        for provider in Provider::ALL {
            for coding in [None, Some("gzip"), Some("deflate"), Some("a, gzip, b")] {
                let _ = payments_named_in(provider, coding, &bytes);
                let _ = payments_named_in(provider, coding, text.as_bytes());
                let _ = payments_named_in(provider, coding, &packed);
                let _ = payments_named_in(provider, coding, &packed[..place]);
            }
        }
    }

    /// Every object that serde reads gives the same value here.
    #[test]
    fn plain_json_reads_as_it_is(ms in 0_i64..1 << 46, random: [u8; 8], till: u16, other in ".{0,30}") {
        let id = PaymentId::new(UnixMs(ms), random, TillNumber(till));
        let body = serde_json::json!({"Concepto": other, "ReferenciaMerchant": id}).to_string();
        prop_assert_eq!(totalcoin(&body), [till]);
        let body = serde_json::json!({"data": {"x": other, "external_reference": id}}).to_string();
        prop_assert_eq!(tills(Provider::Pagouno, body.as_bytes()), [till]);
        let form = form_encoded(&[("Concepto", &other), ("ReferenciaMerchant", &id.to_string())]);
        if !other.trim_start().starts_with('{') {
            prop_assert_eq!(totalcoin(form), [till]);
        }
    }

    /// Whatever a payer types, the field's own value comes first or alone.
    #[test]
    fn a_payers_text_does_not_come_first(typed in near()) {
        let body = format!(r#"{{"ReferenciaMerchant":"{ANOTHER}","Concepto":"{typed}"}}"#);
        prop_assert_eq!(totalcoin(body).first().copied(), Some(2));
    }

    /// A body cut anywhere after its id still finds its till.
    #[test]
    fn a_cut_body_finds_its_till(cut: prop::sample::Index, reference: bool) {
        let name = if reference {
            PaymentId::parse(ID).unwrap().reference().to_string()
        } else {
            ID.to_owned()
        };
        let body = format!(r#"{{"Monto":1,"Concepto":"{name}","x":"yyyyyyyyyyyyyyyyyyyyyy"}}"#);
        let from = body.find(&name).unwrap() + Reference::LENGTH.max(name.len());
        let at = from + cut.index(body.len() - from);
        prop_assert_eq!(totalcoin(&body[..at]), [1]);
    }
}

fn form_encoded(pairs: &[(&str, &str)]) -> String {
    let encoded =
        |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02x}")).collect() };
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{key}={}", encoded(value)))
        .collect();
    pairs.join("&")
}
