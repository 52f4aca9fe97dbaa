//! Who may ask a request. Each row of the tables names a rule, and the rule is
//! obeyed in one place for each table (`admit`), before the request is answered.
//! What a manager's word then counts for is the till's.

use crate::dto::{
    AbandonSale, AskOffers, ChangePayee, ChargeCard, ChargeCash, ChargeQr, ConfirmAddress,
    ConfirmPayee, FirstManager, FreeText, ImportPlans, KeepPlan, OpenTicket, PaymentRef,
    PracticeOffline, PracticePlay, RemovePlan, RestoreCopy, SaleRef, SaveSettings, SeeNotice,
    SetSecrets, Settle, SettleDoubt, SettleHeld, ShowOffers, TestConnection, WaiveRelay,
};
use secrecy::SecretString;

/// Who may ask a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Whoever is at the counter.
    Anyone,
    /// Whoever is at the counter. A manager's PIN that comes along is
    /// checked, and lets the till go further than it lets a cashier.
    Cashier,
    /// A manager of the shop that is open. Where there is none, the refusal is
    /// the same, and the screen says how to name one.
    Manager,
    /// Whoever is at the counter, until the shop has a manager. The till
    /// refuses it afterwards, in the write that would name a second first one.
    WhileNoManager,
    /// For what live obeys: whoever is at the counter until the live
    /// ledger has a manager, and from then on that manager, in practice too.
    LiveManager,
    /// [`Who::Manager`] of the live ledger where a stored secret would go to
    /// another address than the one in force; else [`Who::Anyone`].
    LiveManagerForStoredSecrets,
}

/// An address to which the shop's stored secrets go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretsOf {
    /// TotalCoin's user name and password.
    Totalcoin,
    /// pagoUno's keys.
    Pagouno,
    /// The till's key at the relay.
    Relay,
}

/// What a request brings that its rule asks about.
pub trait Asks {
    /// The PIN of whoever asks, where one was typed.
    fn pin(&self) -> Option<SecretString>;

    /// Cuts each card's number in what was typed freely (a concept, a reason, a
    /// name) to its last four digits. Nothing past the gate sees the number.
    fn cut_card_numbers(&mut self);

    /// The address to which this request sends a stored secret by its own
    /// words, where it does.
    fn sends_stored_secret_to(&self) -> Option<(SecretsOf, &str)> {
        None
    }
}

/// A PIN in one of the forms that a request has it in.
trait Pin {
    fn typed(&self) -> Option<SecretString>;
}

impl Pin for SecretString {
    fn typed(&self) -> Option<SecretString> {
        Some(self.clone())
    }
}

impl Pin for String {
    fn typed(&self) -> Option<SecretString> {
        Some(SecretString::from(self.as_str()))
    }
}

impl<T: Pin> Pin for Option<T> {
    fn typed(&self) -> Option<SecretString> {
        self.as_ref().and_then(Pin::typed)
    }
}

/// What each request brings: whether a PIN, and which free texts.
macro_rules! asks {
    (with a PIN: $($with:ty [$($text:ident),*]),+; without: $($without:ty [$($other:ident),*]),+ $(,)?) => {
        $(impl Asks for $with {
            fn pin(&self) -> Option<SecretString> {
                self.pin.typed()
            }

            fn cut_card_numbers(&mut self) {
                $(self.$text.cut();)*
            }
        })+
        $(impl Asks for $without {
            fn pin(&self) -> Option<SecretString> {
                None
            }

            fn cut_card_numbers(&mut self) {
                $(self.$other.cut();)*
            }
        })+
    };
}

asks! {
    with a PIN: AbandonSale [], ChangePayee [reason], ChargeCard [checkout],
        ChargeCash [checkout], ChargeQr [checkout], ConfirmAddress [], ConfirmPayee [],
        ImportPlans [], KeepPlan [], RemovePlan [], RestoreCopy [], SaveSettings [],
        SeeNotice [], SetSecrets [], Settle [reason], SettleDoubt [reason], SettleHeld [reason],
        WaiveRelay [reason];
    // A first manager's PIN is the one that is being chosen.
    without: () [], AskOffers [], FirstManager [name], PaymentRef [], PracticeOffline [],
        OpenTicket [], PracticePlay [], SaleRef [], ShowOffers [],
}

impl Asks for TestConnection {
    fn cut_card_numbers(&mut self) {}

    fn pin(&self) -> Option<SecretString> {
        match self {
            TestConnection::Totalcoin { pin, .. }
            | TestConnection::Relay { pin, .. }
            | TestConnection::Pagouno { pin, .. } => pin.typed(),
        }
    }

    fn sends_stored_secret_to(&self) -> Option<(SecretsOf, &str)> {
        match self {
            TestConnection::Totalcoin {
                base_url,
                username,
                password,
                ..
            } => (username.is_none() || password.is_none())
                .then_some((SecretsOf::Totalcoin, base_url)),
            TestConnection::Relay { url, till_key, .. } => {
                till_key.is_none().then_some((SecretsOf::Relay, url))
            }
            TestConnection::Pagouno {
                base_url,
                public_key,
                ..
            } => public_key
                .is_none()
                .then_some((SecretsOf::Pagouno, base_url)),
        }
    }
}

/// Makes of each row of a table the public method that answers it: the rule of
/// the row is obeyed first, then [`Admitted`] does what is asked. A row
/// without a rule does not compile, and neither does one whose type does not
/// say what it brings.
macro_rules! guard {
    ($answers:ident: $($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {
        impl $answers {
            $(
                #[doc = concat!("Answers `", stringify!($name), "`, where whoever asks may.")]
                ///
                /// # Errors
                /// What refuses it; then nothing has happened.
                pub async fn $name(&self, mut takes: $takes) -> Result<$gives, $crate::ApiError> {
                    $crate::Asks::cut_card_numbers(&mut takes);
                    let by = self.admit($crate::Who::$who, &takes).await?;
                    $crate::Admitted::new(self, by).$name(takes).await
                }
            )+
        }
    };
}
pub(crate) use guard;

/// Somebody who may, at what answers them.
pub struct Admitted<'a, T> {
    answers: &'a T,
    /// Who it is, for the journal.
    pub(crate) by: domain::Actor,
}

impl<T> Admitted<'_, T> {
    pub(crate) fn new(answers: &T, by: domain::Actor) -> Admitted<'_, T> {
        Admitted { answers, by }
    }
}

impl<T> std::ops::Deref for Admitted<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::DeserializeOwned;
    use serde_json::json;

    fn cut<T: DeserializeOwned + Asks>(takes: serde_json::Value) -> T {
        let mut takes: T = serde_json::from_value(takes).unwrap();
        takes.cut_card_numbers();
        takes
    }

    #[test]
    fn a_cards_number_in_a_text_goes_no_further_than_the_gate() {
        let card = "Seña 4111 1111 1111 1111";
        let short = "Seña …1111";
        let charge = |more: serde_json::Value| {
            let mut takes = json!({
                "checkout": { "request_id": "1", "sale": null, "concept": card }, "pin": null
            });
            let fields = takes.as_object_mut().unwrap();
            fields.extend(more.as_object().unwrap().clone());
            takes
        };
        let amount = json!({ "amount_centavos": 1, "payer_dni": null });
        assert_eq!(
            cut::<ChargeQr>(charge(amount)).checkout.concept.unwrap(),
            short
        );
        let cards = json!({ "cards": [] });
        assert_eq!(
            cut::<ChargeCard>(charge(cards)).checkout.concept.unwrap(),
            short
        );
        let cash = json!({ "amount_centavos": 1, "handed_centavos": 1 });
        assert_eq!(
            cut::<ChargeCash>(charge(cash)).checkout.concept.unwrap(),
            short
        );
        let doubt = json!({
            "sale": "s", "payment": "p", "paid": true, "reason": card, "pin": "1"
        });
        assert_eq!(cut::<SettleDoubt>(doubt).reason, short);
        let settle = json!({ "item": "i", "how": "written-off", "reason": card, "pin": "1" });
        assert_eq!(cut::<Settle>(settle).reason, short);
        let held = json!({
            "sale": "s", "payment": "p", "answer": "give-up", "reason": card, "pin": "1"
        });
        assert_eq!(cut::<SettleHeld>(held).reason, short);
        let change = json!({ "pin": "1", "reason": card });
        assert_eq!(cut::<ChangePayee>(change).reason, short);
        let first = json!({ "name": card, "pin": "1" });
        assert_eq!(cut::<FirstManager>(first).name, short);
    }
}
