//! The program: its one line of output, its options, its end.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use outbound::{Http, Request};

use crate::support::LIMITS;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mostrador-sandbox"));
    command
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn the_program_prints_its_address_and_answers_there() {
    let arguments = [
        "--listen",
        "127.0.0.1:0",
        "--username",
        "ana",
        "--password",
        "clave",
        "--webhook-url",
        "http://127.0.0.1:1/",
        "--webhook-header",
        "X-Webhook-Secret: palabra",
        "--pagouno-webhook-url",
        "http://127.0.0.1:1/webhooks/pagouno/demo/palabra",
        "--pagouno-public-key",
        "publica",
        "--wallet-webhook-url",
        "http://127.0.0.1:1/webhooks/wallet/demo",
        "--wallet-webhook-header",
        "X-Webhook-Secret: palabra",
    ];
    let mut running = Running(program(&arguments).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let base = line.trim_end().strip_prefix("listening on ").unwrap();
    let http = Http::new(LIMITS).unwrap();
    for (password, status) in [("clave", 200), ("otra", 401)] {
        let body = format!(r#"{{"username": "ana", "password": "{password}"}}"#);
        let request = Request::post(format!("{base}/api/auth/login"), body.into_bytes());
        assert_eq!(http.send(request, None).await.unwrap().status, status);
    }
    for (key, status) in [("publica", 400), ("otra", 403)] {
        let url = format!("{base}/v1/Transaction/token");
        let key = key.into();
        let request = Request::post(url, b"[]".to_vec()).authorized(&key);
        assert_eq!(http.send(request, None).await.unwrap().status, status);
    }
}

#[test]
fn the_program_says_why_it_cannot_start() {
    for (arguments, words) in [
        (vec!["--listen", "0.0.0.0:0"], "this machine only"),
        (vec!["--webhook-header", "X: y"], "--webhook-url"),
        (
            vec![
                "--webhook-url",
                "http://127.0.0.1:1",
                "--webhook-header",
                "X",
            ],
            "NAME: VALUE",
        ),
        (
            vec!["--webhook-url", "http://example.com/hook"],
            "use https",
        ),
        (
            vec!["--pagouno-webhook-url", "http://example.com/hook"],
            "use https",
        ),
        (
            vec!["--wallet-webhook-url", "http://example.com/hook"],
            "use https",
        ),
        (
            vec!["--wallet-webhook-header", "X: y"],
            "--wallet-webhook-url",
        ),
        (vec!["--username", "ana"], "--password"),
    ] {
        let output = program(&arguments).output().unwrap();
        assert!(!output.status.success());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(words), "{said}");
    }
}
