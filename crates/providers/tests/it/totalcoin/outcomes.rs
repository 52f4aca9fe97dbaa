//! What each answer, and each missing answer, means.

use super::*;

#[tokio::test]
async fn every_status_of_a_pre_order() {
    for (status, expected) in [
        (400, "rejected 400 palabras"),
        (403, "permission palabras"),
        (404, "rejected 404 palabras"),
        (409, "rejected 409 palabras"),
        (422, "rejected 422 palabras"),
        (408, "lost 408"),
        (425, "later"),
        (429, "later"),
        (301, "lost 301"),
        (500, "lost 500"),
        (502, "lost 502"),
        (503, "lost 503"),
        (504, "lost 504"),
        // A success status whose body is not an answer.
        (200, "unreadable 200"),
        (201, "unreadable 201"),
        (204, "unreadable 204"),
    ] {
        let reply = if status == 204 {
            Reply::Http(204, String::new())
        } else {
            said(status)
        };
        let (stub, client) = stub(vec![token("t")], vec![reply]).await;
        assert_eq!(kind(client.make_pre_order(&order()).await), expected);
        assert_eq!(stub.seen(ORDER).len(), 1, "{status}");
    }
    for status in [200, 201, 202] {
        let (_stub, client) =
            stub(vec![token("t")], vec![Reply::Http(status, ANSWER.into())]).await;
        assert_eq!(
            kind(client.make_pre_order(&order()).await),
            "answered 13010"
        );
    }
}

#[tokio::test]
async fn every_way_to_lose_an_answer() {
    let whole = format!(
        "HTTP/1.1 201 Created\r\nContent-Length: {}\r\n\r\n{ANSWER}",
        ANSWER.len()
    );
    let half = whole.as_bytes()[..whole.len() / 2].to_vec();
    for (reply, expected) in [
        (Reply::Drop, "lost"),
        (Reply::Hang, "lost"),
        (Reply::After(2_000, Box::new(good())), "lost"),
        (Reply::Raw(half), "lost"),
        (Reply::Raw(b"what is this?\r\n\r\n".to_vec()), "lost"),
        (Reply::Http(201, " ".repeat(64 * 1024 + 1)), "lost"),
        (
            Reply::Http(201, "<html>portal</html>".to_owned()),
            "unreadable 201",
        ),
        (
            Reply::Http(201, ANSWER.replace("\"id\"", "\"ID\"")),
            "unreadable 201",
        ),
        (Reply::Http(201, ANSWER[..200].to_owned()), "unreadable 201"),
    ] {
        let (stub, patient) = stub(vec![token("t")], vec![reply.clone()]).await;
        // Only replies that never come need a short limit.
        let hasty = matches!(reply, Reply::Hang | Reply::After(..));
        let client = if hasty {
            client_of(&stub.url, HASTY_MS)
        } else {
            patient
        };
        let outcome = client.make_pre_order(&order()).await;
        assert!(
            outcome
                .as_ref()
                .is_err_and(|e| e.may_have_been_taken() && e.passes())
        );
        assert_eq!(kind(outcome), expected);
        assert_eq!(stub.seen(ORDER).len(), 1);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = "Location: /api/auth/login".to_owned();
    let moved = Reply::HttpWith(307, elsewhere, String::new());
    let (stub, client) = stub(vec![token("t")], vec![moved]).await;
    assert_eq!(kind(client.make_pre_order(&order()).await), "lost 307");
    assert_eq!(stub.seen_in_all(), 2);
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    // A port that was just closed, so that nobody listens there.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let outcome = client_of(&url, PATIENT_MS).make_pre_order(&order()).await;
    assert!(
        outcome
            .as_ref()
            .is_err_and(|e| !e.may_have_been_taken() && e.passes())
    );
    assert_eq!(kind(outcome), "no connection");
}

#[tokio::test]
async fn without_a_login_nothing_was_sent() {
    for (reply, expected) in [
        (said(400), "login 400"),
        (said(401), "credentials"),
        (said(403), "permission palabras"),
        (said(404), "login 404"),
        (said(429), "later"),
        (said(500), "login 500"),
        (said(302), "login 302"),
        (said(200), "login unreadable"),
        (Reply::Http(200, "<html>".to_owned()), "login unreadable"),
        (Reply::Drop, "login lost"),
        (Reply::Hang, "login lost"),
        (Reply::Raw(b"?\r\n\r\n".to_vec()), "login lost"),
    ] {
        let (stub, patient) = stub(vec![reply.clone()], vec![good()]).await;
        let hasty = matches!(reply, Reply::Hang);
        let client = if hasty {
            client_of(&stub.url, HASTY_MS)
        } else {
            patient
        };
        let outcome = client.make_pre_order(&order()).await;
        assert!(outcome.as_ref().is_err_and(|e| !e.may_have_been_taken()));
        assert_eq!(kind(outcome), expected);
        assert_eq!(stub.seen(ORDER).len(), 0, "{expected}");
    }
}
