//! One card of a charge: what was typed, and what the customer accepted.

use crate::dto::{CardAsk, CardField, CardFieldWhy, DocumentType};
use crate::error::trouble_at;
use crate::parse::money;
use crate::{ApiError, ErrorCode};
use domain::plan::{BasisPoints, NotOffered, PlanId, Plans};
use domain::{Day, Money};
use secrecy::ExposeSecret as _;
use till::pay::cards::{CardEntry, DocumentKind, Terms};

/// Turns the typed data of a card, and the accepted offer, into the till's
/// entry.
pub(super) fn card_entry(
    place: usize,
    asked: CardAsk,
    plans: &Plans,
    today: Day,
) -> Result<CardEntry, ApiError> {
    if !is_document(asked.document_type, asked.document.0.expose_secret()) {
        return Err(card_field(
            place,
            CardField::Document,
            CardFieldWhy::Malformed,
        ));
    }
    let amount = Money::from_centavos(asked.amount_centavos)
        .map_err(|_| card_field(place, CardField::Amount, CardFieldWhy::Malformed))?;
    if amount.is_zero() {
        return Err(card_field(place, CardField::Amount, CardFieldWhy::TooSmall));
    }
    let plan: PlanId = asked
        .plan
        .parse()
        .map_err(|_| card_field(place, CardField::Plan, CardFieldWhy::Unknown))?;
    let known = plans.get(&plan);
    let known = known.ok_or_else(|| card_field(place, CardField::Plan, CardFieldWhy::Unknown))?;
    let offer = known.offer(amount, today).map_err(|why| match why {
        NotOffered::NotThatDay => card_field(place, CardField::Plan, CardFieldWhy::NotOffered),
        NotOffered::AmountTooSmall(_) => {
            card_field(place, CardField::Amount, CardFieldWhy::TooSmall)
        }
        NotOffered::AmountTooLarge => card_field(place, CardField::Amount, CardFieldWhy::TooLarge),
    })?;
    let accepted_total = match asked.total_centavos {
        Some(total) => money(total)?,
        None => offer.total(),
    };
    Ok(CardEntry {
        number: asked.number.0,
        expiry: asked.expiry.0,
        security_code: asked.cvv.0,
        holder: asked.holder.0,
        document_kind: Some(match asked.document_type {
            DocumentType::Dni => DocumentKind::Dni,
            DocumentType::Cuil => DocumentKind::Cuil,
            DocumentType::Otro => DocumentKind::Otro,
        }),
        document: asked.document.0,
        plan,
        amount,
        accepted_total,
        accepted_terms: asked.count.map(|count| Terms {
            count,
            cftea: asked.cftea_bp.map(BasisPoints),
        }),
    })
}

pub(super) fn card_field(place: usize, field: CardField, why: CardFieldWhy) -> ApiError {
    ApiError {
        card: Some(trouble_at(place, field, why)),
        ..ErrorCode::CardField.into()
    }
}

/// Whether a document has the form of its kind.
fn is_document(kind: DocumentType, text: &str) -> bool {
    let (mut digits, mut others) = (0_usize, 0_usize);
    for character in text.chars() {
        match character {
            '0'..='9' => digits += 1,
            '.' | '-' | ' ' => {}
            _ => others += 1,
        }
    }
    match kind {
        DocumentType::Dni => others == 0 && matches!(digits, 7 | 8),
        DocumentType::Cuil => others == 0 && digits == 11,
        DocumentType::Otro => digits + others > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_document_has_its_form() {
        for (kind, text, is_one) in [
            (DocumentType::Dni, "27.594.189", true),
            (DocumentType::Dni, "1234567", true),
            (DocumentType::Dni, "20275941893", false),
            (DocumentType::Dni, "2759418x", false),
            (DocumentType::Dni, "", false),
            (DocumentType::Cuil, "20-27594189-3", true),
            (DocumentType::Cuil, "27594189", false),
            (DocumentType::Otro, "AB123456", true),
            (DocumentType::Otro, " ", false),
        ] {
            assert_eq!(is_document(kind, text), is_one, "{kind:?} {text:?}");
        }
    }
}
