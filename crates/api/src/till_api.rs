//! What answers the cashier's window: one method for each row of the table,
//! behind the row's rule.

mod practice;
mod shell;
mod shown;

pub use practice::{Practice, PracticeError};
pub use shell::Shell;
pub(crate) use shown::Shown;

use crate::dto::{
    AddressOf, AddressView, AfterRestore, AttemptsView, CardSetUp, ChargeQr, CustomerState,
    CustomerView, Done, FolderRisk, Lights, Mode, OfferView, OpenTicket, PaymentRef,
    PracticeOffline, PracticePlay, PracticeView, SaleRef, SaleView, Snapshot, TillChanged,
};
use crate::parse::{money, payment_id, request_id, sale_id};
use crate::view::{Pictures, attempts_view, customer_part, lights, offer_view, sale_view};
use crate::who::{Asks, Who};
use crate::{Admitted, ApiError, ErrorCode};
use domain::plan::{Offer, Plans};
use domain::{Actor, Day, Destination, Event, Money, PaymentId, Sale, SaleId, TillEvent};
use ledger::{ErrandStanding, Read, StateKey, UnreadRelay};
use secrecy::SecretString;
use std::sync::{Arc, Mutex, PoisonError};
use till::pay::{AMOUNT_MAX, qr};
use till::setup::destinations::{Confirmation, destinations};
use till::{Till, TillError};
use tokio::sync::Notify;

/// How many of the last sales a screen shows.
const RECENT_MAX: u32 = 50;
/// How many lines of the journal are read at once.
const ENTRIES_AT_ONCE: u32 = 500;

/// What the shell knows of the installation and a screen shows.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Live against an address that is no real provider's.
    pub test_environment: bool,
    /// What the screen says of addresses.
    pub addresses: Vec<AddressView>,
    /// The till's number in `mostrador.toml`, where it is not in force.
    pub number_in_file: Option<u16>,
    /// Where the data lies, where that can damage it.
    pub folder_risk: Option<FolderRisk>,
}

/// What answers the cashier's window.
pub struct TillApi {
    pub(crate) till: Arc<Till>,
    practice: Option<Arc<dyn Practice>>,
    pub(crate) frame: Frame,
    shell: Arc<dyn Shell>,
    pub(crate) pictures: Arc<Pictures>,
    /// What the customer's window is asked to offer; no part of any sale.
    shown: Mutex<Option<Shown>>,
    /// The customer's window may show something else, without a commit.
    customer_changed: Notify,
}

impl TillApi {
    /// A counter over a till; `practice` in practice mode only.
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
            shown: Mutex::default(),
            customer_changed: Notify::new(),
        }
    }

    /// Whoever asks, where the rule lets them.
    pub(crate) async fn admit(&self, who: Who, asks: &impl Asks) -> Result<Actor, ApiError> {
        match who {
            Who::Anyone | Who::WhileNoManager => Ok(self.till.seller()),
            Who::Cashier => match asks.pin() {
                Some(pin) => Ok(self.till.manager_of(pin).await?),
                None => Ok(self.till.seller()),
            },
            // What live obeys is not this ledger's to allow: it may be practice's.
            Who::Manager | Who::LiveManager | Who::LiveManagerForStoredSecrets => {
                self.manager(asks.pin()).await
            }
        }
    }

    /// The manager whose PIN it is; refused as well where there is none yet.
    pub(crate) async fn manager(&self, pin: Option<SecretString>) -> Result<Actor, ApiError> {
        match pin {
            Some(pin) if self.till.has_manager().await? => Ok(self.till.manager_of(pin).await?),
            Some(_) | None => Err(ErrorCode::NeedsManager.into()),
        }
    }

    /// Practice, or the real thing.
    fn mode(&self) -> Mode {
        self.till.settings().mode.into()
    }

    /// Until the customer's window may show something else without a commit.
    pub async fn customer_changed(&self) {
        self.customer_changed.notified().await;
    }

    fn shown(&self) -> Option<Shown> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.clone()
    }

    /// Offers something in the customer's window, or nothing any more.
    pub(crate) fn show(&self, offers: Option<Shown>) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = offers;
        self.customer_changed.notify_one();
    }

    /// Told of every commit that appended to the journal.
    #[must_use]
    pub fn committed(&self) -> tokio::sync::broadcast::Receiver<ledger::Committed> {
        self.till.ledger().committed()
    }

    /// Where the journal stands.
    pub async fn seq(&self) -> Result<i64, ApiError> {
        Ok(self
            .till
            .ledger()
            .read(|read| Ok::<_, TillError>(read.head()?.seq))
            .await?)
    }

    /// How often providers were asked for payments that wait for an answer.
    pub async fn attempts(&self) -> Result<Vec<AttemptsView>, ApiError> {
        let read = self.till.ledger().read(|read| {
            let mut asked = Vec::new();
            for (_, payment) in read.payments_under_way()? {
                if let Some(errand) = read.errand_of_payment(payment)?
                    && matches!(
                        errand.standing,
                        ErrandStanding::Owed | ErrandStanding::InFlight
                    )
                {
                    asked.push(attempts_view(payment, errand));
                }
            }
            Ok::<_, TillError>(asked)
        });
        Ok(read.await?)
    }

    /// The status lights now.
    #[must_use]
    pub fn lights(&self) -> Lights {
        lights(&self.till)
    }

    /// What the commits after `after` changed.
    pub async fn changed(&self, after: i64) -> Result<TillChanged, ApiError> {
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
                    open_sales: counts.open_sales,
                    tray: counts.tray,
                    in_hand: counts.in_hand,
                })
            })
            .await?;
        Ok(changed)
    }

    /// Whether the till no longer waits for a payment.
    async fn is_over(&self, payment: Option<PaymentId>) -> Result<bool, ApiError> {
        let Some(payment) = payment else {
            return Ok(false);
        };
        let read = self.till.ledger().read(move |read| {
            let sale = read.sale_of_payment(payment)?;
            let payment = sale.as_ref().and_then(|sale| sale.payment(payment));
            Ok::<_, TillError>(payment.is_some_and(|payment| !payment.state.is_under_way()))
        });
        Ok(read.await?)
    }

    fn practice(&self) -> Result<&Arc<dyn Practice>, ApiError> {
        self.practice
            .as_ref()
            .ok_or_else(|| ErrorCode::NotInPractice.into())
    }

    /// What a request has done to a sale: the journal stands there, or beyond.
    pub(crate) async fn done(&self, sale: &Sale) -> Result<Done, ApiError> {
        Ok(Done {
            sale: sale.id.to_string(),
            seq: self.seq().await?,
        })
    }
}

impl Admitted<'_, TillApi> {
    /// All that the window starts from.
    pub async fn snapshot(&self, _takes: ()) -> Result<Snapshot, ApiError> {
        let (now, pictures) = (self.till.timer_now(), self.pictures.clone());
        let bands = self.frame.addresses.clone();
        let read = self
            .till
            .ledger()
            .read(move |read| {
                let sales = read.recent_sales(RECENT_MAX)?;
                let mut seen: Vec<SaleView> = Vec::with_capacity(sales.len());
                for sale in &sales {
                    seen.push(sale_view(read, sale, now, &pictures)?);
                }
                let counts = counts(read)?;
                // What is on the screen is shown, however old it is.
                if let Some(sale) = counts.in_hand_beyond(&seen)? {
                    let sale = read.sale(sale)?.ok_or(TillError::UnknownSale)?;
                    seen.push(sale_view(read, &sale, now, &pictures)?);
                }
                let put_away = read.state(StateKey::FirstRunPutAway)?.is_some();
                let has_manager = till::setup::people::has_manager(read)?;
                let bands = unconfirmed_yet(read, bands)?;
                Ok::<_, TillError>((seen, counts, put_away, (has_manager, bands)))
            })
            .await?;
        let (sales, counts, put_away, (has_manager, addresses)) = read;
        let settings = self.till.settings();
        let mode = self.mode();
        let restored = after_restore(&counts, self.till.listens());
        Ok(Snapshot {
            seq: counts.seq,
            mode,
            test_environment: self.frame.test_environment,
            addresses,
            number_in_file: self.frame.number_in_file,
            folder_risk: self.frame.folder_risk.clone(),
            first_run: mode == Mode::Practice && !put_away,
            till_number: settings.till.number,
            till_name: settings.till.name.clone(),
            time_zone: settings.time_zone.clone(),
            cashier: None,
            has_manager,
            amount_max_centavos: AMOUNT_MAX.centavos(),
            card: if self.till.charges_cards() {
                CardSetUp::Ready
            } else {
                CardSetUp::NotSetUp
            },
            cash: true,
            in_hand: counts.in_hand,
            sales,
            lights: self.lights(),
            owed: counts.owed,
            open_sales: counts.open_sales,
            tray: counts.tray,
            restored,
            practice: self.practice.as_ref().map(|practice| practice.view()),
            settings_outside: self.shell.settings_outside(),
        })
    }

    /// What the customer's window shows: the sale on the cashier's screen, and
    /// of it only what is the customer's.
    pub async fn customer_snapshot(&self, _takes: ()) -> Result<CustomerView, ApiError> {
        let (now, pictures) = (self.till.timer_now(), self.pictures.clone());
        let (shown, today) = (self.shown(), self.till.today());
        let read = self.till.ledger().read(move |read| {
            let in_hand = counts(read)?.in_hand.and_then(|id| SaleId::parse(&id).ok());
            let sale = in_hand.map(|id| read.sale(id)).transpose()?.flatten();
            let part = sale.and_then(|sale| customer_part(&sale, now, &pictures));
            let offers = match &shown {
                Some(shown) => offers_shown(&till::setup::plans::plans(read)?, shown, today),
                None => Vec::new(),
            };
            Ok::<_, TillError>((part, shown.map(|shown| shown.cash), offers))
        });
        let (part, cash, offers) = read.await?;
        // Offers stand in for what was there before; not for a QR to be paid.
        let waits = matches!(part, Some((CustomerState::Waiting, _, _)));
        let (state, amount_centavos, qr, offers) = if !offers.is_empty() && !waits {
            let amount = cash.map(Money::centavos);
            (CustomerState::Offer, amount, None, offers)
        } else {
            let idle = (CustomerState::Idle, None, None);
            let (state, amount, qr) = part.unwrap_or(idle);
            (state, amount, qr, Vec::new())
        };
        Ok(CustomerView {
            state,
            shop: match self.till.settings().shop.name.trim() {
                "" => self.till.settings().till.name.clone(),
                name => name.to_owned(),
            },
            mode: self.mode(),
            test_environment: self.frame.test_environment,
            amount_centavos,
            qr,
            offers,
        })
    }

    /// Shows the customer's window.
    ///
    /// # Errors
    /// None: what keeps a window from showing is the shell's to log.
    pub async fn show_customer(&self, _takes: ()) -> Result<(), ApiError> {
        self.shell.show_customer();
        Ok(())
    }

    /// Charges an amount by QR.
    ///
    /// # Errors
    /// Most of [`ErrorCode`]; then nothing is charged.
    pub async fn charge_qr(&self, takes: ChargeQr) -> Result<Done, ApiError> {
        request_id(&takes.request_id)?;
        let amount = money(takes.amount_centavos)?;
        let sale = takes.sale.as_deref().map(sale_id).transpose()?;
        let charge = qr::ChargeQr {
            request: takes.request_id,
            sale,
            amount,
            total: takes.total_centavos.map(money).transpose()?,
            concept: takes.concept,
            payer_dni: takes.payer_dni,
        };
        let charged = self.till.take_qr_payment(charge, self.by.clone()).await;
        self.charged(charged).await
    }

    /// Cancels a payment.
    ///
    /// # Errors
    /// [`ErrorCode::NotCancellable`] where it is past that.
    pub async fn cancel_payment(&self, takes: PaymentRef) -> Result<Done, ApiError> {
        let (sale, payment) = (sale_id(&takes.sale)?, payment_id(&takes.payment)?);
        let sale = self
            .till
            .cancel_payment(sale, payment, self.by.clone())
            .await?;
        self.done(&sale).await
    }

    /// Takes a sale off the screen.
    ///
    /// # Errors
    /// [`ErrorCode::SaleUnknown`].
    pub async fn leave_sale(&self, takes: SaleRef) -> Result<Done, ApiError> {
        let sale = self
            .till
            .leave_sale(sale_id(&takes.sale)?, self.by.clone())
            .await?;
        self.show(None);
        self.done(&sale).await
    }

    /// Puts a sale on the screen.
    ///
    /// # Errors
    /// [`ErrorCode::SaleUnknown`].
    pub async fn open_sale(&self, takes: SaleRef) -> Result<Done, ApiError> {
        let sale = sale_id(&takes.sale)?;
        let sale = self.till.open_sale(sale, self.by.clone()).await?;
        self.show(None);
        self.done(&sale).await
    }

    /// Puts the sale of a ticket on the screen.
    ///
    /// # Errors
    /// [`ErrorCode::SaleUnknown`].
    pub async fn open_ticket(&self, takes: OpenTicket) -> Result<Done, ApiError> {
        let sale = self
            .till
            .open_ticket(&takes.ticket, self.by.clone())
            .await?;
        self.show(None);
        self.done(&sale).await
    }

    /// Plays the customer.
    ///
    /// # Errors
    /// [`ErrorCode::NotInPractice`], [`ErrorCode::PracticeNothingToPay`].
    pub async fn practice_play(&self, takes: PracticePlay) -> Result<PracticeView, ApiError> {
        let practice = self.practice()?;
        let payment = takes.payment.as_deref().map(payment_id).transpose()?;
        let over = self.is_over(payment).await?;
        practice
            .play(takes.action, payment, over)
            .await
            .map_err(|error| match error {
                PracticeError::NothingToPay => ApiError::from(ErrorCode::PracticeNothingToPay),
            })?;
        Ok(practice.view())
    }

    /// Cuts the network, or mends it.
    ///
    /// # Errors
    /// [`ErrorCode::NotInPractice`].
    pub async fn practice_offline(&self, takes: PracticeOffline) -> Result<PracticeView, ApiError> {
        let practice = self.practice()?;
        practice.set_offline(takes.offline);
        Ok(practice.view())
    }

    /// Puts the first run's banner away, for good.
    pub async fn put_first_run_away(&self, _takes: ()) -> Result<(), ApiError> {
        let kept = self
            .till
            .ledger()
            .write(|write| Ok::<_, TillError>(write.set_state(StateKey::FirstRunPutAway, "yes")?))
            .await;
        Ok(kept?)
    }
}

/// The sales that the journal's lines after `after` change on a screen: those
/// that they are about, and after a correction of the clock those before it,
/// whose time is doubtful now.
fn sales_changed_after(read: &Read<'_>, after: i64) -> Result<Vec<SaleId>, TillError> {
    let mut ids = Vec::new();
    let mut after = after;
    loop {
        let entries = read.entries_after(after, ENTRIES_AT_ONCE)?;
        let Some(last) = entries.last() else {
            return Ok(ids);
        };
        after = last.seq;
        for entry in entries {
            let changed = match entry.event {
                Event::Sale(sale, _) => vec![sale],
                Event::Till(TillEvent::ClockMoved {
                    doubtful_from: Some(from),
                    ..
                }) => shown_since(read, from)?,
                Event::Till(_) | Event::Stray(..) => Vec::new(),
            };
            for sale in changed {
                if !ids.contains(&sale) {
                    ids.push(sale);
                }
            }
        }
    }
}

/// The sales on the screen that were opened by that line or a later one.
fn shown_since(read: &Read<'_>, from: i64) -> Result<Vec<SaleId>, TillError> {
    let mut ids = Vec::new();
    for sale in read.recent_sales(RECENT_MAX)? {
        if read.opening_line(sale.id)?.is_some_and(|line| line >= from) {
            ids.push(sale.id);
        }
    }
    Ok(ids)
}

/// The counts of the status bar, and where the journal and the screen stand.
struct Counts {
    seq: i64,
    owed: u64,
    open_sales: u64,
    tray: u64,
    unread_relay: Option<UnreadRelay>,
    in_hand: Option<String>,
}

fn counts(read: &Read<'_>) -> Result<Counts, TillError> {
    let notices = u64::try_from(read.till_notices()?.len()).unwrap_or(u64::MAX);
    Ok(Counts {
        seq: read.head()?.seq,
        owed: read.errands_owed()?,
        open_sales: read.open_sales_count()?,
        tray: read.tray_count()? + read.errands_held_count()? + notices,
        unread_relay: read.unread_relay()?,
        in_hand: read
            .state(StateKey::SaleInHand)?
            .filter(|id| !id.is_empty()),
    })
}

/// Of the bands that the shop opened with, those that still say what is so:
/// what is in force when the first manager is named is confirmed by that.
fn unconfirmed_yet(
    read: &Read<'_>,
    mut bands: Vec<AddressView>,
) -> Result<Vec<AddressView>, TillError> {
    if !bands.is_empty() {
        let known = destinations(read)?;
        bands.retain(|band| {
            let confirmed = Destination::ALL
                .into_iter()
                .filter(|it| AddressOf::from(*it) == band.what)
                .any(|it| known.confirmation(it, &band.address) == Confirmation::Confirmed);
            band.waits || !confirmed
        });
    }
    Ok(bands)
}

/// What still follows from a restore.
fn after_restore(counts: &Counts, listens: bool) -> Option<AfterRestore> {
    Some(match (counts.unread_relay?, listens) {
        (UnreadRelay::Blocks, true) => AfterRestore::RelayUnread,
        (UnreadRelay::Waived, true) => AfterRestore::RelayWaived,
        (UnreadRelay::Blocks | UnreadRelay::Waived, false) => AfterRestore::NoRelay,
    })
}

impl Counts {
    fn in_hand_beyond(&self, seen: &[SaleView]) -> Result<Option<SaleId>, TillError> {
        match &self.in_hand {
            Some(id) if !seen.iter().any(|sale| sale.id == *id) => SaleId::parse(id)
                .map(Some)
                .map_err(|_| TillError::UnknownSale),
            Some(_) | None => Ok(None),
        }
    }
}

/// What is offered for what is shown: every plan, or the one that was picked.
fn offers_shown(plans: &Plans, shown: &Shown, today: Day) -> Vec<OfferView> {
    let picked = |offer: &&Offer| shown.plan.as_ref().is_none_or(|plan| plan == offer.plan());
    let offers = plans.offers(shown.cash, today);
    offers.iter().filter(picked).map(offer_view).collect()
}
