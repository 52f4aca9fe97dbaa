//! Prepares what tauri wants at build time. A fresh clone has no built screens
//! yet: an empty folder stands in for them, so that everything compiles.

use std::{fs, path::Path};

fn main() {
    let screens = Path::new("ui/dist");
    if !screens.join("index.html").exists() {
        fs::create_dir_all(screens).expect("the screens' folder can be made");
        fs::write(
            screens.join("index.html"),
            "<!doctype html><meta charset=utf-8><title>Mostrador</title>\
             <p>Faltan las pantallas: <code>cargo xtask run</code> las construye.",
        )
        .expect("the screens' stand-in can be written");
    }
    println!("cargo:rerun-if-changed=ui/dist");
    let commands =
        tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/*.toml");
    let mut attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(commands);
    if std::env::var_os("CARGO_FEATURE_BENCH").is_some() {
        // What `src-tauri/src/window/bench.rs` answers; the shipped app does not know it.
        let bench = tauri_build::InlinedPlugin::new().commands(&["hold", "picture", "shown"]);
        attributes = attributes.plugin("bench", bench);
    }
    tauri_build::try_build(attributes).expect("tauri's build step");
}
