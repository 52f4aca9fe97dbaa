//! Why the relay refused a till's request. It is for technicians, and lets the
//! till choose its own text for the screen.

use domain::TillNumber;
use serde::{Deserialize, Serialize};

/// The body of every answer to a till whose status is not 2xx.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// What is wrong, for code.
    pub error: ComplaintCode,
    /// What is wrong, in one English sentence. It never contains a secret.
    pub message: String,
    /// Who has it already, for [`ComplaintCode::ClaimedElsewhere`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub till: Option<TillNumber>,
}

/// What is wrong, for code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComplaintCode {
    /// 401: no till has this key, or none was given.
    UnknownKey,
    /// 403: the key belongs to another till's number.
    TillDiffers,
    /// 409: another installation is using this key.
    InUseElsewhere,
    /// 400: a cursor, a wait or a header that can not be read.
    BadRequest,
    /// 404: the merchant has no unattributed notice of that id.
    NoSuchNotice,
    /// 409: another till has claimed that notice.
    ClaimedElsewhere,
    /// 503: the relay can not reach its store for the moment.
    Unavailable,
    /// Any code of a later version.
    #[serde(other)]
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_of_a_later_version_is_read() {
        let json = r#"{"error":"till-differs","message":"m"}"#;
        let complaint: Complaint = serde_json::from_str(json).unwrap();
        assert_eq!(complaint.error, ComplaintCode::TillDiffers);
        assert_eq!(serde_json::to_string(&complaint).unwrap(), json);
        let later: Complaint =
            serde_json::from_str(r#"{"error":"moved","message":"m","to":"x"}"#).unwrap();
        assert_eq!(later.error, ComplaintCode::Other);
    }

    #[test]
    fn a_conflict_names_the_till_that_has_the_notice() {
        let json = r#"{"error":"claimed-elsewhere","message":"m","till":2}"#;
        let complaint: Complaint = serde_json::from_str(json).unwrap();
        assert_eq!(complaint.till, Some(TillNumber(2)));
        assert_eq!(serde_json::to_string(&complaint).unwrap(), json);
    }
}
