//! What screens see: plain data, from which the TypeScript is generated. What
//! follows from the domain's types alone is made here, beside its struct; the
//! ledger is asked in `view`. Amounts are in centavos and moments in
//! milliseconds, both as numbers below 2^53.

mod backup;
mod card;
mod charge;
mod close;
mod connection;
mod customer;
mod day;
mod discrepancy;
mod doubt;
mod export;
mod fixed_qr;
mod frame;
mod free_text;
mod manager;
mod mirror;
mod mode;
mod offer;
mod paper;
mod payment;
mod people;
mod plan;
mod practice;
mod print;
mod problem;
mod queue;
mod reports;
mod sale;
mod secrets;
mod settings;
mod settings_table;
mod settle;
mod shift;
mod timeline;
mod tray;
mod typed;

pub use backup::{
    BackupPlaces, BackupProgress, BackupState, BackupStep, BackupTrouble, BackupTroubleKind,
    SecondFolderStanding, SecondFolderView,
};
pub use card::{Brand, CardField, CardFieldWhy, CardTrouble, CardView, CashView, LegView, LegWord};
pub use charge::{CardAsk, ChargeCard, ChargeCash, ChargeQr, Checkout, DocumentType};
pub use close::{
    AdjustmentView, AskPartial, CloseBrief, CloseDay, CloseRef, CloseView, CorrectMeans,
    DeductionSumView, FiguresView, PersonSumView, PlanSumView, ReturnMoney, ReturnedFrom,
    ShiftEnding, ShiftSumView, TakingKind, TakingSumView, UncountedView,
};
pub use connection::{ConnectionOutcome, ConnectionReport, OrderSeen, OrderState, TestConnection};
pub use customer::{CustomerState, CustomerView};
pub use day::{
    ArrivalView, AskDay, AskSales, DaySum, DayView, HourSum, OpenStray, PageEndView,
    PaymentLineView, SaleLineView, SalesCountView, SalesPageView,
};
pub use discrepancy::{DiscrepancyKind, DiscrepancyView};
pub use doubt::{DoubtReason, DoubtView, SettleDoubt};
pub use export::{
    BeginExport, EvidenceFile, ExportEvidence, ExportFormat, ExportStanding, ExportView, ExportWhat,
};
pub use fixed_qr::{
    ChargeFixedQr, FixedClaim, FixedGroup, FixedNotice, FixedPaymentView, FixedQrState,
    FixedQrView, MakeFixedQr, SettleFixedGroup, TakeBack,
};
pub use frame::{
    AddressOf, AddressView, AfterRestore, CardSetUp, FolderRisk, FolderRiskKind, Glance, Light,
    LightState, Lights, Snapshot, TillChanged,
};
pub(crate) use free_text::FreeText;
pub use manager::{FirstManager, WaiveRelay};
pub use mode::Mode;
pub use offer::{AskOffers, CardOffers, OfferView, ShowOffers};
pub use paper::{AskPreview, PaperLine, PaperPreview};
pub(crate) use payment::Beside;
pub use payment::{
    AttemptsView, Method, PayerView, PaymentState, PaymentView, QrView, RefusalReason, Trouble,
};
pub use people::{
    AddPerson, ChangePin, Lock, PeopleView, PersonView, RenamePerson, RenewPin, RetirePerson, Role,
    SessionView, ShiftBrief, Unlock,
};
pub use plan::{
    ExportedPlans, ImportPlans, KeepPlan, PlanDraft, PlanTrouble, PlanView, PlanWhy, PlansView,
    Programme, RemovePlan, Weekday,
};
pub use practice::{
    CardFate, LoadPracticeWeek, PracticeAction, PracticeCards, PracticeOffline, PracticePerson,
    PracticePlay, PracticeView, PracticeWallet, PracticeWeek, SwitchPracticeWallet, TestCard,
};
pub use print::{
    FoundPrinter, FoundPrinters, PaperRef, PosterSheet, Print, PrintWay, PrinterLight,
    PrinterTrouble, PrinterView, Printing, SettlePapers, WaitingPaper,
};
pub use problem::{
    CopyDoubt, CopyView, ProblemKind, ProblemView, RestoreCopy, RoomView, UpgradeWithCopy,
    UpgradeWithoutCopy,
};
pub use queue::{
    AskQueue, DeadBecause, ErrandKind, ErrandProvider, ErrandStanding, ErrandView, GiveUpErrand,
    InDoubtView, Meanwhile, Outage, OutageView, PauseView, QueueEndView, QueueGroup, QueueView,
    TryNow,
};
pub use reports::{
    AskReports, ChargeWallet, CorrectReport, EnterWallet, ReportAnswer, ReportCounts,
    ReportDetails, ReportFields, ReportOutcome, ReportRef, ReportState, ReportView, ReportWhy,
    ReportsShown, ReportsView, SettleReport, WalletSetUp,
};
pub use sale::{AbandonSale, Done, OpenTicket, PaymentRef, SaleRef, SaleState, SaleView};
pub use secrets::{
    SecretStanding, SecretState, SecretValue, SecretsStore, SecretsStoreState, SetSecrets,
};
pub use settings::{
    ChangePayee, ConfirmAddress, ConfirmPayee, OutsideChange, PagounoSeen, PayeeView, RelayInside,
    SaveSettings, SettingsView,
};
// The table of settings generates these types.
pub use settings_table::*;
pub use settle::{AskedView, Settle, SettleHow};
pub use shift::{
    AcceptDifference, CountShift, CountView, CountedPieces, CountedTender, DrawerLine, EndedShift,
    MoveCash, OpenDrawer, OpenShift, PendingView, PendingWhy, ShiftFacts, ShiftView, Tender,
    TenderSum,
};
pub use timeline::{
    ActorView, FactKind, FactView, ForgetPayer, PayerData, PayerNeededBy, StepKind, StepView,
    TimelineView,
};
pub use tray::{
    HeldAnswer, HeldItem, OpenItem, ReturnItem, SeeNotice, SettleHeld, SettledView, TillNoticeItem,
    TillNoticeKind, TrayItem, TrayView,
};
pub use typed::{TYPED_BYTES_MAX, Typed};

use mirror::{mirror, mirror_both};
