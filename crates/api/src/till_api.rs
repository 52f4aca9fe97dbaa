//! The API of an open shop: it answers the windows, and sends them commits,
//! attempts and lights. `requests` has the answers, and this module knows
//! nothing of them.

mod exports;
mod practice;
mod shell;
mod shown;

pub(crate) use exports::Exports;
pub use practice::{PlayedPayment, PlayedQr, Practice, PracticeError};
pub use shell::{NewExport, Shell};
pub(crate) use shown::Shown;

use crate::dto::{AddressView, AttemptsView, Done, FolderRisk, Lights, Mode, TillChanged};
use crate::paper::PaperLook;
use crate::view::{
    Pictures, after_restore, attempts_view, counts, fixed_qr_view, glance, lights, sale_view,
    sales_changed_after, session_view,
};
use crate::who::{Asks, Who};
use crate::{ApiError, ErrorCode};
use domain::{Actor, Sale};
use ledger::ErrandStanding;
use ledger::limits::ENTRIES_MAX;
use secrecy::SecretString;
use std::sync::{Arc, Mutex, PoisonError};
use till::errands::ErrandKind;
use till::{Till, TillError};
use tokio::sync::Notify;

/// The shell's facts about the installation that a screen shows.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Live against an address that is not the provider's real one.
    pub test_environment: bool,
    /// The addresses to warn about.
    pub addresses: Vec<AddressView>,
    /// The till's number in `mostrador.toml`, if it is not in force.
    pub number_in_file: Option<u16>,
    /// The place of the data folder, if it can damage the ledger.
    pub folder_risk: Option<FolderRisk>,
}

pub struct TillApi {
    pub(crate) till: Arc<Till>,
    pub(crate) practice: Option<Arc<dyn Practice>>,
    pub(crate) frame: Frame,
    pub(crate) shell: Arc<dyn Shell>,
    pub(crate) pictures: Arc<Pictures>,
    pub(crate) exports: Arc<Exports>,
    /// The offers for the customer's window; they belong to no sale.
    shown: Mutex<Option<Shown>>,
    /// Woken when the customer's window may show something else without a
    /// commit.
    customer_changed: Notify,
}

impl TillApi {
    /// An API over a till; `practice` is set only in practice mode.
    #[must_use]
    pub fn new(
        till: Arc<Till>,
        practice: Option<Arc<dyn Practice>>,
        frame: Frame,
        shell: Arc<dyn Shell>,
    ) -> TillApi {
        TillApi {
            till,
            practice,
            frame,
            shell,
            pictures: Arc::default(),
            exports: Arc::default(),
            shown: Mutex::default(),
            customer_changed: Notify::new(),
        }
    }

    /// Receives every commit that appended to the journal.
    #[must_use]
    pub fn committed(&self) -> tokio::sync::broadcast::Receiver<ledger::Committed> {
        self.till.ledger().committed()
    }

    /// Waits until the customer's window may show something else without a
    /// commit.
    pub async fn customer_changed(&self) {
        self.customer_changed.notified().await;
    }

    /// What the settings say about papers.
    #[must_use]
    pub fn paper_look(&self) -> PaperLook {
        PaperLook::of(self.till.settings(), self.frame.test_environment)
    }

    /// The journal's last sequence.
    pub async fn seq(&self) -> Result<i64, ApiError> {
        Ok(self
            .till
            .ledger()
            .read(|read| Ok::<_, TillError>(read.head()?.seq))
            .await?)
    }

    /// How often providers were asked about payments that wait for an answer:
    /// they are found among the errands, however many payments wait for their
    /// money.
    pub async fn attempts(&self) -> Result<Vec<AttemptsView>, ApiError> {
        let read = self.till.ledger().read(|read| {
            let mut asked = Vec::new();
            let kinds = ErrandKind::ALL.into_iter();
            for kind in kinds.filter(|kind| kind.customer_waits()) {
                for standing in [ErrandStanding::Owed, ErrandStanding::InFlight] {
                    // Each ends within the deadline of its payment, so there
                    // are never many.
                    let errands =
                        read.errands_listed(kind.as_str(), standing, None, ENTRIES_MAX)?;
                    let of_payments = errands
                        .into_iter()
                        .filter_map(|errand| Some(attempts_view(errand.payment?, errand)));
                    asked.extend(of_payments);
                }
            }
            Ok::<_, TillError>(asked)
        });
        Ok(read.await?)
    }

    #[must_use]
    pub fn lights(&self) -> Lights {
        lights(&self.till)
    }

    /// What the commits after `after` changed.
    pub async fn changed(&self, after: i64) -> Result<TillChanged, ApiError> {
        let (till, at) = (self.till.clone(), self.till.now());
        let listens = self.till.listens();
        let (now, pictures) = (self.till.timer_now(), self.pictures.clone());
        let changed = self
            .till
            .ledger()
            .read(move |read| {
                let ids = sales_changed_after(read, after)?;
                let mut sales = Vec::with_capacity(ids.len());
                for id in ids {
                    let sale = read.sale(id)?.ok_or(TillError::UnknownSale)?;
                    sales.push(sale_view(read, &sale, now, &pictures)?);
                }
                let counts = counts(read)?;
                Ok::<_, TillError>(TillChanged {
                    restored: after_restore(&counts, listens),
                    after,
                    seq: counts.seq,
                    sales,
                    owed: counts.owed,
                    dead: Some(counts.dead).filter(|dead| *dead > 0),
                    reports: counts.reports,
                    open_sales: counts.open_sales,
                    tray: counts.tray,
                    session: session_view(read, till.session(), (at, till.shift_max_ms()))?,
                    glance: glance(read, &till)?,
                    in_hand: counts.in_hand,
                    fixed_qr: fixed_qr_view(read, &till)?,
                })
            })
            .await?;
        Ok(changed)
    }

    /// Checks that the caller may make a request, by its rule.
    pub(crate) async fn admit(&self, who: Who, asks: &impl Asks) -> Result<Actor, ApiError> {
        let seller = self.seller(who)?;
        match who {
            Who::Always | Who::Anyone | Who::WhileNoManager => Ok(seller),
            Who::ManagerIfAny => self.manager_if_any(asks.pin()).await,
            Who::Cashier => match asks.pin() {
                Some(pin) => Ok(self.till.manager_of(pin).await?),
                None => Ok(seller),
            },
            // The permissions of live are not decided by this ledger, which may
            // be practice's.
            Who::Manager | Who::LiveManager | Who::LiveManagerForStoredSecrets => {
                self.manager(asks.pin()).await
            }
        }
    }

    /// Who is at the counter. While the till is locked only what anybody may is
    /// answered.
    pub(crate) fn seller(&self, who: Who) -> Result<Actor, ApiError> {
        if self.till.session().is_locked() && who != Who::Always {
            return Err(ErrorCode::Locked.into());
        }
        Ok(self.till.seller())
    }

    /// The manager at the counter or whose PIN it is, where the shop has one.
    async fn manager_if_any(&self, pin: Option<SecretString>) -> Result<Actor, ApiError> {
        let seller = self.till.seller();
        if seller.is_manager() || !self.till.has_manager().await? {
            return Ok(seller);
        }
        self.manager(pin).await
    }

    /// The manager whose PIN it is; refused as well where there is none yet.
    pub(crate) async fn manager(&self, pin: Option<SecretString>) -> Result<Actor, ApiError> {
        match pin {
            Some(pin) if self.till.has_manager().await? => Ok(self.till.manager_of(pin).await?),
            Some(_) | None => Err(ErrorCode::NeedsManager.into()),
        }
    }

    pub(crate) fn mode(&self) -> Mode {
        self.till.settings().mode.into()
    }

    /// The offers in the customer's window now.
    pub(crate) fn shown(&self) -> Option<Shown> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.clone()
    }

    /// Sets the offers in the customer's window, or removes them.
    pub(crate) fn show(&self, offers: Option<Shown>) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = offers;
        self.customer_changed.notify_one();
    }

    /// What a request did to a sale. The sequence is that of the journal
    /// afterwards, or later.
    pub(crate) async fn done(&self, sale: &Sale) -> Result<Done, ApiError> {
        Ok(Done {
            sale: sale.id.to_string(),
            seq: self.seq().await?,
        })
    }
}
