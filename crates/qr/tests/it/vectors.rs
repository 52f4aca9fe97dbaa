//! The payloads of `vectors/emv_qr.json`, each with its source.

use qr::{Payload, ReadError};

/// TotalCoin's own sample, from the pre-order page.
pub(crate) const TOTALCOIN: &str = "00020101021143510033com.totalcoin.integracionesqrtest0210000001301050150011307180924815126002200002228000000000577235204490053030325802AR5905ARBET6012Buenos Aires62200116JPGQ_PAYMENT_0016304584D";
/// EMVCo's worked example: Chinese characters, CNY.
pub(crate) const EMVCO: &str = "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A";

pub(crate) struct Vector {
    pub(crate) payload: String,
    pub(crate) valid: bool,
    pub(crate) note: String,
}

pub(crate) fn all() -> Vec<Vector> {
    let list: serde_json::Value =
        serde_json::from_str(include_str!("../vectors/emv_qr.json")).unwrap();
    let text = |entry: &serde_json::Value, key: &str| entry[key].as_str().unwrap().to_owned();
    list.as_array()
        .unwrap()
        .iter()
        .map(|entry| Vector {
            payload: text(entry, "payload"),
            valid: entry["valid"].as_bool().unwrap(),
            note: text(entry, "note"),
        })
        .collect()
}

#[test]
fn valid_vectors_are_read_and_invalid_ones_refused() {
    let mut counts = [0, 0];
    for Vector {
        payload,
        valid,
        note,
    } in all()
    {
        let outcome = Payload::read(&payload);
        assert_eq!(outcome.is_ok(), valid, "{note}\n{payload}\n{outcome:?}");
        counts[usize::from(valid)] += 1;
    }
    assert_eq!(counts, [19, 16], "every vector was tried");
}

#[test]
fn each_invalid_vector_names_the_fault_and_its_place() {
    let errors: Vec<String> = all()
        .iter()
        .filter_map(|vector| Payload::read(&vector.payload).err())
        .map(|error: ReadError| error.to_string())
        .collect();
    insta::assert_snapshot!(errors.join("\n"), @r#"
    the CRC says 0E48 and the payload's is 0E47
    the CRC says 3E84 and the payload's is 196B
    "b" at character 188 is too short for a tag and a length
    tag 00 at character 70 has no value
    tag "O6" at character 133 is not two digits
    tag 52 at character 116 declares 4 characters and 0 are left
    tag 63 is missing
    tag 59 at character 137 declares 99 characters and 53 are left
    the length "X4" of tag 52 at character 116 is not two digits
    tag 00 is not the first
    the payload format is "02", not "01"
    tag 58 is missing
    tag 54 at character 46 is "10,50", not digits with at most one point, and more than zero
    tag 54 at character 46 is "0.00", not digits with at most one point, and more than zero
    tag 00 at character 16, in template 43 declares 99 characters and 11 are left
    no merchant account (tags 02 to 51)
    the length "CA" of tag 04 at character 76 is not two digits
    the CRC "3E8G" is not four hexadecimal digits
    the payload is empty
    "#);
}

#[test]
fn fields_of_totalcoins_sample() {
    let sample = Payload::read(TOTALCOIN).unwrap();
    assert_eq!(sample.amount_text(), None);
    assert_eq!(sample.amount_centavos(), None);
    assert_eq!(sample.currency(), Some("032"));
    assert_eq!(sample.country(), Some("AR"));
    assert_eq!(sample.category(), Some("4900"));
    assert_eq!(sample.merchant_name(), Some("ARBET"));
    assert_eq!(sample.city(), Some("Buenos Aires"));
    assert_eq!(sample.sub("43", "02"), Some("0000013010"));
    assert_eq!(sample.sub("50", "00"), Some("30718092481"));
    assert_eq!(sample.sub("51", "00"), Some("0000222800000000057723"));
    assert_eq!(sample.sub("62", "01"), Some("JPGQ_PAYMENT_001"));
    assert_eq!(sample.field("63"), Some("584D"));
    assert_eq!(sample.field("99"), None);
    assert_eq!(sample.field("no tag"), None);
    assert_eq!(sample.sub("59", "00"), None);
}

#[test]
fn fields_of_emvcos_example() {
    let example = Payload::read(EMVCO).unwrap();
    assert_eq!(example.sub("64", "01"), Some("最佳运输"));
    assert_eq!(example.sub("64", "02"), Some("北京"));
    assert_eq!(example.sub("91", "07"), Some("12345678"));
    assert_eq!(example.amount_text(), Some("23.72"));
    assert_eq!(example.amount_centavos(), Some(Ok(2372)));
    let amount = example
        .fields()
        .iter()
        .find(|field| field.tag().number() == 54)
        .unwrap();
    let before: String = EMVCO.chars().take(amount.position()).collect();
    assert!(EMVCO[before.len()..].starts_with("540523.72"));
}
