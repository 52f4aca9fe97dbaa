//! The evidence of one sale, to dispute it with a provider: a text that a person
//! reads and that `verify` can be asked about, line by line.

use super::Moment;
use super::numbers::iso_moment;
use super::rows::{PaidBy, tender_words};
use domain::{CloseNumber, Method, Money, SaleEvent, Tender, Ticket};
use std::fmt::Write as _;

/// All that is known of one sale.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub ticket: Ticket,
    /// The sale's id.
    pub sale: String,
    pub total: Money,
    pub concept: Option<String>,
    pub made_at: Moment,
    pub is_practice: bool,
    pub is_test_environment: bool,
    /// Whether a manager asked for who paid.
    pub with_payers: bool,
    pub payments: Vec<EvidencePayment>,
    /// The sale's lines of the journal, oldest first.
    pub steps: Vec<EvidenceStep>,
    pub notices: Vec<EvidenceNotice>,
    /// The journal's last line, and its hash.
    pub head: (i64, String),
}

/// A payment of the sale.
#[derive(Debug, Clone)]
pub struct EvidencePayment {
    pub id: String,
    /// Our reference, as the provider knows it.
    pub reference: String,
    pub method: Method,
    /// Its state, in the ledger's word.
    pub state: &'static str,
    pub charged: Money,
    pub received: Money,
    /// The provider's references.
    pub transactions: Vec<String>,
    pub payer: Option<PaidBy>,
}

/// A line of the journal.
#[derive(Debug, Clone)]
pub struct EvidenceStep {
    pub seq: i64,
    pub at: Moment,
    /// Whether the clock may have been wrong then.
    pub is_doubtful: bool,
    pub actor: String,
    pub event: SaleEvent,
    /// The line's hash, which chains it to every line before it.
    pub hash: String,
    /// The close that covers it.
    pub close: Option<CloseNumber>,
}

/// A notice of the sale's payments, as it came.
#[derive(Debug, Clone)]
pub struct EvidenceNotice {
    pub number: i64,
    /// The line by which it was heard.
    pub seq: i64,
    pub provider: &'static str,
    /// The relay's id for it.
    pub relay_id: Option<String>,
    pub body: EvidenceBody,
}

/// What is shown of a notice's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvidenceBody {
    Shown(String),
    /// It cannot be read, so nobody knows whether it names the payer.
    Unreadable,
    /// It was erased, as the settings say.
    Erased,
}

impl Evidence {
    /// The evidence as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.marks(&mut text);
        // Writing to a text cannot fail.
        let _ = writeln!(text, "PRUEBA DE LA VENTA {}", self.ticket);
        text.push_str("DOCUMENTO NO VÁLIDO COMO FACTURA\n\n");
        let _ = writeln!(text, "Caja: {}", self.ticket.till.0);
        let _ = writeln!(text, "Venta: {}", self.sale);
        let _ = writeln!(text, "Total: {}", self.total);
        if let Some(concept) = &self.concept {
            let _ = writeln!(text, "Concepto: {concept}");
        }
        let _ = writeln!(text, "Hecha: {}", moment(self.made_at));
        text.push_str(if self.with_payers {
            "Incluye los datos de quien pagó, a pedido de alguien a cargo.\n"
        } else {
            "No incluye los datos de quien pagó.\n"
        });
        self.write_payments(&mut text);
        self.write_steps(&mut text);
        self.write_notices(&mut text);
        text.push_str("\nCADENA\n\n");
        let (seq, hash) = &self.head;
        let _ = writeln!(text, "Cabeza del registro: línea {seq}, huella {hash}");
        text.push_str("Cada huella encadena su línea con todas las anteriores.\n");
        self.marks(&mut text);
        text
    }

    fn marks(&self, text: &mut String) {
        if self.is_practice {
            text.push_str("NO FISCAL · PRÁCTICA\n");
        }
        if self.is_test_environment {
            text.push_str("ENTORNO DE PRUEBA\n");
        }
    }

    fn write_payments(&self, text: &mut String) {
        text.push_str("\nPAGOS\n");
        for payment in &self.payments {
            let method = tender_words(Tender::from(payment.method));
            let _ = writeln!(text, "\n{method}: {} ({})", payment.charged, payment.state);
            let _ = writeln!(text, "  pago: {}", payment.id);
            let _ = writeln!(text, "  referencia nuestra: {}", payment.reference);
            for transaction in &payment.transactions {
                let _ = writeln!(text, "  referencia del proveedor: {transaction}");
            }
            let _ = writeln!(text, "  recibido: {}", payment.received);
            if let Some(payer) = &payment.payer {
                let words = [
                    ("quien pagó", &payer.name),
                    ("documento", &payer.document),
                    ("cuenta", &payer.account),
                ];
                for (what, word) in words {
                    if let Some(word) = word {
                        let _ = writeln!(text, "  {what}: {word}");
                    }
                }
            }
        }
    }

    fn write_steps(&self, text: &mut String) {
        text.push_str("\nPASOS\n");
        for step in &self.steps {
            let words = step_words(&step.event);
            let at = moment(step.at);
            let _ = writeln!(text, "\n[{}] {at}  {words} ({})", step.seq, step.actor);
            if step.is_doubtful {
                text.push_str("  hora dudosa\n");
            }
            let line = serde_json::to_string(&step.event).unwrap_or_default();
            let _ = writeln!(text, "  {line}");
            let close = step.close.map_or_else(
                || "todavía sin cierre".to_owned(),
                |close| format!("cierre {}", close.0),
            );
            let _ = writeln!(text, "  huella {}, {close}", step.hash);
        }
    }

    fn write_notices(&self, text: &mut String) {
        text.push_str("\nAVISOS DE LOS PROVEEDORES\n");
        if self.notices.is_empty() {
            text.push_str("\nNinguno.\n");
        }
        for notice in &self.notices {
            let EvidenceNotice { number, seq, .. } = notice;
            let _ = writeln!(text, "\n{}, aviso {number}, línea {seq}", notice.provider);
            if let Some(id) = &notice.relay_id {
                let _ = writeln!(text, "  id en el relay: {id}");
            }
            match &notice.body {
                EvidenceBody::Shown(body) => {
                    for line in body.lines() {
                        let _ = writeln!(text, "  {line}");
                    }
                }
                EvidenceBody::Unreadable => {
                    text.push_str("  No se puede leer entero, así que no se muestra.\n");
                }
                EvidenceBody::Erased => {
                    text.push_str(
                        "  Se borró al cumplirse su plazo; su huella sigue en el registro.\n",
                    );
                }
            }
        }
    }
}

fn moment(at: Moment) -> String {
    let mut text = String::new();
    iso_moment(&mut text, at);
    text
}

/// What happened, in a few words.
const fn step_words(event: &SaleEvent) -> &'static str {
    match event {
        SaleEvent::Opened { .. } => "se abrió la venta",
        SaleEvent::Abandoned => "se abandonó la venta",
        SaleEvent::PutAside => "se dejó aparte",
        SaleEvent::Resumed => "se retomó",
        SaleEvent::Requested { .. } => "se pidió el pago",
        SaleEvent::CardsShown { .. } => "se mostraron las tarjetas y su plan",
        SaleEvent::QrReceived { .. } => "el proveedor dio el QR",
        SaleEvent::LateAnswer { .. } => "llegó tarde una respuesta",
        SaleEvent::Refused { .. } => "el proveedor lo rechazó",
        SaleEvent::TimeRanOut { .. } => "se terminó el tiempo del QR",
        SaleEvent::Expired { .. } => "venció",
        SaleEvent::Cancelled { .. } => "se canceló",
        SaleEvent::Sent { .. } => "se envió el cobro",
        SaleEvent::NeverSent { .. } => "el cobro no llegó a enviarse",
        SaleEvent::Pending { .. } => "el proveedor lo tiene pendiente",
        SaleEvent::Approved { .. } => "aprobado",
        SaleEvent::Declined { .. } => "denegado",
        SaleEvent::InDoubt { .. } => "quedó en duda",
        SaleEvent::LegsHeard { .. } => "el proveedor contestó por cada tarjeta",
        SaleEvent::HintHeard { .. } => "llegó un aviso sin detalle",
        SaleEvent::CashCounted { .. } => "se contó el efectivo",
        SaleEvent::CashRounded { .. } => "se redondeó a favor de quien paga",
        SaleEvent::Held { .. } => "quedó retenido",
        SaleEvent::EndsMoved { .. } => "se corrió el reloj",
        SaleEvent::Released { .. } => "se liberó",
        SaleEvent::GivenUp { .. } => "se dejó de intentar",
        SaleEvent::SettledPaid { .. } => "alguien a cargo lo dio por pagado",
        SaleEvent::SettledUnpaid { .. } => "alguien a cargo lo dio por no pagado",
        SaleEvent::Declared { .. } => "quien paga dijo que pagó",
        SaleEvent::Unconfirmed { .. } => "quedó sin confirmar",
        SaleEvent::NoticeHeard { .. } => "llegó un aviso del proveedor",
        SaleEvent::MoneyCounted { .. } => "se contó la plata",
        SaleEvent::MoneyAssigned { .. } => "alguien a cargo le asignó plata",
        SaleEvent::MoneyDisowned { .. } => "esa plata era de otro pago",
        SaleEvent::DiscrepancyFound { .. } => "apareció una diferencia",
        SaleEvent::DiscrepancyWithdrawn { .. } => "la diferencia dejó de ser tal",
        SaleEvent::DiscrepancySettled { .. } => "alguien a cargo resolvió la diferencia",
        SaleEvent::MoneyReturned { .. } => "se devolvió plata",
        SaleEvent::MeansCorrected { .. } => "se corrigió el medio",
    }
}
