//! The body of the webhook: the keys and types of the documented sample.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::host::clock::buenos_aires;
use crate::host::money;

/// The provider's share of a payment, as in the sample: 51.9 of 1000.
const FEE_PER_TEN_THOUSAND: i64 = 519;
/// The tax on the fee, as in the sample: 10.9 of 51.9.
const TAX_PER_HUNDRED: i64 = 21;
/// The time from a payment to its accreditation.
const ACCREDITATION_MS: i64 = 24 * 60 * 60 * 1_000;

/// The content of a notice.
pub(crate) struct Notice<'a> {
    pub(crate) concept: &'a str,
    pub(crate) referencia: &'a str,
    pub(crate) amount_centavos: i64,
    pub(crate) estado: &'a str,
    pub(crate) operation_id: Option<&'a str>,
    /// Whether it has fees, net amount and accreditation date; otherwise the
    /// four are null.
    pub(crate) complete: bool,
    pub(crate) created_ms: i64,
    pub(crate) confirmed_ms: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    concepto: &'a str,
    referencia: &'a str,
    monto: Box<RawValue>,
    monto_neto: Option<Box<RawValue>>,
    tarifas: Option<Box<RawValue>>,
    impuestos: Option<Box<RawValue>>,
    fecha_creacion: String,
    fecha_confirmacion: String,
    fecha_acreditacion: Option<String>,
    estado: &'a str,
    metodo_pago: &'a str,
    operacion: &'a str,
    nombre_completo_emisor: &'a str,
    email_emisor: &'a str,
    nombre_completo_receptor: &'a str,
    email_receptor: &'a str,
    cuil_cuit_emisor: &'a str,
    cuil_cuit_receptor: &'a str,
    bar_code: Option<&'a str>,
    cbu_origen: &'a str,
    cvu_origen: Option<&'a str>,
    tarjeta: &'a str,
    cuotas: &'a str,
    referencia_merchant: Option<&'a str>,
}

impl Notice<'_> {
    pub(crate) fn body(&self) -> Vec<u8> {
        let fee = per(self.amount_centavos, FEE_PER_TEN_THOUSAND, 10_000);
        let tax = per(fee, TAX_PER_HUNDRED, 100);
        let net = self.amount_centavos.saturating_sub(fee).saturating_sub(tax);
        let when_complete = |centavos| self.complete.then(|| money::shortest(centavos));
        let accredited_ms = self.confirmed_ms.saturating_add(ACCREDITATION_MS);
        let body = Body {
            concepto: self.concept,
            referencia: self.referencia,
            monto: money::shortest(self.amount_centavos),
            monto_neto: when_complete(net),
            tarifas: when_complete(fee),
            impuestos: when_complete(tax),
            fecha_creacion: buenos_aires(self.created_ms),
            fecha_confirmacion: buenos_aires(self.confirmed_ms),
            fecha_acreditacion: self.complete.then(|| buenos_aires(accredited_ms)),
            estado: self.estado,
            // The sample's payment is by card. The documentation has no words
            // for a payment by QR, and lists the words of neither field.
            metodo_pago: "QR",
            operacion: "COBRANZA QR",
            nombre_completo_emisor: "CLIENTE DE PRUEBA",
            email_emisor: "cliente@example.com",
            nombre_completo_receptor: "TOTAL COIN",
            email_receptor: "@totalcoin.com",
            cuil_cuit_emisor: "20111111112",
            cuil_cuit_receptor: "11111111",
            bar_code: None,
            cbu_origen: "",
            cvu_origen: None,
            tarjeta: "",
            cuotas: "01",
            referencia_merchant: self.operation_id,
        };
        serde_json::to_vec(&body).expect("a struct of texts and numbers is always JSON")
    }
}

/// `amount * share / whole`, rounded half up.
fn per(amount: i64, share: i64, whole: i64) -> i64 {
    let exact = i128::from(amount) * i128::from(share) + i128::from(whole) / 2;
    i64::try_from(exact.div_euclid(i128::from(whole))).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::Notice;
    use crate::host::money::read_centavos;
    use proptest::prelude::*;
    use serde_json::Value;
    use serde_json::value::RawValue;
    use std::collections::BTreeMap;

    const SAMPLE: &str = r#"{
        "Concepto": "1234567890", "Referencia": "0000004053", "Monto": 1000, "MontoNeto": 937.2,
        "Tarifas": 51.9, "Impuestos": 10.9, "FechaCreacion": "11/19/2020 16:40:20",
        "FechaConfirmacion": "11/19/2020 16:40:23", "FechaAcreditacion": "04/21/2021 14:34:53",
        "Estado": "APROBADO", "MetodoPago": "TARJETA", "Operacion": "COBRANZA TARJETA",
        "NombreCompletoEmisor": "TOTAL COIN", "EmailEmisor":"@totalcoin.com",
        "NombreCompletoReceptor": "TOTAL COIN", "EmailReceptor": "@totalcoin.com",
        "CuilCuitEmisor": "11111111", "CuilCuitReceptor": "11111111", "BarCode": null,
        "CbuOrigen": "", "CvuOrigen": null, "Tarjeta": "VISA", "Cuotas": "02",
        "ReferenciaMerchant": null }"#;

    fn notice(amount_centavos: i64, complete: bool) -> Vec<u8> {
        Notice {
            concept: "1234567890",
            referencia: "0000004053",
            amount_centavos,
            estado: "APROBADO",
            operation_id: None,
            complete,
            created_ms: 1_605_814_820_000,
            confirmed_ms: 1_605_814_823_000,
        }
        .body()
    }

    fn keys(json: &str) -> Vec<String> {
        json.split('"')
            .skip(1)
            .step_by(2)
            .filter(|w| json.contains(&format!("\"{w}\":")))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn a_notice_has_the_keys_order_types_and_sums_of_the_sample() {
        let body = String::from_utf8(notice(100_000, true)).unwrap();
        assert_eq!(keys(&body), keys(SAMPLE));
        let (ours, sample): (BTreeMap<String, Value>, BTreeMap<String, Value>) = (
            serde_json::from_str(&body).unwrap(),
            serde_json::from_str(SAMPLE).unwrap(),
        );
        for (key, value) in &sample {
            let same_type = std::mem::discriminant(value) == std::mem::discriminant(&ours[key]);
            assert!(same_type, "{key}: {} and {value}", ours[key]);
        }
        for key in [
            "Concepto",
            "Referencia",
            "Monto",
            "MontoNeto",
            "Tarifas",
            "Impuestos",
            "FechaCreacion",
            "FechaConfirmacion",
            "Estado",
            "ReferenciaMerchant",
        ] {
            assert_eq!(ours[key], sample[key], "{key}");
        }
    }

    #[test]
    fn an_incomplete_notice_has_the_same_keys_and_no_fees() {
        let body = String::from_utf8(notice(100_000, false)).unwrap();
        assert_eq!(keys(&body), keys(SAMPLE));
        let ours: Value = serde_json::from_str(&body).unwrap();
        for key in ["MontoNeto", "Tarifas", "Impuestos", "FechaAcreditacion"] {
            assert!(ours[key].is_null(), "{key}");
        }
    }

    proptest! {
        #[test]
        fn the_parts_add_up_to_the_centavo(amount in 1..=crate::host::money::AMOUNT_CENTAVOS_MAX) {
            let body = notice(amount, true);
            let fields: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(&body).unwrap();
            let centavos = |key: &str| read_centavos(fields[key].get()).unwrap();
            prop_assert_eq!(centavos("Monto"), amount);
            prop_assert_eq!(
                centavos("MontoNeto") + centavos("Tarifas") + centavos("Impuestos"), amount
            );
        }
    }
}
