//! The snapshot that the cashier's window starts from.

use crate::dto::{AddressOf, AddressView, CardSetUp, Mode, SaleView, Snapshot, WalletSetUp};
use crate::view::{
    RECENT_MAX, after_restore, counts, fixed_qr_view, glance, practice_view, sale_view,
    session_view,
};
use crate::{Admitted, ApiError, TillApi};
use domain::{Destination, Method, Sale, SaleState};
use ledger::{Read, StateKey};
use till::TillError;
use till::pay::AMOUNT_MAX;
use till::setup::destinations::{Confirmation, destinations};

impl Admitted<'_, TillApi> {
    /// Everything that the window starts from.
    pub async fn snapshot(&self, _takes: ()) -> Result<Snapshot, ApiError> {
        let (now, pictures) = (self.till.timer_now(), self.pictures.clone());
        let bands = self.frame.addresses.clone();
        let (till, at) = (self.till.clone(), self.till.now());
        let practice = self.practice.as_ref().map(|practice| practice.view());
        let blind = self.is_blind().await?;
        let read = self
            .till
            .ledger()
            .read(move |read| {
                let sales = read.recent_sales(RECENT_MAX)?;
                let mut seen: Vec<SaleView> = Vec::with_capacity(sales.len());
                for sale in sales.iter().filter(|sale| !(blind && is_cash_taken(sale))) {
                    seen.push(sale_view(read, sale, now, &pictures)?);
                }
                let counts = counts(read)?;
                // The sale on the screen is included, however old it is.
                if let Some(sale) = counts.in_hand_beyond(&seen)? {
                    let sale = read.sale(sale)?.ok_or(TillError::UnknownSale)?;
                    seen.push(sale_view(read, &sale, now, &pictures)?);
                }
                let put_away = read.state(StateKey::FirstRunPutAway)?.is_some();
                let has_manager = till::setup::people::has_manager(read)?;
                let bands = unconfirmed_yet(read, bands)?;
                let session = session_view(read, till.session(), (at, till.shift_max_ms()))?;
                let glance = glance(read, &till)?;
                let practice = practice.map(|view| practice_view(read, view)).transpose()?;
                let fixed_qr = fixed_qr_view(read, &till)?;
                let window = (has_manager, bands, session, (glance, fixed_qr), practice);
                Ok::<_, TillError>((seen, counts, put_away, window))
            })
            .await?;
        let (sales, counts, put_away, (has_manager, addresses, session, glance, practice)) = read;
        let (glance, fixed_qr) = glance;
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
            session,
            glance,
            shift_required: settings.shift.required,
            lock_minutes: settings.shift.lock_minutes,
            cash_rounding_centavos: settings.day.cash_rounding_centavos,
            denominations: self
                .till
                .denominations()
                .iter()
                .map(|it| it.centavos())
                .collect(),
            has_manager,
            amount_max_centavos: AMOUNT_MAX.centavos(),
            card: if self.till.charges_cards() {
                CardSetUp::Ready
            } else {
                CardSetUp::NotSetUp
            },
            wallet: wallet_set_up(&self.till),
            fixed_qr,
            in_hand: counts.in_hand,
            sales,
            lights: self.lights(),
            owed: counts.owed,
            dead: Some(counts.dead).filter(|dead| *dead > 0),
            reports: counts.reports,
            open_sales: counts.open_sales,
            tray: counts.tray,
            restored,
            practice,
            settings_outside: self.shell.settings_outside(),
        })
    }

    /// Hides the first run's banner for good.
    pub async fn put_first_run_away(&self, _takes: ()) -> Result<(), ApiError> {
        let kept = self
            .till
            .ledger()
            .write(|write| Ok::<_, TillError>(write.set_state(StateKey::FirstRunPutAway, "yes")?))
            .await;
        Ok(kept?)
    }
}

/// Whether a sale is over and cash was taken for it: where counting is blind,
/// adding up such sales would tell what is in the drawer.
fn is_cash_taken(sale: &Sale) -> bool {
    let mut payments = sale.payments.iter();
    sale.state() == SaleState::Paid && payments.any(|payment| payment.method() == Method::Cash)
}

/// The bands that still apply, of those that the shop opened with: naming the
/// first manager confirms the addresses in force.
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

fn wallet_set_up(till: &till::Till) -> WalletSetUp {
    if !till.reports_to_bind() {
        WalletSetUp::Off
    } else if till.takes_wallet() {
        WalletSetUp::Ready
    } else {
        WalletSetUp::Missing
    }
}
