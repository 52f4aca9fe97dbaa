//! The program: with a subcommand it runs that and ends, without one it opens
//! the window.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    mostrador::run()
}
