//! The sample week, read back from the ledger that it is written to.

use super::*;
use domain::close::{Pending, PendingWhy, TakingSum};
use domain::{CloseNumber, TakingKind};
use ledger::Span;
use till::settings::Mode;

/// 2026-11-21T16:00:00Z.
const NOW: UnixMs = UnixMs(1_795_276_800_000);

#[tokio::test]
async fn a_newcomer_finds_a_week_that_adds_up() {
    let kept = tempfile::tempdir().unwrap();
    let folder = Folder::at(kept.path().to_owned());
    let settings = Settings::default();
    let path = folder.ledger(Mode::Practice);
    let seal = Seal::newly_made([7; 32]);
    write(&folder, &path, seal.clone(), &settings, NOW)
        .await
        .unwrap();

    let report = ledger::verify(&path, std::slice::from_ref(&seal)).unwrap();
    assert_eq!(report.outcome(), ledger::Outcome::Whole, "{report:?}");
    let ledger = Ledger::open(Opening {
        path,
        seal,
        now: NOW,
    })
    .unwrap();
    let clock = Arc::new(SetClock(AtomicI64::new(NOW.0)));
    let ports = Ports::to_nobody(clock, Arc::new(SystemChance));
    let till = Till::new(ledger, settings, ports).with_secrets(secrets::of_practice(&folder));
    till.pins().read_key().await.unwrap();

    for person in &PEOPLE {
        let at = till.unlock(person.pin.to_owned().into()).await.unwrap();
        assert_eq!(
            at.is_manager(),
            person.role == Role::Manager,
            "{}",
            person.name
        );
    }
    let (next, since) = till.partial().await.unwrap();
    assert_eq!(next, CloseNumber(8), "each day was closed");
    assert!(since.takings.is_empty(), "and nothing was sold since");

    let (from, to) = (NOW.plus_ms(-9 * 24 * HOUR_MS), NOW);
    let (closes, span, tray, to_confirm, pending) = till
        .ledger()
        .read(move |read| {
            let closes: Vec<_> = (1..=7)
                .filter_map(|number| read.close(CloseNumber(number)).transpose())
                .collect::<Result<_, _>>()?;
            let span = read.span_takings(Span { from, to })?;
            let tray = read.tray_count()?;
            Ok::<_, TillError>((
                closes,
                span,
                tray,
                read.shifts_to_confirm()?,
                read.pending()?,
            ))
        })
        .await
        .unwrap();
    let sum = |all: &mut dyn Iterator<Item = i64>| all.sum::<i64>();
    let in_closes = closes.iter().flat_map(|close| &close.figures.takings);
    assert_eq!(
        sum(&mut in_closes.map(|it| it.amount.centavos())),
        sum(&mut span.iter().map(|it| it.amount.centavos())),
        "the closes have what the week brought",
    );
    for tender in [Tender::Qr, Tender::Card, Tender::Cash, Tender::Transfer] {
        let has = |it: &TakingSum| it.tender == tender && it.amount.centavos() > 0;
        assert!(span.iter().any(has), "{tender:?}");
    }
    let returned = |it: &TakingSum| it.kind == TakingKind::Returned;
    assert!(span.iter().any(returned));
    assert_eq!(tray, 3, "one late, one short, and a shift's difference");
    assert_eq!(to_confirm.len(), 1);
    let is_item = |it: &Pending| matches!(it.why, PendingWhy::Item(_));
    assert!(pending.lines.iter().all(is_item), "{:?}", pending.lines);
}
