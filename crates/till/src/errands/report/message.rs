//! The message of a report: of the facts of the payment and its notice, of what
//! Bind told about the QR, and of the settings at the time of its first send.

use crate::TillError;
use crate::settings::BindSettings;
use domain::{Collector, Money, Report, ReportOutcome, StrayId, UnixMs};
use ledger::{Read, ReportBuyer};
use providers::bind::{Buyer, KeyCase, Message, MessageId, Seller};

/// The longest value of a field, in characters.
pub(crate) const FIELD_CHARS_MAX: usize = 200;

/// Something that Bind asks for is not known, or too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Incomplete;

/// What is known of a message.
pub(crate) struct Draft {
    /// The message that was fixed before.
    fixed: Option<Message>,
    id: String,
    outcome: ReportOutcome,
    reference: String,
    original: Option<String>,
    created_at: UnixMs,
    processed_at: UnixMs,
    amount: Money,
    order: Option<String>,
    collector: Option<Collector>,
    buyer: Option<ReportBuyer>,
    settings: BindSettings,
}

/// A message as it is stored.
pub(crate) fn bytes(message: &Message) -> Result<Vec<u8>, TillError> {
    serde_json::to_vec(message).map_err(|_| TillError::Unreadable("the message of a report"))
}

/// What is known of the message in force of a report.
pub(crate) fn draft(
    read: &Read<'_>,
    report: &Report,
    settings: &BindSettings,
) -> Result<Draft, TillError> {
    let about = &report.about;
    let messages = read.report_messages(report.id)?;
    let fixed = messages.iter().find(|it| it.message == report.message);
    let fixed = fixed
        .map(|it| serde_json::from_slice(&it.body))
        .transpose()
        .map_err(|_| TillError::Unreadable("the message of a report"))?;
    let sale = read.sale(about.sale)?;
    let payment = sale.as_ref().and_then(|sale| sale.payment(about.payment));
    let told = payment.and_then(|payment| payment.transaction(&about.transaction));
    // Money that a manager gave to the payment is known by its own notice.
    let given = match told {
        Some(_) => None,
        None => read.stray(&StrayId::Transaction(about.transaction.clone()))?,
    };
    let details = told
        .map(|told| &told.details)
        .or(given.as_ref().map(|stray| &stray.details));
    let offer = payment.and_then(|payment| payment.qr());
    let original = match about.original {
        Some(original) => read.report(original)?.map(|it| it.message),
        None => None,
    };
    let (created_at, processed_at) = match about.outcome {
        ReportOutcome::Paid | ReportOutcome::Rejected => (
            payment.map_or(report.owed_at, |payment| payment.requested_at),
            details
                .and_then(|details| details.confirmed_at)
                .unwrap_or(report.owed_at),
        ),
        ReportOutcome::Returned => (report.owed_at, report.owed_at),
    };
    Ok(Draft {
        fixed,
        id: report.message.clone(),
        outcome: about.outcome,
        reference: about.transaction.reference.clone(),
        original,
        created_at,
        processed_at,
        amount: about.amount,
        // The notice's order is what the wallet paid.
        order: details
            .and_then(|details| details.order.clone())
            .or_else(|| offer.map(|offer| offer.order.clone())),
        collector: offer.and_then(|offer| offer.collector.clone()),
        buyer: read.report_buyer(report.id)?,
        settings: settings.clone(),
    })
}

impl Draft {
    /// Whether the message was fixed before.
    pub(crate) const fn is_fixed(&self) -> bool {
        self.fixed.is_some()
    }

    /// Whether Bind has to be asked about the shop's QR first.
    pub(crate) const fn must_read_qr(&self) -> bool {
        self.fixed.is_none() && (self.order.is_none() || self.collector.is_none())
    }

    /// Whether the order is known that was paid.
    pub(crate) const fn has_order(&self) -> bool {
        self.order.is_some()
    }

    /// Takes over what Bind told about the shop's QR, where it was not known.
    pub(crate) fn take_qr(&mut self, order: Option<String>, collector: Option<Collector>) {
        self.order = self.order.take().or(order);
        self.collector = self.collector.take().or(collector);
    }

    /// The message, as far as it is known: what is missing is empty. Its id is
    /// the report's.
    pub(crate) fn message_so_far(&self) -> Result<Message, Incomplete> {
        if let Some(fixed) = &self.fixed {
            return Ok(fixed.clone());
        }
        let it = &self.settings;
        let word = match self.outcome {
            ReportOutcome::Paid => &it.word_paid,
            ReportOutcome::Returned => &it.word_returned,
            ReportOutcome::Rejected => &it.word_rejected,
        };
        let original = self.original.as_deref().map(MessageId::parse);
        let collector = self.collector.as_ref();
        let known = |of: fn(&Collector) -> &String| collector.map(of).cloned().unwrap_or_default();
        let buyer = self.buyer.as_ref();
        Ok(Message {
            id: MessageId::parse(&self.id).map_err(|_| Incomplete)?,
            processor_reference: self.reference.clone(),
            order: self.order.clone().unwrap_or_default(),
            sale: String::new(),
            original: original.transpose().map_err(|_| Incomplete)?,
            original_sale: String::new(),
            created_at: self.created_at,
            processed_at: self.processed_at,
            amount: self.amount,
            word: word.clone(),
            processor_name: it.processor_name.clone(),
            key_case: it.key_case,
            seller: Seller {
                account: known(|it| &it.account),
                cuit: known(|it| &it.cuit),
                mcc: known(|it| &it.mcc),
                commerce_code: it.commerce_code.clone(),
                branch_code: it.branch_code.clone(),
                till_code: it.till_code.clone(),
            },
            buyer: Buyer {
                cuit: buyer.map(|it| it.cuit.clone()).unwrap_or_default(),
                account: buyer.map(|it| it.account.clone()).unwrap_or_default(),
            },
            wallet_id: it.wallet_id.clone(),
        })
    }

    /// How the keys of the next message are written.
    pub(crate) const fn key_case(&self) -> KeyCase {
        self.settings.key_case
    }

    /// The message, with all that Bind asks for.
    pub(crate) fn message(&self) -> Result<Message, Incomplete> {
        let message = self.message_so_far()?;
        if self.is_fixed() || unfit_field(&message).is_none() {
            Ok(message)
        } else {
            Err(Incomplete)
        }
    }
}

/// The fields that a person may correct, with their names.
pub(crate) fn fields(message: &Message) -> [(&'static str, &str); 13] {
    [
        ("order", &message.order),
        ("reference", &message.processor_reference),
        ("processor_name", &message.processor_name),
        ("word", &message.word),
        ("seller_account", &message.seller.account),
        ("seller_cuit", &message.seller.cuit),
        ("seller_mcc", &message.seller.mcc),
        ("commerce_code", &message.seller.commerce_code),
        ("branch_code", &message.seller.branch_code),
        ("till_code", &message.seller.till_code),
        ("buyer_cuit", &message.buyer.cuit),
        ("buyer_account", &message.buyer.account),
        ("wallet_id", &message.wallet_id),
    ]
}

/// The first field that is too long, or empty though the payment or the QR has
/// it. What only the settings give goes out as they say, and Bind judges it.
pub(crate) fn unfit_field(message: &Message) -> Option<&'static str> {
    if message.amount.is_zero() {
        return Some("amount_centavos");
    }
    let unfit = |name: &str, text: &str| {
        let is_of_settings = matches!(
            name,
            "processor_name" | "commerce_code" | "branch_code" | "till_code" | "wallet_id"
        );
        text.chars().count() > FIELD_CHARS_MAX || text.trim().is_empty() && !is_of_settings
    };
    let found = fields(message)
        .into_iter()
        .find(|(name, text)| unfit(name, text));
    found.map(|(name, _)| name)
}
