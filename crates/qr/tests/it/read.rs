//! The reader's rules, one by one, on payloads whose CRC is right.

use qr::{AmountError, PAYLOAD_CHARACTERS_MAX, Payload, ReadError, crc16};

/// Appends the right CRC to a text.
fn closed(text: &str) -> String {
    let text = format!("{text}6304");
    format!("{text}{:04X}", crc16(text.as_bytes()))
}

/// A good payload with this in it, before the CRC.
fn with(extra: &str) -> String {
    closed(&format!(
        "00020143150011ar.com.demo5204541153030325802AR5904DEMO6004CABA{extra}"
    ))
}

fn faults(text: &str) -> String {
    let look = Payload::look(text);
    assert_eq!(Payload::read(text).err(), look.faults.first().cloned());
    let lines: Vec<_> = look.faults.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn the_crc_is_ccitt_false() {
    // The check value of the catalogue of parametrised CRC algorithms.
    assert_eq!(crc16(b"123456789"), 0x29B1);
    assert_eq!(crc16(b""), 0xFFFF);
}

#[test]
fn harmless_oddities_are_not_refused() {
    let texts = [
        with(""),
        with("54041500"),
        with("540398."),
        with("5403.50"),
        with("540201"),
        // Unknown and reserved tags, plain values among the unreserved templates.
        with("6503abc7903xyz8005plain9902zz"),
        // An unreserved value that begins like a template but is not one.
        with("80060002AB8107000201x"),
        // Values that happen to read as fields: sub-tag 00 is not first, or is empty.
        with("80100101A0101A81090001A0100"),
        // More than EMVCo's 25 characters of a name, an emoji, a lower-case country.
        closed(
            "00020143150011ar.com.demo5204541153030325802ar5930ABCDEFGHIJKLMNOPQRSTUVWXYZABC🧉6004CABA",
        ),
        // The same sub-tag in two templates, and a root's tag inside one.
        with("44150011ar.com.demo"),
        with("62086304abcd"),
        // A plain account only.
        closed("000201020412345204541153030325802AR5904DEMO6004CABA"),
        closed("00020151060002xx5204541153030325802AR5904DEMO6004CABA"),
    ];
    for text in texts {
        assert_eq!(faults(&text), "", "{text}");
    }
}

#[test]
fn a_tag_occurs_once_on_its_level() {
    insta::assert_snapshot!(faults(&with("5904DEMO")), @"tag 59 at character 62 stands there a second time");
    insta::assert_snapshot!(faults(&with("44230011ar.com.demo00040000")), @"tag 00 at character 81, in template 44 stands there a second time");
    insta::assert_snapshot!(faults(&with("62120102AB0102AB")), @"tag 01 at character 72, in template 62 stands there a second time");
    insta::assert_snapshot!(faults(&with("64120002es0002en")), @"tag 00 at character 72, in template 64 stands there a second time");
    insta::assert_snapshot!(faults(&with("80120002AB0002AB")), @"tag 00 at character 72, in template 80 stands there a second time");
    insta::assert_snapshot!(faults(&with("6503abc6503abc")), @"tag 65 at character 69 stands there a second time");
}

#[test]
fn templates_have_complete_parts() {
    insta::assert_snapshot!(faults(&with("2604abcd")), @r#"tag "ab" at character 66, in template 26 is not two digits"#);
    insta::assert_snapshot!(faults(&with("51060102AB")), @"template 51 at character 62 has no sub-tag 00");
    insta::assert_snapshot!(faults(&with("62070109abc")), @"tag 01 at character 66, in template 62 declares 9 characters and 3 are left");
    insta::assert_snapshot!(faults(&with("6203abc")), @r#""abc" at character 66, in template 62 is too short for a tag and a length"#);
    insta::assert_snapshot!(faults(&with("64060A02es")), @r#"tag "0A" at character 66, in template 64 is not two digits"#);
    insta::assert_snapshot!(faults(&with("620401XX")), @r#"the length "XX" of tag 01 at character 66, in template 62 is not two digits"#);
}

#[test]
fn lengths_are_two_ascii_digits_from_01() {
    insta::assert_snapshot!(faults(&with("6500")), @"tag 65 at character 62 has no value");
    insta::assert_snapshot!(faults(&with("65+1a")), @r#"the length "+1" of tag 65 at character 62 is not two digits"#);
    insta::assert_snapshot!(faults(&with("65٠١a")), @r#"the length "٠١" of tag 65 at character 62 is not two digits"#);
    insta::assert_snapshot!(faults(&with("٦٥01a")), @r#"tag "٦٥" at character 62 is not two digits"#);
    insta::assert_snapshot!(faults(&with("62040100")), @"tag 01 at character 66, in template 62 has no value");
}

#[test]
fn format_comes_first_and_crc_last() {
    let good = with("");
    insta::assert_snapshot!(faults(&format!("{good}\n")), @r#"
    "\n" at character 70 is too short for a tag and a length
    tag 63 at character 62 is not the last
    "#);
    insta::assert_snapshot!(faults(&format!(" {good}")), @r#"
    tag " 0" at character 0 is not two digits
    tag 00 is not the first
    "#);
    insta::assert_snapshot!(faults(&format!("\u{feff}{good}")), @r#"
    tag "\u{feff}0" at character 0 is not two digits
    tag 00 is not the first
    "#);
    insta::assert_snapshot!(faults(&format!("{good}6503abc")), @"tag 63 at character 62 is not the last");
    insta::assert_snapshot!(faults(&format!("{good}{}", &good[good.len() - 8..])), @r#"
    tag 63 at character 70 stands there a second time
    tag 63 at character 62 is not the last
    "#);
    insta::assert_snapshot!(faults(&closed("43150011ar.com.demo0002015204541153030325802AR5904DEMO6004CABA")), @"tag 00 is not the first");
    insta::assert_snapshot!(faults(&closed("43150011ar.com.demo5204541153030325802AR5904DEMO6004CABA")), @"tag 00 is not the first");
    insta::assert_snapshot!(faults(&closed("00011")), @r#"
    the payload format is "1", not "01"
    tag 52 is missing
    tag 53 is missing
    tag 58 is missing
    tag 59 is missing
    tag 60 is missing
    no merchant account (tags 02 to 51)
    "#);
    insta::assert_snapshot!(faults(&good.replace("6304", "6303")[..good.len() - 1]), @r#"the CRC "A88" is not four hexadecimal digits"#);
    insta::assert_snapshot!(faults(&format!("{}+123", &good[..good.len() - 4])), @r#"the CRC "+123" is not four hexadecimal digits"#);
}

#[test]
fn mandatory_fields_have_their_form() {
    let base = "00020143150011ar.com.demo5204541153030325802AR5904DEMO6004CABA";
    for (field, tag) in [
        ("52045411", "52"),
        ("5303032", "53"),
        ("5802AR", "58"),
        ("5904DEMO", "59"),
        ("6004CABA", "60"),
    ] {
        let without = closed(&base.replace(field, ""));
        assert_eq!(faults(&without), format!("tag {tag} is missing"));
    }
    let bad = [
        ("52045411", "5203541"),
        ("52045411", "520454A1"),
        ("52045411", "5204٥411"),
        ("5303032", "530232"),
        ("5303032", "5303ARS"),
        ("5802AR", "5803ARG"),
        ("5802AR", "5802A1"),
        ("5904DEMO", "5900"),
    ];
    let found: Vec<_> = bad
        .iter()
        .map(|(good, bad)| faults(&closed(&base.replace(good, bad))))
        .collect();
    insta::assert_snapshot!(found.join("\n"), @r#"
    tag 52 at character 25 is "541", not four digits
    tag 52 at character 25 is "54A1", not four digits
    tag 52 at character 25 is "٥411", not four digits
    tag 53 at character 33 is "32", not three digits
    tag 53 at character 33 is "ARS", not three digits
    tag 58 at character 40 is "ARG", not two letters
    tag 58 at character 40 is "A1", not two letters
    tag 59 at character 46 has no value
    "#);
}

#[test]
fn an_amount_is_more_than_zero_and_has_one_point() {
    for bad in [
        "0", "0.00", "000", ".", "0.", ".0", "1.2.3", "10,50", "-1", "+1", "1e3", " 1", "$1", "١",
    ] {
        let text = with(&format!("54{:02}{bad}", bad.chars().count()));
        assert!(
            matches!(Payload::read(&text), Err(ReadError::BadForm { .. })),
            "{bad}"
        );
    }
    let text = with("5408100.1251");
    assert_eq!(
        Payload::read(&text).unwrap().amount_centavos(),
        Some(Err(AmountError::NotExact))
    );
}

#[test]
fn a_payload_is_bounded() {
    let filled = |name: usize| {
        let mut extra = String::new();
        for tag in [65, 66, 67, 68] {
            extra.push_str(&format!("{tag}95{}", "ñ".repeat(95)));
        }
        with(&format!("{extra}69{name:02}{}", "x".repeat(name)))
    };
    let room = PAYLOAD_CHARACTERS_MAX - filled(0).chars().count();
    assert_eq!(faults(&filled(room)), "");
    assert_eq!(
        faults(&filled(room + 1)),
        "the payload has 513 characters, more than 512"
    );
}

#[test]
fn a_look_finds_the_fields_before_the_damage() {
    let cut = with("54071500.00");
    let cut = &cut[..cut.len() - 10];
    let look = Payload::look(cut);
    assert!(!look.whole && !look.crc_ok);
    assert_eq!(look.payload.currency(), Some("032"));
    assert_eq!(look.payload.merchant_name(), Some("DEMO"));

    // The maker counted the name's length in bytes: the length is wrong and the CRC is
    // right.
    let bytes = closed("00020143150011ar.com.demo5303032540415005920PANADERÍA SAN JOSÉ6004CABA");
    let look = Payload::look(&bytes);
    assert!(look.crc_ok);
    assert!(!look.faults.is_empty());

    let misread = with("").replace("DEMO", "DENO");
    let look = Payload::look(&misread);
    assert!(look.whole && !look.crc_ok);
    assert_eq!(look.payload.merchant_name(), Some("DENO"));
    assert_eq!(look.faults.len(), 1);
    assert!(look.faults[0].concerns_crc());
}
