//! Drives the built binaries as a shop would: the real window on a virtual
//! screen, and the relay and the stand-in provider as processes of their own.
//! It also kills them suddenly.
//!
//! It links no other crate of the project. It knows only what a person outside
//! can see: the command lines, the files, the test ids of the screen, and the
//! wire. So it cannot reach behind the screen to make a journey easier.
//!
//! A missing program fails the test and says how to get it; no test is skipped
//! silently. Only Linux can drive a WebKitGTK window on a virtual screen, so on
//! other systems this crate is empty.
#![cfg(target_os = "linux")]

mod counter;
mod display;
mod faked_clock;
mod http;
mod keychain;
mod memory;
mod paths;
mod picture;
mod process;
mod proxy;
mod relay;
mod sandbox;
mod search;
mod start;
mod wait;
mod window;

pub use counter::{Counter, LiveCounter};
pub use display::Display;
pub use faked_clock::FakedClock;
pub use keychain::Keychain;
pub use memory::held_kib;
pub use paths::{pictures_folder, tool};
pub use picture::{read_qr, scan_screen};
pub use process::{Process, free_port, run};
pub use proxy::GatheringProxy;
pub use relay::Relay;
pub use sandbox::Sandbox;
pub use search::{files_with, forms_of_code, forms_of_number};
pub use start::Started;
pub use wait::until;
pub use window::Window;
