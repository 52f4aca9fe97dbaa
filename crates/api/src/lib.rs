//! Everything that a screen can request or receive, as tables.
//!
//! There is a table of requests for each window: [`for_each_request`] and
//! [`for_each_settings_request`] for the cashier's,
//! [`for_each_customer_request`] for the customer's, and
//! [`for_each_problem_request`] for the window that is shown if no shop can be
//! opened. Each row has the request's name, its parameter, its result, and the
//! rule of who may make it ([`Who`]); the rule is checked first. The shell
//! generates its commands from the tables, and [`bindings`] generates the
//! TypeScript and the permissions. [`TillApi`] answers for an open shop.
//! [`SettingsApi`] answers for the settings, and closes and reopens the shop.
//! Screens see the types of [`dto`], never those of the domain.
//!
//! The rows of the tables are answered in `requests`, a file for each topic. Requests
//! ask [`TillApi`] or [`SettingsApi`] for the till and the settings. `view` asks the
//! ledger, and what follows from the domain's types alone is made in `dto`,
//! beside the struct that a screen sees. The arrows go one way:
//! `requests` → `settings_api` → `till_api` → `view` → `dto`.
//!
//! Queries read the ledger's committed state; every change goes through the
//! till. The crate knows no window, and has no words for people.

pub mod bindings;
pub mod dto;
pub mod export;
pub mod paper;

mod error;
mod parse;
mod requests;
mod settings_api;
mod table;
mod till_api;
mod view;
mod who;

pub use error::{ApiError, ErrorCode, ManagerWhy};
pub use requests::SECRET_BYTES_MAX;
pub use settings_api::{FileTrouble, NotOpened, SecretsSeen, SettingsApi, SettingsHost};
pub use till_api::{
    Frame, NewExport, PlayedPayment, PlayedQr, Practice, PracticeError, Shell, TillApi,
};
pub use view::reports_between;
pub use who::{Admitted, Asks, SecretsOf, Who};
