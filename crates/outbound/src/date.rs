//! The `Date` header, which shows whether this machine's clock is wrong.

use std::time::UNIX_EPOCH;

/// Reads an HTTP date (RFC 9110, section 5.6.7) into Unix milliseconds.
///
/// IMF-fixdate is what servers send; the two obsolete forms, which a recipient
/// must accept as well, are read too. `None` for anything else.
#[must_use]
pub fn http_date_ms(date: &str) -> Option<i64> {
    let instant = httpdate::parse_http_date(date).ok()?;
    let since_epoch = instant.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since_epoch.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::http_date_ms;
    use proptest::prelude::*;

    #[test]
    fn reads_the_example_of_the_rfc_in_all_three_forms() {
        for form in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(http_date_ms(form), Some(784_111_777_000), "{form}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for form in [
            "",
            "yesterday",
            "2025-03-26T17:23:14.099Z",
            "Sun, 36 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(http_date_ms(form), None, "{form}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = http_date_ms(&text);
        }
    }
}
