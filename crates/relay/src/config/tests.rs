use super::*;

fn with(webhook: &str) -> Result<Config, ConfigError> {
    Config::from_toml(&format!(
        "listen = \"127.0.0.1:8787\"\ndata_dir = \"/tmp/x\"\n\n\
         [merchants.demo.webhooks.totalcoin]\n{webhook}"
    ))
}

fn complaint(webhook: &str) -> String {
    with(webhook).unwrap_err().to_string()
}

#[test]
fn the_documented_file_is_read() {
    let config = with("header = \"X-Webhook-Secret\"\nsecret = \"tell-nobody-this\"").unwrap();
    let proofs = &config.merchants["demo"].webhooks[&Provider::Totalcoin];
    assert!(matches!(&proofs[..], [Proof::Header { name, .. }] if name == "X-Webhook-Secret"));
    assert_eq!(config.url_for_tills(), "http://127.0.0.1:8787");
    assert!(!format!("{config:?}").contains("tell-nobody"));
}

#[test]
fn each_provider_has_a_route() {
    for provider in Provider::ALL {
        let word = provider.as_str();
        let config = Config::from_toml(&format!(
            "listen = \"127.0.0.1:8787\"\ndata_dir = \"/tmp/x\"\n\n\
             [merchants.demo.webhooks.{word}]\npath_token = \"sixteen-bytes-xy\""
        ));
        let merchant = &config.unwrap().merchants["demo"];
        assert_eq!(merchant.webhooks[&provider].len(), 1, "{word}");
    }
}

#[test]
fn a_route_without_a_secret_is_refused() {
    let start = "merchants.demo.webhooks.totalcoin has no secret";
    for webhook in ["", "header = \"X-A\"\nsecret = \"\"", "path_token = \" \""] {
        assert!(complaint(webhook).starts_with(start), "{webhook}");
    }
    let half = "merchants.demo.webhooks.totalcoin has `header` without `secret`";
    assert_eq!(complaint("header = \"X-A\""), half);
}

#[test]
fn a_secret_that_can_be_guessed_is_refused() {
    for webhook in [
        "header = \"X-A\"\nsecret = \"fifteen-bytes-x\"",
        "path_token = \"fifteen-bytes-x\"",
        "basic_user = \"a\"\nbasic_password = \"fifteen-bytes-x\"",
        "hmac_header = \"X-A\"\nhmac_secret = \"fifteen-bytes-x\"",
    ] {
        let words = complaint(webhook);
        let start = "merchants.demo.webhooks.totalcoin has a secret of fewer than 16 bytes";
        assert!(words.starts_with(start), "{words}");
        assert!(!words.contains("fifteen"), "{words}");
        assert!(with(&webhook.replace("-x\"", "-xy\"")).is_ok());
    }
}

#[test]
fn plain_http_beyond_this_machine_is_a_setting() {
    let listening = |listen: &str, more: &str| {
        Config::from_toml(&format!(
            "listen = \"{listen}\"\ndata_dir = \"/tmp/x\"\n{more}\n\
             [merchants.demo.webhooks.totalcoin]\npath_token = \"sixteen-bytes-xy\""
        ))
    };
    for here in [
        "127.0.0.1:1",
        "127.9.9.9:1",
        "[::1]:1",
        "[::ffff:127.0.0.1]:1",
    ] {
        assert!(listening(here, "").is_ok(), "{here}");
    }
    for beyond in ["0.0.0.0:1", "[::]:1", "192.0.2.1:1"] {
        let refused = listening(beyond, "").unwrap_err();
        assert!(matches!(refused, ConfigError::PlainHttp { .. }), "{beyond}");
        assert!(listening(beyond, "plain_http_beyond_loopback = false").is_err());
        assert!(listening(beyond, "plain_http_beyond_loopback = true").is_ok());
    }
}

#[test]
fn an_unknown_key_is_named_and_its_value_is_not() {
    let words = complaint("header = \"X-A\"\nsceret = \"tell-nobody\"");
    assert!(
        words.starts_with("line 6: unknown field `sceret`"),
        "{words}"
    );
    let words = complaint("header = \"X-A\"\nsecret = 8675309");
    assert!(words.starts_with("line 6: a secret is a text"), "{words}");
    for words in [
        complaint("sceret = \"tell-nobody\""),
        complaint("secret = tell-nobody"),
    ] {
        assert!(!words.contains("tell-nobody"), "{words}");
    }
    let top = Config::from_toml("listen = \"127.0.0.1:1\"\ndata_dir = \"x\"\nlog = 1\n");
    assert!(
        top.unwrap_err()
            .to_string()
            .starts_with("line 3: unknown field `log`")
    );
    let provider = Config::from_toml(
        "listen = \"127.0.0.1:1\"\ndata_dir = \"x\"\n[merchants.a.webhooks.stripe]\npath_token=\"t\"",
    );
    let words = provider.unwrap_err().to_string();
    assert!(
        words.starts_with("merchants.a.webhooks.stripe: the providers are"),
        "{words}"
    );
    for provider in Provider::ALL {
        assert!(words.contains(provider.as_str()), "{words}");
    }
}

#[test]
fn nothing_to_serve() {
    let bare = Config::from_toml("listen = \"127.0.0.1:1\"\ndata_dir = \"x\"");
    assert!(matches!(bare, Err(ConfigError::NoRoutes)));
}
