//! All that a screen can ask or hear, as one table.
//!
//! [`for_each_request`] and [`for_each_settings_request`] are the tables of the
//! cashier's window, [`for_each_customer_request`] that of the customer's, and
//! [`for_each_problem_request`] that of the one that stands where no shop can
//! be opened: each row is a request's name, what it takes, what it gives and who
//! may ask it ([`Who`]), which is obeyed before it is answered. The shell
//! makes its commands from them, [`bindings`] the TypeScript and the
//! permissions. [`TillApi`] answers for a shop that is open, and [`SettingsApi`] for
//! the settings, by which a shop is closed and opened again.
//! What a screen sees are the types of [`dto`], and never the domain's own.
//!
//! The rows of the tables are answered in `requests`, a file for each topic. Requests
//! ask [`TillApi`] or [`SettingsApi`] for the till and the settings. `view` asks the
//! ledger, and what follows from the domain's types alone is made in `dto`,
//! beside the struct that a screen sees. The arrows go one way:
//! `requests` → `settings_api` → `till_api` → `view` → `dto`.
//!
//! Queries read the ledger's committed state; all that changes anything goes
//! through the till. No window, and no word for people, is known here.

pub mod bindings;
pub mod dto;

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
pub use till_api::{Frame, Practice, PracticeError, Shell, TillApi};
pub use who::{Admitted, Asks, SecretsOf, Who};
