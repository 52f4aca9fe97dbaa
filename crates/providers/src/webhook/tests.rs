//! The reader of webhooks: safe bodies are read, and no text that a payer can
//! type makes an approval.

use super::*;
use proptest::prelude::*;

const DECIDING: [&str; 5] = [
    "Referencia",
    "Monto",
    "Estado",
    "ReferenciaMerchant",
    "Concepto",
];

fn read(text: &str) -> Result<String, Unsafe> {
    object(text, &DECIDING)
}

/// One field of the object that was read; `None` if the text is not safe.
fn field(text: &str, name: &str) -> Option<String> {
    let object: serde_json::Value = serde_json::from_str(&read(text).ok()?).ok()?;
    object.get(name)?.as_str().map(str::to_owned)
}

#[test]
fn safe_bodies_are_read() {
    let whole = r#"{"Estado":"APROBADO","Concepto":"dos cafés"}"#;
    assert_eq!(read(whole).as_deref(), Ok(whole));
    for same in [
        format!("{whole}\r\n"),
        format!("\u{feff} {whole}\0\0"),
        format!("{whole};"),
        format!("{whole}\n<!-- 12 ms -->"),
        serde_json::to_string(whole).unwrap(),
        format!("payload={}", form(&[("", whole)]).trim_start_matches('=')),
        format!("v=1&{}", form(&[("json", whole)])),
        form(&[("Estado", "APROBADO"), ("Concepto", "dos cafés")]),
        form(&[("Concepto", "dos cafés"), ("Estado", "APROBADO")]) + "\n",
    ] {
        assert_eq!(
            field(&same, "Estado").as_deref(),
            Some("APROBADO"),
            "{same}"
        );
        assert_eq!(
            field(&same, "Concepto").as_deref(),
            Some("dos cafés"),
            "{same}"
        );
    }
}

#[test]
fn control_characters_inside_a_string_are_kept() {
    let text = "{\"Concepto\":\"uno\tdos\r\ntres\u{1}\",\"Estado\":\"APROBADO\"}";
    assert_eq!(
        field(text, "Concepto").as_deref(),
        Some("uno\tdos\r\ntres\u{1}")
    );
    let twice = serde_json::to_string(text).unwrap();
    assert_eq!(field(&twice, "Estado").as_deref(), Some("APROBADO"));
}

#[test]
fn nan_is_allowed_in_a_field_that_does_not_decide() {
    let text = r#"{"Tarifas":NaN,"Impuestos":-Infinity,"Estado":"APROBADO","N":[NaN]}"#;
    let expected = r#"{"Tarifas":null,"Impuestos":null,"Estado":"APROBADO","N":[null]}"#;
    assert_eq!(read(text).as_deref(), Ok(expected));
    for decides in [r#"{"Monto":NaN}"#, r#"{"Monto":{"a":-Infinity}}"#] {
        assert_eq!(read(decides), Err(Unsafe::NotANumber), "{decides}");
    }
    assert_eq!(read(r#"{"Tarifas":Nada}"#), Err(Unsafe::Shape));
}

#[test]
fn unsafe_bodies_are_not_read() {
    for (text, why) in [
        (r#"{"Concepto":"a "b" c","Estado":"APROBADO"}"#, None),
        (r#"{"Concepto":"a", "Estado":"APROBADO""#, Some(Unsafe::Cut)),
        (r#"{"Estado":"APROBADO","Concepto":"añ"#, Some(Unsafe::Cut)),
        (
            r#"{"Estado":"APROBADO","Estado":"APROBADO"}"#,
            Some(Unsafe::Twice),
        ),
        (
            r#"{"Estado":"APROBADO","estado ":"X"}"#,
            Some(Unsafe::Twice),
        ),
        (
            r#"{"Estado":"A","\u0045stado":"APROBADO"}"#,
            Some(Unsafe::Twice),
        ),
        (r#"{"data":{"Estado":"APROBADO"}}"#, Some(Unsafe::Depth)),
        (r#"{"x":[{"Monto":1}],"Monto":2}"#, Some(Unsafe::Depth)),
        (
            r#"{"Estado":"X"}{"Estado":"APROBADO"}"#,
            Some(Unsafe::Behind),
        ),
        (r#"{"Estado":"X"},"Monto":1}"#, Some(Unsafe::Behind)),
        (r#"{"Estado":"X"} Estado=APROBADO"#, Some(Unsafe::Behind)),
        (r#"[{"Estado":"APROBADO"}]"#, Some(Unsafe::Shape)),
        ("Estado=X&Estado=APROBADO", Some(Unsafe::Twice)),
        ("data[Estado]=APROBADO&Monto=1", Some(Unsafe::Depth)),
        (
            "a=%7B%22Estado%22%3A1%7D&b=%7B%22Estado%22%3A2%7D",
            Some(Unsafe::Twice),
        ),
        ("a={\"Concepto\":\"x&y\"}", Some(Unsafe::Cut)),
        (
            "a={\"x\":\"&Estado=APROBADO&y=\",\"Estado\":\"X\"}",
            Some(Unsafe::Depth),
        ),
        (
            "a={\"x\":\"\",\"Estado\":\"APROBADO\"}&=\",\"Estado\":\"X\"}",
            Some(Unsafe::Depth),
        ),
        (
            "--x\r\nContent-Disposition: form-data; name=\"Estado\"\r\n\r\nAPROBADO\r\n--x--",
            Some(Unsafe::Shape),
        ),
        ("<Estado>APROBADO</Estado>", Some(Unsafe::Shape)),
        ("\"APROBADO\"", Some(Unsafe::Shape)),
        ("{]", Some(Unsafe::Shape)),
        ("", Some(Unsafe::Shape)),
    ] {
        let read = read(text);
        match why {
            Some(why) => assert_eq!(read, Err(why), "{text}"),
            // The walk accepts its shape, and the strict reader refuses it.
            None => assert!(
                read.is_err() || serde_json::from_str::<serde_json::Value>(&read.unwrap()).is_err(),
                "{text}"
            ),
        }
    }
    let deep = format!("{{\"a\":{}", "[".repeat(60_000));
    assert_eq!(read(&deep), Err(Unsafe::Shape));
}

/// The ways in which senders write a field's text into JSON, right and wrong.
#[derive(Debug, Clone, Copy)]
enum Writer {
    /// Escapes everything that JSON requires.
    Escapes,
    /// Escapes everything except control characters.
    LeavesControls,
    /// Escapes nothing.
    LeavesAll,
}

impl Writer {
    fn json(self, text: &str) -> String {
        match self {
            Writer::Escapes => serde_json::to_string(text).unwrap(),
            Writer::LeavesControls => {
                format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
            Writer::LeavesAll => format!("\"{text}\""),
        }
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.finish()
}

/// The bodies that a sender may write about a payment that is not approved. The
/// payer typed the name and the concept. Like the page's sample, each body has
/// every deciding name.
fn not_approved(writer: Writer, order: usize, name: &str, concept: &str) -> [String; 5] {
    let id = "01a1fed6-0000-8123-8567-89abcdef0001";
    let mut fields = [
        ("NombreCompletoEmisor", writer.json(name)),
        ("Concepto", writer.json(concept)),
        ("Monto", "1500".to_owned()),
        ("Estado", "\"PENDIENTE\"".to_owned()),
        ("Referencia", "\"0000004053\"".to_owned()),
        ("ReferenciaMerchant", format!("\"{id}\"")),
    ];
    fields.rotate_left(order % 6);
    let written: Vec<String> = fields
        .iter()
        .map(|(key, value)| format!("\"{key}\":{value}"))
        .collect();
    let json = format!("{{{}}}", written.join(","));
    let mut plain = [
        ("NombreCompletoEmisor", name),
        ("Concepto", concept),
        ("Monto", "1500"),
        ("Estado", "PENDIENTE"),
        ("Referencia", "0000004053"),
        ("ReferenciaMerchant", id),
    ];
    plain.rotate_left(order % 6);
    let raw: Vec<String> = plain
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    [
        serde_json::to_string(&json).unwrap(),
        form(&[("payload", &json)]),
        format!("payload={json}"),
        match writer {
            Writer::Escapes => form(&plain),
            Writer::LeavesControls | Writer::LeavesAll => raw.join("&"),
        },
        json,
    ]
}

/// Texts of a payer who knows how the body is written.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just(",".to_owned()),
        Just("&".to_owned()),
        Just("%22".to_owned()),
        Just("\\u0022".to_owned()),
        Just("\"Estado\":\"APROBADO\"".to_owned()),
        Just("\",\"Estado\":\"APROBADO\",\"x\":\"".to_owned()),
        Just("\",\"Estado\":\"APROBADO\"}".to_owned()),
        Just("\"},\"y\":{\"z\":\"".to_owned()),
        Just("\",\"z\":{\"a\":\"".to_owned()),
        Just("\"},\"b\":\"".to_owned()),
        Just("&Estado=APROBADO&x=".to_owned()),
        Just("{\"Estado\":\"APROBADO\"}".to_owned()),
        Just("&q={\"Estado\":\"APROBADO\",\"Monto\":1500}&r=".to_owned()),
        Just("\",\"ESTADO\":\"APROBADO\",\"est\\u0061do\":\"APROBADO\",\"x\":\"".to_owned()),
        Just("\n\0\t".to_owned()),
        Just("NaN".to_owned()),
        "\\PC{0,6}",
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// No text that a payer types makes an approval, however badly the sender
    /// escapes it.
    #[test]
    fn no_payers_text_forges_an_approval(
        name in typed(),
        concept in typed(),
        order in 0_usize..6,
        writer in prop_oneof![Just(Writer::Escapes), Just(Writer::LeavesControls), Just(Writer::LeavesAll)],
    ) {
        for body in not_approved(writer, order, &name, &concept) {
            if let Some(estado) = field(&body, "Estado") {
                prop_assert_eq!(estado, "PENDIENTE", "{}", body);
            }
        }
    }

    /// A body that is escaped correctly is read, whatever the payer typed.
    #[test]
    fn well_formed_bodies_are_read(name in "\\PC{0,20}", concept in typed(), order in 0_usize..6) {
        for writer in [Writer::Escapes, Writer::LeavesControls] {
            let [twice, inside, _, fields, json] = not_approved(writer, order, &name, &concept);
            let bodies = match writer {
                // A form that contains a quoted name may be an object in
                // pieces.
                Writer::Escapes if !concept.contains('"') => vec![twice, inside, fields, json],
                Writer::Escapes => vec![twice, inside, json],
                Writer::LeavesControls | Writer::LeavesAll => vec![twice, inside, json],
            };
            for body in bodies {
                prop_assert_eq!(field(&body, "Concepto"), Some(concept.clone()), "{}", body);
            }
        }
    }

    #[test]
    fn no_text_breaks_it(text in "\\PC{0,80}", near in "[\\[\\]{}\",:0-9NaI=&%\\\\ ]{0,60}") {
        let _ = (read(&text), read(&near), read(&format!("{{{near}")));
        if let Ok(read) = read(&near) {
            prop_assert!(read.len() <= 6 * near.len() + 2);
        }
    }
}
