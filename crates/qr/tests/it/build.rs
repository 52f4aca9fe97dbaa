//! The builder: byte for byte as TotalCoin, and its refusals.

use qr::{BuildError, Builder, PAYLOAD_CHARACTERS_MAX, Payload};

use crate::vectors::TOTALCOIN;

fn totalcoins_sample() -> Result<String, BuildError> {
    let builder = Builder::new()
        .field("01", "11")?
        .template(
            "43",
            &[
                ("00", "com.totalcoin.integracionesqrtest"),
                ("02", "0000013010"),
            ],
        )?
        .template("50", &[("00", "30718092481")])?
        .template("51", &[("00", "0000222800000000057723")])?
        .field("52", "4900")?
        .field("53", "032")?
        .field("58", "AR")?
        .field("59", "ARBET")?
        .field("60", "Buenos Aires")?
        .template("62", &[("01", "JPGQ_PAYMENT_001")])?;
    Ok(builder.finish())
}

#[test]
fn totalcoins_sample_from_its_parts() {
    assert_eq!(totalcoins_sample().unwrap(), TOTALCOIN);
}

#[test]
fn lengths_count_characters() {
    let text = Builder::new().field("59", "PANADERÍA 🧉").unwrap().finish();
    assert!(text.starts_with("0002015911PANADERÍA 🧉6304"), "{text}");
    assert!(Payload::look(&text).crc_ok);
}

#[test]
fn invalid_fields_are_refused() {
    let refused = |tag: &str, value: &str| {
        Builder::new()
            .field("59", "A")
            .unwrap()
            .field(tag, value)
            .unwrap_err()
            .to_string()
    };
    let errors = [
        refused("6", "A"),
        refused("6A", "A"),
        refused("+6", "A"),
        refused("00", "01"),
        refused("63", "0000"),
        refused("59", "B"),
        refused("60", ""),
        refused("60", &"ñ".repeat(100)),
        Builder::new().template("62", &[]).unwrap_err().to_string(),
        Builder::new()
            .template("62", &[("01", "a"), ("01", "b")])
            .unwrap_err()
            .to_string(),
        Builder::new()
            .template("62", &[("01", &"a".repeat(96))])
            .unwrap_err()
            .to_string(),
    ];
    insta::assert_snapshot!(errors.join("\n"), @r#"
    tag "6" is not two digits
    tag "6A" is not two digits
    tag "+6" is not two digits
    tag 00 is written by the builder
    tag 63 is written by the builder
    tag 59 is there already
    tag 60 has no value
    the value of tag 60 has 100 characters, more than 99
    tag 62 has no value
    tag 01 is there already
    the value of tag 62 has 100 characters, more than 99
    "#);
    assert!(Builder::new().field("60", &"ñ".repeat(99)).is_ok());
    assert!(
        Builder::new()
            .template("62", &[("01", &"a".repeat(95))])
            .is_ok()
    );
}

#[test]
fn a_built_payload_is_never_too_long_to_read() {
    let mut builder = Builder::new();
    for tag in ["65", "66", "67", "68"] {
        builder = builder.field(tag, &"a".repeat(99)).unwrap();
    }
    // 6 of the format, 4 × 103, 8 of the CRC, and the last one's own 4.
    let room = PAYLOAD_CHARACTERS_MAX - 6 - 4 * 103 - 8 - 4;
    let longest = builder
        .clone()
        .field("69", &"a".repeat(room))
        .unwrap()
        .finish();
    assert_eq!(longest.chars().count(), PAYLOAD_CHARACTERS_MAX);
    let error = builder.field("69", &"a".repeat(room + 1)).unwrap_err();
    assert_eq!(
        error,
        BuildError::PayloadTooLong {
            characters: PAYLOAD_CHARACTERS_MAX + 1
        }
    );
}
