//! The errand that reports a payment with the house's wallet to Bind: what makes
//! one owed, its message, each attempt, and what the answer means.
//!
//! The id of a report's first message is made of what is reported, so that what
//! is reported anew after a restore has the same one. A message is committed
//! before its first attempt and every attempt sends the same bytes.

mod message;
mod owed;

pub(crate) use message::{Draft, FIELD_CHARS_MAX, bytes, draft, fields, unfit_field};
pub(crate) use owed::{enter, owe_message, owe_of_sale, word};

use super::in_hand::Lane;
use super::pace::Reached;
use super::read_qr::{Read as Judged, collector, judge};
use super::{ErrandKind, is_owed, trouble};
use crate::{Till, TillError};
use domain::{Actor, Report, ReportCommand, ReportId, ReportOutcome, ReportState, UnixMs};
use ledger::{ErrandEnd, ErrandEntry, ErrandNumber, Read, ReportAnswer, Subject, Write};
use message::Incomplete;
use providers::bind::{Error, Message, OnError, Reported};
use std::sync::Arc;

/// For how long a report is sent by itself, in milliseconds. After it a person
/// is told.
pub(crate) const REPORT_MS: i64 = 7 * 24 * 3_600_000;
/// The pause of a return whose payment's report is not with Bind yet, in
/// milliseconds.
const FIRST_PAUSE_MS: i64 = 30_000;
/// The pause after Bind did not accept the till's credentials, in milliseconds:
/// somebody has to correct them first.
const CREDENTIALS_PAUSE_MS: i64 = 600_000;

struct Attempt {
    number: ErrandNumber,
    report: Report,
    draft: Draft,
    /// Whether the answer to an earlier attempt of this message was lost.
    lost_before: bool,
    attempts: u32,
}

/// Whether a report may be sent now.
enum Turn {
    Now,
    /// The report of its payment has to be with Bind first.
    NotYet,
    /// The report of its payment will not be.
    Never,
}

fn turn(read: &Read<'_>, report: &Report) -> Result<Turn, TillError> {
    match report.about.outcome {
        ReportOutcome::Paid | ReportOutcome::Rejected => return Ok(Turn::Now),
        ReportOutcome::Returned => {}
    }
    let original = match report.about.original {
        Some(original) => read.report(original)?,
        None => None,
    };
    Ok(match original.map(|it| it.state) {
        Some(ReportState::Passed | ReportState::SettledPassed) => Turn::Now,
        Some(ReportState::Owed | ReportState::Failed | ReportState::InDoubt) => Turn::NotYet,
        Some(ReportState::GivenUp) | None => Turn::Never,
    })
}

pub(crate) fn of_report(errand: &ErrandEntry) -> Result<ReportId, TillError> {
    match &errand.about {
        Subject::Report(id) => Ok(*id),
        Subject::Sale(_)
        | Subject::Stray(_)
        | Subject::Shift(_)
        | Subject::Close(_)
        | Subject::FixedQr(_)
        | Subject::Till => Err(TillError::Unreadable("the report of an errand")),
    }
}

/// Puts a command of the till itself before a report. A refusal says that it
/// comes too late.
pub(crate) fn tell(
    write: &mut Write<'_>,
    now: UnixMs,
    id: ReportId,
    command: &ReportCommand,
) -> Result<(), TillError> {
    let report = write.report(id)?.ok_or(TillError::ReportUnknown)?;
    if let Ok(events) = report.decide(command, &Actor::Till) {
        write.continue_report(&Actor::Till, now, report, &events)?;
    }
    Ok(())
}

/// Makes the reports of returns due that waited for this one to be with Bind.
/// Returns whether there are any.
fn bring_returns_forward(
    write: &mut Write<'_>,
    first: &Report,
    at: UnixMs,
) -> Result<bool, TillError> {
    let mut any = false;
    for report in write.reports_of_payment(first.about.payment)? {
        if report.about.original != Some(first.id) {
            continue;
        }
        for errand in write.errands_of_report(report.id)? {
            any |= write.make_due(errand.number, at)?;
        }
    }
    Ok(any)
}

/// Breaks the nineteenth law on purpose; see [`crate::mutants`].
#[cfg(feature = "mutants")]
fn anew_after_lost(
    write: &mut Write<'_>,
    report: Report,
    (message, at): (String, UnixMs),
    lost_before: bool,
) -> Result<Report, TillError> {
    if !lost_before || !crate::mutants::Mutant::ReportAnewAfterLost.is_on() {
        return Ok(report);
    }
    let reason = String::new();
    let anew = domain::ReportEvent::SentAnew { message, reason };
    Ok(write.record_report(&Actor::Till, at, report.id, &[anew])?)
}

impl Till {
    /// Sends a report from the outbox. Returns whether Bind answered.
    pub(super) async fn attempt_report(
        &self,
        number: ErrandNumber,
        lane: &mut Option<Lane>,
    ) -> Result<Reached, TillError> {
        let Some(client) = self.bind.clone() else {
            return Ok(Reached::Unknown);
        };
        // It carries the stored credentials.
        if self.check_report_destinations().is_err() {
            let later = self.timer_now().plus_ms(CREDENTIALS_PAUSE_MS);
            self.put_report_off(number, later, trouble::PROVIDER_ERROR, false)
                .await?;
            return Ok(Reached::Unknown);
        }
        let Some(mut attempt) = self.begin_report(number).await? else {
            return Ok(Reached::Unknown);
        };
        let mut reached = Reached::Unknown;
        if attempt.draft.must_read_qr() {
            let Some(text) = self.wallet_qr() else {
                self.stop_report(attempt, &ReportCommand::Miss).await?;
                return Ok(reached);
            };
            let info = match client.read_qr(text).await {
                Ok(info) => info,
                Err(error) => return self.take_report_error(attempt, error, true).await,
            };
            reached = Reached::Yes;
            match judge(&info, attempt.report.about.amount) {
                Judged::Good { order, collector } => attempt.draft.take_qr(Some(order), collector),
                Judged::NotYet(pause_ms) => {
                    let own_ms = self.pause_ms(ErrandKind::Report, attempt.attempts);
                    let next = self.timer_now().plus_ms(pause_ms.unwrap_or(own_ms));
                    self.put_report_off(number, next, trouble::NOT_YET, false)
                        .await?;
                    return Ok(reached);
                }
                // The QR has another order by now; who collects is the same.
                Judged::Refused(..) if attempt.draft.has_order() => {
                    attempt.draft.take_qr(None, collector(&info));
                }
                Judged::Refused(..) => {
                    self.stop_report(attempt, &ReportCommand::Miss).await?;
                    return Ok(reached);
                }
            }
        }
        let message = match self.fix_message(&attempt).await? {
            Ok(message) => message,
            Err(Incomplete) => {
                self.stop_report(attempt, &ReportCommand::Miss).await?;
                return Ok(reached);
            }
        };
        match client.report(&message).await {
            Ok(reported) => {
                drop(lane.take());
                self.take_reported(attempt, reported).await?;
                Ok(Reached::Yes)
            }
            // A failure keeps its place until the provider is paused.
            Err(error) => self.take_report_error(attempt, error, false).await,
        }
    }

    async fn begin_report(&self, number: ErrandNumber) -> Result<Option<Attempt>, TillError> {
        let clock = Arc::clone(&self.clock);
        let settings = self.settings.bind.clone();
        let at = self.now();
        #[cfg(feature = "mutants")]
        let anew = self.new_payment().to_string();
        self.ledger
            .write(move |write| {
                let Some(errand) = write.errand(number)?.filter(is_owed) else {
                    return Ok(None);
                };
                let now = clock.timer_now();
                let id = of_report(&errand)?;
                let report = write.report(id)?.ok_or(TillError::ReportUnknown)?;
                if report.state != ReportState::Owed {
                    write.finish_errand(number, ErrandEnd::GivenUp)?;
                    return Ok(None);
                }
                // The worker marks it as dead, for a person to see.
                if now >= errand.deadline {
                    return Ok(None);
                }
                match turn(write, &report)? {
                    Turn::Now => {}
                    Turn::NotYet => {
                        let later = now.plus_ms(FIRST_PAUSE_MS);
                        write.put_off(number, later, trouble::WAITS_FOR_FIRST, false)?;
                        return Ok(None);
                    }
                    Turn::Never => {
                        tell(write, at, id, &ReportCommand::Miss)?;
                        write.finish_errand(number, ErrandEnd::GivenUp)?;
                        return Ok(None);
                    }
                }
                let Some(errand) = write.begin_attempt(number, now)? else {
                    return Ok(None);
                };
                #[cfg(feature = "mutants")]
                let report = anew_after_lost(write, report, (anew, at), errand.lost_before)?;
                let draft = draft(write, &report, &settings)?;
                Ok(Some(Attempt {
                    number,
                    report,
                    draft,
                    lost_before: errand.lost_before,
                    attempts: errand.attempts,
                }))
            })
            .await
    }

    /// The message in force, committed before it is sent.
    async fn fix_message(
        &self,
        attempt: &Attempt,
    ) -> Result<Result<Message, Incomplete>, TillError> {
        let message = match attempt.draft.message() {
            Ok(message) => message,
            Err(incomplete) => return Ok(Err(incomplete)),
        };
        if attempt.draft.is_fixed() {
            return Ok(Ok(message));
        }
        let (id, now, kept) = (attempt.report.id, self.now(), message.clone());
        self.ledger
            .write(move |write| {
                let body = message::bytes(&kept)?;
                Ok::<_, TillError>(write.keep_report_message(id, kept.id.as_str(), &body, now)?)
            })
            .await?;
        Ok(Ok(message))
    }

    async fn take_reported(&self, attempt: Attempt, reported: Reported) -> Result<(), TillError> {
        let message = attempt.report.message.clone();
        let (command, said) = match reported {
            Reported::Passed(answered) => {
                let reference = answered.transaction;
                (ReportCommand::Pass { message, reference }, None)
            }
            Reported::Failed(answered) => {
                let fail = ReportCommand::Fail {
                    message,
                    after_lost: attempt.lost_before,
                };
                (fail, answered.on_error.map(answer_of))
            }
        };
        self.end_report(attempt, command, said).await
    }

    /// `reading`: the QR was asked about, and no report was sent.
    async fn take_report_error(
        &self,
        attempt: Attempt,
        error: Error,
        reading: bool,
    ) -> Result<Reached, TillError> {
        let pause_ms = self.pause_ms(ErrandKind::Report, attempt.attempts);
        let (trouble, pause_ms) = match &error {
            Error::NotSent(_) => (trouble::NO_CONNECTION, pause_ms),
            Error::AnswerLost(_) => (trouble::NO_ANSWER, pause_ms),
            Error::RetryLater => (trouble::PROVIDER_ERROR, pause_ms),
            Error::Credentials | Error::TokenRefused { .. } | Error::Permission { .. } => {
                (trouble::PROVIDER_ERROR, CREDENTIALS_PAUSE_MS)
            }
            Error::Refused { .. } | Error::NotAQr if reading => {
                self.stop_report(attempt, &ReportCommand::Miss).await?;
                return Ok(Reached::Yes);
            }
            Error::Refused { status, message } => {
                let fail = ReportCommand::Fail {
                    message: attempt.report.message.clone(),
                    after_lost: attempt.lost_before,
                };
                let said = ReportAnswer {
                    whole: message.clone(),
                    code: Some(format!("HTTP {status}")),
                    words: Some(message.clone()).filter(|words| !words.is_empty()),
                };
                self.end_report(attempt, fail, Some(said)).await?;
                return Ok(Reached::Yes);
            }
            Error::NotAQr => (trouble::PROVIDER_ERROR, pause_ms),
        };
        let lost = !reading && error.may_have_been_taken();
        let next = self.timer_now().plus_ms(pause_ms);
        self.put_report_off(attempt.number, next, trouble, lost)
            .await?;
        Ok(Reached::No)
    }

    async fn put_report_off(
        &self,
        number: ErrandNumber,
        next: UnixMs,
        trouble: &'static str,
        lost: bool,
    ) -> Result<(), TillError> {
        self.ledger
            .write(move |write| {
                write.put_off(number, next, trouble, lost)?;
                Ok(())
            })
            .await
    }

    async fn stop_report(
        &self,
        attempt: Attempt,
        command: &ReportCommand,
    ) -> Result<(), TillError> {
        self.end_report(attempt, command.clone(), None).await
    }

    async fn end_report(
        &self,
        attempt: Attempt,
        command: ReportCommand,
        said: Option<ReportAnswer>,
    ) -> Result<(), TillError> {
        let (now, timer) = (self.now(), self.timer_now());
        let passed = matches!(command, ReportCommand::Pass { .. });
        let return_waited = self
            .ledger
            .write(move |write| {
                let report = &attempt.report;
                tell(write, now, report.id, &command)?;
                if let Some(said) = &said {
                    write.keep_report_answer(report.id, &report.message, said)?;
                }
                write.finish_errand(attempt.number, ErrandEnd::Done)?;
                if passed {
                    bring_returns_forward(write, report, timer)
                } else {
                    Ok(false)
                }
            })
            .await?;
        if return_waited {
            self.errands_changed.notify_one();
        }
        Ok(())
    }
}

fn answer_of(error: OnError) -> ReportAnswer {
    ReportAnswer {
        whole: error.whole,
        code: error.code,
        words: error.description,
    }
}
