//! The commands of the windows, generated from the tables of requests, and what
//! answers each.

use super::{events, page_watch};
use crate::shop::running::RunningShop;
use crate::shop::settings_host::SettingsAnswerer;
use crate::shop::startup::Startup;
use api::{ApiError, Who};
use std::sync::Arc;
use tauri::State;
use tauri::ipc::Invoke;

/// Generates the commands of one table. `$state` is the type that answers them.
macro_rules! commands {
    ($state:ty, $handler:ident, $names:ident, $($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {
        $(
            #[tauri::command]
            async fn $name(
                state: State<'_, Arc<$state>>,
                takes: $takes,
            ) -> Result<$gives, ApiError> {
                state.answering().await?.$name(takes).await
            }
        )+

        fn $handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),+]
        }

        const $names: &[&str] = &[$(stringify!($name)),+];
    };
}
macro_rules! till_commands {
    ($($rows:tt)+) => { commands! { RunningShop, till_handler, TILL_COMMANDS, $($rows)+ } };
}
macro_rules! settings_commands {
    ($($rows:tt)+) => {
        commands! { SettingsAnswerer, settings_handler, SETTINGS_COMMANDS, $($rows)+ }
    };
}
macro_rules! customer_commands {
    ($($rows:tt)+) => {
        commands! { RunningShop, customer_handler, CUSTOMER_COMMANDS, $($rows)+ }
    };
}
api::for_each_request!(till_commands);
api::for_each_settings_request!(settings_commands);
api::for_each_customer_request!(customer_commands);
/// Generates the problem window's commands. The shell itself answers them, so
/// their rules are checked here.
macro_rules! problem_commands {
    ($($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {
        $(
            #[tauri::command]
            async fn $name(
                state: State<'_, Arc<Startup>>,
                takes: $takes,
            ) -> Result<$gives, ApiError> {
                state.admit(Who::$who, &takes).await?;
                state.$name(takes).await
            }
        )+

        fn problem_handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),+]
        }

        const PROBLEM_COMMANDS: &[&str] = &[$(stringify!($name)),+];
    };
}
api::for_each_problem_request!(problem_commands);

/// The commands that every page has for its own window.
fn page_handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![events::hear, page_watch::report]
}

/// All commands. The capabilities, generated from the same tables, decide which
/// window may call which command.
pub(super) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    let (till, settings, customer) = (till_handler(), settings_handler(), customer_handler());
    let problem = problem_handler();
    let page = page_handler();
    move |invoke| {
        let asked = invoke.message.command();
        if [events::HEAR, page_watch::REPORT].contains(&asked) {
            page(invoke)
        } else if CUSTOMER_COMMANDS.contains(&asked) {
            customer(invoke)
        } else if PROBLEM_COMMANDS.contains(&asked) {
            problem(invoke)
        } else if SETTINGS_COMMANDS.contains(&asked) {
            settings(invoke)
        } else {
            TILL_COMMANDS.contains(&asked) && till(invoke)
        }
    }
}
