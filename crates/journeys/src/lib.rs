//! Drives the built binaries as a shop would: the real window on a virtual
//! screen, the relay and the stand-in provider as processes of their own, and
//! their sudden deaths.
//!
//! It links no other room: all that it knows of them is what a person outside
//! can see, which is the command lines, the files, the test ids of the screen
//! and the wire. So it never reaches behind the screen to make a journey easier.
//!
//! A program that is missing fails the test with how to get it; nothing is
//! passed over in silence. Only Linux can drive a WebKitGTK window on a virtual
//! screen, so on other systems this crate is empty.
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
