//! Properties for any text, any damage and any payload that can be built.

use proptest::prelude::*;
use qr::{Builder, Expected, Payload, check, png, svg};

use crate::draw::Picture;
use crate::vectors;

/// A vector with a few characters inserted, removed or changed.
fn damaged() -> impl Strategy<Value = String> {
    let payloads: Vec<String> = vectors::all()
        .into_iter()
        .map(|vector| vector.payload)
        .collect();
    let blow = (
        any::<prop::sample::Index>(),
        0..3_u8,
        prop_oneof!["[0-9]", "[A-Z.+ ñ最🧉]"],
    );
    (
        prop::sample::select(payloads),
        prop::collection::vec(blow, 1..4),
    )
        .prop_map(|(payload, blows)| {
            let mut characters: Vec<char> = payload.chars().collect();
            for (at, kind, with) in blows {
                let at = at.index(characters.len() + 1);
                let with = with.chars().next().unwrap();
                match (kind, at < characters.len()) {
                    (0, true) => {
                        characters.remove(at);
                    }
                    (1, true) => characters[at] = with,
                    _ => characters.insert(at, with),
                }
            }
            characters.into_iter().collect()
        })
}

/// Reads a text in both ways. Neither may panic, and the two must agree.
fn read_in_every_way(text: &str) -> Result<(), TestCaseError> {
    let look = Payload::look(text);
    match Payload::read(text) {
        Ok(payload) => {
            prop_assert!(look.faults.is_empty() && look.whole && look.crc_ok);
            prop_assert_eq!(&payload, &look.payload);
        }
        Err(fault) => prop_assert_eq!(Some(&fault), look.faults.first()),
    }
    for fault in &look.faults {
        prop_assert!(!fault.to_string().is_empty());
    }
    let _ = look.payload.amount_centavos();
    for field in look.payload.fields() {
        let at: String = text.chars().skip(field.position() + 4).collect();
        prop_assert!(at.starts_with(field.value()));
        for part in field.parts() {
            let at: String = text.chars().skip(part.position() + 4).collect();
            prop_assert!(at.starts_with(part.value()));
        }
    }
    let expected = Expected {
        amount_centavos: Some(1000),
        reference: "R",
        order_id: "1",
        cuit: Some("1"),
        cvu: None,
    };
    let _ = check(text, &expected);
    Ok(())
}

fn value(characters: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(any::<char>(), characters).prop_map(|value| value.into_iter().collect())
}

proptest! {
    #[test]
    fn any_text_can_be_tried(text in any::<String>()) {
        read_in_every_way(&text)?;
    }

    #[test]
    fn any_row_of_almost_fields_can_be_tried(
        text in "([0-9]{2}(0[0-9]|[0-9]{2}|.{2}).{0,9}){0,40}",
    ) {
        read_in_every_way(&text)?;
    }

    #[test]
    fn any_damage_can_be_tried(text in damaged()) {
        read_in_every_way(&text)?;
    }

    /// A CRC of 16 bits sees every change within one ASCII character. Only the case of
    /// the CRC's own digits may change.
    #[test]
    fn one_changed_character_is_noticed(at in any::<prop::sample::Index>(), with in "[ -~]") {
        let text = vectors::TOTALCOIN;
        let at = at.index(text.len());
        let mut changed = text.to_owned();
        changed.replace_range(at..=at, &with);
        prop_assume!(!changed.eq_ignore_ascii_case(text));
        prop_assert!(Payload::read(&changed).is_err());
    }

    #[test]
    fn a_built_payload_is_read_back(
        domain in value(1..=40),
        account in value(1..=25),
        name in value(1..=25),
        city in value(1..=15),
        reference in value(1..=25),
        unknown in value(1..=99),
        centavos in 1..=9_007_199_254_740_991_i64,
        template in 26..=51_u8,
    ) {
        let amount = format!("{}.{:02}", centavos / 100, centavos % 100);
        let template = template.to_string();
        let build = || Builder::new()
            .field("54", &amount)?
            .template(&template, &[("00", &domain), ("07", &account)])?
            .field("52", "5411")?
            .field("53", "032")?
            .field("58", "AR")?
            .field("59", &name)?
            .field("60", &city)?
            .template("62", &[("01", &reference)])?
            .field("71", &unknown);
        let text = build().unwrap().finish();
        let payload = Payload::read(&text).unwrap();
        prop_assert_eq!(payload.amount_centavos(), Some(Ok(centavos)));
        prop_assert_eq!(payload.sub(&template, "00"), Some(&*domain));
        prop_assert_eq!(payload.sub(&template, "07"), Some(&*account));
        prop_assert_eq!(payload.merchant_name(), Some(&*name));
        prop_assert_eq!(payload.city(), Some(&*city));
        prop_assert_eq!(payload.sub("62", "01"), Some(&*reference));
        prop_assert_eq!(payload.field("71"), Some(&*unknown));
    }
}

proptest! {
    // A picture takes milliseconds.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_drawn_qr_is_read_back(text in prop_oneof!["[ -~]{1,200}", "\\PC{1,120}", "[最佳运输ñÁ🧉0-9]{1,120}"]) {
        prop_assert_eq!(Picture::of_png(&png(&text, 4).unwrap()).read(), text.clone());
        prop_assert_eq!(Picture::of_svg(&svg(&text).unwrap(), 4).read(), text);
    }
}
