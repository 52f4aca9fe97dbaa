//! What screens see: plain data, in the shapes that the TypeScript is made of.
//! Amounts are centavos and moments milliseconds, both as numbers below 2^53.

mod ask;
mod card;
mod customer;
mod frame;
mod plan;
mod problem;
mod review;
mod sale;
mod settings;
mod settings_table;
mod settle;

pub use ask::{
    CardFate, ChargeQr, PaymentRef, PracticeAction, PracticeCards, PracticeOffline, PracticePlay,
    PracticeView, SaleRef, TestCard,
};
pub use card::{
    AbandonSale, AskOffers, Brand, CardAsk, CardField, CardFieldWhy, CardOffers, CardTrouble,
    CardView, CashView, ChargeCard, ChargeCash, DocumentType, DoubtReason, DoubtView, LegView,
    LegWord, OfferView, SettleDoubt, ShowOffers, TYPED_BYTES_MAX, Typed,
};
pub use customer::{CustomerState, CustomerView};
pub use frame::{
    AddressOf, AddressView, AfterRestore, CardSetUp, FolderRisk, FolderRiskKind, Light, LightState,
    Lights, Mode, Snapshot, TillChanged,
};
pub use plan::{
    ExportedPlans, ImportPlans, KeepPlan, PlanDraft, PlanTrouble, PlanView, PlanWhy, PlansView,
    Programme, RemovePlan, Weekday,
};
pub use problem::{CopyDoubt, CopyView, ProblemKind, ProblemView, RestoreCopy};
pub use review::{
    ActorView, FactKind, FactView, FirstManager, HeldAnswer, HeldItem, OpenItem, OpenTicket,
    SeeNotice, SettleHeld, StepKind, StepView, TillNoticeItem, TillNoticeKind, TimelineView,
    TrayItem, TrayView, WaiveRelay,
};
pub use sale::{
    AttemptsView, DiscrepancyKind, DiscrepancyView, Done, Method, PayerView, PaymentState,
    PaymentView, QrView, RefusalReason, SaleState, SaleView, Trouble,
};

pub use settings::{
    BackupState, ChangePayee, ConfirmAddress, ConfirmPayee, ConnectionOutcome, ConnectionReport,
    OutsideChange, PagounoSeen, PayeeView, RelayInside, SaveSettings, SecretStanding, SecretState,
    SecretValue, SecretsStore, SecretsStoreState, SetSecrets, SettingsView, SplitRow,
    TestConnection,
};
// Its types follow from the table of settings.
pub use settings_table::*;
pub use settle::{AskedView, Settle, SettleHow, SettledView};

/// A screen's enum with the words of one of the domain's, so that a new word
/// there does not compile until someone decided what a screen shows.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident of $theirs:path { $($variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, ts_rs::TS)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($variant),+ }

        impl From<$theirs> for $name {
            fn from(theirs: $theirs) -> $name {
                match theirs { $(<$theirs>::$variant => $name::$variant),+ }
            }
        }
    };
}
pub(crate) use mirror;
