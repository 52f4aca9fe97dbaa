//! The queue of errands as a person sees and steers it: a page of it, "try it
//! now", and a manager's "give it up".

use super::reports::end_given_up;
use crate::errands::fixed_qr::tell;
use crate::errands::{ErrandKind, REVIVED_MS};
use crate::{Till, TillError};
use domain::{Actor, FixedQrCommand, Provider, Refusal, RefusedWhy, TillEvent, UnixMs};
use ledger::{
    ErrandCount, ErrandEnd, ErrandEntry, ErrandNumber, ErrandStanding, LedgerError, Read, Subject,
    Write,
};

/// Errands on a page, at most.
pub const PAGE_MAX: u32 = 50;

/// The providers, in the order of the page.
pub const PROVIDERS: [Provider; 3] = [Provider::Bind, Provider::Totalcoin, Provider::Pagouno];

/// The standings of a provider's part, in the order of the page: first what
/// needs a person.
const STANDINGS: [ErrandStanding; 4] = [
    ErrandStanding::Dead,
    ErrandStanding::InFlight,
    ErrandStanding::Owed,
    ErrandStanding::Held,
];

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueEnd {
    /// Which of [`lists`], by its place.
    pub list: u32,
    pub due_at: UnixMs,
    pub number: ErrandNumber,
}

/// A page of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuePage {
    pub errands: Vec<(ErrandKind, ErrandEntry)>,
    /// Where to go on; `None` at the end.
    pub next: Option<QueueEnd>,
}

/// How many errands a provider is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueCounts {
    pub provider: Provider,
    /// What goes out by itself, in flight or not.
    pub owed: u64,
    pub dead: u64,
    pub held: u64,
    /// Since when the oldest of those not in flight is owed.
    pub oldest_owed_at: Option<UnixMs>,
}

/// Every list of the queue, in the page's order. Each is one stretch of an
/// index, so that a page costs the same over a hundred thousand errands.
pub fn lists() -> Vec<(ErrandKind, ErrandStanding)> {
    let mut lists = Vec::new();
    for provider in PROVIDERS {
        for standing in STANDINGS {
            let of_provider = |kind: &ErrandKind| kind.provider() == provider;
            let kinds = ErrandKind::ALL.into_iter().filter(of_provider);
            lists.extend(kinds.map(|kind| (kind, standing)));
        }
    }
    lists
}

/// A page of the queue: of one provider, or of all.
///
/// `counts` is the ledger's, so that a list that has none is not looked for.
pub fn page(
    read: &Read<'_>,
    counts: &[ErrandCount],
    (provider, after, limit): (Option<Provider>, Option<QueueEnd>, u32),
) -> Result<QueuePage, LedgerError> {
    let limit = usize::try_from(limit.clamp(1, PAGE_MAX)).unwrap_or(1);
    let has = |kind: ErrandKind, standing| {
        let counted = |it: &ErrandCount| it.standing == standing && it.kind == kind.as_str();
        counts.iter().any(counted)
    };
    let mut errands: Vec<(ErrandKind, ErrandEntry)> = Vec::new();
    let mut last = None;
    for (list, (kind, standing)) in (0_u32..).zip(lists()) {
        let of_another = provider.is_some_and(|provider| provider != kind.provider());
        let is_behind = after.is_some_and(|after| list < after.list);
        if of_another || is_behind || !has(kind, standing) {
            continue;
        }
        let from = after.filter(|after| after.list == list);
        let from = from.map(|after| (after.due_at, after.number));
        // One more than fits, to know whether there is a next page.
        let wanted = u32::try_from(limit + 1 - errands.len()).unwrap_or(1);
        for errand in read.errands_listed(kind.as_str(), standing, from, wanted)? {
            if errands.len() == limit {
                return Ok(QueuePage {
                    errands,
                    next: last,
                });
            }
            last = Some(QueueEnd {
                list,
                due_at: errand.due_at,
                number: errand.number,
            });
            errands.push((kind, errand));
        }
    }
    Ok(QueuePage {
        errands,
        next: None,
    })
}

/// What each provider is owed, in the page's order.
pub fn counts(read: &Read<'_>, counts: &[ErrandCount]) -> Result<Vec<QueueCounts>, LedgerError> {
    let mut groups = Vec::new();
    for provider in PROVIDERS {
        let of_provider =
            |kind: &str| ErrandKind::parse(kind).is_some_and(|kind| kind.provider() == provider);
        let sum = |standings: &[ErrandStanding]| {
            let counted =
                |it: &&ErrandCount| of_provider(&it.kind) && standings.contains(&it.standing);
            counts.iter().filter(counted).map(|it| it.count).sum()
        };
        let is_owed = |it: &&ErrandCount| it.standing == ErrandStanding::Owed;
        let kinds: Vec<&str> = counts
            .iter()
            .filter(is_owed)
            .map(|it| it.kind.as_str())
            .filter(|kind| of_provider(kind))
            .collect();
        groups.push(QueueCounts {
            provider,
            owed: sum(&[ErrandStanding::Owed, ErrandStanding::InFlight]),
            dead: sum(&[ErrandStanding::Dead]),
            held: sum(&[ErrandStanding::Held]),
            oldest_owed_at: read.oldest_owed(&kinds)?,
        });
    }
    Ok(groups)
}

/// Whether a manager may give an errand up in the queue. What a customer waits
/// for is cancelled by the cashier, what waits since a restore is settled in
/// the tray, and a charge is never given up by a person: its money may have
/// moved.
#[must_use]
pub fn can_give_up(kind: ErrandKind, errand: &ErrandEntry) -> bool {
    !kind.customer_waits() && may_end(errand)
}

fn may_end(errand: &ErrandEntry) -> bool {
    let stands = match errand.standing {
        ErrandStanding::Owed | ErrandStanding::Dead => true,
        ErrandStanding::InFlight
        | ErrandStanding::Held
        | ErrandStanding::Done
        | ErrandStanding::GivenUp => false,
    };
    stands && !errand.once
}

/// Whether anybody may have an errand tried now.
#[must_use]
pub fn can_retry(errand: &ErrandEntry) -> bool {
    match errand.standing {
        ErrandStanding::Owed => true,
        ErrandStanding::Dead => !(errand.once && errand.lost_before),
        ErrandStanding::InFlight
        | ErrandStanding::Held
        | ErrandStanding::Done
        | ErrandStanding::GivenUp => false,
    }
}

impl Till {
    /// Tries an errand now, by anybody's word: an owed one is due now, a dead
    /// one is owed again, under the same request. A paused provider gets a probe
    /// at once.
    ///
    /// # Errors
    /// [`TillError::ErrandUnknown`] if it is finished or unknown,
    /// [`TillError::ErrandBusy`] if it is out now, [`TillError::ErrandKept`] if
    /// it waits in the tray.
    pub async fn try_errand_now(&self, number: ErrandNumber) -> Result<(), TillError> {
        let now = self.timer_now();
        let kind = self
            .ledger
            .write(move |write| {
                let errand = write.errand(number)?.ok_or(TillError::ErrandUnknown)?;
                let kind = ErrandKind::of(&errand)?;
                match errand.standing {
                    ErrandStanding::Owed => {
                        write.make_due(number, now)?;
                    }
                    ErrandStanding::Dead if can_retry(&errand) => {
                        write.revive_errand(number, now, now.plus_ms(REVIVED_MS))?;
                    }
                    ErrandStanding::InFlight => return Err(TillError::ErrandBusy),
                    ErrandStanding::Held | ErrandStanding::Dead => {
                        return Err(TillError::ErrandKept);
                    }
                    ErrandStanding::Done | ErrandStanding::GivenUp => {
                        return Err(TillError::ErrandUnknown);
                    }
                }
                Ok(kind)
            })
            .await?;
        self.pace.probe_now(kind.provider(), now);
        self.errands_changed.notify_one();
        Ok(())
    }

    /// Tries everything now that is owed, in its order. Dead errands stay dead:
    /// each is settled by itself.
    pub async fn try_errands_now(&self) -> Result<(), TillError> {
        let now = self.timer_now();
        self.ledger
            .write(move |write| {
                for kind in ErrandKind::ALL {
                    write.make_kind_due(kind.as_str(), now)?;
                }
                Ok::<_, TillError>(())
            })
            .await?;
        for provider in PROVIDERS {
            self.pace.probe_now(provider, now);
        }
        self.errands_changed.notify_one();
        // The lights learn at once whether anything answers.
        self.measure_clock_now.notify_one();
        self.read_notices_now.notify_one();
        Ok(())
    }

    /// Gives an errand up, by a manager's word. The journal keeps who and why.
    ///
    /// # Errors
    /// [`TillError::Refused`] without a manager or a reason;
    /// [`TillError::ErrandUnknown`], [`TillError::ErrandBusy`];
    /// [`TillError::ErrandKept`] if [`can_give_up`] says no.
    pub async fn give_up_queued(
        &self,
        number: ErrandNumber,
        reason: String,
        by: Actor,
    ) -> Result<(), TillError> {
        if !by.is_manager() {
            return Err(Refusal::NeedsManager.into());
        }
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        let now = self.now();
        self.ledger
            .write(move |write| {
                let errand = write.errand(number)?.ok_or(TillError::ErrandUnknown)?;
                let kind = ErrandKind::of(&errand)?;
                give_up(write, errand, kind.customer_waits(), reason, (&by, now))
            })
            .await
    }
}

/// Ends an errand and writes who gave it up, and why.
fn give_up(
    write: &mut Write<'_>,
    errand: ErrandEntry,
    customer_waits: bool,
    reason: String,
    (by, now): (&Actor, UnixMs),
) -> Result<(), TillError> {
    match errand.standing {
        ErrandStanding::InFlight => return Err(TillError::ErrandBusy),
        ErrandStanding::Done | ErrandStanding::GivenUp => return Err(TillError::ErrandUnknown),
        ErrandStanding::Owed | ErrandStanding::Held | ErrandStanding::Dead => {}
    }
    if customer_waits || !may_end(&errand) {
        return Err(TillError::ErrandKept);
    }
    let event = TillEvent::ErrandGivenUp {
        errand: errand.number.0,
        kind: errand.kind,
        payment: errand.payment,
        reason: reason.clone(),
    };
    write.record_till(by, now, &[event])?;
    write.finish_errand(errand.number, ErrandEnd::GivenUp)?;
    match errand.about {
        // Otherwise it would be waited for, and no other one would be made.
        Subject::FixedQr(id) => {
            let why = RefusedWhy::GivenUp;
            tell(
                write,
                now,
                id,
                &FixedQrCommand::Refuse { why, detail: None },
            )
        }
        Subject::Report(id) => end_given_up(write, id, reason, (by, now)),
        Subject::Sale(_)
        | Subject::Stray(_)
        | Subject::Shift(_)
        | Subject::Close(_)
        | Subject::Till => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Event, PersonId, Role, TillNumber};
    use ledger::{Ledger, NewErrand, Opening, Seal};

    const NOW: UnixMs = UnixMs(1_795_276_800_000);

    fn manager() -> Actor {
        Actor::Person {
            id: PersonId::new(UnixMs(0), [1; 8], TillNumber(1)),
            role: Role::Manager,
        }
    }

    fn ledger(folder: &tempfile::TempDir) -> Ledger {
        let opening = Opening {
            path: folder.path().join("ledger.sqlite3"),
            seal: Seal::from_bytes([1; Seal::BYTES]),
            now: NOW,
        };
        Ledger::open_inline(opening).unwrap()
    }

    async fn owe(ledger: &Ledger, once: bool) -> ErrandNumber {
        let owed = ledger.write(move |write| {
            let errand = NewErrand {
                kind: ErrandKind::PreOrder.as_str(),
                about: Subject::Till,
                payment: None,
                once,
                request: b"{}".to_vec(),
                due_at: NOW,
                deadline: NOW,
            };
            Ok::<_, TillError>(write.owe(errand)?)
        });
        owed.await.unwrap()
    }

    async fn ended(ledger: &Ledger, number: ErrandNumber, customer_waits: bool) -> &'static str {
        let done = ledger.write(move |write| {
            let errand = write.errand(number)?.ok_or(TillError::ErrandUnknown)?;
            let reason = "se informó a mano".to_owned();
            give_up(write, errand, customer_waits, reason, (&manager(), NOW))
        });
        match done.await {
            Ok(()) => "given up",
            Err(TillError::ErrandKept) => "kept",
            Err(TillError::ErrandBusy) => "busy",
            Err(TillError::ErrandUnknown) => "unknown",
            Err(error) => panic!("{error}"),
        }
    }

    #[tokio::test]
    async fn only_what_can_be_repeated_and_nobody_waits_for_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(&folder);
        let (once, repeatable) = (owe(&ledger, true).await, owe(&ledger, false).await);
        assert_eq!(ended(&ledger, once, false).await, "kept");
        assert_eq!(ended(&ledger, repeatable, true).await, "kept");
        let begun = ledger.write(move |write| write.begin_attempt(repeatable, NOW).map(drop));
        begun.await.unwrap();
        assert_eq!(ended(&ledger, repeatable, false).await, "busy");
        let dead = ledger.write(move |write| write.mark_dead(repeatable, "time-over"));
        assert!(dead.await.unwrap());
        assert_eq!(ended(&ledger, repeatable, false).await, "given up");
        assert_eq!(ended(&ledger, repeatable, false).await, "unknown");
        let lines = ledger
            .read(|read| read.entries_after(0, 100))
            .await
            .unwrap();
        let last = lines.last().unwrap();
        assert_eq!(last.actor, manager());
        assert_eq!(
            last.event,
            Event::Till(TillEvent::ErrandGivenUp {
                errand: repeatable.0,
                kind: "totalcoin.pre-order".to_owned(),
                payment: None,
                reason: "se informó a mano".to_owned(),
            })
        );
    }

    #[tokio::test]
    async fn pages_follow_each_other_through_every_list() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(&folder);
        let mut numbers = Vec::new();
        for _ in 0..7 {
            numbers.push(owe(&ledger, false).await);
        }
        let dead = numbers[4];
        let marked = ledger.write(move |write| write.mark_dead(dead, "time-over"));
        assert!(marked.await.unwrap());
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let read =
                ledger.read(move |read| page(read, &read.errand_counts()?, (None, after, 3)));
            let page = read.await.unwrap();
            seen.push(page.errands.len());
            if seen.len() == 1 {
                assert_eq!(
                    page.errands[0].1.number, dead,
                    "what needs a person is first"
                );
            }
            numbers.retain(|number| !page.errands.iter().any(|it| it.1.number == *number));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((seen, numbers), (vec![3, 3, 1], Vec::new()));
        let of_cards = Some(Provider::Pagouno);
        let others =
            ledger.read(move |read| page(read, &read.errand_counts()?, (of_cards, None, 3)));
        assert_eq!(others.await.unwrap().errands, []);
        let counts = ledger
            .read(|read| counts(read, &read.errand_counts()?))
            .await
            .unwrap();
        let of_totalcoin = counts.iter().find(|it| it.provider == Provider::Totalcoin);
        let of_totalcoin = of_totalcoin.unwrap();
        assert_eq!((of_totalcoin.owed, of_totalcoin.dead), (6, 1));
        assert_eq!(of_totalcoin.oldest_owed_at, Some(NOW));
    }
}
