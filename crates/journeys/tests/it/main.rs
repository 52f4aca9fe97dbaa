//! Journeys through the built binaries. Each does and checks what a person
//! would do and see.
#![cfg(target_os = "linux")]

mod bad_input;
mod cards;
mod clock;
mod customer;
mod day;
mod harness;
mod keychain;
mod live;
mod networks;
mod notices;
mod offline;
mod practice;
mod printing;
mod problems;
mod restart;
mod restore;
mod settings;
mod steps;
mod tray;
mod wallet;
