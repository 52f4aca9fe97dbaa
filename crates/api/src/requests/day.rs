//! Shifts, closes, and money that goes back.

use crate::dto::{
    AcceptDifference, AskPartial, CloseDay, CloseRef, CloseView, CorrectMeans, CountShift,
    CountedTender, Done, EndedShift, MoveCash, OpenDrawer, OpenShift, ReturnMoney, ShiftView,
};
use crate::parse::{money, payment_id, sale_id};
use crate::view::{
    ItemId, People, close_brief, close_view, figures_view, pending_views, shift_facts,
};
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use domain::shift::Pieces;
use domain::{CloseNumber, ShiftNumber, Tender};
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
            let to_confirm = read.shifts_to_confirm()?;
            let facts = |shift| shift_facts(read, shift, (now, max_ms), blind);
            Ok::<_, TillError>(ShiftView {
                shift: shift.as_ref().map(facts).transpose()?,
                pending: pending_views(&pending.lines, &people),
                pending_others: pending.others,
                to_confirm: to_confirm
                    .iter()
                    .map(|row| EndedShift {
                        number: row.number.0,
                        person: people.view(row.person),
                        opened_at_ms: row.opened_at.0,
                        difference_centavos: row.difference.unwrap_or_default().centavos(),
                    })
                    .collect(),
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

    /// What the next close would say.
    pub async fn partial(&self, _takes: AskPartial) -> Result<CloseView, ApiError> {
        let blind = self.is_blind().await? && !self.by.is_manager();
        let now = self.till.now();
        let (number, figures) = self.till.partial().await?;
        let read = self.till.ledger().read(move |read| {
            let before = read.last_closes(1)?;
            let closes = read.closes()?;
            Ok::<_, TillError>(CloseView {
                number: number.0,
                partial: true,
                at_ms: now.0,
                actor: None,
                before: before.first().map(|row| close_brief(row, blind)),
                from_seq: closes.last_seq() + 1,
                to_seq: read.head()?.seq,
                figures: figures_view(&figures, &People::read(read)?, blind),
            })
        });
        Ok(read.await?)
    }

    /// Closes the day.
    pub async fn close_day(&self, takes: CloseDay) -> Result<CloseView, ApiError> {
        let number = CloseNumber(takes.number);
        self.till.close_day(number, self.by.clone()).await?;
        self.close(CloseRef {
            number: takes.number,
        })
        .await
    }

    /// A close that was made.
    pub async fn close(&self, takes: CloseRef) -> Result<CloseView, ApiError> {
        let blind = self.is_blind().await?;
        let read = self.till.ledger().read(move |read| {
            let Some(close) = read.close(CloseNumber(takes.number))? else {
                return Ok(None);
            };
            let before = read.last_closes(u32::MAX)?;
            let before = before.into_iter().find(|row| row.seq == close.after_seq);
            Ok::<_, TillError>(Some(close_view(read, &close, before.as_ref(), blind)?))
        });
        let close: Option<CloseView> = read.await?;
        close.ok_or_else(|| ErrorCode::ItemUnknown.into())
    }

    /// Gives money back.
    pub async fn return_money(&self, takes: ReturnMoney) -> Result<Done, ApiError> {
        let (sale, payment) = (sale_id(&takes.sale)?, payment_id(&takes.payment)?);
        let number = match takes.item.as_deref().map(ItemId::read) {
            None => None,
            Some(Some(ItemId::Discrepancy(of, number))) if of == sale => Some(number),
            Some(_) => return Err(ErrorCode::ItemUnknown.into()),
        };
        let amount = (money(takes.amount_centavos)?, takes.from.into());
        let by = self.by.clone();
        let returned = self
            .till
            .return_money((sale, payment), number, amount, takes.reason, by);
        self.done(&returned.await?).await
    }

    /// A payment typed as cash came by transfer.
    pub async fn correct_means(&self, takes: CorrectMeans) -> Result<Done, ApiError> {
        let of = (sale_id(&takes.sale)?, payment_id(&takes.payment)?);
        let by = self.by.clone();
        let corrected = self
            .till
            .correct_means(of, Tender::Transfer, takes.reason, by);
        self.done(&corrected.await?).await
    }

    /// Whether whoever is at the counter sees no sum with cash in it: counting
    /// is blind, the shop has a manager, and this is none.
    async fn is_blind(&self) -> Result<bool, ApiError> {
        let blind = self.till.settings().day.blind_count;
        Ok(blind && !self.by.is_manager() && self.till.has_manager().await?)
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
