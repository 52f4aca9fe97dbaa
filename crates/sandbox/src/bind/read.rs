//! Reads a report as strictly as the page allows: each field of its table, with
//! its type, its fixed value and nothing else.

use jiff::Timestamp;
use serde_json::Value;

use crate::host::fields::Fields;
use crate::host::money::read_centavos;

/// What a well-formed report says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) message_id: String,
    pub(crate) order: String,
    pub(crate) amount_centavos: i64,
}

/// The words of `estadoTransaccion`: those of the table, the one of the sample,
/// and the ones of Bind's sibling pages.
const WORDS: [&str; 4] = ["ACREDITADO", "ACEDITADA", "DEVUELTA", "RECHAZADA"];

/// `operacion.idMensaje`, of any body that has one.
pub(crate) fn message_id_of(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let id = value.get("operacion")?.get("idMensaje")?.as_str()?;
    Some(id.chars().take(100).collect())
}

/// # Errors
///
/// What is wrong, for the answer.
pub(crate) fn report(body: &[u8]) -> Result<Report, String> {
    let mut body = Fields::read(body)?;
    let operation = body.object("operacion")?;
    let report = read_operation(operation)?;
    read_seller(body.object("vendedor")?)?;
    read_buyer(body.object("comprador")?)?;
    pairs(&mut body, &[&["ID_BILLETERA"]])?;
    body.end()?;
    Ok(report)
}

fn read_operation(mut it: Fields) -> Result<Report, String> {
    let message_id = it.filled("idMensaje")?;
    it.filled("identificadorProcesador")?;
    let order = it.filled("identificadorTransaccion")?;
    for optional in [
        "identificadorOrdenVenta",
        "identificadorReferencia",
        "idOrdenVentaReferencia",
    ] {
        if it.has(optional) {
            it.string(optional)?;
        }
    }
    for (name, fixed) in [
        ("tipoTransaccion", "EcoCerrado"),
        ("rubroMovimiento", "PAGO"),
        ("formaPago", "SALDO_VIRTUAL"),
        ("moneda", "ARS"),
        ("rubroTransaccion", "EcoCerrado"),
    ] {
        let word = it.string(name)?;
        if word != fixed {
            return Err(format!("{name} must be {fixed}, got {word}"));
        }
    }
    let business = it.filled("fechaNegocio")?;
    is_moment(&business, "fechaNegocio", &["Z", "-03:00"])?;
    let processed = it.filled("fechaProceso")?;
    is_moment(&processed, "fechaProceso", &["Z"])?;
    let amount = it.number("importeBruto")?;
    let amount_centavos =
        read_centavos(&amount).map_err(|wrong| format!("importeBruto {wrong}"))?;
    if amount_centavos == 0 {
        return Err("importeBruto must not be zero".to_owned());
    }
    let word = it.filled("estadoTransaccion")?;
    if !WORDS.contains(&word.as_str()) {
        return Err(format!(
            "estadoTransaccion must be one of {}",
            WORDS.join(", ")
        ));
    }
    it.filled("procesadorPago")?;
    it.end()?;
    Ok(Report {
        message_id,
        order,
        amount_centavos,
    })
}

/// A moment in ISO 8601 with milliseconds, and one of these zones.
fn is_moment(text: &str, name: &str, zones: &[&str]) -> Result<(), String> {
    let wanted = || {
        format!(
            "{name} must be a date with milliseconds and {}",
            zones.join(" or ")
        )
    };
    let zone = zones.iter().find(|zone| text.ends_with(**zone));
    let civil = zone
        .and_then(|zone| text.strip_suffix(zone))
        .ok_or_else(wanted)?;
    let has_milliseconds = civil.len() == "2023-03-16T14:29:46.780".len();
    if has_milliseconds && text.parse::<Timestamp>().is_ok() {
        Ok(())
    } else {
        Err(wanted())
    }
}

fn read_seller(mut it: Fields) -> Result<(), String> {
    it.filled("cuentaVendedor")?;
    it.filled("identificadorVendedor")?;
    let keys: [&[&str]; 5] = [
        &["CUIT", "cuit"],
        &["MCC", "mcc"],
        &["codigoComercio"],
        &["codigoSucursal"],
        &["codigoCaja"],
    ];
    pairs(&mut it, &keys).map_err(|wrong| format!("vendedor.{wrong}"))?;
    it.end()
}

fn read_buyer(mut it: Fields) -> Result<(), String> {
    for name in ["identificadorPagador", "cuentaPagador"] {
        // A masked number is no number.
        if !it.filled(name)?.is_ascii() {
            return Err(format!("comprador.{name} must be a number"));
        }
    }
    pairs(&mut it, &[&["CUIT", "cuit"]]).map_err(|wrong| format!("comprador.{wrong}"))?;
    it.end()
}

/// `informacionesAdicionales`: these keys in this order, each with a value. A
/// key that the page writes in two ways may have either.
fn pairs(it: &mut Fields, keys: &[&[&str]]) -> Result<(), String> {
    let name = "informacionesAdicionales";
    let entries = it.array(name)?;
    if entries.len() != keys.len() {
        return Err(format!("{name} must have {} entries", keys.len()));
    }
    for (at, (entry, known)) in entries.iter().zip(keys).enumerate() {
        let place = |wrong: String| format!("{name}[{at}]: {wrong}");
        let mut pair = Fields::read(entry.get().as_bytes()).map_err(place)?;
        let key = pair.string("key").map_err(place)?;
        if !known.contains(&key.as_str()) {
            return Err(place(format!(
                "key must be {}, got {key}",
                known.join(" or ")
            )));
        }
        pair.filled("value").map_err(place)?;
        pair.end().map_err(place)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::report;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// The page's own sample.
    fn page() -> Value {
        json!({
            "operacion": {
                "idMensaje": "12323-234234234-23235235235",
                "identificadorProcesador": "123",
                "identificadorTransaccion":
                    "TOA000E001E82E3E24F700B02423F37EDD5547B54CE5BB8E4F0B42A0F984",
                "identificadorOrdenVenta": "",
                "identificadorReferencia": "",
                "idOrdenVentaReferencia": "",
                "tipoTransaccion": "EcoCerrado",
                "rubroMovimiento": "PAGO",
                "formaPago": "SALDO_VIRTUAL",
                "fechaNegocio": "2023-03-16T14:29:46.780Z",
                "fechaProceso": "2023-03-16T14:29:46.780Z",
                "moneda": "ARS",
                "importeBruto": 1234,
                "estadoTransaccion": "ACREDITADO",
                "rubroTransaccion": "EcoCerrado",
                "procesadorPago": "EMPRESA"
            },
            "vendedor": {
                "cuentaVendedor": "3220531908100067075219",
                "identificadorVendedor": "27277880326",
                "informacionesAdicionales": [
                    { "key": "CUIT", "value": "27277880326" },
                    { "key": "MCC", "value": "9311" },
                    { "key": "codigoComercio", "value": "C02086" },
                    { "key": "codigoSucursal", "value": "S12345" },
                    { "key": "codigoCaja", "value": "B00002368993" }
                ]
            },
            "comprador": {
                "identificadorPagador": "20322678275",
                "cuentaPagador": "0000070300000000000017",
                "informacionesAdicionales": [{ "key": "CUIT", "value": "20322678275" }]
            },
            "informacionesAdicionales": [{ "key": "ID_BILLETERA", "value": "123" }]
        })
    }

    fn read(body: &Value) -> Result<super::Report, String> {
        report(body.to_string().as_bytes())
    }

    #[test]
    fn the_pages_sample_is_read_in_both_of_its_spellings() {
        let report = read(&page()).unwrap();
        assert_eq!(report.amount_centavos, 123_400);
        assert_eq!(report.message_id, "12323-234234234-23235235235");
        let mut other = page();
        other["vendedor"]["informacionesAdicionales"][0]["key"] = json!("cuit");
        other["vendedor"]["informacionesAdicionales"][1]["key"] = json!("mcc");
        other["operacion"]["estadoTransaccion"] = json!("ACEDITADA");
        other["operacion"]["fechaNegocio"] = json!("2023-03-16T11:29:46.780-03:00");
        assert!(read(&other).is_ok());
    }

    #[test]
    fn each_field_is_checked_by_name() {
        for (pointer, value) in [
            ("/operacion/idMensaje", json!("")),
            ("/operacion/idMensaje", json!(7)),
            ("/operacion/identificadorTransaccion", json!(" ")),
            ("/operacion/identificadorReferencia", json!(null)),
            ("/operacion/tipoTransaccion", json!("ecocerrado")),
            ("/operacion/rubroMovimiento", json!("COBRO")),
            ("/operacion/formaPago", json!("TARJETA")),
            ("/operacion/moneda", json!("USD")),
            ("/operacion/importeBruto", json!("1234.00")),
            ("/operacion/importeBruto", json!(-1)),
            ("/operacion/importeBruto", json!(0)),
            ("/operacion/estadoTransaccion", json!("PAGADO")),
            ("/operacion/fechaNegocio", json!("2023-03-16T14:29:46Z")),
            ("/operacion/fechaNegocio", json!("16/03/2023")),
            (
                "/operacion/fechaProceso",
                json!("2023-03-16T11:29:46.780-03:00"),
            ),
            ("/operacion/procesadorPago", json!("")),
        ] {
            let mut body = page();
            *body.pointer_mut(pointer).unwrap() = value;
            let wrong = read(&body).unwrap_err();
            let name = pointer.rsplit('/').next().unwrap();
            assert!(wrong.contains(name), "{pointer}: {wrong}");
        }
    }

    #[test]
    fn further_missing_and_misplaced_fields_are_refused() {
        let mut more = page();
        more["operacion"]["otro"] = json!("x");
        assert_eq!(read(&more).unwrap_err(), "otro is not a known field");
        let mut swapped = page();
        let pairs = swapped["vendedor"]["informacionesAdicionales"].as_array_mut();
        pairs.unwrap().swap(2, 3);
        assert!(read(&swapped).unwrap_err().contains("codigoComercio"));
        let mut less = page();
        less["comprador"]["informacionesAdicionales"] = json!([]);
        assert!(read(&less).unwrap_err().contains("comprador"));
        assert!(report(b"<html>").is_err());
    }

    proptest! {
        #[test]
        fn no_body_breaks_it(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = report(&bytes);
            let _ = super::message_id_of(&bytes);
        }
    }
}
