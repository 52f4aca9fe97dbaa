//! Copies of the ledger, and restores from them: what happened since the copy is
//! forgotten, and the world has not forgotten it.

use crate::checks;
use crate::laws::Law;
use crate::run;
use crate::world::{Shared, World};
use domain::{Actor, Method, PaymentId, Sale, TillNumber, UnixMs};
use ledger::Restoring;
use std::path::PathBuf;

/// How many of the newest copies are kept.
const COPIES_MAX: usize = 3;

/// A copy of the ledger.
pub(crate) struct Kept {
    path: PathBuf,
    made_at: UnixMs,
}

/// Makes a copy while the till works.
pub(crate) fn copy(world: &mut World) {
    let made_at = world.machine.read(world.now()).wall;
    let from = world.laws.path().to_owned();
    world.copies_made += 1;
    let path = from.with_file_name(format!("copy-{}.sqlite3", world.copies_made));
    match ledger::backup(&from, &path, std::slice::from_ref(&run::seal())) {
        Ok(_) => world.copies.push_back(Kept { path, made_at }),
        Err(error) => world.broken(Law::NothingFails, format!("copy: {error}")),
    }
    if world.copies.len() > COPIES_MAX {
        world.copies.pop_front();
    }
}

/// Sometimes makes a copy at a critical moment: a request is on its way.
pub(crate) fn copy_perhaps(world: &mut World) {
    if world.weather.restores_left > 0 && world.dice.happens(8) {
        copy(world);
    }
}

/// While no till runs, somebody may put a copy in the ledger's place.
pub(crate) fn restore_perhaps(shared: &Shared, life_number: u64) {
    let seal = run::seal();
    let now = shared.clocks().wall;
    shared.with(|world| {
        if world.weather.restores_left == 0 || !world.dice.happens(60) {
            return;
        }
        let count = u64::try_from(world.copies.len()).unwrap_or(0);
        let nth = usize::try_from(world.dice.below(count)).unwrap_or(0);
        let Some(kept) = world.copies.get(nth) else {
            return;
        };
        let (path, made_at) = (kept.path.clone(), kept.made_at);
        world.weather.restores_left -= 1;
        world.laws.reader = None;
        let ledger = world.laws.path().to_owned();
        let restored = till::review::restore::restore(Restoring {
            copy: &path,
            anchor: None,
            copy_made_at: made_at,
            ledger: &ledger,
            stamp: &format!("life-{life_number}"),
            seal: seal.clone(),
            seals: std::slice::from_ref(&seal),
            anchors: &[],
            till: TillNumber(1),
            by: Actor::Counter,
            now,
        });
        match restored {
            Ok(_) => begin_again(world),
            Err(error) => world.broken(Law::NothingFails, format!("restore: {error}")),
        }
    });
}

fn begin_again(world: &mut World) {
    checks::read_again(world);
    let now = world.now();
    world.laws.restored_at = Some(now);
    world.laws.excused_until = now;
    // Nobody knows any more what was on the screen.
    world.notebook.current = None;
    world.counts.restores += 1;
    world.bind.begin_again();
    let seq = world.laws.last_seq;
    world.note(&format!("RESTORED, to line {seq}"));
}

/// Checks that no ticket is of two sales, also after a restore.
pub(crate) fn check_ticket(world: &mut World, sale: &Sale) {
    let known = *world.laws.tickets.entry(sale.ticket).or_insert(sale.id);
    if known != sale.id {
        let how = format!("{} is of {known} and of {}", sale.ticket, sale.id);
        world.broken(Law::RestoreAsks, how);
    }
}

/// Checks that after a restore nothing but cash is charged before the notices
/// were read to their end.
pub(crate) fn check_read_since_restore(world: &mut World, payment: PaymentId, method: Method) {
    let Some(restored_at) = world.laws.restored_at.filter(|_| method != Method::Cash) else {
        return;
    };
    let reading = world.relay.last_reading;
    if !reading.is_some_and(|it| it.to_end && it.asked_at >= restored_at) {
        let how =
            format!("{payment} is charged after a restore, and nothing was read: {reading:?}");
        world.broken(Law::RestoreAsks, how);
    }
}
