//! The laws of the reports to Bind, checked against the file as each leaves the
//! till, against what Bind accepts, and after the calm.

use crate::laws::Law;
use crate::world::World;
use domain::{
    Approval, Method, Payment, Report, ReportEvent, ReportId, ReportOutcome, ReportState, Stamp,
};
use ledger::ErrandStanding;
use providers::bind::Message;

/// A line about a report: only a manager sends it anew, settles it or gives it
/// up.
pub(crate) fn note(world: &mut World, id: ReportId, stamp: Stamp<'_>, event: &ReportEvent) {
    let asks_for_a_manager = match event {
        ReportEvent::SentAnew { .. }
        | ReportEvent::Settled { .. }
        | ReportEvent::GivenUp { .. } => true,
        ReportEvent::Owed { .. } | ReportEvent::Passed { .. } | ReportEvent::Stopped { .. } => {
            false
        }
    };
    if asks_for_a_manager && !stamp.by.is_manager() {
        let how = format!("no manager said of {id}: {event:?}");
        world.broken(Law::ReportedOnce, how);
    }
    if let ReportEvent::Passed { message, .. } = event
        && !world.bind.passed.contains(message)
    {
        let how = format!("{id} passed, and Bind does not have {message}");
        world.broken(Law::ReportedOnce, how);
    }
}

/// Checks a report that leaves the till.
pub(crate) fn check_sending(world: &mut World, message: &Message) {
    let id = message.id.as_str().to_owned();
    let first = world.bind.sent.entry(id.clone()).or_insert(message.clone());
    if first != message {
        let how = format!("{id} is repeated with other fields");
        world.broken(Law::OneOperation, how);
    }
    let (report, kept) = world.laws.ask(|read| {
        let owed = read.reports_in(ReportState::Owed)?;
        let Some(report) = owed.into_iter().find(|it| it.message == id) else {
            return Ok((None, None));
        };
        let errands = read.errands_of_report(report.id)?;
        let is_out = |it: &ledger::ErrandEntry| it.standing == ErrandStanding::InFlight;
        let messages = read.report_messages(report.id)?;
        let kept = messages.into_iter().find(|it| it.message == id);
        let kept = kept.filter(|_| errands.iter().any(is_out));
        Ok((Some(report), kept.map(|it| it.body)))
    });
    let kept: Option<Message> = kept.and_then(|body| serde_json::from_slice(&body).ok());
    let Some(report) = report.filter(|_| kept.as_ref() == Some(message)) else {
        let how = format!("{id} is reported and not in the outbox");
        return world.broken(Law::WrittenBeforeSent, how);
    };
    check_told_once(world, &report, message);
    let is_sent_anew = !report.earlier.is_empty();
    if world.bind.sent_before.contains(&id) && !is_sent_anew {
        let how = format!("{id} is reported again after a restore, and no manager said so");
        world.broken(Law::RestoreAsks, how);
    }
    match report.about.outcome {
        ReportOutcome::Paid if !is_sent_anew && !report.owed_by.is_manager() => {
            check_is_so(world, &report, message);
        }
        ReportOutcome::Paid | ReportOutcome::Rejected => {}
        ReportOutcome::Returned => check_return(world, &report, message),
    }
}

/// Checks that Bind was told nothing of it under another id, unless a manager
/// sent it anew and Bind does not have the first one.
fn check_told_once(world: &mut World, report: &Report, message: &Message) {
    if report.about.outcome != ReportOutcome::Paid {
        return;
    }
    let others = world.bind.sent.iter().filter(|(id, it)| {
        id.as_str() != message.id.as_str()
            && it.processor_reference == message.processor_reference
            && it.word == message.word
    });
    let by_a_manager = report.word.as_ref().is_some_and(|it| it.by.is_manager());
    let told: Vec<_> = others
        .filter(|(id, _)| !by_a_manager || world.bind.passed.contains(*id))
        .map(|(id, _)| id.clone())
        .collect();
    if !told.is_empty() {
        let id = message.id.as_str();
        let how = format!(
            "{} is told as {id}, and was told as {told:?}",
            message.processor_reference
        );
        world.broken(Law::ReportedOnce, how);
    }
}

/// Checks that what goes out by itself is what the wallet said of this payment.
fn check_is_so(world: &mut World, report: &Report, message: &Message) {
    let about = &report.about;
    let payment = about.payment;
    let sale = world.laws.ask(|read| read.sale_of_payment(payment));
    let known = sale.as_ref().and_then(|sale| sale.payment(payment));
    let is_so = known.is_some_and(|known| {
        known.approving_transaction() == Some(&about.transaction)
            && about.amount == known.request.charged
            && message.amount == about.amount
            && message.processor_reference == about.transaction.reference
            && known.qr().is_none_or(|qr| qr.order == message.order)
    });
    if !is_so {
        let how = format!("{} is reported, which is not so", about.transaction);
        world.broken(Law::ReportedOnce, how);
    }
}

/// Checks that a return follows its payment's report, and names it.
fn check_return(world: &mut World, report: &Report, message: &Message) {
    let original = report.about.original;
    let original = original.and_then(|id| world.laws.ask(|read| read.report(id)));
    let (names, reference) = (&message.original, &message.processor_reference);
    let is_after = original.is_some_and(|original| {
        let is_named = names.as_ref().map(|it| it.as_str()) == Some(original.message.as_str());
        match original.state {
            ReportState::Passed => is_named && world.bind.passed.contains(&original.message),
            // The manager found it at Bind, perhaps under the id of a message
            // that a restore has forgotten.
            ReportState::SettledPassed => {
                let mut sent = world.bind.passed.iter();
                is_named && sent.any(|id| world.bind.sent[id].processor_reference == *reference)
            }
            ReportState::Owed
            | ReportState::Failed
            | ReportState::InDoubt
            | ReportState::GivenUp => false,
        }
    });
    // One that a manager sent anew stays as it was first made.
    if !is_after && report.earlier.is_empty() {
        let id = message.id.as_str();
        let how = format!("{id} is a return, and its payment is not with Bind");
        world.broken(Law::ReportedOnce, how);
    }
}

/// Checks what Bind accepts: it has no payment twice.
pub(crate) fn check_accepting(world: &mut World, message: &Message) {
    if message.original.is_some() {
        return;
    }
    let twice: Vec<String> = world
        .bind
        .has(&message.processor_reference, &message.word)
        .filter(|it| it.id != message.id)
        .map(|it| it.id.as_str().to_owned())
        .collect();
    if !twice.is_empty() {
        let (id, of) = (message.id.as_str(), &message.processor_reference);
        let how = format!("Bind has {of} as {id} and as {twice:?}");
        world.broken(Law::ReportedOnce, how);
    }
}

/// Checks after the calm that what the wallet approved has its report, which
/// Bind has or which waits for a person.
pub(crate) fn check_end(world: &mut World) {
    let payments: Vec<Payment> = world
        .laws
        .sales
        .values()
        .flat_map(|sale| sale.payments.iter())
        .filter(|payment| payment.method() == Method::Wallet)
        .cloned()
        .collect();
    for payment in payments {
        let id = payment.id;
        let reports = world.laws.ask(|read| read.reports_of_payment(id));
        for report in &reports {
            check_settled(world, report);
        }
        let Some(Approval::Notice(key)) = &payment.approval else {
            continue;
        };
        let is_reported = reports
            .iter()
            .any(|it| it.about.outcome == ReportOutcome::Paid && it.about.transaction == *key);
        if !is_reported {
            let how = format!("{id} is approved by {key}, and has no report");
            world.broken(Law::NoMoneyDropped, how);
        }
    }
}

fn check_settled(world: &mut World, report: &Report) {
    let is_with_bind = world.bind.passed.contains(&report.message);
    let is_well = match report.state {
        ReportState::Owed => false,
        ReportState::Passed => is_with_bind,
        ReportState::Failed
        | ReportState::InDoubt
        | ReportState::SettledPassed
        | ReportState::GivenUp => true,
    };
    if !is_well {
        let how = format!("the report {} is {:?} at the end", report.id, report.state);
        world.broken(Law::NothingStuck, how);
    }
}
