//! Cards in practice: what the drawer does with the stand-in for pagoUno.

use api::PracticeError;
use api::dto::{CardFate, PracticeCards, TestCard};
use domain::PaymentId;
use sandbox::{
    Ending, Endpoint, Fate, Fault, PurchaseError, Sandbox, TEST_CARDS, Times, WhichPurchase,
};

/// By how much a late notice is late, in milliseconds: long enough to read the
/// screen meanwhile.
const LATE_MS: u64 = 20_000;

/// What happens to the next charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Declined,
    /// It is made, and its answer is lost.
    AnswerLost,
    /// Its notice is late.
    NoticeLate,
    /// Its notice never comes.
    NoticeLost,
}

impl Next {
    const fn fault(self) -> Fault {
        match self {
            Next::Declined => Fault::LegFails { leg: 1 },
            Next::AnswerLost => Fault::DropAfter,
            Next::NoticeLate => Fault::NoticeLate { ms: LATE_MS },
            Next::NoticeLost => Fault::NoticeLost,
        }
    }
}

/// Sets what happens to the next charge.
pub(super) fn bend(sandbox: &Sandbox, next: Next) -> Result<(), PracticeError> {
    let at = Endpoint::PagounoPurchasegroup;
    sandbox
        .add_fault(at, next.fault(), Times::Next(1))
        .map_err(|_| PracticeError::NothingToPay)
}

/// Ends the pending charge of a payment; of the newest one if no payment is
/// named.
pub(super) async fn end(
    sandbox: &Sandbox,
    payment: Option<PaymentId>,
    ending: Ending,
) -> Result<(), PracticeError> {
    let which = which(sandbox, payment)?;
    let ended = sandbox.settle_purchase(&which, ending).await;
    ended.map(drop).map_err(nothing)
}

/// Sends the notices of a payment, again or for the first time.
pub(super) async fn notify(
    sandbox: &Sandbox,
    payment: Option<PaymentId>,
) -> Result<(), PracticeError> {
    let which = which(sandbox, payment)?;
    let sent = sandbox.notify_purchase(&which).await;
    sent.map(drop).map_err(nothing)
}

fn which(sandbox: &Sandbox, payment: Option<PaymentId>) -> Result<WhichPurchase, PracticeError> {
    let reference = match payment {
        Some(payment) => payment.to_string(),
        None => {
            let newest = sandbox.purchases().pop();
            newest.ok_or(PracticeError::NothingToPay)?.reference
        }
    };
    Ok(WhichPurchase::Reference(reference))
}

fn nothing(error: PurchaseError) -> PracticeError {
    tracing::info!(%error, "the card could not do it");
    PracticeError::NothingToPay
}

/// The state of the drawer for cards.
pub(super) fn view(sandbox: &Sandbox) -> PracticeCards {
    let waiting = sandbox.faults();
    let is_next = |next: Next| {
        let mut charges = waiting
            .iter()
            .filter(|it| it.endpoint == Endpoint::PagounoPurchasegroup);
        charges.any(|it| it.fault == next.fault())
    };
    PracticeCards {
        decline_next: is_next(Next::Declined),
        lose_next_answer: is_next(Next::AnswerLost),
        next_notice_late: is_next(Next::NoticeLate),
        next_notice_lost: is_next(Next::NoticeLost),
        numbers: TEST_CARDS.iter().map(test_card).collect(),
    }
}

fn test_card(card: &sandbox::TestCard) -> TestCard {
    TestCard {
        number: card.number.to_owned(),
        fate: match card.fate {
            Fate::Approve => CardFate::Approve,
            Fate::Decline => CardFate::Decline,
            Fate::PendingThenApprove => CardFate::PendingThenApprove,
            Fate::PendingThenDecline => CardFate::PendingThenDecline,
            Fate::PendingForEver => CardFate::PendingForEver,
            Fate::NoTerminal => CardFate::NoTerminal,
            Fate::BadAmount => CardFate::BadAmount,
        },
    }
}
