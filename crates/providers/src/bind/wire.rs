//! Bind's own names and words. The report: Bind PSP, "Informar pago QR eco
//! cerrado". Reading a QR: Bind PSP, "Leer QR". The client sends, `answer` and
//! `qr_info` read.

use super::message::{KeyCase, Message};
use crate::dates::{write_buenos_aires, write_utc};
use domain::Money;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::value::RawValue;
use url::form_urlencoded;
use zeroize::Zeroizing;

/// `POST …/QRConfirmaPago`.
pub(crate) const REPORT_PATH: &str = "/bindentidad-pagoexterno-v2/v2/api/v1.201/QRConfirmaPago";
/// `GET …/QR/GetInfoPagoQR?textoQR=`; the text follows, URL-encoded.
pub(crate) const READ_PATH: &str = "/walletentidad-operaciones/v1/api/v1.201/QR/GetInfoPagoQR";
/// The name of the token in OAuth 2.0's answer (RFC 6749, 5.1).
pub(crate) const TOKEN_NAME: &str = "access_token";

/// The path and query that read a QR.
pub(crate) fn read_path(text: &str) -> String {
    let query: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    // A form writes a space as `+`, which a server may read as a plus sign
    // outside of forms.
    format!("{READ_PATH}?textoQR={}", query.replace('+', "%20"))
}

/// The form that asks for a token by client credentials (RFC 6749, 4.4.2). An
/// empty scope is left out.
pub(crate) fn token_form(
    client_id: &SecretString,
    client_secret: &SecretString,
    scope: &str,
) -> Zeroizing<Vec<u8>> {
    let secrets = [client_id.expose_secret(), client_secret.expose_secret()];
    // Room for every byte in three, so that no copy is left behind by growing.
    let letters = secrets.iter().map(|secret| secret.len()).sum::<usize>() + scope.len();
    let mut form = Zeroizing::new(Vec::with_capacity(3 * letters + FORM_NAMES_BYTES));
    form.extend_from_slice(b"grant_type=client_credentials");
    let mut pairs = vec![("client_id", secrets[0]), ("client_secret", secrets[1])];
    if !scope.trim().is_empty() {
        pairs.push(("scope", scope.trim()));
    }
    for (name, value) in pairs {
        form.push(b'&');
        form.extend_from_slice(name.as_bytes());
        form.push(b'=');
        for piece in form_urlencoded::byte_serialize(value.as_bytes()) {
            form.extend_from_slice(piece.as_bytes());
        }
    }
    form
}

/// More than the names and fixed words of the form take, in bytes.
const FORM_NAMES_BYTES: usize = 128;

/// The report's body, in the page's order. `importeBruto` is a number, as in the
/// sample; the table calls it a string.
#[derive(Serialize)]
pub(crate) struct ReportRequest<'a> {
    operacion: Operation<'a>,
    vendedor: SellerOf<'a>,
    comprador: BuyerOf<'a>,
    #[serde(rename = "informacionesAdicionales")]
    additional: [Pair<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Operation<'a> {
    id_mensaje: &'a str,
    identificador_procesador: &'a str,
    identificador_transaccion: &'a str,
    identificador_orden_venta: &'a str,
    identificador_referencia: &'a str,
    id_orden_venta_referencia: &'a str,
    tipo_transaccion: &'static str,
    rubro_movimiento: &'static str,
    forma_pago: &'static str,
    fecha_negocio: String,
    fecha_proceso: String,
    moneda: &'static str,
    importe_bruto: Box<RawValue>,
    estado_transaccion: &'a str,
    rubro_transaccion: &'static str,
    procesador_pago: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SellerOf<'a> {
    cuenta_vendedor: &'a str,
    identificador_vendedor: &'a str,
    informaciones_adicionales: [Pair<'a>; 5],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BuyerOf<'a> {
    identificador_pagador: &'a str,
    cuenta_pagador: &'a str,
    informaciones_adicionales: [Pair<'a>; 1],
}

#[derive(Serialize)]
struct Pair<'a> {
    key: &'static str,
    value: &'a str,
}

fn pair<'a>(key: &'static str, value: &'a str) -> Pair<'a> {
    Pair { key, value }
}

impl<'a> ReportRequest<'a> {
    fn of(message: &'a Message) -> ReportRequest<'a> {
        let Message {
            seller,
            buyer,
            key_case,
            ..
        } = message;
        let key_case: KeyCase = *key_case;
        ReportRequest {
            operacion: Operation::of(message),
            vendedor: SellerOf {
                cuenta_vendedor: &seller.account,
                identificador_vendedor: &seller.cuit,
                informaciones_adicionales: [
                    pair(key_case.cuit(), &seller.cuit),
                    pair(key_case.mcc(), &seller.mcc),
                    pair("codigoComercio", &seller.commerce_code),
                    pair("codigoSucursal", &seller.branch_code),
                    pair("codigoCaja", &seller.till_code),
                ],
            },
            comprador: BuyerOf {
                identificador_pagador: &buyer.cuit,
                cuenta_pagador: &buyer.account,
                informaciones_adicionales: [pair(key_case.cuit(), &buyer.cuit)],
            },
            additional: [pair("ID_BILLETERA", &message.wallet_id)],
        }
    }
}

impl<'a> Operation<'a> {
    fn of(message: &'a Message) -> Operation<'a> {
        let original = message.original.as_ref();
        Operation {
            id_mensaje: message.id.as_str(),
            identificador_procesador: &message.processor_reference,
            identificador_transaccion: &message.order,
            identificador_orden_venta: &message.sale,
            identificador_referencia: original.map_or("", |id| id.as_str()),
            id_orden_venta_referencia: &message.original_sale,
            tipo_transaccion: "EcoCerrado",
            rubro_movimiento: "PAGO",
            forma_pago: "SALDO_VIRTUAL",
            fecha_negocio: write_buenos_aires(message.created_at),
            fecha_proceso: write_utc(message.processed_at),
            moneda: "ARS",
            importe_bruto: two_decimals(message.amount),
            estado_transaccion: &message.word,
            rubro_transaccion: "EcoCerrado",
            procesador_pago: &message.processor_name,
        }
    }
}

/// Pesos as a JSON number with two decimals, as in the page's sample.
fn two_decimals(amount: Money) -> Box<RawValue> {
    let (pesos, rest) = (amount.centavos() / 100, amount.centavos() % 100);
    RawValue::from_string(format!("{pesos}.{rest:02}"))
        .expect("digits with a point between them are a JSON number")
}

impl Message {
    /// The body that is sent, the same bytes each time.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        serde_json::to_vec(&ReportRequest::of(self))
            .expect("strings and a number under fixed names are always JSON")
    }
}
