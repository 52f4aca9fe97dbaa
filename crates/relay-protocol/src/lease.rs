//! The lease of a till's key: one installation uses a key at a time.

use serde::{Deserialize, Serialize};

/// The answer to a renewal: the installation that asked has the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// For how long from now, in seconds.
    pub secs: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_form() {
        let json = r#"{"secs":30}"#;
        assert_eq!(serde_json::to_string(&Lease { secs: 30 }).unwrap(), json);
        let later: Lease = serde_json::from_str(r#"{"secs":30,"since":1}"#).unwrap();
        assert_eq!(later, Lease { secs: 30 });
    }
}
