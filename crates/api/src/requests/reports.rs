//! Payments with the house's wallet, and the reports to Bind: a page, one with
//! all that was sent, and a manager's word.

use super::charge::checkout;
use crate::dto::{
    AskReports, ChargeWallet, CorrectReport, Done, EnterWallet, ReportAnswer, ReportDetails,
    ReportFields, ReportRef, ReportsView, SettleReport,
};
use crate::parse::{day, money, payment_id, report_id, sale_id};
use crate::view::{ReportDays, masked, report_details, reports_view, span_of};
use crate::{Admitted, ApiError, TillApi};
use domain::ReportId;
use till::TillError;
use till::pay::wallet;
use till::review::reports::{self, EnteredWallet, told};

impl Admitted<'_, TillApi> {
    /// Charges an amount to the house's wallet. The order's QR comes as a
    /// commit.
    ///
    /// # Errors
    /// [`crate::ErrorCode::WalletNotSetUp`], and most others of a charge; then nothing
    /// is charged.
    pub async fn charge_wallet(&self, takes: ChargeWallet) -> Result<Done, ApiError> {
        let charge = wallet::ChargeWallet {
            checkout: checkout(takes.checkout)?,
            amount: money(takes.amount_centavos)?,
        };
        let charged = self.till.take_wallet_payment(charge, self.by.clone());
        self.charged(charged.await).await
    }

    /// Enters a payment with the wallet by hand, as a manager.
    ///
    /// # Errors
    /// [`crate::ErrorCode::FieldUnfit`]; [`crate::ErrorCode::NumberUnchecked`] unless the
    /// manager is sure; [`crate::ErrorCode::NotCancellable`] if its state does not
    /// allow it.
    pub async fn enter_wallet(&self, takes: EnterWallet) -> Result<Done, ApiError> {
        let entered = EnteredWallet {
            sale: sale_id(&takes.sale)?,
            payment: payment_id(&takes.payment)?,
            buyer_cuit: takes.buyer_cuit,
            buyer_account: takes.buyer_account,
            reference: takes.reference,
            reason: takes.reason,
            sure: takes.sure,
        };
        let settled = self.till.enter_wallet_payment(entered, self.by.clone());
        self.done(&settled.await?).await
    }

    /// A page of reports.
    ///
    /// # Errors
    /// [`crate::ErrorCode::DayMalformed`].
    pub async fn reports(&self, takes: AskReports) -> Result<ReportsView, ApiError> {
        let today = self.till.today();
        let from = takes.from.as_deref().map(day).transpose()?.unwrap_or(today);
        let to = takes.to.as_deref().map(day).transpose()?.unwrap_or(from);
        let to = to.max(from);
        let span = span_of(&self.till.business_days(), from, to);
        let days = ReportDays { from, to, today };
        let (shown, after) = (takes.shown, takes.after);
        let read = self
            .till
            .ledger()
            .read(move |read| Ok::<_, TillError>(reports_view(read, span, days, (shown, after))?));
        Ok(read.await?)
    }

    /// All of one report.
    ///
    /// # Errors
    /// [`crate::ErrorCode::ReportUnknown`].
    pub async fn report_details(&self, takes: ReportRef) -> Result<ReportDetails, ApiError> {
        self.details(report_id(&takes.report)?).await
    }

    /// Sends a report as a new message, as a manager.
    ///
    /// # Errors
    /// [`crate::ErrorCode::ReportKept`], [`crate::ErrorCode::ReasonMissing`],
    /// [`crate::ErrorCode::FieldUnfit`], [`crate::ErrorCode::NumberUnchecked`].
    pub async fn correct_report(&self, takes: CorrectReport) -> Result<ReportDetails, ApiError> {
        let id = report_id(&takes.report)?;
        let fields = self.with_payer(id, fields(takes.fields)?).await?;
        let word = (takes.sure, takes.reason);
        let sent = self.till.correct_report(id, fields, word, self.by.clone());
        sent.await?;
        self.details(id).await
    }

    /// Settles a report, as a manager.
    ///
    /// # Errors
    /// [`crate::ErrorCode::ReportKept`], [`crate::ErrorCode::ReasonMissing`],
    /// [`crate::ErrorCode::ErrandBusy`].
    pub async fn settle_report(&self, takes: SettleReport) -> Result<ReportDetails, ApiError> {
        let (id, by) = (report_id(&takes.report)?, self.by.clone());
        match takes.answer {
            ReportAnswer::Settle => self.till.settle_report(id, takes.reason, by).await?,
            ReportAnswer::GiveUp => self.till.give_up_report(id, takes.reason, by).await?,
        };
        self.details(id).await
    }

    /// The report, with the payer's numbers masked unless a manager asks.
    async fn details(&self, id: ReportId) -> Result<ReportDetails, ApiError> {
        let shows_payer = self.by.is_manager();
        let bind = self.till.settings().bind.clone();
        let read = self.till.ledger().read(move |read| {
            let told = told(read, id, &bind)?;
            Ok::<_, TillError>(report_details(read, told, shows_payer)?)
        });
        Ok(read.await?)
    }

    /// The fields with the payer's own numbers where the screen sent back their
    /// masks: the manager left them as they were.
    async fn with_payer(
        &self,
        id: ReportId,
        mut typed: reports::ReportFields,
    ) -> Result<reports::ReportFields, ApiError> {
        let bind = self.till.settings().bind.clone();
        let read = self.till.ledger().read(move |read| told(read, id, &bind));
        let told = read.await.map_err(ApiError::from)?;
        if let Some(sent) = told.fields {
            if typed.buyer_cuit == masked(&sent.buyer_cuit) {
                typed.buyer_cuit = sent.buyer_cuit;
            }
            if typed.buyer_account == masked(&sent.buyer_account) {
                typed.buyer_account = sent.buyer_account;
            }
        }
        Ok(typed)
    }
}

fn fields(fields: ReportFields) -> Result<reports::ReportFields, ApiError> {
    Ok(reports::ReportFields {
        order: fields.order,
        amount: money(fields.amount_centavos)?,
        reference: fields.reference,
        processor_name: fields.processor_name,
        word: fields.word,
        seller_account: fields.seller_account,
        seller_cuit: fields.seller_cuit,
        seller_mcc: fields.seller_mcc,
        commerce_code: fields.commerce_code,
        branch_code: fields.branch_code,
        till_code: fields.till_code,
        buyer_cuit: fields.buyer_cuit,
        buyer_account: fields.buyer_account,
        wallet_id: fields.wallet_id,
    })
}
