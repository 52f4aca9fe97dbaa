//! The answers to the rows of the tables, one file per topic. Each row's rule
//! is checked here before its method is called. The till decides what a row
//! does to money or to the settings.

mod card_entry;
mod charge;
mod close;
mod customer;
mod day;
mod exports;
mod fixed_qr;
mod offers;
mod paper;
mod people;
mod plans;
mod practice;
mod print;
mod queue;
mod reports;
mod returns;
mod review;
mod sale;
mod settings;
mod shift;
mod snapshot;

pub use settings::SECRET_BYTES_MAX;

use crate::who::guard;
use crate::{SettingsApi, TillApi};

macro_rules! of_the_till {
    ($($rows:tt)+) => { guard! { TillApi: $($rows)+ } };
}
crate::for_each_request!(of_the_till);
crate::for_each_customer_request!(of_the_till);

macro_rules! of_the_settings {
    ($($rows:tt)+) => { guard! { SettingsApi: $($rows)+ } };
}
crate::for_each_settings_request!(of_the_settings);
