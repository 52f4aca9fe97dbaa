//! `mostrador queue`: what the till still owes to its providers, for people and
//! for programs. In CSV and JSON, amounts are in centavos and moments in
//! milliseconds.

use super::day::Format;
use super::figures;
use crate::data::folder::Folder;
use crate::machine::clock::SystemClock;
use clap::Args;
use domain::{Money, Provider, UnixMs};
use ledger::{ErrandCount, ErrandEntry, ErrandStanding, LedgerError, Read, Reader, Subject};
use serde::Serialize;
use std::process::ExitCode;
use till::errands::{ErrandKind, dead, trouble};
use till::ports::Clock as _;
use till::review::queue::{PAGE_MAX, QueueCounts, counts, page};
use till::settings::Settings;

#[derive(Args)]
pub(super) struct Arguments {
    /// La forma de la lista.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// One errand, as programs read it.
#[derive(Debug, Serialize)]
struct ErrandRow {
    number: i64,
    kind: &'static str,
    provider: &'static str,
    standing: &'static str,
    sale: Option<String>,
    payment: Option<String>,
    ticket: Option<String>,
    amount_centavos: Option<i64>,
    owed_at_ms: i64,
    attempts: u32,
    /// When it goes out next; null if it does not by itself.
    next_at_ms: Option<i64>,
    trouble: Option<&'static str>,
    dead_because: Option<String>,
    deadline_ms: i64,
    #[serde(skip)]
    stands: ErrandStanding,
}

pub(super) fn list(
    folder: &Folder,
    settings: &Settings,
    asked: &Arguments,
) -> Result<ExitCode, String> {
    let path = folder.ledger(settings.mode);
    let (groups, rows) = match Reader::open(&path) {
        Ok(reader) => reader
            .read(|read| {
                let counted = read.errand_counts()?;
                Ok((counts(read, &counted)?, all(read, &counted)?))
            })
            .map_err(|error: LedgerError| error.to_string())?,
        // Without a ledger nothing was owed yet.
        Err(ledger::OpenError::Absent) => (Vec::new(), Vec::new()),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    match asked.format {
        Format::Json => figures::print_json(&rows)?,
        Format::Csv => figures::print_csv(&rows)?,
        Format::Table => table(&groups, &rows, SystemClock::new().now()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Every errand that is not finished, page by page.
fn all(read: &Read<'_>, counts: &[ErrandCount]) -> Result<Vec<ErrandRow>, LedgerError> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = page(read, counts, (None, after, PAGE_MAX))?;
        for (kind, errand) in page.errands {
            rows.push(row(read, kind, errand)?);
        }
        after = page.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}

fn row(read: &Read<'_>, kind: ErrandKind, errand: ErrandEntry) -> Result<ErrandRow, LedgerError> {
    let report = if let Subject::Report(id) = errand.about {
        read.report(id)?
    } else {
        None
    };
    let of_report = report.map(|it| (it.about.sale, it.about.payment, it.about.amount));
    let of_payment = errand.payment_of_sale();
    let sale = of_payment
        .map(|(sale, _)| sale)
        .or(of_report.map(|(sale, _, _)| sale));
    let sale = match sale {
        Some(sale) => read.sale(sale)?,
        None => None,
    };
    let payment = errand.payment.or(of_report.map(|(_, payment, _)| payment));
    let charged = sale
        .as_ref()
        .and_then(|sale| sale.payment(payment?))
        .map(|payment| payment.request.charged);
    let amount = of_report.map(|(_, _, amount)| amount).or(charged);
    Ok(ErrandRow {
        number: errand.number.0,
        kind: kind.as_str(),
        provider: kind.provider().as_str(),
        standing: standing(errand.standing),
        stands: errand.standing,
        ticket: sale.as_ref().map(|sale| sale.ticket.to_string()),
        sale: sale.map(|sale| sale.id.to_string()),
        payment: payment.map(|payment| payment.to_string()),
        amount_centavos: amount.map(Money::centavos),
        owed_at_ms: errand.owed_at.0,
        attempts: errand.attempts,
        next_at_ms: (errand.standing == ErrandStanding::Owed).then_some(errand.due_at.0),
        trouble: errand.trouble.as_deref().map(trouble_code),
        dead_because: errand.dead_because,
        deadline_ms: errand.deadline.0,
    })
}

const fn standing(standing: ErrandStanding) -> &'static str {
    match standing {
        ErrandStanding::Owed => "owed",
        ErrandStanding::InFlight => "in-flight",
        ErrandStanding::Held => "held",
        ErrandStanding::Dead => "dead",
        ErrandStanding::Done => "done",
        ErrandStanding::GivenUp => "given-up",
    }
}

/// The code of a trouble. A text that is no code of ours may repeat what came
/// from outside, and is not printed.
fn trouble_code(word: &str) -> &'static str {
    [
        trouble::NO_CONNECTION,
        trouble::NO_ANSWER,
        trouble::PROVIDER_ERROR,
        trouble::NOT_YET,
        trouble::WAITS_FOR_FIRST,
    ]
    .into_iter()
    .find(|code| *code == word)
    .unwrap_or("other")
}

fn table(groups: &[QueueCounts], rows: &[ErrandRow], now: UnixMs) {
    if rows.is_empty() {
        println!("No hay nada por enviar.");
        return;
    }
    for group in groups {
        if group.owed + group.dead + group.held == 0 {
            continue;
        }
        println!("{}: {}", name(group.provider), summary(group, now));
        let of_group = rows
            .iter()
            .filter(|row| row.provider == group.provider.as_str());
        for row in of_group {
            println!("  {}", line(row, now));
        }
    }
}

const fn name(provider: Provider) -> &'static str {
    match provider {
        Provider::Totalcoin => "TotalCoin",
        Provider::Pagouno => "pagoUno",
        Provider::Bind => "Bind",
        Provider::Wallet => "Billetera",
    }
}

fn summary(group: &QueueCounts, now: UnixMs) -> String {
    let mut words = vec![format!("{} por enviar", group.owed)];
    if group.dead > 0 {
        words.push(format!("{} necesitan a alguien", group.dead));
    }
    if group.held > 0 {
        words.push(format!("{} esperan en la bandeja", group.held));
    }
    if let Some(oldest) = group.oldest_owed_at {
        words.push(format!("lo más viejo, de hace {}", lasted(oldest, now)));
    }
    words.join(", ")
}

fn line(row: &ErrandRow, now: UnixMs) -> String {
    let about = match (&row.ticket, row.amount_centavos) {
        (Some(ticket), Some(centavos)) => match Money::from_centavos(centavos) {
            Ok(amount) => format!("{ticket} {amount}"),
            Err(_) => ticket.clone(),
        },
        (Some(ticket), None) => ticket.clone(),
        (None, _) => format!("#{}", row.number),
    };
    let what = match row.stands {
        ErrandStanding::Dead => match row.dead_because.as_deref() {
            Some(dead::REFUSED) => "no sale solo: el proveedor lo rechazó",
            Some(dead::ANSWER_LOST) => "no sale solo: se perdió la respuesta",
            Some(_) | None => "no sale solo: se le pasó el plazo",
        },
        ErrandStanding::InFlight => "saliendo",
        ErrandStanding::Done | ErrandStanding::GivenUp => "terminado",
        ErrandStanding::Held => "espera en la bandeja desde que se restauró una copia",
        ErrandStanding::Owed => match row.trouble {
            Some(trouble::NO_CONNECTION) => "sale solo; la última vez no hubo conexión",
            Some(trouble::NO_ANSWER) => "sale solo; la última vez no llegó la respuesta",
            Some(trouble::PROVIDER_ERROR) => "sale solo; la última vez el proveedor pidió esperar",
            Some(trouble::NOT_YET) => "sale solo; el proveedor todavía no sabía",
            Some(trouble::WAITS_FOR_FIRST) => "sale solo, cuando pase el informe del pago",
            Some(_) | None => "sale solo",
        },
    };
    let owed = lasted(UnixMs(row.owed_at_ms), now);
    format!(
        "{:<22} {about:<28} hace {owed:<8} {} intentos  {what}",
        row.kind, row.attempts
    )
}

/// How long ago, in the largest unit that says enough.
fn lasted(since: UnixMs, now: UnixMs) -> String {
    const MINUTE_MS: i64 = 60_000;
    let ms = now.since_ms(since).max(0);
    match ms / MINUTE_MS {
        0 => "1 min".to_owned(),
        minutes @ 1..=119 => format!("{minutes} min"),
        minutes @ 120..=2_879 => format!("{} h", minutes / 60),
        minutes => format!("{} días", minutes / 1_440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owed() -> ErrandRow {
        ErrandRow {
            number: 7,
            kind: "totalcoin.pre-order",
            provider: "totalcoin",
            standing: "owed",
            stands: ErrandStanding::Owed,
            sale: None,
            payment: None,
            ticket: Some("C1-000042".to_owned()),
            amount_centavos: Some(150_000),
            owed_at_ms: 0,
            attempts: 2,
            next_at_ms: Some(1),
            trouble: Some(trouble::NO_ANSWER),
            dead_because: None,
            deadline_ms: 45_000,
        }
    }

    #[test]
    fn a_line_says_what_it_is_about_and_whether_it_goes_by_itself() {
        let now = UnixMs(18 * 60_000);
        let line_of = |row| line(&row, now);
        let sent = line_of(owed());
        assert!(
            sent.contains("C1-000042") && sent.contains("hace 18 min"),
            "{sent}"
        );
        assert!(sent.contains("no llegó la respuesta"), "{sent}");
        let dead = line_of(ErrandRow {
            standing: "dead",
            stands: ErrandStanding::Dead,
            dead_because: Some(dead::TIME_OVER.to_owned()),
            ..owed()
        });
        assert!(dead.contains("se le pasó el plazo"), "{dead}");
    }

    #[test]
    fn an_age_is_in_the_unit_that_says_enough() {
        let after = |minutes: i64| lasted(UnixMs(0), UnixMs(minutes * 60_000));
        assert_eq!(after(0), "1 min");
        assert_eq!(after(119), "119 min");
        assert_eq!(after(120), "2 h");
        assert_eq!(after(3 * 1_440), "3 días");
        assert_eq!(lasted(UnixMs(10), UnixMs(0)), "1 min", "a clock set back");
    }

    #[test]
    fn what_came_from_outside_is_not_printed() {
        assert_eq!(trouble_code("HTTP 400: dni 27594189"), "other");
    }
}
