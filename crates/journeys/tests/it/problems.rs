//! A shop that cannot open: what the person reads, that a retry after a fix
//! opens it in place, and the restore of a copy.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use journeys::{Counter, Display, LiveCounter, Window, run, until};

use crate::steps::{STATE_BOUND, charge_by_qr};

/// The offsets of the version and the application id in a database's header
/// (SQLite, "Database File Format", 1.3).
const VERSION_AT: usize = 60;
const OWNER_AT: usize = 68;

/// Checks the kind, the title and the detail that the window shows.
async fn says(window: &Window, kind: &str, title: &str, detail: &str) -> Result<()> {
    window
        .wait_for("problem", "data-kind", kind, STATE_BOUND)
        .await?;
    window.wait_for_text("problem", title, STATE_BOUND).await?;
    window
        .wait_for_text("problem-detail", detail, STATE_BOUND)
        .await
}

/// Changes four bytes of a file.
fn patch(file: &Path, at: usize, word: [u8; 4]) -> Result<[u8; 4]> {
    let mut bytes = fs::read(file)?;
    let place = bytes.get_mut(at..at + 4).context("too short a file")?;
    let before = <[u8; 4]>::try_from(&*place)?;
    place.copy_from_slice(&word);
    fs::write(file, bytes)?;
    Ok(before)
}

/// One window, in which a new problem follows each fixed one.
#[tokio::test]
async fn each_problem_is_shown_and_a_retry_opens_the_shop() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let data = counter.data();
    // A practice ledger that was closed properly.
    let mut people = counter.command(&["people", "add", "--role", "manager", "--name", "Ana"])?;
    let pin = counter.beside().join("pin");
    fs::write(&pin, "246810")?;
    run(people.stdin(fs::File::open(&pin)?))?;
    let (toml, ledger) = (data.join("mostrador.toml"), data.join("practice.sqlite3"));

    fs::write(&toml, "[till]\nnumer = 2\n")?;
    let window = Window::open_shut(&display, &data, &[]).await?;
    says(&window, "settings-wrong", "mostrador.toml", "numer").await?;
    let toml_name = toml.display().to_string();
    window
        .wait_for_text("problem", &toml_name, STATE_BOUND)
        .await?;
    display.picture("journey-problem-settings")?;

    let again = async |kind, title, detail| {
        window.click("problem-retry").await?;
        says(&window, kind, title, detail).await
    };
    fs::write(&toml, "[till]\nnumber = \"dos\"\n")?;
    again("settings-wrong", "sigue igual", "number").await?;
    fs::write(&toml, [0xFF, 0xFE, 0x00])?;
    again("settings-unreadable", "No se puede leer", "UTF-8").await?;
    fs::remove_file(&toml)?;
    fs::create_dir(&toml)?;
    again("settings-unreadable", "No se puede leer", "directory").await?;
    fs::remove_dir(&toml)?;

    let store = "[secrets]\nstore = \"file\"\n";
    let live = |rest: &str| format!("mode = \"live\"\n{rest}\n{store}");
    fs::write(&toml, live("[totalcoin]\nbase_url = \"ftp://x\""))?;
    again("address-wrong", "dirección", "").await?;
    window
        .wait_for_text("problem", "totalcoin.base_url", STATE_BOUND)
        .await?;
    fs::write(&toml, live("[relay]\nurl = \"built-in\""))?;
    again("relay-wrong", "relay", "relay.toml").await?;
    fs::remove_file(&toml)?;

    let version = patch(&ledger, VERSION_AT, 99_u32.to_be_bytes())?;
    again("ledger-newer", "versión más nueva", "99").await?;
    patch(&ledger, VERSION_AT, version)?;
    let owner = patch(&ledger, OWNER_AT, 7_u32.to_be_bytes())?;
    again("ledger-foreign", "otro programa", "another program").await?;
    patch(&ledger, OWNER_AT, owner)?;
    let whole = fs::read(&ledger)?;
    fs::write(&ledger, [0x5A; 9_000])?;
    again("ledger-damaged", "dañado", "not a database").await?;
    window
        .wait_for_text("problem-no-copy", "No hay ninguna copia", STATE_BOUND)
        .await?;
    assert!(fs::read(&ledger)? == [0x5A; 9_000], "it is left as it was");
    fs::write(&ledger, whole)?;

    window.click("problem-retry").await?;
    window.turn_to_cashier().await?;
    window.wait_for_text("amount", "$", STATE_BOUND).await?;
    charge_by_qr(&window, "1500").await?;
    window.kill();
    counter.verify()?;
    Ok(())
}

#[tokio::test]
async fn an_unusable_folder_is_reported_on_screen_and_standard_error() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let data = counter.data();
    fs::remove_dir(&data)?;
    fs::write(&data, "a file")?;
    let window = Window::open_shut(&display, &data, &[]).await?;
    says(&window, "folder-unwritable", "No se puede escribir", "").await?;
    fs::remove_file(&data)?;
    window.click("problem-retry").await?;
    // The cashier's window stores its files in the folder, and this window's
    // driver cannot follow it there.
    let ledger = data.join("practice.sqlite3");
    until("a shop that is open", STATE_BOUND, async || {
        ledger.is_file().then_some(())
    })
    .await?;
    window.kill();
    // Without a screen, the program prints the problem and ends.
    fs::write(data.join("mostrador.toml"), "colour = 1\n")?;
    let mut command = counter.command(&[])?;
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    let said = run(&mut command).unwrap_err().to_string();
    assert!(
        said.contains("colour") && said.contains("Corregí"),
        "{said}"
    );
    Ok(())
}

#[tokio::test]
async fn a_missing_keychain_is_reported_and_another_store_opens_the_shop() -> Result<()> {
    let display = Display::start()?;
    let live = LiveCounter::start().await?;
    let data = live.counter.data();
    let file = data.join("mostrador.toml");
    let settings = fs::read_to_string(&file)?;
    fs::write(
        &file,
        settings.replace("store = \"file\"", "store = \"os\""),
    )?;
    let nowhere = [
        ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"),
        ("XDG_RUNTIME_DIR", "/nonexistent"),
    ];
    let window = Window::open_shut(&display, &data, &nowhere).await?;
    says(&window, "keychain", "llavero", "").await?;
    display.picture("journey-problem-keychain")?;
    let settings = fs::read_to_string(&file)?;
    fs::write(
        &file,
        settings.replace("store = \"os\"", "store = \"file\""),
    )?;
    window.click("problem-retry").await?;
    window.turn_to_cashier().await?;
    window.wait_for_text("amount", "$", STATE_BOUND).await?;
    Ok(())
}

#[tokio::test]
async fn a_damaged_ledger_goes_back_to_its_newest_copy() -> Result<()> {
    let display = Display::start()?;
    let counter = Counter::new()?;
    let data = counter.data();
    let window = Window::open(&display, &data).await?;
    charge_by_qr(&window, "1500").await?;
    window.click("practice-pay").await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    run(&mut counter.command(&["backup"])?)?;
    window.kill();
    let ledger = data.join("practice.sqlite3");
    fs::write(&ledger, [0x5A; 9_000])?;
    // A newer copy that cannot be used is skipped.
    fs::write(data.join("backups/practice-99990101T000000Z.sqlite3"), "x")?;

    let window = Window::open_shut(&display, &data, &[]).await?;
    says(&window, "ledger-damaged", "dañado", "not a database").await?;
    window
        .wait_for_text("problem-copy", "C1-000001", STATE_BOUND)
        .await?;
    window.click("problem-restore").await?;
    window
        .wait_for_text("problem-missing", "después de esa copia", STATE_BOUND)
        .await?;
    display.picture("journey-problem-restore")?;
    window.click("confirm-no").await?;
    assert_eq!(fs::read(&ledger)?.len(), 9_000, "nothing was restored");
    window.click("problem-restore").await?;
    window.click("confirm-yes").await?;
    window.turn_to_cashier().await?;
    window.wait_for_sale("approved", STATE_BOUND).await?;
    window.kill();

    let names = fs::read_dir(&data)?.map(|entry| Ok(entry?.path()));
    let names = names.collect::<Result<Vec<_>>>()?;
    let kept = names.iter().find(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("practice.before-") && name.ends_with(".sqlite3")
    });
    let kept = kept.with_context(|| format!("nothing is kept: {names:?}"))?;
    assert!(fs::read(kept)? == [0x5A; 9_000], "the old one is kept");
    counter.verify()?;
    Ok(())
}
