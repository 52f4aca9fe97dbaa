//! What an HTTP status says about a request, the same for every provider. It
//! does not read bodies.

/// What an HTTP status means, for any request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// 2xx. The page says 200 for a login and 201 for a pre-order; with any
    /// other 2xx the body decides.
    Done,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 429, and 425: explicitly not accepted.
    Later,
    /// 400, and every 4xx that the page does not name: refused.
    Refused,
    /// Everything else, and 408: says nothing about the request.
    NoWord,
}

impl Status {
    pub(crate) fn of(status: u16) -> Status {
        match status {
            200..=299 => Status::Done,
            401 => Status::Unauthorized,
            403 => Status::Forbidden,
            425 | 429 => Status::Later,
            408 => Status::NoWord,
            400..=499 => Status::Refused,
            _ => Status::NoWord,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_one_meaning() {
        for (statuses, meaning) in [
            (&[200, 201, 202, 204][..], Status::Done),
            (&[401], Status::Unauthorized),
            (&[403], Status::Forbidden),
            (&[425, 429], Status::Later),
            (&[400, 404, 405, 409, 413, 415, 422], Status::Refused),
            (
                &[0, 101, 301, 302, 307, 408, 500, 502, 503, 504, 600],
                Status::NoWord,
            ),
        ] {
            for status in statuses {
                assert_eq!(Status::of(*status), meaning, "{status}");
            }
        }
    }
}
