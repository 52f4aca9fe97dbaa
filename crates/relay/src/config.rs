//! The relay's settings: what it listens on, where it keeps its notices, and
//! how each webhook route proves its caller. A route without a secret is
//! refused, even on loopback: a tunnel makes loopback public.

use crate::limits::Limits;
use axum::http::HeaderName;
use domain::Provider;
use relay_protocol::MERCHANT_BYTES_MAX;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

/// The shortest secret of a webhook's route, in bytes: a shorter one can be
/// guessed.
pub const SECRET_BYTES_MIN: usize = 16;

/// The settings of a relay.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder of its store. It is created if missing.
    pub data_dir: PathBuf,
    /// The base URL by which tills reach it; it goes into pairing codes. None
    /// means `http://` and `listen`.
    pub public_url: Option<String>,
    /// Whether it may listen beyond this machine, where its plain HTTP can be
    /// read on the way.
    pub plain_http_beyond_loopback: bool,
    /// The merchants by the names that are in webhook paths.
    pub merchants: BTreeMap<String, Merchant>,
    /// The limits for callers. They are not in the settings file.
    pub limits: Limits,
}

/// One merchant's routes.
#[derive(Debug, Clone, Default)]
pub struct Merchant {
    /// For each provider, everything that its webhooks must prove.
    pub webhooks: BTreeMap<Provider, Vec<Proof>>,
}

/// How a webhook proves that it comes from the provider.
#[derive(Debug, Clone)]
pub enum Proof {
    /// A header holds the secret.
    Header {
        /// The header's name, without regard to case.
        name: String,
        /// Its whole value.
        secret: SecretString,
    },
    /// The last segment of the path is the secret, for a provider that can set
    /// nothing but the address.
    PathToken(SecretString),
    /// HTTP Basic.
    Basic {
        /// The user's name.
        user: String,
        password: SecretString,
    },
    /// A header holds the HMAC-SHA256 of the body, in hex (also after
    /// `sha256=`) or base64.
    Hmac {
        /// The header's name, without regard to case.
        name: String,
        /// The key of the HMAC.
        secret: SecretString,
    },
}

/// Why the settings are not valid. No message contains a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not TOML, lacks a key, or has an unknown one.
    #[error("line {line}: {message}")]
    File {
        /// The line, from 1.
        line: usize,
        /// What is wrong, naming the key.
        message: String,
    },
    /// A webhook route without a secret.
    #[error(
        "{route} has no secret, and without one anybody could post to it (a tunnel makes \
         loopback public too); give it `header` and `secret`, `path_token`, `basic_user` and \
         `basic_password`, or `hmac_header` and `hmac_secret`"
    )]
    NoSecret {
        /// The route's table.
        route: String,
    },
    /// A secret that can be guessed.
    #[error(
        "{route} has a secret of fewer than {SECRET_BYTES_MIN} bytes, which can be guessed; \
         give it a longer one, such as `openssl rand -hex 32` makes"
    )]
    ShortSecret {
        /// The route's table.
        route: String,
    },
    /// It would listen beyond this machine.
    #[error(
        "`listen` is {listen}, beyond this machine, and the relay speaks plain HTTP: secrets \
         and payers' names could be read on the way. Listen on 127.0.0.1 behind a proxy or a \
         tunnel that speaks TLS, or, where the network between is safe, set \
         `plain_http_beyond_loopback = true`"
    )]
    PlainHttp {
        /// The address.
        listen: SocketAddr,
    },
    /// One of two keys that go together.
    #[error("{route} has `{given}` without `{missing}`")]
    Half {
        /// The route's table.
        route: String,
        /// The key that is there.
        given: &'static str,
        /// The key that is not.
        missing: &'static str,
    },
    /// A value that is not allowed.
    #[error("{place}: {message}")]
    Value {
        /// The key or table.
        place: String,
        /// What it should be.
        message: &'static str,
    },
    /// There is no webhook route to serve.
    #[error("no merchant has a webhook route; add [merchants.NAME.webhooks.PROVIDER]")]
    NoRoutes,
}

impl Config {
    /// The settings of a relay without merchants; add them with
    /// [`Config::route`].
    #[must_use]
    pub fn new(listen: SocketAddr, data_dir: impl Into<PathBuf>) -> Config {
        let data_dir = data_dir.into();
        Config {
            listen,
            data_dir,
            public_url: None,
            plain_http_beyond_loopback: false,
            merchants: BTreeMap::new(),
            limits: Limits::STANDARD,
        }
    }

    /// Adds a proof that webhooks on that merchant's route must pass.
    #[must_use]
    pub fn route(mut self, merchant: &str, provider: Provider, proof: Proof) -> Config {
        let merchant = self.merchants.entry(merchant.to_owned()).or_default();
        merchant.webhooks.entry(provider).or_default().push(proof);
        self
    }

    /// Reads and checks a file's text.
    ///
    /// # Errors
    /// [`ConfigError`] names the key or the route.
    pub fn from_toml(text: &str) -> Result<Config, ConfigError> {
        let file: File = toml::from_str(text).map_err(|error| {
            // The library's own display repeats the line, which may hold a secret.
            let before = error
                .span()
                .and_then(|span| text.get(..span.start))
                .unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            ConfigError::File {
                line,
                message: error.message().to_owned(),
            }
        })?;
        let mut config = Config::new(file.listen, file.data_dir);
        config.public_url = file.public_url;
        config.plain_http_beyond_loopback = file.plain_http_beyond_loopback;
        for (name, merchant) in file.merchants {
            let mut webhooks = BTreeMap::new();
            for (word, webhook) in merchant.webhooks {
                let route = format!("merchants.{name}.webhooks.{word}");
                let Some(provider) = Provider::parse(&word) else {
                    let message = "the providers are totalcoin, pagouno, bind and wallet";
                    return Err(ConfigError::Value {
                        place: route,
                        message,
                    });
                };
                webhooks.insert(provider, webhook.proofs(&route)?);
            }
            config.merchants.insert(name, Merchant { webhooks });
        }
        config.check()?;
        Ok(config)
    }

    /// Makes the checks of [`Config::from_toml`] for settings made in code.
    ///
    /// # Errors
    /// [`ConfigError`] names the route.
    pub fn check(&self) -> Result<(), ConfigError> {
        let beyond = !self.listen.ip().to_canonical().is_loopback();
        if beyond && !self.plain_http_beyond_loopback {
            return Err(ConfigError::PlainHttp {
                listen: self.listen,
            });
        }
        if self
            .merchants
            .values()
            .all(|merchant| merchant.webhooks.is_empty())
        {
            return Err(ConfigError::NoRoutes);
        }
        for (name, merchant) in &self.merchants {
            let good = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
            if name.is_empty() || name.len() > MERCHANT_BYTES_MAX || !name.bytes().all(good) {
                let message = "a merchant's name is 1 to 64 of A-Z a-z 0-9 - _ .";
                return Err(ConfigError::Value {
                    place: format!("merchants.{name}"),
                    message,
                });
            }
            for (provider, proofs) in &merchant.webhooks {
                let route = format!("merchants.{name}.webhooks.{}", provider.as_str());
                if proofs.is_empty() {
                    return Err(ConfigError::NoSecret { route });
                }
                proofs.iter().try_for_each(|proof| proof.check(&route))?;
            }
        }
        Ok(())
    }

    /// The base URL that a pairing code carries.
    #[must_use]
    pub fn url_for_tills(&self) -> String {
        self.public_url
            .clone()
            .unwrap_or_else(|| format!("http://{}", self.listen))
    }
}

impl Proof {
    fn check(&self, route: &str) -> Result<(), ConfigError> {
        let (header, secret) = match self {
            Proof::Header { name, secret } | Proof::Hmac { name, secret } => (Some(name), secret),
            Proof::PathToken(secret)
            | Proof::Basic {
                password: secret, ..
            } => (None, secret),
        };
        let value = |message| ConfigError::Value {
            place: route.to_owned(),
            message,
        };
        if secret.expose_secret().trim().is_empty() {
            return Err(ConfigError::NoSecret {
                route: route.to_owned(),
            });
        }
        if secret.expose_secret().len() < SECRET_BYTES_MIN {
            return Err(ConfigError::ShortSecret {
                route: route.to_owned(),
            });
        }
        if header.is_some_and(|name| HeaderName::from_bytes(name.as_bytes()).is_err()) {
            return Err(value("that is not the name of a header"));
        }
        match self {
            Proof::PathToken(token) => {
                let good = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
                if !token.expose_secret().bytes().all(good) {
                    return Err(value("a path token is made of A-Z a-z 0-9 - _ . ~"));
                }
            }
            Proof::Basic { user, .. } if user.contains(':') => {
                return Err(value("a Basic user has no colon"));
            }
            Proof::Header { .. } | Proof::Basic { .. } | Proof::Hmac { .. } => {}
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: SocketAddr,
    data_dir: PathBuf,
    public_url: Option<String>,
    #[serde(default)]
    plain_http_beyond_loopback: bool,
    #[serde(default)]
    merchants: BTreeMap<String, MerchantTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MerchantTable {
    #[serde(default)]
    webhooks: BTreeMap<String, WebhookTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookTable {
    header: Option<String>,
    secret: Option<Hidden>,
    path_token: Option<Hidden>,
    basic_user: Option<String>,
    basic_password: Option<Hidden>,
    hmac_header: Option<String>,
    hmac_secret: Option<Hidden>,
}

/// A secret in the file. Its error messages never repeat it.
struct Hidden(SecretString);

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Hidden, D::Error> {
        let text = String::deserialize(from).map_err(|_| D::Error::custom("a secret is a text"))?;
        Ok(Hidden(text.into()))
    }
}

impl WebhookTable {
    fn proofs(self, route: &str) -> Result<Vec<Proof>, ConfigError> {
        let half = |given, missing| ConfigError::Half {
            route: route.to_owned(),
            given,
            missing,
        };
        let mut proofs = Vec::new();
        match (self.header, self.secret) {
            (Some(name), Some(Hidden(secret))) => proofs.push(Proof::Header { name, secret }),
            (Some(_), None) => return Err(half("header", "secret")),
            (None, Some(_)) => return Err(half("secret", "header")),
            (None, None) => {}
        }
        if let Some(Hidden(token)) = self.path_token {
            proofs.push(Proof::PathToken(token));
        }
        match (self.basic_user, self.basic_password) {
            (Some(user), Some(Hidden(password))) => proofs.push(Proof::Basic { user, password }),
            (Some(_), None) => return Err(half("basic_user", "basic_password")),
            (None, Some(_)) => return Err(half("basic_password", "basic_user")),
            (None, None) => {}
        }
        match (self.hmac_header, self.hmac_secret) {
            (Some(name), Some(Hidden(secret))) => proofs.push(Proof::Hmac { name, secret }),
            (Some(_), None) => return Err(half("hmac_header", "hmac_secret")),
            (None, Some(_)) => return Err(half("hmac_secret", "hmac_header")),
            (None, None) => {}
        }
        Ok(proofs)
    }
}

#[cfg(test)]
mod tests;
