//! Old lines that are packed: they are read, checked and built upon as before,
//! and no line goes that a block does not hold.

use crate::shop::{Failed, NOW, Shop, approve, now, payment_id, put, receive_qr, sale_id, take};
use domain::{Command, Sale};
use ledger::{Ledger, LedgerError, Outcome, Packing, Problem, Subject, backup, verify};

const BLOCKS: Packing = Packing {
    block_lines: 10,
    unpacked: 8,
};

/// Sells and is paid; the lines of neighbours are among each other.
fn sell(ledger: &Ledger, numbers: std::ops::RangeInclusive<u64>) {
    for number in numbers.clone() {
        now(ledger.write(move |write| take(write, number, NOW))).unwrap();
    }
    for number in numbers.clone() {
        now(ledger.write(move |write| receive_qr(write, number, NOW))).unwrap();
    }
    for number in numbers {
        let body = number.to_string();
        now(ledger.write(move |write| approve(write, number, body.as_bytes()))).unwrap();
    }
}

/// Packs all that may be packed. Returns how many blocks that are.
fn pack(ledger: &Ledger) -> usize {
    let mut blocks = 0;
    while now(ledger.write(|write| write.pack_oldest_lines(BLOCKS))).unwrap() {
        blocks += 1;
    }
    blocks
}

fn sales(ledger: &Ledger) -> Vec<Sale> {
    now(ledger.read(|read| read.recent_sales(1_000))).unwrap()
}

#[test]
fn a_packed_journal_reads_and_verifies_as_before() {
    let shop = Shop::new();
    let ledger = shop.inline();
    sell(&ledger, 1..=12);
    let lines = |ledger: &Ledger| {
        now(ledger.read(|read| {
            let mut pages = Vec::new();
            while let Some(after) = pages.last().map_or(Some(0), |page: &Vec<ledger::Entry>| {
                page.last().map(|entry| entry.seq)
            }) {
                pages.push(read.entries_after(after, 7)?);
            }
            let heads: Vec<_> = (0..70).map(|seq| read.head_at(seq)).collect();
            Ok::<_, LedgerError>((pages, heads.into_iter().collect::<Result<Vec<_>, _>>()?))
        }))
        .unwrap()
    };
    let before = (sales(&ledger), lines(&ledger));
    let head = verify(&shop.path(), &shop.seals()).unwrap().head;
    assert_eq!(pack(&ledger), 6);
    assert_eq!((sales(&ledger), lines(&ledger)), before);
    let report = verify(&shop.path(), &shop.seals()).unwrap();
    assert_eq!((report.outcome(), report.head), (Outcome::Whole, head));
    now(ledger.write(|write| write.rebuild_views())).unwrap();
    assert_eq!(sales(&ledger), before.0);
    assert_eq!(shop.problems(), []);
    // A copy holds the blocks, and an opening finds nothing to do.
    drop(ledger);
    let copy = shop.folder.path().join("copy.sqlite3");
    let copied = backup(&shop.path(), &copy, &shop.seals()).unwrap();
    assert_eq!((copied.outcome(), copied.head), (Outcome::Whole, head));
    assert_eq!(sales(&shop.open()), before.0);
}

#[test]
fn a_sale_goes_on_after_its_first_lines_were_packed() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| take(write, 50, NOW))).unwrap();
    sell(&ledger, 1..=6);
    assert!(pack(&ledger) > 0);
    let payment = payment_id(50);
    let cancelled =
        now(ledger.write(move |write| put(write, sale_id(50), &Command::Cancel { payment }, NOW)));
    let cancelled = cancelled.unwrap();
    let read = now(ledger.read(|read| read.sale(sale_id(50)))).unwrap();
    assert_eq!(read, Some(cancelled));
    let lines = now(ledger.read(|read| read.entries_of(&Subject::Sale(sale_id(50))))).unwrap();
    assert!(lines.is_sorted_by_key(|entry| entry.seq));
    assert_eq!(lines[0].seq, 2);
    assert_eq!(shop.problems(), []);
    // Its last line is packed in another block than its first.
    sell(&ledger, 7..=12);
    assert!(pack(&ledger) > 0);
    let again = now(ledger.read(|read| read.entries_of(&Subject::Sale(sale_id(50))))).unwrap();
    assert_eq!(again, lines);
    now(ledger.write(|write| write.rebuild_views())).unwrap();
    assert_eq!(shop.problems(), []);
}

#[test]
fn a_line_goes_only_when_a_block_holds_it() {
    let shop = Shop::new();
    let ledger = shop.inline();
    sell(&ledger, 1..=6);
    pack(&ledger);
    drop(ledger);
    let hand = shop.hand();
    for sql in [
        "DELETE FROM journal",
        "DELETE FROM journal_blocks",
        "UPDATE journal_blocks SET lines = zeroblob(9)",
        "INSERT OR REPLACE INTO journal_blocks SELECT first_seq, last_seq, x'01' FROM journal_blocks",
    ] {
        let refusal = hand.execute_batch(sql).unwrap_err().to_string();
        // A program without the function cannot even ask.
        let refused = ["the journal", "the blocks", "no such function: block_holds"];
        assert!(
            refused.iter().any(|why| refusal.contains(why)),
            "{sql}: {refusal}"
        );
    }
    drop(hand);
    // A forged block that holds other lines lets no line go.
    shop.forge(|hand| {
        hand.execute_batch(
            "INSERT INTO journal_blocks SELECT max(last_seq) + 1, max(last_seq) + 40, lines \
                 FROM journal_blocks",
        )
        .unwrap();
    });
    let ledger = shop.inline();
    let packed = now(ledger.write(|write| write.pack_oldest_lines(BLOCKS)));
    assert!(matches!(packed, Ok(false)), "{packed:?}");
    assert_ne!(shop.problems(), []);
}

#[test]
fn every_altered_byte_of_a_block_is_found() {
    let sold = || {
        let shop = Shop::new();
        let ledger = shop.inline();
        sell(&ledger, 1..=6);
        assert_eq!(pack(&ledger), 2);
        drop(ledger);
        shop
    };
    let length: i64 = sold()
        .hand()
        .query_row("SELECT length(lines) FROM journal_blocks", [], |row| {
            row.get(0)
        })
        .unwrap();
    // Of a block's end: seals and hashes. Of its middle: what they seal.
    for from_end in [1, 40, 64, length / 2, length - 1] {
        let shop = sold();
        shop.forge(|hand| {
            let bytes: Vec<u8> = hand
                .query_row("SELECT lines FROM journal_blocks", [], |row| row.get(0))
                .unwrap();
            let at = bytes.len() - usize::try_from(from_end).unwrap();
            let mut altered = bytes.clone();
            altered[at] ^= 0x20;
            hand.execute(
                "UPDATE journal_blocks SET lines = ?1 WHERE first_seq = 2",
                [altered],
            )
            .unwrap();
        });
        let problems = shop.problems();
        let named = problems.iter().any(|problem| {
            matches!(
                problem,
                Problem::Altered { .. } | Problem::Forged { .. } | Problem::Unreadable { .. }
            )
        });
        assert!(named, "{from_end} from the end: {problems:?}");
    }
    // A block that is gone leaves a gap.
    let shop = sold();
    shop.forge(|hand| {
        hand.execute_batch("DELETE FROM journal_blocks WHERE first_seq = 2")
            .unwrap();
    });
    let gap = |problem: &Problem| matches!(problem, Problem::Gap { after: 1, .. });
    assert!(shop.problems().iter().any(gap), "{:?}", shop.problems());
}

#[test]
fn a_write_that_packs_is_undone_whole() {
    let shop = Shop::new();
    let ledger = shop.inline();
    sell(&ledger, 1..=6);
    let before = sales(&ledger);
    let failed = now(ledger.write(|write| {
        assert!(write.pack_oldest_lines(BLOCKS)?);
        Err::<(), _>(Failed::Told)
    }));
    assert!(failed.is_err());
    assert_eq!(sales(&ledger), before);
    let blocks: i64 = shop
        .hand()
        .query_row("SELECT count(*) FROM journal_blocks", [], |row| row.get(0))
        .unwrap();
    assert_eq!(blocks, 0);
    assert_eq!(shop.problems(), []);
}
