//! Writes the files that are generated from the table of requests. With
//! `--check`, it lists the stale ones instead.
#![expect(clippy::print_stdout, reason = "this program speaks to a terminal")]

use std::{fs, path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let mut root = PathBuf::from(".");
    let mut check = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--check" => check = true,
            "--root" => root = arguments.next().map_or(root, PathBuf::from),
            other => {
                println!("unknown argument {other}; use --root DIR and --check");
                return ExitCode::FAILURE;
            }
        }
    }
    let made = api::bindings::files();
    let mut stale = 0;
    for file in &made {
        let path = root.join(&file.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        stale += 1;
        if check {
            println!("stale: {}", file.path);
        } else if let Err(error) = write(&path, &file.text) {
            println!("{}: {error}", file.path);
            return ExitCode::FAILURE;
        } else {
            println!("wrote {}", file.path);
        }
    }
    // Without its request, a permission would allow nothing.
    for entry in fs::read_dir(root.join("src-tauri/permissions"))
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = format!(
            "src-tauri/permissions/{}",
            entry.file_name().to_string_lossy()
        );
        if !made.iter().any(|file| file.path == name) {
            stale += 1;
            println!("{}: {name}", if check { "left over" } else { "removed" });
            if !check && fs::remove_file(entry.path()).is_err() {
                return ExitCode::FAILURE;
            }
        }
    }
    if check && stale > 0 {
        println!("run `cargo xtask bindings`");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn write(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
