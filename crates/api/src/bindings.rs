//! Generates the TypeScript and the window permissions from the table.

use crate::ApiError;
use crate::dto::{
    AttemptsView, CustomerView, Lights, OutsideChange, SettingRow, SettingsValues, TillChanged,
};
use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use till::settings::{Key, Settings};
use ts_rs::{TS, TypeVisitor};

/// A generated file, with its path from the repository's root.
pub struct Made {
    pub path: String,
    pub text: String,
}

/// The event for new commits.
pub const TILL_CHANGED: &str = "till-changed";
/// The event for changed numbers of attempts at providers.
pub const ATTEMPTS_CHANGED: &str = "attempts-changed";
/// The event with what the customer's window shows.
pub const CUSTOMER_CHANGED: &str = "customer-changed";
/// The event for changed lights.
pub const LIGHTS_CHANGED: &str = "lights-changed";
/// The event sent when `mostrador.toml` was changed outside, or is in force
/// again.
pub const SETTINGS_OUTSIDE: &str = "settings-outside";
/// The event sent to each window when the shop was opened again: the window
/// then loads everything anew.
pub const SHOP_REOPENED: &str = "shop-reopened";

/// The event sent when the window will close after the charge on the wire has
/// its answer.
pub const CLOSING: &str = "closing";
/// The event that asks a page whether it is alive; screens do not receive it.
pub const PING: &str = "ping";
/// The command, outside the tables, by which every page opens the channel for
/// its events.
pub const HEAR: &str = "hear";
/// The command, outside the tables, by which every page reports that it was
/// painted, or is alive.
pub const REPORT: &str = "report";

/// Every file that is generated from the table.
#[must_use]
pub fn files() -> Vec<Made> {
    let mut files = vec![Made {
        path: "ui/src/backend/bindings.ts".to_owned(),
        text: typescript(),
    }];
    for name in [HEAR, REPORT] {
        files.push(permission_file(name));
    }
    for window in windows() {
        files.push(Made {
            path: format!("src-tauri/capabilities/{}.json", window.label),
            text: window.capability(),
        });
        files.extend(window.requests.iter().map(|it| permission_file(it.name)));
    }
    files
}

/// A window and the requests that it may make.
struct Window {
    label: &'static str,
    requests: Vec<Request>,
}

fn windows() -> [Window; 3] {
    [
        Window {
            label: "till",
            requests: requests(),
        },
        Window {
            label: "customer",
            requests: customer_requests(),
        },
        Window {
            label: "problem",
            requests: problem_requests(),
        },
    ]
}

struct Request {
    name: &'static str,
    takes: String,
    gives: String,
}

macro_rules! rows {
    ($($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {
        vec![$(Request {
            name: stringify!($name),
            takes: <$takes as TS>::name(&config()),
            gives: <$gives as TS>::name(&config()),
        }),+]
    };
}

fn requests() -> Vec<Request> {
    let mut requests = crate::for_each_request!(rows);
    requests.extend(crate::for_each_settings_request!(rows));
    requests
}

fn customer_requests() -> Vec<Request> {
    crate::for_each_customer_request!(rows)
}

fn problem_requests() -> Vec<Request> {
    crate::for_each_problem_request!(rows)
}

fn config() -> ts_rs::Config {
    // Large numbers are below 2^53, as the DTOs say.
    ts_rs::Config::default().with_large_int("number")
}

fn typescript() -> String {
    let mut text =
        String::from("// Made by `cargo xtask bindings` from crates/api. Do not edit.\n");
    for declaration in declarations().into_values() {
        text.push_str(&declaration);
    }
    text.push_str("\n/** Every request, of every window: what it takes and what it gives. */\n");
    text.push_str("export interface Requests {\n");
    for Request { name, takes, gives } in windows().into_iter().flat_map(|it| it.requests) {
        let _ = writeln!(text, "  {name}: {{ takes: {takes}, gives: {gives} }};");
    }
    text.push_str("}\n\n/** Every event, told to one window and never another's; `shop-reopened` to each. */\n");
    let _ = write!(
        text,
        "export interface Events {{\n  \"{TILL_CHANGED}\": TillChanged;\n  \
         \"{ATTEMPTS_CHANGED}\": AttemptsView[];\n  \
         \"{LIGHTS_CHANGED}\": Lights;\n  \"{CUSTOMER_CHANGED}\": CustomerView;\n  \
         \"{SETTINGS_OUTSIDE}\": OutsideChange | null;\n  \"{SHOP_REOPENED}\": null;\n  \
         \"{CLOSING}\": null;\n}}\n\n\
         /** What a page asks of its own window, beside the requests. */\n\
         export const HEAR = \"{HEAR}\";\nexport const REPORT = \"{REPORT}\";\n\
         /** The event that asks a page whether it is alive. */\n\
         export const PING = \"{PING}\";\n"
    );
    text.push_str(&settings());
    text
}

/// The settings' rules and defaults, for the form and for the till in memory.
fn settings() -> String {
    let mut text = String::from(
        "\n/** Every setting that a screen changes, by its key in `mostrador.toml`: made from the \
         table in `crates/till/src/settings/table.rs`. */\nexport const SETTINGS = {\n",
    );
    for key in Key::ALL.iter().filter(|key| key.is_on_screen()) {
        let row = json(&SettingRow::from(key.row()));
        let _ = writeln!(text, "  \"{}\": {row},", key.name());
    }
    let values = json(&SettingsValues::from(&Settings::default()));
    let _ = write!(
        text,
        "}} as const satisfies Record<string, SettingRow>;\n\n\
         /** The settings of a file that is empty. */\n\
         export const DEFAULT_SETTINGS: SettingsValues = {values};\n"
    );
    text
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("texts, numbers and lists have a JSON")
}

/// The declarations of all types that requests and events use, directly or
/// through other types, by name.
fn declarations() -> BTreeMap<String, String> {
    let mut found = Declarations::default();
    macro_rules! visit {
        ($($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {
            $(found.visit::<$takes>(); found.visit::<$gives>();)+
        };
    }
    crate::for_each_request!(visit);
    crate::for_each_settings_request!(visit);
    crate::for_each_customer_request!(visit);
    crate::for_each_problem_request!(visit);
    found.visit::<TillChanged>();
    found.visit::<AttemptsView>();
    found.visit::<Lights>();
    found.visit::<CustomerView>();
    found.visit::<OutsideChange>();
    found.visit::<ApiError>();
    found.visit::<SettingRow>();
    found.by_name
}

#[derive(Default)]
struct Declarations {
    visited: BTreeSet<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.visited.insert(TypeId::of::<T>()) {
            return;
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
        // Lists, options and the like are written inline.
        if T::output_path().is_some() {
            let docs = T::docs().map(|docs| format!("{}\n", docs.trim()));
            let docs = docs.unwrap_or_default();
            let declaration = format!("\n{docs}export {}\n", T::decl(&config()));
            self.by_name.insert(T::ident(&config()), declaration);
        }
    }
}

impl Window {
    /// The capability of the window: its requests, and its event channel.
    fn capability(&self) -> String {
        // Tauri's own events reach every window that listens, so no window may
        // listen to them.
        let mut permissions = vec![format!("allow-{HEAR}"), format!("allow-{REPORT}")];
        let asks = self
            .requests
            .iter()
            .map(|row| format!("allow-{}", row.name.replace('_', "-")));
        permissions.extend(asks);
        let rows: Vec<String> = permissions
            .iter()
            .map(|it| format!("    \"{it}\""))
            .collect();
        format!(
            "{{\n  \"identifier\": \"{0}\",\n  \"description\": \"Made by cargo xtask \
             bindings: what the window may ask and hear.\",\n  \"windows\": [\"{0}\"],\n  \
             \"permissions\": [\n{1}\n  ]\n}}\n",
            self.label,
            rows.join(",\n")
        )
    }
}

fn permission_file(name: &str) -> Made {
    Made {
        path: format!("src-tauri/permissions/{name}.toml"),
        text: permission(name),
    }
}

fn permission(name: &str) -> String {
    let kebab = name.replace('_', "-");
    format!(
        "# Made by `cargo xtask bindings` from crates/api. Do not edit.\n\n[[permission]]\n\
         identifier = \"allow-{kebab}\"\ndescription = \"Lets a window ask `{name}`.\"\n\
         commands.allow = [\"{name}\"]\n"
    )
}

#[cfg(test)]
mod tests {
    use super::files;
    use std::collections::BTreeSet;

    /// A request with the name of a command of every page would never reach the
    /// till.
    #[test]
    fn no_two_requests_have_one_name() {
        let files = files();
        let paths: BTreeSet<_> = files.iter().map(|made| &made.path).collect();
        let twice: Vec<_> = files
            .iter()
            .filter(|made| files.iter().filter(|it| it.path == made.path).count() > 1)
            .map(|made| made.path.as_str())
            .collect();
        assert_eq!(paths.len(), files.len(), "{twice:?}");
    }
}
