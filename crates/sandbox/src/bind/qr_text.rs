//! A QR of the collector's: a static code without an amount, as stands on a
//! counter. The order behind it is read by its text.

use super::config::Bind;

/// The owner of template 43 in the collector's code. Bind's page shows no code,
/// so this one is the stand-in's.
const DOMAIN: &str = "ar.bindpsp.sandbox";
/// Argentine pesos, ISO 4217.
const PESOS: &str = "032";
const CITY: &str = "Buenos Aires";

/// # Errors
///
/// A value that does not fit into its tag, which only a configured collector
/// can cause.
pub(crate) fn of(config: &Bind) -> Result<String, qr::BuildError> {
    Ok(qr::Builder::new()
        .field("01", "11")?
        .template("43", &[("00", DOMAIN)])?
        .template("50", &[("00", &config.collector_cuit)])?
        .template("51", &[("00", &config.collector_account)])?
        .field("52", &config.collector_mcc)?
        .field("53", PESOS)?
        .field("58", "AR")?
        .field("59", &config.collector_name)?
        .field("60", CITY)?
        .finish())
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::bind::config::Bind;
    use crate::bind::endpoints::is_qr;

    #[test]
    fn the_code_is_sound_and_names_the_collector() {
        let config = Bind::default();
        let text = of(&config).unwrap();
        assert!(is_qr(&text), "{text}");
        assert!(qr::Payload::read(&text).is_ok());
        assert!(text.contains(&config.collector_cuit) && text.contains(&config.collector_account));
        let long = Bind {
            collector_name: "x".repeat(200),
            ..config
        };
        assert!(of(&long).is_err());
    }
}
