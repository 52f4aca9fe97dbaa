//! Files that a person takes out of the app, in the data folder's `exports`.
//! Money is in pesos and the columns are parted as a spreadsheet in Argentina
//! reads them.

use crate::data::folder::Folder;
use api::dto::{ReportOutcome, ReportState, ReportView};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use relay::make_folder;
use serde::Serialize;

/// So that a spreadsheet reads the file as UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A report as the accountant reads it. It names no payer.
#[derive(Serialize)]
struct ReportLine<'a> {
    fecha: String,
    hora: String,
    ticket: &'a str,
    que: &'static str,
    estado: &'static str,
    importe: String,
    #[serde(rename = "idMensaje")]
    message: &'a str,
    #[serde(rename = "id de Bind")]
    reference: String,
    #[serde(rename = "código")]
    code: String,
    #[serde(rename = "a cargo")]
    settled_by: String,
    motivo: String,
}

/// Writes reports to a file of that name. Returns its path.
///
/// # Errors
/// The path, and why it cannot be written.
pub(crate) fn save_reports(
    name: &str,
    rows: &[ReportView],
    zone: &str,
) -> Result<String, (String, String)> {
    let folder = Folder::find().map_err(|error| (name.to_owned(), error.to_string()))?;
    let path = folder.exports().join(name);
    let shown = path.display().to_string();
    let failed = |error: std::io::Error| (shown.clone(), error.to_string());
    make_folder(&folder.exports()).map_err(failed)?;
    let bytes = report_lines(rows, zone).map_err(|error| (shown.clone(), error))?;
    std::fs::write(&path, bytes).map_err(failed)?;
    Ok(shown)
}

fn report_lines(rows: &[ReportView], zone: &str) -> Result<Vec<u8>, String> {
    let zone = TimeZone::get(zone).map_err(|error| error.to_string())?;
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    for row in rows {
        let line = line(row, &zone)?;
        writer.serialize(line).map_err(|error| error.to_string())?;
    }
    writer.into_inner().map_err(|error| error.to_string())
}

fn line<'a>(row: &'a ReportView, zone: &TimeZone) -> Result<ReportLine<'a>, String> {
    let at = Timestamp::from_millisecond(row.owed_at_ms).map_err(|error| error.to_string())?;
    let at = at.to_zoned(zone.clone());
    Ok(ReportLine {
        fecha: at.strftime("%d/%m/%Y").to_string(),
        hora: at.strftime("%H:%M").to_string(),
        ticket: &row.ticket,
        que: outcome(row.outcome),
        estado: state(row.state),
        importe: pesos(row.amount_centavos),
        message: &row.message,
        reference: plain(row.reference.as_deref()),
        code: plain(row.code.as_deref()),
        settled_by: plain(row.settled_by.as_deref()),
        motivo: plain(row.reason.as_deref()),
    })
}

/// A text that came from outside or was typed. A spreadsheet would take one with
/// such a beginning for a formula.
fn plain(text: Option<&str>) -> String {
    let text = text.unwrap_or_default();
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn pesos(centavos: i64) -> String {
    format!("{},{:02}", centavos / 100, centavos % 100)
}

/// What is told, in the words of exports and of the command line.
pub(crate) const fn outcome(outcome: ReportOutcome) -> &'static str {
    match outcome {
        ReportOutcome::Paid => "pago",
        ReportOutcome::Returned => "devolución",
        ReportOutcome::Rejected => "rechazo",
    }
}

/// A state, in the words of exports and of the command line.
pub(crate) const fn state(state: ReportState) -> &'static str {
    match state {
        ReportState::Owed => "por mandar",
        ReportState::Passed => "pasó",
        ReportState::Failed => "falló",
        ReportState::InDoubt => "en duda",
        ReportState::SettledPassed => "lo tiene Bind, según alguien a cargo",
        ReportState::GivenUp => "no se manda más",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> ReportView {
        ReportView {
            id: "a".to_owned(),
            sale: "b".to_owned(),
            payment: "c".to_owned(),
            ticket: "C1-000354".to_owned(),
            outcome: ReportOutcome::Paid,
            state: ReportState::Failed,
            amount_centavos: 1_580_005,
            owed_at_ms: 1_795_276_800_000,
            changed_at_ms: 1_795_276_800_000,
            owed_by: None,
            why: None,
            code: Some("=1+1".to_owned()),
            description: None,
            message: "m".to_owned(),
            reference: None,
            messages: 1,
            attempts: 1,
            next_try_at_ms: None,
            errand: None,
            settled_by: Some("Marina".to_owned()),
            reason: Some("lo dijo; por teléfono".to_owned()),
        }
    }

    #[test]
    fn the_accountants_file_is_read_by_a_spreadsheet() {
        let bytes = report_lines(&[row()], "America/Argentina/Buenos_Aires").unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "\u{feff}fecha;hora;ticket;que;estado;importe;idMensaje;id de Bind;código;a cargo;motivo"
        );
        assert_eq!(
            lines[1],
            "21/11/2026;13:00;C1-000354;pago;falló;15800,05;m;;'=1+1;Marina;\"lo dijo; por teléfono\""
        );
    }
}
