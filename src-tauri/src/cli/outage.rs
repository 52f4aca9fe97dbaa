//! What stands between the till and a provider, in `doctor`'s words. The
//! window has its own.

use providers::Outage;

/// What stands in the way, and what to do, in a terminal's words.
pub(super) fn outage_words(outage: Outage, address: &str, setting: &str, detail: &str) -> String {
    match outage {
        Outage::NoNetwork => "esta máquina no tiene red: revisá el cable o el wifi".to_owned(),
        Outage::NoInternet => format!(
            "hay red en el local pero no internet: no se llega a {address} ni a nadie de afuera \
             ({detail}). Apagá y prendé el router; si sigue, llamá a la compañía de internet"
        ),
        Outage::NameNotFound => format!(
            "nadie conoce el nombre de {address}, y a otros sí se llega: revisá {setting} y el DNS"
        ),
        Outage::ProviderDown => format!(
            "{address} está caído o no atiende ({detail}), y no es tu conexión: esperá; si es \
             nuevo, revisá {setting}"
        ),
        Outage::CaptivePortal => format!(
            "en lugar de {address} contesta una página web: la red pide iniciar sesión. Abrí el \
             navegador, aceptá, y revisá también {setting}"
        ),
        Outage::ProxyWanted => {
            format!("el proxy no deja llegar a {address} ({detail}): revisá proxy en [network]")
        }
        Outage::Certificate => format!(
            "el certificado de {address} no es de confianza ({detail}): si un antivirus o la red \
             abren las conexiones seguras, instalá su certificado en el sistema; revisá también la hora"
        ),
        Outage::TooSlow => format!(
            "se llega a {address} y tarda demasiado en contestar ({detail}): probá más tarde, y \
             fijate si alguien ocupa toda la conexión"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_outages_have_the_same_words() {
        let words = |outage| outage_words(outage, "https://api.example.com", "base_url", "detalle");
        let all: BTreeSet<String> = Outage::ALL.into_iter().map(words).collect();
        assert_eq!(all.len(), Outage::ALL.len());
    }
}
