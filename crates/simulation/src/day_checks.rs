//! The laws of the day: every peso is in exactly one close, every movement of
//! cash in at most one count. What a close and a count should say is summed
//! here from the journal's lines alone, by sequence.

use crate::days::Moved;
use crate::laws::Law;
use crate::world::World;
use domain::shift::Count;
use domain::{
    Balance, Close, CloseNumber, Sale, Shift, ShiftEvent, ShiftNumber, Stamp, TakingKind, Tender,
    movements,
};
use std::collections::BTreeMap;

/// What a line did to a sale.
pub(crate) fn note_sale(world: &mut World, seq: i64, before: Option<&Sale>, after: &Sale) {
    for movement in movements(before, after) {
        for taking in movement.takings {
            world.laws.days.moved.push(Moved {
                seq,
                tender: taking.tender,
                kind: taking.kind,
                amount: taking.amount,
            });
        }
    }
}

/// A line about a shift. A count says what the lines since the shift's opening
/// sum up to, and no other line.
pub(crate) fn note_shift(
    world: &mut World,
    seq: i64,
    stamp: Stamp<'_>,
    (number, event): (ShiftNumber, &ShiftEvent),
) {
    let days = &mut world.laws.days;
    let Some((shift, opened)) = days.shifts.get_mut(&number) else {
        let open = days.shifts.values().any(|(shift, _)| shift.is_open());
        match Shift::opened(number, stamp, event) {
            Some(shift) if !open => {
                days.shifts.insert(number, (shift, seq));
            }
            Some(_) | None => {
                let how = format!("shift {} begins wrongly", number.0);
                world.broken(Law::OneCount, how);
            }
        }
        return;
    };
    let opened = *opened;
    let moved = shift.moved().plus(Balance::of(shift.float));
    shift.apply(stamp, event);
    if let ShiftEvent::Counted { counts, .. } = event {
        for count in counts {
            check_count(world, (opened, seq), moved, count);
        }
    }
}

fn check_count(world: &mut World, (opened, counted): (i64, i64), moved: Balance, count: &Count) {
    let of_tender = world.laws.days.moved.iter().filter(|it| {
        let is_money = matches!(it.kind, TakingKind::Received | TakingKind::Returned);
        it.tender == count.tender && is_money && it.seq > opened && it.seq < counted
    });
    let takings: Balance = of_tender.map(|it| it.amount).sum();
    let should = match count.tender {
        Tender::Cash => takings.plus(moved),
        Tender::Qr | Tender::FixedQr | Tender::Wallet | Tender::Card | Tender::Transfer => takings,
    };
    if count.expected != should {
        let how = format!(
            "the count at {counted} expects {:?}, its lines say {should:?}",
            count.expected
        );
        world.broken(Law::OneCount, how);
    }
}

/// A close covers the lines since the one before it, and says what they sum up
/// to.
pub(crate) fn note_close(world: &mut World, close: &Close) {
    let last = world.laws.days.closes.last().copied();
    let (before, after) = last.unwrap_or((CloseNumber(0), 0));
    let passed_over = std::mem::take(&mut world.laws.days.passed_over);
    let number = CloseNumber(before.0 + passed_over).next();
    if close.number != number || close.after_seq != after {
        let how = format!(
            "close {} after {}, the last is {} at {after}",
            close.number.0, close.after_seq, before.0
        );
        world.broken(Law::OneClose, how);
    }
    // What is on paper has its number for ever.
    let at = *world.laws.closes.entry(close.number).or_insert(close.at);
    if at != close.at {
        let how = format!("two closes have number {}", close.number.0);
        world.broken(Law::RestoreAsks, how);
    }
    if close.anchor.seq + 1 != close.seq {
        world.broken(
            Law::OneClose,
            format!("close {} anchors another line", close.number.0),
        );
    }
    for tender in Tender::ALL {
        for kind in TakingKind::ALL {
            let lines = world.laws.days.moved.iter().filter(|it| {
                it.tender == tender && it.kind == kind && it.seq > after && it.seq < close.seq
            });
            let should: Balance = lines.map(|it| it.amount).sum();
            let says = close.figures.amount(tender, kind);
            if says != should {
                let how = format!(
                    "close {} says {says:?} of {tender:?} {kind:?}, its lines say {should:?}",
                    close.number.0
                );
                world.broken(Law::OneClose, how);
            }
        }
    }
    world.laws.days.closes.push((close.number, close.seq));
}

/// At the end: the sum of all that moved is what the sales brought, so that no
/// peso is in two closes and none is in neither a close nor the open day.
pub(crate) fn check_sum(world: &mut World) {
    let mut sums: BTreeMap<(Tender, TakingKind), Balance> = BTreeMap::new();
    for sale in world.laws.sales.values() {
        for payment in &sale.payments {
            for taking in domain::Takings::of(payment).since(&domain::Takings::default()) {
                let sum = sums.entry((taking.tender, taking.kind)).or_default();
                *sum = sum.plus(taking.amount);
            }
        }
    }
    let kept = world.laws.ask(|read| {
        let head = read.head()?.seq;
        let closes = read.closes()?;
        let mut figures = vec![read.figures(closes.last_seq(), head)?];
        for row in read.last_closes(u32::MAX)? {
            figures.extend(read.close(row.number)?.map(|close| close.figures));
        }
        Ok(figures)
    });
    for tender in Tender::ALL {
        for kind in TakingKind::ALL {
            let should = sums.get(&(tender, kind)).copied().unwrap_or_default();
            let says: Balance = kept.iter().map(|it| it.amount(tender, kind)).sum();
            if says != should {
                let how = format!(
                    "the closes and the open day have {says:?} of {tender:?} {kind:?}, \
                     the sales {should:?}"
                );
                world.broken(Law::OneClose, how);
            }
        }
    }
}
