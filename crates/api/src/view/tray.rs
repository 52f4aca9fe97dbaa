//! The items of the tray, with the sales that they may belong to.

use super::NamesOfPeople;
use super::fixed_qr::groups;
use super::sale::{Pictures, sale_view};
use super::shift::to_confirm;
use crate::dto::{
    DiscrepancyKind, HeldItem, OpenItem, OpenStray, ReturnItem, SaleView, SettleHow,
    TillNoticeItem, TrayItem, TrayView,
};
use domain::{
    Discrepancy, DiscrepancyNumber, Event, Money, PaymentId, Provider, Sale, SaleEvent, SaleId,
    Stake, Standing, Stray, StrayId, TransactionKey, UnixMs, Word,
};
use ledger::{LedgerError, Read, Subject};
use till::review::restore::may_go_until;
use till::{TillError, Within};

/// How many sales are proposed for one item.
const PROPOSED_MAX: usize = 3;
/// How many of the last sales are searched for them.
const LOOKED_AT_MAX: u32 = 200;

/// What an item's id refers to.
pub(crate) enum ItemId {
    /// A discrepancy of a sale.
    Discrepancy(SaleId, DiscrepancyNumber),
    Stray(StrayId),
}

impl ItemId {
    /// Reads an item's id; `None` if the text is not one.
    pub(crate) fn read(text: &str) -> Option<ItemId> {
        match text.split_once('/') {
            Some(("stray", id)) => serde_json::from_str(id).ok().map(ItemId::Stray),
            Some((sale, number)) => {
                let number = DiscrepancyNumber(number.parse().ok()?);
                Some(ItemId::Discrepancy(SaleId::parse(sale).ok()?, number))
            }
            None => None,
        }
    }

    pub(crate) fn of_discrepancy(sale: SaleId, number: DiscrepancyNumber) -> String {
        format!("{sale}/{}", number.0)
    }

    pub(crate) fn of_stray(id: &StrayId) -> String {
        // The ids of strays are plain data: writing them cannot fail.
        format!("stray/{}", serde_json::to_string(id).unwrap_or_default())
    }
}

/// The tray now, newest first.
pub(crate) fn tray_view(
    read: &Read<'_>,
    now: UnixMs,
    within: Within,
    pictures: &Pictures,
) -> Result<TrayView, TillError> {
    let recent = read.recent_sales(LOOKED_AT_MAX)?;
    let mut items = Vec::new();
    for (sale, number) in read.open_discrepancies()? {
        let Some(sale) = read.sale(sale)? else {
            continue;
        };
        let found = sale
            .discrepancies
            .iter()
            .find(|found| found.number == number);
        if let Some(found) = found.filter(|found| found.standing == Standing::Open) {
            items.push(of_discrepancy(read, &sale, found, now, pictures)?);
        }
    }
    for stray in read.strays_in_tray()? {
        items.push(of_stray(read, &stray, &recent, now, pictures)?);
    }
    items.sort_by_key(|item| std::cmp::Reverse(item.since_ms));
    Ok(TrayView {
        items,
        groups: groups(read, within, now, pictures)?,
        returns: returns(read, now, pictures)?,
        to_confirm: to_confirm(read)?,
        open: open(read, now, pictures)?,
        held: held(read, now, pictures)?,
        notices: notices(read)?,
    })
}

/// Money that is to be returned, newest first.
fn returns(
    read: &Read<'_>,
    now: UnixMs,
    pictures: &Pictures,
) -> Result<Vec<ReturnItem>, LedgerError> {
    let mut items = Vec::new();
    for (sale, number) in read.discrepancies_to_return()? {
        let Some(sale) = read.sale(sale)? else {
            continue;
        };
        let mut known = sale.discrepancies.iter();
        let Some(found) = known.find(|found| found.number == number) else {
            continue;
        };
        items.push(ReturnItem {
            item: ItemId::of_discrepancy(sale.id, number),
            kind: found.kind.into(),
            payment: found.payment.to_string(),
            left_centavos: sale.still_to_return(number).centavos(),
            returned_centavos: found.returned.centavos(),
            since_ms: found_at(read, &sale, number)?.0,
            sale: sale_view(read, &sale, now, pictures)?,
        });
    }
    items.sort_by_key(|item| std::cmp::Reverse(item.since_ms));
    Ok(items)
}

/// When a discrepancy was found.
fn found_at(read: &Read<'_>, sale: &Sale, of: DiscrepancyNumber) -> Result<UnixMs, LedgerError> {
    let entries = read.entries_of(&Subject::Sale(sale.id))?;
    let found = entries.iter().find(|entry| {
        matches!(&entry.event, Event::Sale(_, SaleEvent::DiscrepancyFound { number, .. })
            if *number == of)
    });
    Ok(found.map_or(sale.opened_at, |entry| entry.at))
}

/// The notices about the till itself.
fn notices(read: &Read<'_>) -> Result<Vec<TillNoticeItem>, LedgerError> {
    let names = NamesOfPeople::read(read)?;
    let notices = read.till_notices()?.into_iter();
    let item = |notice: ledger::TillNotice| TillNoticeItem {
        seq: notice.seq,
        at_ms: notice.at.0,
        kind: notice.kind.into(),
        name: notice.person.map(|id| names.of(id)),
    };
    Ok(notices.map(item).collect())
}

/// Payments in doubt, and sales that were left partly paid.
fn open(read: &Read<'_>, now: UnixMs, pictures: &Pictures) -> Result<Vec<OpenItem>, LedgerError> {
    let mut items = Vec::new();
    for (sale, id) in read.payments_in_doubt()? {
        let Some(sale) = read.sale(sale)? else {
            continue;
        };
        let payment = sale.payment(id);
        let since = payment.and_then(|payment| Some(payment.card()?.doubt?.since));
        items.push(OpenItem {
            payment: Some(id.to_string()),
            since_ms: since.unwrap_or(sale.opened_at).0,
            sale: sale_view(read, &sale, now, pictures)?,
        });
    }
    for sale in read.sales_left_partly_paid()? {
        items.push(OpenItem {
            payment: None,
            since_ms: sale.opened_at.0,
            sale: sale_view(read, &sale, now, pictures)?,
        });
    }
    items.sort_by_key(|item| std::cmp::Reverse(item.since_ms));
    Ok(items)
}

/// The possible answers, the most likely first. An answer that covers a sale is
/// included only if it would cover something.
fn answers(kind: DiscrepancyKind, stake: Stake, is_covered: bool) -> Vec<SettleHow> {
    use SettleHow as H;
    let ends: &[H] = match kind {
        DiscrepancyKind::Unattributed => &[H::NotASale, H::ToBeReturned, H::WrittenOff],
        DiscrepancyKind::NeedsReview | DiscrepancyKind::Contradicted => {
            &[H::WrittenOff, H::ToBeReturned, H::NotASale]
        }
        DiscrepancyKind::Late
        | DiscrepancyKind::Short
        | DiscrepancyKind::Over
        | DiscrepancyKind::Duplicate
        | DiscrepancyKind::ReversalToConfirm
        | DiscrepancyKind::ToBeReturned => &[H::ToBeReturned, H::WrittenOff],
    };
    let mut answers = Vec::new();
    if stake != Stake::Nothing {
        if kind != DiscrepancyKind::Unattributed && !is_covered {
            answers.push(H::CompletesThisSale);
        }
        answers.push(H::BelongsToAnotherSale);
    }
    answers.extend(ends);
    answers
}

fn covers(stake: Stake) -> Option<i64> {
    match stake {
        Stake::Known(amount) => Some(amount.centavos()),
        Stake::Unknown | Stake::Nothing => None,
    }
}

/// Money of nobody's payment, newest first.
pub(crate) fn open_strays(read: &Read<'_>) -> Result<Vec<OpenStray>, LedgerError> {
    let strays = read.strays_in_tray()?.into_iter();
    let open = |stray: Stray| OpenStray {
        item: ItemId::of_stray(&stray.id),
        amount_centavos: stray.amount.map(Money::centavos),
        since_ms: stray.since.0,
        reference: reference_of(&stray.id),
    };
    let mut open: Vec<_> = strays.map(open).collect();
    open.sort_by_key(|stray| std::cmp::Reverse(stray.since_ms));
    Ok(open)
}

fn reference_of(stray: &StrayId) -> Option<String> {
    match stray {
        StrayId::Transaction(key) => Some(key.reference.clone()),
        StrayId::Notice(_) => None,
    }
}

/// What waits for a manager since the ledger was restored.
fn held(read: &Read<'_>, now: UnixMs, pictures: &Pictures) -> Result<Vec<HeldItem>, LedgerError> {
    let mut held = Vec::new();
    for errand in read.errands_held()? {
        let Some((sale, id)) = errand.payment_of_sale() else {
            continue;
        };
        let Some(sale) = read.sale(sale)? else {
            continue;
        };
        let payment = sale.payment(id);
        let since = payment.map_or(sale.opened_at, |payment| payment.requested_at);
        let may_go = payment.and_then(|payment| may_go_until(&errand, payment, now));
        held.push(HeldItem {
            payment: id.to_string(),
            sale: sale_view(read, &sale, now, pictures)?,
            since_ms: since.0,
            may_go: may_go.is_some(),
        });
    }
    Ok(held)
}

fn of_discrepancy(
    read: &Read<'_>,
    sale: &Sale,
    found: &Discrepancy,
    now: UnixMs,
    pictures: &Pictures,
) -> Result<TrayItem, LedgerError> {
    let payment = sale.payment(found.payment);
    let payer = read
        .payer_of_payment(found.payment)?
        .and_then(|payer| payer.name);
    Ok(TrayItem {
        id: ItemId::of_discrepancy(sale.id, found.number),
        kind: found.kind.into(),
        amount_centavos: (!found.by.is_zero()).then_some(found.by.centavos()),
        since_ms: found_at(read, sale, found.number)?.0,
        reference: found.transaction.as_ref().map(|key| key.reference.clone()),
        provider_word: payment.and_then(|it| it.other_word()).map(str::to_owned),
        payer,
        sale: Some(sale_view(read, sale, now, pictures)?),
        payment: Some(found.payment.to_string()),
        proposed: Vec::new(),
        sure: false,
        answers: answers(
            found.kind.into(),
            sale.stake(found.number),
            sale.covered() >= sale.total,
        ),
        covers_centavos: covers(sale.stake(found.number)),
        holder: None,
        by_fixed_qr: false,
        by_wallet: found.transaction.as_ref().is_some_and(is_of_wallet),
    })
}

fn is_of_wallet(key: &TransactionKey) -> bool {
    key.provider == Provider::Wallet
}

fn of_stray(
    read: &Read<'_>,
    stray: &Stray,
    recent: &[Sale],
    now: UnixMs,
    pictures: &Pictures,
) -> Result<TrayItem, LedgerError> {
    let reference = reference_of(&stray.id);
    let provider_word = match &stray.word {
        Some(Word::Other(word)) => Some(word.clone()),
        Some(Word::Approved) | None => None,
    };
    let mut proposed: Vec<SaleView> = Vec::new();
    for sale in likely(stray, recent) {
        proposed.push(sale_view(read, sale, now, pictures)?);
    }
    Ok(TrayItem {
        id: ItemId::of_stray(&stray.id),
        kind: DiscrepancyKind::Unattributed,
        amount_centavos: stray.amount.map(Money::centavos),
        since_ms: stray.since.0,
        reference,
        provider_word,
        payer: None,
        sale: None,
        payment: None,
        sure: is_sure(stray, &likely(stray, recent)),
        proposed,
        answers: answers(DiscrepancyKind::Unattributed, stray.stake(), false),
        covers_centavos: covers(stray.stake()),
        holder: stray.holder.map(|till| till.0),
        by_fixed_qr: stray.under.is_some(),
        by_wallet: match &stray.id {
            StrayId::Transaction(key) => is_of_wallet(key),
            StrayId::Notice(_) => false,
        },
    })
}

/// The sales that a stray may belong to: the one whose reference it echoes,
/// then unpaid ones with its amount, nearest in time.
fn likely<'a>(stray: &Stray, recent: &'a [Sale]) -> Vec<&'a Sale> {
    let echoed = |sale: &&Sale| {
        let is = |payment: PaymentId| sale.payment(payment).is_some();
        stray.proposes.is_some_and(is)
    };
    let same = |sale: &&Sale| {
        let unpaid = sale.covered() < sale.total;
        unpaid
            && sale
                .payments
                .iter()
                .any(|payment| Some(payment.request.charged) == stray.amount)
    };
    let mut likely: Vec<&Sale> = recent
        .iter()
        .filter(|sale| echoed(sale) || same(sale))
        .collect();
    likely.sort_by_key(|sale| (!echoed(sale), sale.opened_at.since_ms(stray.since).abs()));
    likely.truncate(PROPOSED_MAX);
    likely
}

/// Whether there is one candidate, it was charged exactly the amount that came,
/// and its reference is echoed.
fn is_sure(stray: &Stray, likely: &[&Sale]) -> bool {
    let [sale] = likely else {
        return false;
    };
    let echoed = stray.proposes.and_then(|id| sale.payment(id));
    match (echoed, stray.stake()) {
        (Some(payment), Stake::Known(amount)) => payment.request.charged == amount,
        (_, Stake::Known(_) | Stake::Unknown | Stake::Nothing) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{NoticeNumber, Provider, TransactionKey};

    #[test]
    fn an_items_id_is_read_back() {
        let key = TransactionKey {
            provider: Provider::Totalcoin,
            merchant: "demo".to_owned(),
            reference: "00/12\"3".to_owned(),
        };
        for id in [StrayId::Transaction(key), StrayId::Notice(NoticeNumber(7))] {
            let read = ItemId::read(&ItemId::of_stray(&id));
            assert!(matches!(read, Some(ItemId::Stray(same)) if same == id));
        }
        let sale = "01a1fed6-0000-8123-8567-89abcdef0001";
        let read = ItemId::read(&format!("{sale}/3"));
        assert!(
            matches!(read, Some(ItemId::Discrepancy(it, DiscrepancyNumber(3)))
            if it.to_string() == sale)
        );
        for other in ["", "stray/x", "x/1", "1"] {
            assert!(ItemId::read(other).is_none(), "{other}");
        }
    }
}
