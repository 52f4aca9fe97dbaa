//! What screens see: plain data, in the shapes that the TypeScript is made of. What
//! is made of the domain's types alone is made here, beside its struct; the
//! ledger is asked in `view`.
//! Amounts are centavos and moments milliseconds, both as numbers below 2^53.

mod card;
mod charge;
mod connection;
mod customer;
mod discrepancy;
mod doubt;
mod frame;
mod free_text;
mod manager;
mod mirror;
mod mode;
mod offer;
mod payment;
mod plan;
mod practice;
mod problem;
mod sale;
mod secrets;
mod settings;
mod settings_table;
mod settle;
mod timeline;
mod tray;
mod typed;

pub use card::{Brand, CardField, CardFieldWhy, CardTrouble, CardView, CashView, LegView, LegWord};
pub use charge::{CardAsk, ChargeCard, ChargeCash, ChargeQr, Checkout, DocumentType};
pub use connection::{ConnectionOutcome, ConnectionReport, TestConnection};
pub use customer::{CustomerState, CustomerView};
pub use discrepancy::{DiscrepancyKind, DiscrepancyView};
pub use doubt::{DoubtReason, DoubtView, SettleDoubt};
pub use frame::{
    AddressOf, AddressView, AfterRestore, CardSetUp, FolderRisk, FolderRiskKind, Light, LightState,
    Lights, Snapshot, TillChanged,
};
pub(crate) use free_text::FreeText;
pub use manager::{FirstManager, WaiveRelay};
pub use mode::Mode;
pub use offer::{AskOffers, CardOffers, OfferView, ShowOffers};
pub(crate) use payment::Beside;
pub use payment::{
    AttemptsView, Method, PayerView, PaymentState, PaymentView, QrView, RefusalReason, Trouble,
};
pub use plan::{
    ExportedPlans, ImportPlans, KeepPlan, PlanDraft, PlanTrouble, PlanView, PlanWhy, PlansView,
    Programme, RemovePlan, Weekday,
};
pub use practice::{
    CardFate, PracticeAction, PracticeCards, PracticeOffline, PracticePlay, PracticeView, TestCard,
};
pub use problem::{CopyDoubt, CopyView, ProblemKind, ProblemView, RestoreCopy};
pub use sale::{AbandonSale, Done, OpenTicket, PaymentRef, SaleRef, SaleState, SaleView};
pub use secrets::{
    SecretStanding, SecretState, SecretValue, SecretsStore, SecretsStoreState, SetSecrets,
};
pub use settings::{
    BackupState, ChangePayee, ConfirmAddress, ConfirmPayee, OutsideChange, PagounoSeen, PayeeView,
    RelayInside, SaveSettings, SettingsView,
};
// Its types follow from the table of settings.
pub use settings_table::*;
pub use settle::{AskedView, Settle, SettleHow};
pub use timeline::{ActorView, FactKind, FactView, StepKind, StepView, TimelineView};
pub use tray::{
    HeldAnswer, HeldItem, OpenItem, SeeNotice, SettleHeld, SettledView, TillNoticeItem,
    TillNoticeKind, TrayItem, TrayView,
};
pub use typed::{TYPED_BYTES_MAX, Typed};

use mirror::mirror;
