//! The accelerated renderer of the web view, and the start without it. On some
//! graphics drivers it paints nothing. This finding is stored beside the web
//! view's data for this version of the app; the next version tries again.

use crate::data::folder::{Folder, write_whole};
use std::path::PathBuf;
use std::process::Command;
use tauri::{AppHandle, WebviewUrl};

/// The variable by which the app tells its next process to start without
/// acceleration.
const VARIABLE: &str = "MOSTRADOR_RENDERER";
/// Its one value.
const SOFTWARE: &str = "software";
/// The variables by which WebKitGTK leaves acceleration out.
#[cfg(target_os = "linux")]
const WEBKIT: [(&str, &str); 2] = [
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
];

/// Whether the app runs without acceleration.
pub(crate) fn is_plain() -> bool {
    std::env::var_os(VARIABLE).is_some_and(|value| value == SOFTWARE)
}

/// The address of a page. It says so if there is no acceleration.
pub(crate) fn address(page: &WebviewUrl) -> WebviewUrl {
    if let WebviewUrl::App(path) = page
        && is_plain()
    {
        return WebviewUrl::App(format!("{}?renderer={SOFTWARE}", path.display()).into());
    }
    page.clone()
}

/// The file that notes that acceleration paints nothing on this machine.
fn mark(folder: &Folder) -> PathBuf {
    folder.webview().join("renderer")
}

/// Whether this version found that before.
pub(crate) fn is_known_to_fail(folder: &Folder) -> bool {
    std::fs::read_to_string(mark(folder)).is_ok_and(|text| text == env!("CARGO_PKG_VERSION"))
}

/// Starts the app again without acceleration, unless it already runs so.
pub(crate) fn start_plain(app: &AppHandle) {
    if is_plain() {
        tracing::error!("the page was not painted without acceleration either");
        return;
    }
    tracing::error!("no page was painted: the app starts again without acceleration");
    if let Ok(folder) = Folder::find()
        && let Err(error) = std::fs::create_dir_all(folder.webview())
            .and_then(|()| write_whole(&mark(&folder), env!("CARGO_PKG_VERSION").as_bytes()))
    {
        tracing::warn!(%error, "the next start will try with acceleration");
    }
    if let Err(error) = become_plain() {
        tracing::error!(%error, "the app cannot start again");
        return;
    }
    app.exit(0);
}

/// Runs the same program with other variables. On Unix it replaces this
/// process; elsewhere it runs beside it and waits for its lock.
pub(crate) fn become_plain() -> std::io::Result<()> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(std::env::args_os().skip(1))
        .env(VARIABLE, SOFTWARE);
    #[cfg(target_os = "linux")]
    command.envs(WEBKIT);
    #[cfg(unix)]
    {
        // `exec` returns only if it failed. Locks and sockets close with the
        // process: it may end at any instant (law 11).
        Err(std::os::unix::process::CommandExt::exec(&mut command))
    }
    #[cfg(not(unix))]
    command.spawn().map(drop)
}

/// The web view's arguments that leave acceleration out. WebView2 reads them,
/// and they replace its defaults, so the defaults are included.
#[cfg(windows)]
pub(crate) fn with_arguments<'a>(
    builder: tauri::WebviewWindowBuilder<'a, tauri::Wry, tauri::AppHandle>,
) -> tauri::WebviewWindowBuilder<'a, tauri::Wry, tauri::AppHandle> {
    if !is_plain() {
        return builder;
    }
    builder.additional_browser_args(
        "--disable-gpu --disable-features=msWebOOUI,msPdfOOUI,msSmartScreenProtection",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_version_tries_acceleration_again() {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        assert!(!is_known_to_fail(&folder));
        std::fs::create_dir_all(folder.webview()).unwrap();
        std::fs::write(mark(&folder), "0.0.0").unwrap();
        assert!(!is_known_to_fail(&folder));
        std::fs::write(mark(&folder), env!("CARGO_PKG_VERSION")).unwrap();
        assert!(is_known_to_fail(&folder));
    }

    #[test]
    fn with_acceleration_a_page_keeps_its_address() {
        let page = WebviewUrl::App("index.html".into());
        assert_eq!(address(&page), page);
    }
}
