//! The TypeScript and the window permissions, made from the table.

use crate::dto::{
    AbandonSale, ActorView, AddressOf, AddressView, AfterRestore, AskOffers, AskedView,
    BackupState, Brand, CardAsk, CardFate, CardField, CardFieldWhy, CardOffers, CardSetUp,
    CardTrouble, CardView, CashView, ChangeCollector, ChargeCard, ChargeCash, ChargeQr,
    CollectorView, ConfirmAddress, ConfirmCollector, ConnectionOutcome, ConnectionReport,
    CopyDoubt, CopyView, CustomerState, CustomerView, DiscrepancyKind, DiscrepancyView,
    DocumentType, DoubtReason, DoubtView, ExportedPlans, FactKind, FactView, FirstManager,
    FolderRisk, FolderRiskKind, HeldAnswer, HeldItem, ImportPlans, KeepPlan, LegView, LegWord,
    Light, LightState, Lights, Method, Mode, OfferView, OpenItem, OpenTicket, OutsideChange,
    PagounoChanges, PagounoSeen, PagounoValues, PayerView, PaymentRef, PaymentState, PaymentView,
    PlanDraft, PlanTrouble, PlanView, PlanWhy, PlansView, PracticeAction, PracticeCards,
    PracticeOffline, PracticePlay, PracticeView, ProblemKind, ProblemView, Programme, QrView,
    RefusalReason, RelayChanges, RelayInside, RelayValues, RemovePlan, RestoreCopy, SaleRef,
    SaleState, SaleView, SaveSettings, SecretStanding, SecretState, SecretValue, SecretsStore,
    SecretsStoreState, SeeNotice, SetSecrets, SettingsChanges, SettingsValues, SettingsView,
    Settle, SettleDoubt, SettleHeld, SettleHow, SettledView, ShowOffers, Snapshot, SplitRow,
    StepKind, StepView, TestCard, TestConnection, TillChanged, TillChanges, TillNoticeItem,
    TillNoticeKind, TillValues, TimelineView, TotalcoinChanges, TotalcoinValues, TrayItem,
    TrayView, Trouble, WaiveRelay, Weekday,
};
use crate::{ApiError, ErrorCode, ManagerWhy};
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
/// The event that tells the customer's window what to show.
pub const CUSTOMER_CHANGED: &str = "customer-changed";
/// The event that tells of the lights.
pub const LIGHTS_CHANGED: &str = "lights-changed";
/// The event that tells that `mostrador.toml` was changed outside, or is in
/// force again.
pub const SETTINGS_OUTSIDE: &str = "settings-outside";
/// The event that tells each window that the shop was opened again: it loads
/// all anew.
pub const SHOP_REOPENED: &str = "shop-reopened";

/// The event that tells that the window closes once the charge on the wire
/// has its answer.
pub const CLOSING: &str = "closing";
/// The event that asks a page whether it is alive; no screen hears it.
pub const PING: &str = "ping";
/// What every page asks of its window, beside the tables: to open the channel
/// down which its events come.
pub const HEAR: &str = "hear";
/// The same: to say that it was painted, or is alive.
pub const REPORT: &str = "report";

/// Every file that is made from the table.
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

/// A window and what it may ask.
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
        Brand,
        OfferView,
        LegWord,
        LegView,
        CardView,
        CashView,
        DoubtReason,
        DoubtView,
        PaymentView,
        SaleView,
        Light,
        Lights,
        AddressOf,
        AddressView,
        AfterRestore,
        CardSetUp,
        FolderRisk,
        FolderRiskKind,
        CardFate,
        TestCard,
        PracticeCards,
        PracticeView,
        Snapshot,
        TillChanged,
        ChargeQr,
        DocumentType,
        CardAsk,
        ChargeCard,
        ChargeCash,
        AskOffers,
        CardOffers,
        ShowOffers,
        SettleDoubt,
        AbandonSale,
        Programme,
        Weekday,
        PlanDraft,
        PlanView,
        PlansView,
        KeepPlan,
        RemovePlan,
        ExportedPlans,
        ImportPlans,
        PaymentRef,
        SaleRef,
        PracticeAction,
        PracticePlay,
        PracticeOffline,
        CustomerState,
        CustomerView,
        ActorView,
        AskedView,
        StepKind,
        FactKind,
        FactView,
        StepView,
        TimelineView,
        TillNoticeKind,
        TillNoticeItem,
        TrayItem,
        TrayView,
        SettledView,
        SettleHow,
        HeldItem,
        OpenItem,
        OpenTicket,
        HeldAnswer,
        SettleHeld,
        SeeNotice,
        WaiveRelay,
        Settle,
        FirstManager,
        OutsideChange,
        SecretsStore,
        TillValues,
        TotalcoinValues,
        RelayValues,
        PagounoValues,
        SettingsValues,
        SecretStanding,
        SecretState,
        SecretsStoreState,
        CollectorView,
        BackupState,
        RelayInside,
        SplitRow,
        PagounoSeen,
        SettingsView,
        TillChanges,
        TotalcoinChanges,
        RelayChanges,
        PagounoChanges,
        SettingsChanges,
        SaveSettings,
        SecretValue,
        SetSecrets,
        TestConnection,
        ConnectionOutcome,
        ConnectionReport,
        ConfirmAddress,
        ConfirmCollector,
        ChangeCollector,
        ProblemKind,
        CopyDoubt,
        CopyView,
        ProblemView,
        RestoreCopy,
        CardField,
        CardFieldWhy,
        CardTrouble,
        PlanWhy,
        PlanTrouble,
        ErrorCode,
        ManagerWhy,
        ApiError,
    );
    text.push_str("\n/** Every request, of every window: what it takes and what it gives. */\n");
    text.push_str("export interface Requests {\n");
    for Request { name, takes, gives } in windows().into_iter().flat_map(|it| it.requests) {
        let _ = writeln!(text, "  {name}: {{ takes: {takes}, gives: {gives} }};");
    }
    text.push_str("}\n\n/** Every event, told to one window and never another's; `shop-reopened` to each. */\n");
    let _ = write!(
        text,
        "export interface Events {{\n  \"{TILL_CHANGED}\": TillChanged;\n  \
         \"{LIGHTS_CHANGED}\": Lights;\n  \"{CUSTOMER_CHANGED}\": CustomerView;\n  \
         \"{SETTINGS_OUTSIDE}\": OutsideChange | null;\n  \"{SHOP_REOPENED}\": null;\n  \
         \"{CLOSING}\": null;\n}}\n\n\
         /** What a page asks of its own window, beside the requests. */\n\
         export const HEAR = \"{HEAR}\";\nexport const REPORT = \"{REPORT}\";\n\
         /** The event that asks a page whether it is alive. */\n\
         export const PING = \"{PING}\";\n"
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

impl Window {
    /// What the window may do: ask its requests, and hear its events.
    fn capability(&self) -> String {
        // Tauri's own events reach every window that listens: none may.
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
