//! `mostrador-relay` as a process: its output, a kill that loses nothing, a
//! graceful stop, and the refusal to start without secrets.

use crate::hand::{body_for, client, read, texts};
use relay_protocol::Pairing;
use secrecy::ExposeSecret;
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};
use tempfile::tempdir;

const WEBHOOK: &str = "header = \"X-Webhook-Secret\"\nsecret = \"a-secret-of-the-tests\"\n";

fn write_config(folder: &Path, webhook: &str) -> PathBuf {
    let path = folder.join("relay.toml");
    let data_dir = folder.join("data");
    let text = format!(
        "listen = \"127.0.0.1:0\"\ndata_dir = {data_dir:?}\n\
         [merchants.demo.webhooks.totalcoin]\n{webhook}"
    );
    std::fs::write(&path, text).unwrap();
    path
}

fn command(config: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mostrador-relay"));
    command.args(words).arg("--config").arg(config);
    command
}

fn run(config: &Path, words: &[&str]) -> (Output, String) {
    let output = command(config, words).output().unwrap();
    let printed = String::from_utf8(output.stdout.clone()).unwrap();
    (output, printed)
}

/// Killed when dropped, in case a test fails half-way.
struct Running(Child, String);

impl Running {
    fn start(config: &Path) -> Running {
        let mut command = command(config, &["serve"]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line
            .trim()
            .strip_prefix("listening on ")
            .expect(&line)
            .to_owned();
        Running(child, url)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_kill_loses_nothing_that_was_answered() {
    let folder = tempdir().unwrap();
    let config = write_config(folder.path(), WEBHOOK);
    let relay = Running::start(&config);
    // While the server runs.
    let (output, printed) = run(
        &config,
        &["till", "add", "--merchant", "demo", "--number", "1"],
    );
    assert!(output.status.success());
    let line = |start: &str| {
        printed
            .lines()
            .find_map(|line| line.strip_prefix(start))
            .unwrap()
    };
    let (key, pairing) = (line("key: "), Pairing::read(line("pairing: ")).unwrap());
    assert_eq!(pairing.till_key.expose_secret(), key);
    assert_eq!((pairing.merchant.as_str(), pairing.till.0), ("demo", 1));

    let post = |url: &str, n| {
        let request = client().post(format!("{url}/webhooks/totalcoin/demo"));
        request
            .header("X-Webhook-Secret", "a-secret-of-the-tests")
            .body(body_for(1, n))
            .send()
    };
    for n in 0..5 {
        assert_eq!(post(&relay.1, n).await.unwrap().status(), 200);
    }
    drop(relay);
    let relay = Running::start(&config);
    let url = format!("{}/v1/notices?after=0&wait=0", relay.1);
    let page = read(client().get(url).bearer_auth(key).send().await.unwrap()).await;
    assert_eq!(
        texts(&page),
        (0..5).map(|n| body_for(1, n)).collect::<Vec<_>>()
    );
    assert!(
        page.notices
            .iter()
            .all(|notice| notice.till == Some(pairing.till))
    );
}

#[cfg(unix)]
#[tokio::test]
async fn the_binary_stops_on_a_signal() {
    let folder = tempdir().unwrap();
    let mut relay = Running::start(&write_config(folder.path(), WEBHOOK));
    let pid = relay.0.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    let status = tokio::task::spawn_blocking(move || relay.0.wait().unwrap())
        .await
        .unwrap();
    assert!(status.success());
}

#[test]
fn the_binary_does_not_start_without_a_secret() {
    let folder = tempdir().unwrap();
    let (output, printed) = run(&write_config(folder.path(), ""), &["serve"]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && printed.is_empty());
    assert!(
        words.contains("merchants.demo.webhooks.totalcoin has no secret"),
        "{words}"
    );
    let (output, _) = run(&write_config(folder.path(), "sceret = \"x\""), &["serve"]);
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(
        words.contains("relay.toml: line 4: unknown field `sceret`"),
        "{words}"
    );
}

#[test]
fn a_key_is_not_given_twice_unless_asked() {
    let folder = tempdir().unwrap();
    let config = write_config(folder.path(), WEBHOOK);
    let add = ["till", "add", "--merchant", "demo", "--number", "1"];
    assert!(run(&config, &add).0.status.success());
    let (output, printed) = run(&config, &add);
    assert!(!output.status.success() && printed.is_empty());
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("--replace")
    );
    let mut replace = add.to_vec();
    replace.push("--replace");
    assert!(run(&config, &replace).1.starts_with("key: "));
}
