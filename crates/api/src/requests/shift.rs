//! Shifts: opening, the drawer, counting.

use crate::dto::{
    AcceptDifference, CountShift, CountedTender, MoveCash, OpenDrawer, OpenShift, ShiftView,
};
use crate::parse::{money, payment_id};
use crate::view::{People, pending_views, shift_facts, to_confirm};
use crate::{Admitted, ApiError, TillApi};
use domain::ShiftNumber;
use domain::shift::Pieces;
use till::TillError;
use till::day::Counted;

impl Admitted<'_, TillApi> {
    /// The shift that is open, or the last one, and what is pending.
    pub async fn shift(&self, _takes: ()) -> Result<ShiftView, ApiError> {
        let blind = self.is_blind().await?;
        let (now, max_ms) = (self.till.now(), self.till.shift_max_ms());
        let day = self.till.settings().day.clone();
        let denominations = self.till.denominations();
        let denominations = denominations.iter().map(|it| it.centavos()).collect();
        let read = self.till.ledger().read(move |read| {
            let people = People::read(read)?;
            let shift = match read.open_shift()? {
                Some(open) => Some(open),
                None => read.last_shift()?,
            };
            let pending = read.pending()?;
            let facts = |shift| shift_facts(read, shift, (now, max_ms), blind);
            Ok::<_, TillError>(ShiftView {
                shift: shift.as_ref().map(facts).transpose()?,
                pending: pending_views(read, &pending.lines, &people)?,
                pending_others: pending.others,
                to_confirm: to_confirm(read)?,
                denominations,
                blind,
                difference_max_centavos: day.difference_max_centavos,
            })
        });
        Ok(read.await?)
    }

    /// Opens a shift; one that is still open ends without a count.
    pub async fn open_shift(&self, takes: OpenShift) -> Result<ShiftView, ApiError> {
        let accepted = takes.accepted.iter().map(|id| payment_id(id));
        let open = till::day::OpenShift {
            float: money(takes.float_centavos)?,
            accepted: accepted.collect::<Result<_, _>>()?,
        };
        self.till.open_shift(open, self.by.clone()).await?;
        self.shift(()).await
    }

    /// Puts cash into the drawer.
    pub async fn cash_in(&self, takes: MoveCash) -> Result<ShiftView, ApiError> {
        let amount = money(takes.amount_centavos)?;
        let by = self.by.clone();
        self.till.put_in(amount, takes.reason, by).await?;
        self.shift(()).await
    }

    /// Takes cash out of the drawer.
    pub async fn cash_out(&self, takes: MoveCash) -> Result<ShiftView, ApiError> {
        let amount = money(takes.amount_centavos)?;
        let by = self.by.clone();
        self.till.take_out(amount, takes.reason, by).await?;
        self.shift(()).await
    }

    /// Opens the drawer without a sale.
    pub async fn open_drawer(&self, takes: OpenDrawer) -> Result<ShiftView, ApiError> {
        self.till.open_drawer(takes.reason, self.by.clone()).await?;
        self.shift(()).await
    }

    /// Counts the open shift, and ends it.
    pub async fn count_shift(&self, takes: CountShift) -> Result<ShiftView, ApiError> {
        let counts = takes.counts.into_iter().map(counted);
        let counts = counts.collect::<Result<_, _>>()?;
        let by = self.by.clone();
        self.till.count_shift(counts, takes.accepts, by).await?;
        self.shift(()).await
    }

    /// Accepts the difference of a shift that ended.
    pub async fn accept_difference(&self, takes: AcceptDifference) -> Result<ShiftView, ApiError> {
        let (number, by) = (ShiftNumber(takes.shift), self.by.clone());
        self.till
            .accept_difference(number, takes.reason, by)
            .await?;
        self.shift(()).await
    }
}

fn counted(counted: CountedTender) -> Result<Counted, ApiError> {
    let pieces = counted.pieces.into_iter().map(|row| {
        Ok(Pieces {
            value: money(row.value_centavos)?,
            pieces: row.pieces,
        })
    });
    Ok(Counted {
        tender: counted.tender.into(),
        counted: money(counted.counted_centavos)?,
        pieces: pieces.collect::<Result<_, ApiError>>()?,
    })
}
