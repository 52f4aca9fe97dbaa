//! The closes of the day: what `verify` says of each by its number.

use crate::shop::{NOW, Shop, approve, now, receive_qr, take};
use domain::{Actor, Close, CloseNumber};
use ledger::{
    Anchor, AnchorKeeper, LastAnchor, LedgerError, NotShown, Outcome, Problem, verify_against,
};
use rusqlite::Connection;

const Z1: CloseNumber = CloseNumber(1);
const Z2: CloseNumber = CloseNumber(2);

/// Sells once, by QR.
fn sell(shop: &Shop, number: u64) {
    let ledger = shop.inline();
    now(ledger.write(move |write| {
        take(write, number, NOW)?;
        receive_qr(write, number, NOW)?;
        approve(write, number, format!("notice {number}").as_bytes())
    }))
    .unwrap();
}

fn close(shop: &Shop) -> Close {
    let ledger = shop.inline();
    let closed: Result<_, LedgerError> = now(ledger.write(|write| {
        let figures = write.figures(write.closes()?.last_seq(), write.head()?.seq)?;
        write.record_close(&Actor::Counter, NOW, figures)
    }));
    closed.unwrap()
}

/// The anchor that the secret store keeps of a close.
fn anchor(shop: &Shop, close: &Close) -> Anchor {
    let seq = close.seq;
    let head: Result<_, LedgerError> = now(shop.inline().read(move |read| read.head_at(seq)));
    Anchor {
        head: head.unwrap().unwrap(),
        kept_by: AnchorKeeper::SecretStore,
        close: Some(close.number),
    }
}

/// Two closes with a sale each, a third sale, and the anchor of the second
/// close.
fn closed_twice() -> (Shop, Vec<Close>, Anchor) {
    let shop = Shop::new();
    sell(&shop, 1);
    let first = close(&shop);
    sell(&shop, 2);
    let second = close(&shop);
    sell(&shop, 3);
    let anchor = anchor(&shop, &second);
    (shop, vec![first, second], anchor)
}

/// What is said about closes.
fn about_closes(shop: &Shop, anchors: &[Anchor]) -> Vec<Problem> {
    let report = verify_against(&shop.path(), &shop.seals(), anchors).unwrap();
    let of_close = |problem: &Problem| {
        matches!(
            problem,
            Problem::CloseDiffers { .. }
                | Problem::CloseMissing { .. }
                | Problem::CloseUnlinked { .. }
        )
    };
    report.problems.into_iter().filter(of_close).collect()
}

fn cut_after(hand: &Connection, seq: i64) {
    hand.execute("DELETE FROM journal WHERE seq > ?1", [seq])
        .unwrap();
}

fn rebuild_views(shop: &Shop) {
    let ledger = shop.inline();
    now(ledger.write(|write| write.rebuild_views())).unwrap();
}

#[test]
fn a_row_altered_in_a_view_names_the_close_that_covers_it() {
    for (sql, close) in [
        (
            "UPDATE movements SET amount_centavos = 1 WHERE seq = (SELECT min(seq) FROM movements)",
            Some(Z1),
        ),
        (
            "DELETE FROM movements WHERE seq > (SELECT seq FROM closes WHERE number = 1) AND seq < (SELECT seq FROM closes WHERE number = 2)",
            Some(Z2),
        ),
        (
            "UPDATE sales SET total_centavos = 1 WHERE ticket_number = 2",
            Some(Z2),
        ),
        (
            "UPDATE payments SET charged_centavos = 1 WHERE sale = (SELECT sale FROM sales WHERE ticket_number = 1)",
            Some(Z1),
        ),
        (
            "UPDATE transactions SET net_centavos = 1 WHERE reference = 'T2'",
            Some(Z2),
        ),
        (
            "UPDATE closes SET received_centavos = received_centavos + 1 WHERE number = 2",
            Some(Z2),
        ),
        ("UPDATE closes SET at_ms = 0 WHERE number = 1", Some(Z1)),
        ("DELETE FROM closes WHERE number = 1", Some(Z1)),
        // No close covers the open day yet.
        (
            "UPDATE sales SET total_centavos = 1 WHERE ticket_number = 3",
            None,
        ),
    ] {
        let (shop, _, anchor) = closed_twice();
        assert_eq!(shop.problems(), [], "{sql}");
        shop.hand()
            .execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}"))
            .unwrap();
        let differs: Vec<_> = close
            .into_iter()
            .map(|number| Problem::CloseDiffers { number })
            .collect();
        assert_eq!(about_closes(&shop, &[anchor]), differs, "{sql}");
        assert_ne!(shop.problems(), [], "{sql}");
        rebuild_views(&shop);
        assert_eq!(shop.problems(), [], "{sql}");
    }
}

#[test]
fn a_sale_moved_from_one_close_to_another_names_both() {
    let (shop, _, _) = closed_twice();
    let sql = "UPDATE sales SET first_seq = (SELECT first_seq FROM sales WHERE ticket_number = 1) \
         WHERE ticket_number = 2";
    shop.hand().execute_batch(sql).unwrap();
    let both = [Z1, Z2].map(|number| Problem::CloseDiffers { number });
    assert_eq!(about_closes(&shop, &[]), both);
}

#[test]
fn a_line_altered_in_the_journal_names_the_close_that_covers_it() {
    let (shop, closes, anchor) = closed_twice();
    let seq = closes[1].seq - 1;
    shop.forge(|hand| {
        hand.execute("UPDATE journal SET at_ms = at_ms + 1 WHERE seq = ?1", [seq])
            .unwrap();
    });
    assert!(shop.problems().contains(&Problem::Altered { seq }));
    let differs = Problem::CloseDiffers { number: Z2 };
    assert_eq!(about_closes(&shop, &[anchor]), [differs]);
}

#[test]
fn the_figures_altered_in_a_closes_own_line_name_that_close() {
    let (shop, closes, _) = closed_twice();
    shop.forge(|hand| {
        let sql = "UPDATE journal SET body = replace(body, '150000', '150001') WHERE seq = ?1";
        assert_eq!(hand.execute(sql, [closes[0].seq]).unwrap(), 1);
    });
    let differs = Problem::CloseDiffers { number: Z1 };
    assert_eq!(about_closes(&shop, &[]), [differs]);
}

/// The list of closes still has the close whose line was cut off.
#[test]
fn an_end_cut_off_with_a_close_names_it_by_the_list_of_closes() {
    let (shop, closes, _) = closed_twice();
    shop.forge(|hand| cut_after(hand, closes[1].seq - 1));
    let missing = Problem::CloseMissing { number: Z2 };
    assert_eq!(about_closes(&shop, &[]), [missing]);
}

/// The views were repaired after the cut: only the anchor knows of the close.
#[test]
fn an_end_cut_off_with_a_close_names_it_by_the_anchor_that_it_left() {
    let (shop, closes, anchor) = closed_twice();
    shop.forge(|hand| cut_after(hand, closes[1].seq - 1));
    rebuild_views(&shop);
    assert_eq!(about_closes(&shop, &[]), []);
    let anchors = [anchor.clone()];
    let missing = Problem::CloseMissing { number: Z2 };
    assert_eq!(about_closes(&shop, &anchors), [missing]);
    let report = verify_against(&shop.path(), &shop.seals(), &anchors).unwrap();
    assert_eq!(report.outcome(), Outcome::Broken);
    assert_eq!(report.last_close, Some(Z1));
    let not_reached = Problem::AnchorMissing {
        seq: anchor.head.seq,
        kept_by: AnchorKeeper::SecretStore.to_string(),
        close: Some(Z2),
    };
    assert!(report.problems.contains(&not_reached), "{report:?}");
    // Another close in its place does not hide it.
    sell(&shop, 4);
    assert_eq!(close(&shop).number, Z2);
    let differs = Problem::CloseDiffers { number: Z2 };
    assert_eq!(about_closes(&shop, &anchors), [differs]);
}

#[test]
fn a_cut_after_the_last_anchor_is_said_to_be_out_of_sight() {
    let (shop, closes, anchor) = closed_twice();
    let end = closes[1].seq;
    shop.forge(|hand| cut_after(hand, end));
    rebuild_views(&shop);
    let report = verify_against(&shop.path(), &shop.seals(), &[anchor]).unwrap();
    assert_eq!(report.problems, []);
    let last = LastAnchor {
        seq: end,
        close: Some(Z2),
    };
    let out_of_sight = NotShown::RemovedAfterLastAnchor {
        ends_with: end,
        last: Some(last),
    };
    assert_eq!(report.not_shown()[0], out_of_sight);
}

/// Somebody puts the count of closes back, so that the next close takes in the
/// money of the one before it once more.
#[test]
fn a_close_that_does_not_follow_the_one_before_it_is_named() {
    let (shop, _, _) = closed_twice();
    shop.hand()
        .execute_batch("UPDATE close_count SET last_seq = 0")
        .unwrap();
    let third = close(&shop);
    assert_eq!(third.after_seq, 0);
    rebuild_views(&shop);
    let unlinked = Problem::CloseUnlinked {
        number: third.number,
    };
    assert_eq!(shop.problems(), [unlinked]);
    let report = verify_against(&shop.path(), &shop.seals(), &[]).unwrap();
    assert_eq!(report.of_a_copy(), Outcome::Broken);
}
