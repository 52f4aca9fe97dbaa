//! The facts that a provider tells of a transaction or a leg besides its money,
//! as a step of a sale shows them: without personal data.

use crate::dto::{FactKind, FactView};
use domain::{Deductions, Details, LegReceipt, Money, SaleEvent, UnixMs, Word};

/// The facts of a step: a group for each of its transactions or legs.
pub(crate) fn facts_of(event: &SaleEvent) -> Vec<Vec<FactView>> {
    if let SaleEvent::NoticeHeard {
        transaction: Some(_),
        word: Word::Approved,
        deductions,
        details,
        ..
    } = event
    {
        vec![of_notice(deductions, details)]
    } else if let SaleEvent::LegsHeard { legs, .. } = event {
        let told = legs.iter().map(|leg| &leg.receipt);
        told.filter(|receipt| !receipt.is_empty())
            .map(of_receipt)
            .collect()
    } else {
        Vec::new()
    }
}

/// Fees, taxes and the day of payment are shown also if the provider did not
/// tell them, because that is not zero. The other facts are shown only if they
/// were told.
fn of_notice(deductions: &Deductions, details: &Details) -> Vec<FactView> {
    let mut facts = Vec::new();
    for (kind, text) in [
        (FactKind::Method, &details.method),
        (FactKind::Card, &details.card),
    ] {
        facts.extend(text.clone().map(|text| of_text(kind, text)));
    }
    let instalments = details.instalments.map(|count| count.to_string());
    facts.extend(instalments.map(|count| of_text(FactKind::Instalments, count)));
    for (kind, amount) in [
        (FactKind::Fees, deductions.fees),
        (FactKind::Taxes, deductions.taxes),
        (FactKind::Net, deductions.net),
    ] {
        facts.push(FactView {
            amount_centavos: amount.map(Money::centavos),
            ..nothing(kind)
        });
    }
    for (kind, at) in [
        (FactKind::Created, details.created_at),
        (FactKind::Confirmed, details.confirmed_at),
    ] {
        facts.extend(at.map(|at| of_moment(kind, Some(at))));
    }
    facts.push(of_moment(FactKind::Credited, details.credited_at));
    facts
}

fn of_receipt(receipt: &LegReceipt) -> Vec<FactView> {
    let codes = [
        (FactKind::Authorization, &receipt.authorization),
        (FactKind::Ticket, &receipt.ticket),
        (FactKind::Batch, &receipt.batch),
        (FactKind::CapturedOn, &receipt.captured_on),
        (FactKind::MerchantCode, &receipt.merchant_code),
        (FactKind::Terminal, &receipt.terminal),
    ];
    codes
        .into_iter()
        .filter_map(|(kind, code)| Some(of_text(kind, code.clone()?)))
        .collect()
}

fn nothing(kind: FactKind) -> FactView {
    FactView {
        kind,
        at_ms: None,
        amount_centavos: None,
        text: None,
    }
}

fn of_text(kind: FactKind, text: String) -> FactView {
    FactView {
        text: Some(text),
        ..nothing(kind)
    }
}

fn of_moment(kind: FactKind, at: Option<UnixMs>) -> FactView {
    FactView {
        at_ms: at.map(|at| at.0),
        ..nothing(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FactKind as K;

    fn shown(facts: &[FactView]) -> Vec<(FactKind, Option<i64>, Option<&str>)> {
        let value = |fact: &FactView| fact.at_ms.or(fact.amount_centavos);
        facts
            .iter()
            .map(|fact| (fact.kind, value(fact), fact.text.as_deref()))
            .collect()
    }

    #[test]
    fn missing_facts_are_shown_as_missing_and_not_as_zero() {
        let nothing = of_notice(&Deductions::default(), &Details::default());
        let missing = [K::Fees, K::Taxes, K::Net, K::Credited].map(|kind| (kind, None, None));
        assert_eq!(shown(&nothing), missing);
        let deductions = Deductions {
            net: Money::from_centavos(93_720).ok(),
            fees: Some(Money::ZERO),
            taxes: None,
        };
        let details = Details {
            created_at: Some(UnixMs(1)),
            confirmed_at: Some(UnixMs(2)),
            credited_at: Some(UnixMs(3)),
            method: Some("TARJETA".to_owned()),
            card: Some("VISA".to_owned()),
            instalments: Some(2),
            order: None,
        };
        let all = of_notice(&deductions, &details);
        let expected = [
            (K::Method, None, Some("TARJETA")),
            (K::Card, None, Some("VISA")),
            (K::Instalments, None, Some("2")),
            (K::Fees, Some(0), None),
            (K::Taxes, None, None),
            (K::Net, Some(93_720), None),
            (K::Created, Some(1), None),
            (K::Confirmed, Some(2), None),
            (K::Credited, Some(3), None),
        ];
        assert_eq!(shown(&all), expected);
    }

    #[test]
    fn a_receipt_shows_only_its_own_facts() {
        let receipt = LegReceipt {
            authorization: Some("000011".to_owned()),
            terminal: Some("90000007".to_owned()),
            ..LegReceipt::default()
        };
        let expected = [
            (K::Authorization, None, Some("000011")),
            (K::Terminal, None, Some("90000007")),
        ];
        assert_eq!(shown(&of_receipt(&receipt)), expected);
    }
}
