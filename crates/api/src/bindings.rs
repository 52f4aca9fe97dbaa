//! The TypeScript and the window permissions, made from the table.

use crate::dto::{
    ChargeQr, DiscrepancyKind, DiscrepancyView, Light, LightState, Lights, Method, Mode, PayerView,
    PaymentRef, PaymentState, PaymentView, PracticeAction, PracticeOffline, PracticePlay,
    PracticeView, QrView, RefusalReason, SaleRef, SaleState, SaleView, Snapshot, TillChanged,
    Trouble,
};
use crate::{ApiError, ErrorCode};
use std::fmt::Write as _;
use ts_rs::TS;

/// A file that is made, by its path below the repository's root.
pub struct Made {
    /// Its path.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// The event that tells of commits.
pub const TILL_CHANGED: &str = "till-changed";
/// The event that tells of the lights.
pub const LIGHTS_CHANGED: &str = "lights-changed";

/// Every file that is made from the table.
#[must_use]
pub fn files() -> Vec<Made> {
    let mut files = vec![Made {
        path: "ui/src/backend/bindings.ts".to_owned(),
        text: typescript(),
    }];
    files.push(Made {
        path: "src-tauri/capabilities/till.json".to_owned(),
        text: capability(),
    });
    files.extend(requests().into_iter().map(|request| Made {
        path: format!("src-tauri/permissions/{}.toml", request.name),
        text: permission(request.name),
    }));
    files
}

struct Request {
    name: &'static str,
    takes: String,
    gives: String,
}

fn requests() -> Vec<Request> {
    macro_rules! rows {
        ($($name:ident: $takes:ty => $gives:ty,)+) => {
            vec![$(Request {
                name: stringify!($name),
                takes: <$takes as TS>::name(&config()),
                gives: <$gives as TS>::name(&config()),
            }),+]
        };
    }
    crate::for_each_request!(rows)
}

fn config() -> ts_rs::Config {
    ts_rs::Config::default()
}

fn typescript() -> String {
    let mut text =
        String::from("// Made by `cargo xtask bindings` from crates/api. Do not edit.\n");
    macro_rules! declare {
        ($($type:ty),+ $(,)?) => { $(declare::<$type>(&mut text);)+ };
    }
    declare!(
        SaleState,
        PaymentState,
        Method,
        DiscrepancyKind,
        RefusalReason,
        Trouble,
        LightState,
        Mode,
        QrView,
        PayerView,
        DiscrepancyView,
        PaymentView,
        SaleView,
        Light,
        Lights,
        PracticeView,
        Snapshot,
        TillChanged,
        ChargeQr,
        PaymentRef,
        SaleRef,
        PracticeAction,
        PracticePlay,
        PracticeOffline,
        ErrorCode,
        ApiError,
    );
    text.push_str("\n/** Every request: what it takes and what it gives. */\n");
    text.push_str("export interface Requests {\n");
    for Request { name, takes, gives } in requests() {
        let _ = writeln!(text, "  {name}: {{ takes: {takes}, gives: {gives} }};");
    }
    text.push_str("}\n\n/** Every event that the cashier's window hears. */\n");
    let _ = write!(
        text,
        "export interface Events {{\n  \"{TILL_CHANGED}\": TillChanged;\n  \
         \"{LIGHTS_CHANGED}\": Lights;\n}}\n"
    );
    text
}

fn declare<T: TS>(text: &mut String) {
    text.push('\n');
    if let Some(docs) = T::docs() {
        let _ = writeln!(text, "{}", docs.trim());
    }
    let _ = writeln!(text, "export {}", T::decl(&config()));
}

/// What the cashier's window may do: ask every request, and hear its events.
fn capability() -> String {
    let mut permissions = vec![
        "core:event:allow-listen".to_owned(),
        "core:event:allow-unlisten".to_owned(),
    ];
    permissions.extend(
        requests()
            .iter()
            .map(|row| format!("allow-{}", row.name.replace('_', "-"))),
    );
    let rows: Vec<String> = permissions
        .iter()
        .map(|it| format!("    \"{it}\""))
        .collect();
    format!(
        "{{\n  \"identifier\": \"till\",\n  \"description\": \"Made by cargo xtask bindings: \
         what the cashier's window may ask and hear.\",\n  \"windows\": [\"till\"],\n  \
         \"permissions\": [\n{}\n  ]\n}}\n",
        rows.join(",\n")
    )
}

fn permission(name: &str) -> String {
    let kebab = name.replace('_', "-");
    format!(
        "# Made by `cargo xtask bindings` from crates/api. Do not edit.\n\n[[permission]]\n\
         identifier = \"allow-{kebab}\"\ndescription = \"Lets a window ask `{name}`.\"\n\
         commands.allow = [\"{name}\"]\n"
    )
}
