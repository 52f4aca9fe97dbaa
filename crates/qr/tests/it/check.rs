//! The till's check, refusal by refusal and warning by warning.

use qr::{Builder, Contradiction, Expected, Identity, ReadError, Verdict, Warning, check};

use crate::vectors::{EMVCO, TOTALCOIN};

const SAMPLE: Expected<'static> = Expected {
    amount_centavos: Some(1000),
    reference: "JPGQ_PAYMENT_001",
    order_id: "13010",
    cuit: Some("30718092481"),
    cvu: Some("0000222800000000057723"),
};

/// The sample with one field changed, added or left out (empty value).
fn sample_but(tag: &str, value: &str) -> String {
    let fields = [
        ("43", "0033com.totalcoin.integracionesqrtest02100000013010"),
        ("50", "001130718092481"),
        ("51", "00220000222800000000057723"),
        ("52", "4900"),
        ("53", "032"),
        ("54", ""),
        ("58", "AR"),
        ("59", "ARBET"),
        ("60", "Buenos Aires"),
        ("62", "0116JPGQ_PAYMENT_001"),
    ];
    let mut builder = Builder::new();
    for (of, usual) in fields {
        let value = if of == tag { value } else { usual };
        if !value.is_empty() {
            builder = builder.field(of, value).unwrap();
        }
    }
    builder.finish()
}

fn refusals(text: &str) -> Vec<Contradiction> {
    let verdict = check(text, &SAMPLE);
    assert_eq!(verdict.may_be_shown(), verdict.refusals.is_empty());
    verdict.refusals
}

#[test]
fn the_sample_is_good() {
    let verdict = check(TOTALCOIN, &SAMPLE);
    let identity = Identity {
        cuit: Some("30718092481".to_owned()),
        cvu: Some("0000222800000000057723".to_owned()),
    };
    assert_eq!(
        verdict,
        Verdict {
            refusals: vec![],
            warnings: vec![],
            identity
        }
    );
    // Before the first QR the merchant is unknown: the check returns its identity.
    let first = check(
        TOTALCOIN,
        &Expected {
            cuit: None,
            cvu: None,
            ..SAMPLE
        },
    );
    assert_eq!(first, verdict);
}

#[test]
fn an_amount_must_be_the_one_asked_for() {
    for same in ["10", "10.", "10.0", "10.00", "10.000"] {
        assert_eq!(refusals(&sample_but("54", same)), [], "{same}");
    }
    for other in [
        "10.01",
        "1000",
        "9.999",
        "10.001",
        "10,00",
        "0.00",
        "99999999999999999999",
    ] {
        let expected = [Contradiction::Amount {
            found: other.to_owned(),
            expected_centavos: Some(1000),
        }];
        assert_eq!(refusals(&sample_but("54", other)), expected, "{other}");
    }
    let open = Expected {
        amount_centavos: None,
        ..SAMPLE
    };
    assert_eq!(check(&sample_but("54", "0.00"), &open).refusals, []);
    assert_eq!(check(&sample_but("54", "10.00"), &open).refusals.len(), 1);
}

#[test]
fn each_contradiction_refuses() {
    let found = |text: &str| text.to_owned();
    let cases = [
        (
            ("53", "840"),
            Contradiction::Currency {
                found: found("840"),
            },
        ),
        (("58", "UY"), Contradiction::Country { found: found("UY") }),
        (
            ("62", "0104OTRA"),
            Contradiction::Reference {
                found: found("OTRA"),
            },
        ),
        (
            ("50", "001130711234567"),
            Contradiction::Cuit {
                found: Some(found("30711234567")),
            },
        ),
        (
            ("51", "00220000003100012345678901"),
            Contradiction::Cvu {
                found: Some(found("0000003100012345678901")),
            },
        ),
        // A missing account does not count as the merchant's.
        (("50", ""), Contradiction::Cuit { found: None }),
        (("51", ""), Contradiction::Cvu { found: None }),
    ];
    for ((tag, value), contradiction) in cases {
        assert_eq!(refusals(&sample_but(tag, value)), [contradiction]);
    }
    // A missing reference contradicts nothing.
    assert_eq!(refusals(&sample_but("62", "")), []);
}

#[test]
fn a_bad_crc_gives_a_warning() {
    let misread = TOTALCOIN.replace("ARBET", "ARBOT");
    let verdict = check(&misread, &SAMPLE);
    assert!(verdict.may_be_shown());
    assert!(matches!(
        verdict.warnings[..],
        [Warning::Crc(ReadError::CrcMismatch { .. })]
    ));
}

#[test]
fn a_contradiction_is_found_despite_a_bad_crc_and_structure() {
    let bad_crc = sample_but("54", "10.00").replace("540510.00", "540599.00");
    assert_eq!(refusals(&bad_crc).len(), 1);
    let cut = &bad_crc[..bad_crc.len() - 30];
    assert_eq!(refusals(cut).len(), 1);
    // A repeated amount: a wallet may read the second one.
    let twice = sample_but("54", "10.00").replace("6304", "540599.006304");
    assert_eq!(refusals(&twice).len(), 1);
}

#[test]
fn a_broken_structure_alone_gives_a_warning() {
    for text in ["", "hola", &TOTALCOIN[..100], &"x".repeat(10_000)] {
        let verdict = check(text, &SAMPLE);
        assert!(verdict.may_be_shown(), "{text}");
        assert!(
            matches!(verdict.warnings[0], Warning::Structure(_)),
            "{text}"
        );
    }
}

#[test]
fn another_order_id_gives_a_warning() {
    let verdict = check(
        TOTALCOIN,
        &Expected {
            order_id: "13011",
            ..SAMPLE
        },
    );
    assert!(verdict.may_be_shown());
    let warning = Warning::OrderId {
        found: "0000013010".to_owned(),
        expected: "0000013011".to_owned(),
    };
    assert_eq!(verdict.warnings, [warning]);
    let other_domain = sample_but("43", "0010ar.com.foo");
    assert_eq!(check(&other_domain, &SAMPLE).warnings, []);
}

#[test]
fn only_a_valid_identity_is_returned() {
    let first = Expected {
        cuit: None,
        cvu: None,
        ..SAMPLE
    };
    let cuit = Some("30718092481".to_owned());
    let cvu = Some("0000222800000000057723".to_owned());
    for (tag, value, warning, identity) in [
        (
            "50",
            "001130718092482",
            Warning::Cuit {
                found: "30718092482".to_owned(),
            },
            Identity {
                cuit: None,
                cvu: cvu.clone(),
            },
        ),
        (
            "50",
            "001330-71809248-1",
            Warning::Cuit {
                found: "30-71809248-1".to_owned(),
            },
            Identity {
                cuit: None,
                cvu: cvu.clone(),
            },
        ),
        (
            "51",
            "00220000222800000000057724",
            Warning::Cvu {
                found: "0000222800000000057724".to_owned(),
            },
            Identity {
                cuit: cuit.clone(),
                cvu: None,
            },
        ),
        (
            "51",
            "0005alias",
            Warning::Cvu {
                found: "alias".to_owned(),
            },
            Identity {
                cuit: cuit.clone(),
                cvu: None,
            },
        ),
    ] {
        let verdict = check(&sample_but(tag, value), &first);
        assert!(verdict.may_be_shown() && warning.concerns_identity());
        assert_eq!(
            (verdict.warnings, verdict.identity),
            (vec![warning], identity),
            "{value}"
        );
    }
}

#[test]
fn an_identity_is_found_in_another_account_too() {
    let moved = Builder::new()
        .field("43", "0033com.totalcoin.integracionesqrtest02100000013010")
        .and_then(|it| it.field("45", "0006ar.com011130718092481"))
        .and_then(|it| it.field("51", "00220000222800000000057723"))
        .and_then(|it| it.field("52", "4900"))
        .and_then(|it| it.field("53", "032"))
        .and_then(|it| it.field("58", "AR"))
        .and_then(|it| it.field("59", "ARBET"))
        .and_then(|it| it.field("60", "Buenos Aires"))
        .unwrap()
        .finish();
    let verdict = check(&moved, &SAMPLE);
    assert_eq!((verdict.refusals, verdict.warnings), (vec![], vec![]));
    assert_eq!(verdict.identity.cuit.as_deref(), Some("30718092481"));
    let other = Expected {
        cuit: Some("20111111112"),
        ..SAMPLE
    };
    assert_eq!(
        check(&moved, &other).refusals,
        [Contradiction::Cuit { found: None }]
    );
}

#[test]
fn line_ends_around_a_text_are_removed() {
    for text in [format!("{TOTALCOIN}\n"), format!("\r\n{TOTALCOIN}\r\n")] {
        assert_eq!(check(&text, &SAMPLE), check(TOTALCOIN, &SAMPLE));
        assert_eq!(qr::svg(&text).unwrap(), qr::svg(TOTALCOIN).unwrap());
        assert_eq!(qr::png(&text, 2).unwrap(), qr::png(TOTALCOIN, 2).unwrap());
    }
    assert!(qr::can_be_drawn("\r\n").is_err());
}

#[test]
fn a_good_payload_from_abroad_is_refused() {
    let verdict = check(
        EMVCO,
        &Expected {
            cuit: None,
            cvu: None,
            ..SAMPLE
        },
    );
    assert_eq!(verdict.warnings, []);
    let [
        Contradiction::Amount { .. },
        Contradiction::Currency { .. },
        Contradiction::Country { .. },
    ] = &verdict.refusals[..]
    else {
        panic!("{verdict:?}");
    };
}
