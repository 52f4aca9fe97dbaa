//! The tables of `mostrador.toml`, one struct each.

use serde::Deserialize;

/// `[till]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TillSettings {
    /// Its number within the merchant, from 1 to 65535.
    pub number: u16,
    /// What people call it.
    pub name: String,
}

impl Default for TillSettings {
    fn default() -> Self {
        TillSettings {
            number: 1,
            name: "Caja 1".to_owned(),
        }
    }
}

/// `[totalcoin]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TotalcoinSettings {
    /// Where its API stands.
    pub base_url: String,
    /// The merchant's business unit.
    pub business_unit: i64,
    /// The payer's DNI where nobody gives one; empty for none.
    pub default_dni: String,
    /// How long a sale's QR can be paid, in minutes.
    pub qr_minutes: u32,
    /// What is in `companyReferenceToConciliate`, with `{reference}`.
    pub company_reference: String,
    /// The amount of an open QR, in pesos.
    pub open_amount: i64,
    /// How long a fixed QR can be paid, in days.
    pub fixed_qr_days: u32,
    /// How far apart a declared sale and its notice may lie, in minutes.
    pub fixed_match_minutes: u32,
}

impl Default for TotalcoinSettings {
    fn default() -> Self {
        TotalcoinSettings {
            base_url: "https://apicobranzas.totalcoin.com".to_owned(),
            business_unit: 348,
            default_dni: String::new(),
            qr_minutes: 10,
            company_reference: "OP:{reference}".to_owned(),
            open_amount: 0,
            fixed_qr_days: 365,
            fixed_match_minutes: 30,
        }
    }
}

/// `[pagouno]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PagounoSettings {
    /// Where its API stands.
    pub base_url: String,
    /// The merchant's group of codes.
    pub merchant_code_group: String,
    /// The code that pagoUno assigned to the seller.
    pub seller_code: String,
    /// The seller's name on the card's statement.
    pub seller_name: String,
    /// How long a charge may stay pending, in minutes.
    pub pending_minutes: u32,
    /// Between which merchants a charge is split; none for a charge of one.
    pub split: Vec<Split>,
}

impl Default for PagounoSettings {
    fn default() -> Self {
        PagounoSettings {
            base_url: "https://api.pagouno.com".to_owned(),
            merchant_code_group: String::new(),
            seller_code: String::new(),
            seller_name: String::new(),
            pending_minutes: 10,
            split: Vec::new(),
        }
    }
}

/// `[[pagouno.split]]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The merchant's group of codes.
    pub merchant_code_group: String,
    /// Its share, in basis points.
    pub share_bp: u32,
}

/// `[bind]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BindSettings {
    /// Whether closed-ecosystem payments are reported.
    pub enabled: bool,
    /// Where its API stands.
    pub base_url: String,
    /// Where tokens are asked for.
    pub token_url: String,
    /// The scope of a token.
    pub scope: String,
    /// The text of the till's own QR.
    pub qr_text: String,
    /// The wallet's id at Coelsa.
    pub wallet_id: String,
    /// The name of the payment's processor.
    pub processor_name: String,
    /// The shop's code.
    pub commerce_code: String,
    /// The branch's code.
    pub branch_code: String,
    /// The till's code.
    pub till_code: String,
    /// Whether the keys are `CUIT` and `MCC` (`upper`) or `cuit` and `mcc`.
    pub key_case: String,
    /// The word of a payment that was credited.
    pub word_paid: String,
    /// The word of one that was returned.
    pub word_returned: String,
    /// The word of one that was rejected.
    pub word_rejected: String,
}

impl Default for BindSettings {
    fn default() -> Self {
        BindSettings {
            enabled: false,
            base_url: "https://api.bindpagos.com.ar".to_owned(),
            token_url: String::new(),
            scope: String::new(),
            qr_text: String::new(),
            wallet_id: String::new(),
            processor_name: String::new(),
            commerce_code: String::new(),
            branch_code: String::new(),
            till_code: String::new(),
            key_case: "upper".to_owned(),
            word_paid: "ACREDITADO".to_owned(),
            word_returned: "DEVUELTA".to_owned(),
            word_rejected: "RECHAZADA".to_owned(),
        }
    }
}

/// `[relay]`
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RelaySettings {
    /// Where it stands; `built-in` for the one inside the app; empty for none.
    /// Of a list, the first is used.
    #[serde(deserialize_with = "one_or_first")]
    pub url: String,
}

/// One text, or the first of a list of them; empty for an empty list.
fn one_or_first<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    struct OneOrFirst;
    impl<'de> serde::de::Visitor<'de> for OneOrFirst {
        type Value = String;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an address or a list of them")
        }

        fn visit_str<E>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<String, A::Error> {
            let first: Option<String> = seq.next_element()?;
            while seq.next_element::<String>()?.is_some() {}
            Ok(first.unwrap_or_default())
        }
    }
    from.deserialize_any(OneOrFirst)
}

/// `[secrets]`
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SecretsSettings {
    /// Where secrets are kept.
    pub store: Store,
}

/// Where secrets are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Store {
    /// The keychain of the operating system.
    #[default]
    Os,
    /// A file that only its owner can read: weaker.
    File,
}

/// `[privacy]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrivacySettings {
    /// After how many days payers' data is erased.
    pub days: u32,
}

impl Default for PrivacySettings {
    fn default() -> Self {
        PrivacySettings { days: 540 }
    }
}

/// `[network]`
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkSettings {
    /// The proxy that every connection goes through, as `http://host:port`;
    /// empty for none.
    pub proxy: String,
}

impl NetworkSettings {
    /// The proxy, where one is set.
    #[must_use]
    pub fn proxy(&self) -> Option<&str> {
        Some(self.proxy.trim()).filter(|proxy| !proxy.is_empty())
    }

    /// Whether the proxy is one: a host and a port, without a user's name.
    pub(super) fn is_fit(&self) -> bool {
        let Some(proxy) = self.proxy() else {
            return true;
        };
        let host_and_port = proxy
            .strip_prefix("http://")
            .map(|it| it.trim_end_matches('/'));
        let Some((host, port)) = host_and_port.and_then(|it| it.rsplit_once(':')) else {
            return false;
        };
        let is_host =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':');
        !host.is_empty() && host.chars().all(is_host) && port.parse::<u16>().is_ok_and(|it| it > 0)
    }
}
