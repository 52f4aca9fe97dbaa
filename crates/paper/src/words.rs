//! The words of papers for what the domain names, in the Spanish of the shop.

use domain::close::PendingWhy;
use domain::{DiscrepancyKind, Method, PaymentState, Tender};

pub(crate) const fn tender(tender: Tender) -> &'static str {
    match tender {
        Tender::Qr => "QR",
        Tender::FixedQr => "QR fijo",
        Tender::Wallet => "Billetera",
        Tender::Card => "Tarjeta",
        Tender::Cash => "Efectivo",
        Tender::Transfer => "Transferencia",
    }
}

pub(crate) const fn method(method: Method) -> &'static str {
    match method {
        Method::Qr => "QR",
        Method::FixedQr => "QR fijo",
        Method::Wallet => "Billetera",
        Method::Card => "Tarjeta",
        Method::Cash => "Efectivo",
    }
}

/// Why something is open, in two or three words.
pub(crate) const fn pending(why: PendingWhy) -> &'static str {
    match why {
        PendingWhy::Payment(state) => payment(state),
        PendingWhy::Item(kind) => match kind {
            DiscrepancyKind::Late => "llegó tarde",
            DiscrepancyKind::Short => "pagaron de menos",
            DiscrepancyKind::Over => "pagaron de más",
            DiscrepancyKind::Duplicate => "pagaron dos veces",
            DiscrepancyKind::Contradicted => "avisos que no coinciden",
            DiscrepancyKind::NeedsReview => "hay que revisarla",
            DiscrepancyKind::Unattributed => "pago sin venta",
            DiscrepancyKind::ReversalToConfirm => "reversa a confirmar",
            DiscrepancyKind::ToBeReturned => "a devolver",
        },
        PendingWhy::ToReturn => "a devolver",
        PendingWhy::PartlyPaid => "pagada en parte",
    }
}

const fn payment(state: PaymentState) -> &'static str {
    match state {
        PaymentState::Requested => "pidiendo el cobro",
        PaymentState::Waiting => "esperando el pago",
        PaymentState::Sent => "enviada",
        PaymentState::Pending => "pendiente",
        PaymentState::Approved => "pagada",
        PaymentState::Declined => "rechazada",
        PaymentState::Refused => "no se pudo",
        PaymentState::Expired => "vencida",
        PaymentState::Cancelled => "cancelada",
        PaymentState::InDoubt => "en duda",
        PaymentState::SettledPaid => "dada por pagada",
        PaymentState::SettledUnpaid => "dada por no pagada",
        PaymentState::Declared => "dice que pagó",
        PaymentState::Unconfirmed => "sin confirmar",
    }
}
