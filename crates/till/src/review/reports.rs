//! The reports to Bind as a person sees and settles them: what was sent, a
//! corrected message, "Bind has it", "send it no more", and a payment with the
//! house's wallet that is entered by hand.

use crate::errands::report::{Draft, draft, enter, fields, owe_message, unfit_field};
use crate::settings::BindSettings;
use crate::{Till, TillError};
use domain::{
    Actor, Command, Money, PaymentId, Refusal, Report, ReportCommand, ReportId, ReportState, Sale,
    SaleId, UnixMs,
};
use ledger::{ErrandEnd, Read, ReportBuyer, ReportMessage, Write};
use providers::bind::{Buyer, KeyCase, Message, MessageId, Seller};
use std::fmt;

/// What Bind was or will be told by a report, and what it said.
#[derive(Debug, Clone)]
pub struct Told {
    pub report: Report,
    /// The message in force as far as it is known; `None` once it is erased.
    pub fields: Option<ReportFields>,
    /// The names of its fields that look wrong.
    pub unfit: Vec<&'static str>,
    /// Its messages, until they are erased.
    pub messages: Vec<ReportMessage>,
}

/// The fields of a message that a person may correct, by Bind's names:
/// `identificadorTransaccion`, `importeBruto`, `identificadorProcesador` and so
/// on.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportFields {
    pub order: String,
    pub amount: Money,
    pub reference: String,
    pub processor_name: String,
    pub word: String,
    pub seller_account: String,
    pub seller_cuit: String,
    pub seller_mcc: String,
    pub commerce_code: String,
    pub branch_code: String,
    pub till_code: String,
    pub buyer_cuit: String,
    pub buyer_account: String,
    pub wallet_id: String,
}

/// Without its values: they name the payer.
impl fmt::Debug for ReportFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReportFields(…)")
    }
}

impl ReportFields {
    fn of(message: &Message) -> ReportFields {
        let Message { seller, buyer, .. } = message;
        ReportFields {
            order: message.order.clone(),
            amount: message.amount,
            reference: message.processor_reference.clone(),
            processor_name: message.processor_name.clone(),
            word: message.word.clone(),
            seller_account: seller.account.clone(),
            seller_cuit: seller.cuit.clone(),
            seller_mcc: seller.mcc.clone(),
            commerce_code: seller.commerce_code.clone(),
            branch_code: seller.branch_code.clone(),
            till_code: seller.till_code.clone(),
            buyer_cuit: buyer.cuit.clone(),
            buyer_account: buyer.account.clone(),
            wallet_id: message.wallet_id.clone(),
        }
    }

    /// The message with these fields, the rest as before, and a new id.
    fn over(self, before: Message, id: MessageId, key_case: KeyCase) -> Message {
        let trimmed = |text: String| text.trim().to_owned();
        // A CUIT is written with hyphens, and sent without.
        let digits = |text: String| text.trim().replace('-', "");
        Message {
            id,
            order: trimmed(self.order),
            amount: self.amount,
            processor_reference: trimmed(self.reference),
            processor_name: trimmed(self.processor_name),
            word: trimmed(self.word),
            key_case,
            seller: Seller {
                account: trimmed(self.seller_account),
                cuit: digits(self.seller_cuit),
                mcc: trimmed(self.seller_mcc),
                commerce_code: trimmed(self.commerce_code),
                branch_code: trimmed(self.branch_code),
                till_code: trimmed(self.till_code),
            },
            buyer: Buyer {
                cuit: digits(self.buyer_cuit),
                account: trimmed(self.buyer_account),
            },
            wallet_id: trimmed(self.wallet_id),
            ..before
        }
    }
}

/// A payment with the house's wallet, entered by hand.
#[derive(Clone)]
pub struct EnteredWallet {
    pub sale: SaleId,
    pub payment: PaymentId,
    pub buyer_cuit: String,
    pub buyer_account: String,
    /// The wallet's own reference of the payment.
    pub reference: String,
    pub reason: String,
    /// Go on although a number does not check.
    pub sure: bool,
}

/// All that is known of a report.
///
/// # Errors
/// [`TillError::ReportUnknown`], or the ledger's.
pub fn told(read: &Read<'_>, id: ReportId, settings: &BindSettings) -> Result<Told, TillError> {
    let report = read.report(id)?.ok_or(TillError::ReportUnknown)?;
    let messages = read.report_messages(id)?;
    let is_sent = messages.iter().any(|it| it.message == report.message);
    // After the data were erased nothing is made up from what is left.
    let is_erased = !is_sent && report.state.is_with_bind();
    let message = if is_erased {
        None
    } else {
        draft(read, &report, settings)?.message_so_far().ok()
    };
    // What Bind accepted is right, whatever its numbers.
    let judged = message.as_ref().filter(|_| !report.state.is_with_bind());
    let unfit = judged.map(unfit_fields).unwrap_or_default();
    Ok(Told {
        report,
        fields: message.as_ref().map(ReportFields::of),
        unfit,
        messages,
    })
}

/// The fields that are empty, too long, or have a number that does not check.
fn unfit_fields(message: &Message) -> Vec<&'static str> {
    let unchecked = unchecked(message);
    let is_unfit =
        |(name, text): &(&'static str, &str)| text.trim().is_empty() || unchecked.contains(name);
    let found = fields(message).into_iter().filter(is_unfit);
    found.map(|(name, _)| name).collect()
}

/// Whether a CUIT is in form. Bind's own sample does not check, so a person is
/// asked and nothing is refused.
fn is_cuit(text: &str) -> bool {
    qr::is_cuit(text.trim())
}

/// Whether an account checks. Only 22 digits are a CVU or a CBU: a wallet may
/// have other ids of its customers.
fn is_account(text: &str) -> bool {
    let text = text.trim();
    let is_number = text.len() == CVU_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    !is_number || qr::is_cvu(text)
}

/// How many digits a CVU or a CBU has.
const CVU_DIGITS: usize = 22;

/// The names of the fields whose numbers do not check.
fn unchecked(message: &Message) -> Vec<&'static str> {
    let checks = [
        ("seller_cuit", is_cuit(&message.seller.cuit)),
        ("seller_account", is_account(&message.seller.account)),
        ("buyer_cuit", is_cuit(&message.buyer.cuit)),
        ("buyer_account", is_account(&message.buyer.account)),
    ];
    let failed = checks.into_iter().filter(|(_, checks)| !checks);
    failed.map(|(name, _)| name).collect()
}

impl Till {
    /// Sends a report as a new message, by a manager's word: corrected, or again
    /// after Bind said that it does not have it. The message has a new id.
    ///
    /// # Errors
    /// [`TillError::Report`] without a manager or a reason, or where its state
    /// does not allow it; [`TillError::FieldUnfit`];
    /// [`TillError::NumberUnchecked`] for a changed number that does not check,
    /// unless the manager is `sure`.
    pub async fn correct_report(
        &self,
        id: ReportId,
        corrected: ReportFields,
        (sure, reason): (bool, String),
        by: Actor,
    ) -> Result<Report, TillError> {
        let (now, timer) = (self.now(), self.timer_now());
        let message = MessageId::parse(&self.new_payment().to_string())
            .map_err(|_| TillError::Unreadable("a message's id"))?;
        let settings = self.settings.bind.clone();
        let sent = self
            .ledger
            .write(move |write| {
                let report = write.report(id)?.ok_or(TillError::ReportUnknown)?;
                let events = report.decide(
                    &ReportCommand::SendAnew {
                        message: message.as_str().to_owned(),
                        reason,
                    },
                    &by,
                )?;
                let before = draft(write, &report, &settings)?;
                let known = before
                    .message_so_far()
                    .map_err(|_| TillError::Unreadable("the message of a report"))?;
                let corrected = corrected.over(known, message, before.key_case());
                check(&before, &corrected, sure)?;
                let buyer = ReportBuyer {
                    cuit: corrected.buyer.cuit.clone(),
                    account: corrected.buyer.account.clone(),
                };
                write.keep_report_buyer(id, &buyer, now)?;
                let body = crate::errands::report::bytes(&corrected)?;
                write.keep_report_message(id, corrected.id.as_str(), &body, now)?;
                let sent = write.record_report(&by, now, id, &events)?;
                owe_message(write, id, timer)?;
                Ok::<_, TillError>(sent)
            })
            .await?;
        self.errands_changed.notify_one();
        Ok(sent)
    }

    /// A manager says that Bind has a report.
    ///
    /// # Errors
    /// [`TillError::Report`] without a manager or a reason, or where its state
    /// does not allow it.
    pub async fn settle_report(
        &self,
        id: ReportId,
        reason: String,
        by: Actor,
    ) -> Result<Report, TillError> {
        let settled = self.end_by_hand(id, ReportCommand::Settle { reason }, by);
        let settled = settled.await?;
        // A return may have waited for it.
        self.errands_changed.notify_one();
        Ok(settled)
    }

    /// Gives a report up, by a manager's word.
    ///
    /// # Errors
    /// As [`Till::settle_report`]; [`TillError::ErrandBusy`] while it is out.
    pub async fn give_up_report(
        &self,
        id: ReportId,
        reason: String,
        by: Actor,
    ) -> Result<Report, TillError> {
        self.end_by_hand(id, ReportCommand::GiveUp { reason }, by)
            .await
    }

    async fn end_by_hand(
        &self,
        id: ReportId,
        command: ReportCommand,
        by: Actor,
    ) -> Result<Report, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let report = write.report(id)?.ok_or(TillError::ReportUnknown)?;
                let events = report.decide(&command, &by)?;
                for errand in write.errands_of_report(id)? {
                    if errand.standing == ledger::ErrandStanding::InFlight {
                        return Err(TillError::ErrandBusy);
                    }
                    write.finish_errand(errand.number, ErrandEnd::GivenUp)?;
                }
                Ok(write.record_report(&by, now, id, &events)?)
            })
            .await
    }

    /// Enters a payment with the house's wallet by hand, by a manager's word. It
    /// is settled as paid, never approved, and reported.
    ///
    /// # Errors
    /// [`TillError::Refused`] without a manager or a reason, or where its state
    /// does not allow it; [`TillError::FieldUnfit`];
    /// [`TillError::NumberUnchecked`] unless the manager is `sure`.
    pub async fn enter_wallet_payment(
        &self,
        entered: EnteredWallet,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let (now, timer) = (self.now(), self.timer_now());
        let entered = entered.trimmed();
        entered.check()?;
        let settled = self
            .ledger
            .write(move |write| {
                let sale = write.sale(entered.sale)?.ok_or(TillError::UnknownSale)?;
                let command = Command::EnterPaid {
                    payment: entered.payment,
                    reason: entered.reason,
                };
                let events = sale.decide(&command, &by, timer)?;
                crate::errands::give_up(write, entered.payment)?;
                let settled =
                    crate::errands::record::record_only(write, (&by, now), entered.sale, &events)?;
                let payment = settled.payment(entered.payment);
                let payment = payment.ok_or(Refusal::UnknownPayment)?;
                let buyer = ReportBuyer {
                    cuit: entered.buyer_cuit,
                    account: entered.buyer_account,
                };
                enter(
                    write,
                    (&by, now),
                    (&settled, payment),
                    entered.reference,
                    &buyer,
                )?;
                Ok::<_, TillError>(settled)
            })
            .await?;
        self.errands_changed.notify_one();
        Ok(settled)
    }
}

impl EnteredWallet {
    fn trimmed(self) -> EnteredWallet {
        EnteredWallet {
            buyer_cuit: self.buyer_cuit.trim().replace('-', ""),
            buyer_account: self.buyer_account.trim().to_owned(),
            reference: self.reference.trim().to_owned(),
            ..self
        }
    }

    fn check(&self) -> Result<(), TillError> {
        let fields = [
            ("buyer_cuit", &self.buyer_cuit),
            ("buyer_account", &self.buyer_account),
            ("reference", &self.reference),
        ];
        let max = crate::errands::report::FIELD_CHARS_MAX;
        let unfit = |text: &String| text.is_empty() || text.chars().count() > max;
        if let Some((name, _)) = fields.into_iter().find(|(_, text)| unfit(text)) {
            return Err(TillError::FieldUnfit(name));
        }
        if !self.sure && !is_cuit(&self.buyer_cuit) {
            return Err(TillError::NumberUnchecked("buyer_cuit"));
        }
        if !self.sure && !is_account(&self.buyer_account) {
            return Err(TillError::NumberUnchecked("buyer_account"));
        }
        Ok(())
    }
}

/// Refuses a message that lacks something, and asks about a number that was
/// typed and does not check. What came from Bind or the wallet is not asked
/// about.
fn check(before: &Draft, corrected: &Message, sure: bool) -> Result<(), TillError> {
    if let Some(name) = unfit_field(corrected) {
        return Err(TillError::FieldUnfit(name));
    }
    if sure {
        return Ok(());
    }
    let known = before.message_so_far().ok();
    let was = |name: &str| {
        let known = known.as_ref()?;
        let found = fields(known).into_iter().find(|(it, _)| *it == name);
        found.map(|(_, text)| text.to_owned())
    };
    for name in unchecked(corrected) {
        let is = fields(corrected).into_iter().find(|(it, _)| *it == name);
        if is.map(|(_, text)| text.to_owned()) != was(name) {
            return Err(TillError::NumberUnchecked(name));
        }
    }
    Ok(())
}

/// After a restore: whether a report went out since the copy was made, or was
/// corrected and sent, is not known.
pub(super) fn doubt_after_restore(
    write: &mut Write<'_>,
    by: &Actor,
    now: UnixMs,
) -> Result<(), ledger::LedgerError> {
    for state in [ReportState::Owed, ReportState::Failed] {
        // Each round leaves none of what it read in that state.
        loop {
            let reports = write.reports_in(state)?;
            if reports.is_empty() {
                break;
            }
            for report in reports {
                doubt(write, &report, by, now)?;
            }
        }
    }
    Ok(())
}

fn doubt(
    write: &mut Write<'_>,
    report: &Report,
    by: &Actor,
    now: UnixMs,
) -> Result<(), ledger::LedgerError> {
    for errand in write.errands_of_report(report.id)? {
        write.finish_errand(errand.number, ErrandEnd::GivenUp)?;
    }
    let events = report.decide(&ReportCommand::Doubt, by);
    let events = events.map_err(|_| ledger::LedgerError::Stored { what: "report" })?;
    write.record_report(by, now, report.id, &events)?;
    Ok(())
}

/// Ends the report of an errand that a manager gave up in the queue.
pub(super) fn end_given_up(
    write: &mut Write<'_>,
    id: ReportId,
    reason: String,
    (by, now): (&Actor, UnixMs),
) -> Result<(), TillError> {
    let report = write.report(id)?.ok_or(TillError::ReportUnknown)?;
    let events = report.decide(&ReportCommand::GiveUp { reason }, by)?;
    write.record_report(by, now, id, &events)?;
    Ok(())
}
