//! Tests of the drivers themselves, on which every journey depends.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use journeys::{Display, Keychain, Process, Relay, Sandbox, read_qr, run, until};

#[test]
fn a_picture_of_an_empty_screen_has_no_qr() {
    let display = Display::start().unwrap();
    let picture = display.picture("harness-empty").unwrap();
    assert!(fs::metadata(&picture).unwrap().len() > 0);
    assert!(read_qr(&picture).is_err());
}

#[test]
fn killing_a_process_ends_what_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let child = folder.path().join("child");
    // The shell starts a child and waits for it, as the driver does with the
    // app.
    let script = format!(
        "echo started; sleep 600 & echo $! > {}; wait",
        child.display()
    );
    let log = folder.path().join("log");
    let mut process = Process::start(Command::new("sh").args(["-c", &script]), &log).unwrap();
    let stat = loop {
        let number = fs::read_to_string(&child).unwrap_or_default();
        let stat = Path::new("/proc").join(number.trim()).join("stat");
        if fs::read_to_string(&stat).is_ok_and(|text| text.contains("(sleep)")) {
            break stat;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    process.kill();
    // Orphans may stay as zombies if nothing collects them.
    let left = fs::read_to_string(&stat).unwrap_or_default();
    assert!(left.is_empty() || left.contains("(sleep) Z"), "{left}");
    assert_eq!(process.last_words(), "started");
}

#[test]
fn the_error_of_a_failed_command_has_its_output() {
    let error = run(Command::new("sh").args(["-c", "echo out; echo err >&2; exit 3"])).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("out") && text.contains("err") && text.contains('3'),
        "{text}"
    );
}

#[test]
fn a_keychain_has_a_bus_of_its_own_with_the_secret_service_on_it() {
    let keychain = Keychain::new().unwrap();
    let mut command = Command::new("dbus-send");
    command.args([
        "--session",
        "--print-reply",
        "--dest=org.freedesktop.secrets",
    ]);
    command.args(["/org/freedesktop/secrets", "org.freedesktop.DBus.Peer.Ping"]);
    run(&mut keychain.wrap(&command)).unwrap();
}

#[tokio::test(start_paused = true)]
async fn waiting_ends_at_its_limit_and_says_what_was_awaited() {
    let error = until::<(), _>("the moon", Duration::from_secs(3), async || None).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "waited 3 s in vain: the moon"
    );
}

#[tokio::test]
async fn a_killed_relay_starts_again_with_its_port_and_data() {
    let folder = tempfile::tempdir().unwrap();
    let mut relay = Relay::start(folder.path()).await.unwrap();
    let sandbox = Sandbox::start(folder.path(), &relay).await.unwrap();
    assert!(sandbox.pre_orders().await.unwrap().is_empty());
    assert!(sandbox.pay_last().await.is_err());
    let key = relay.add_till(1).unwrap();
    assert!(!key.is_empty());
    assert_eq!(relay.post("not even JSON").await.unwrap(), 200);
    relay.kill();
    assert!(relay.post("nobody is there").await.is_err());
    relay.start_again().await.unwrap();
    // The till is known already, so its number is taken.
    assert!(relay.add_till(1).is_err());
}
