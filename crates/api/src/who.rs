//! Who may make a request. Each row of the tables has a rule. One function per
//! table, `admit`, checks it before the request is answered. The till decides
//! what a manager's PIN then allows.

use crate::dto::{
    AbandonSale, AcceptDifference, AddPerson, AskDay, AskOffers, AskPartial, AskPreview, AskQueue,
    AskReports, AskSales, BeginExport, ChangePayee, ChangePin, ChargeCard, ChargeCash,
    ChargeFixedQr, ChargeQr, ChargeWallet, CloseDay, CloseRef, ConfirmAddress, ConfirmPayee,
    CorrectMeans, CorrectReport, CountShift, EnterWallet, ExportEvidence, FirstManager,
    ForgetPayer, FreeText, GiveUpErrand, ImportPlans, KeepPlan, LoadPracticeWeek, Lock,
    MakeFixedQr, MoveCash, OpenDrawer, OpenShift, OpenTicket, PaymentRef, PracticeOffline,
    PracticePlay, Print, RemovePlan, RenamePerson, RenewPin, ReportRef, RestoreCopy, RetirePerson,
    ReturnMoney, SaleRef, SaveSettings, SeeNotice, SetSecrets, Settle, SettleDoubt,
    SettleFixedGroup, SettleHeld, SettlePapers, SettleReport, ShowOffers, SwitchPracticeWallet,
    TakeBack, TestConnection, TryNow, Unlock, UpgradeWithCopy, UpgradeWithoutCopy, WaiveRelay,
};
use secrecy::SecretString;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody, also while the till is locked.
    Always,
    /// The person at the counter.
    Anyone,
    /// Everybody at the counter. A manager's PIN in the request is checked, and
    /// allows more than a cashier may.
    Cashier,
    /// A manager of the open shop. Without a manager the refusal is the same,
    /// and the screen says how to name one.
    Manager,
    /// A manager where the shop has one; else the person at the counter. A
    /// manager who is at the counter needs no PIN.
    ManagerIfAny,
    /// The person at the counter, until the shop has a manager. The till
    /// refuses it afterwards, in the write that would name a second first one.
    WhileNoManager,
    /// For what belongs to live: everybody at the counter until the live ledger
    /// has a manager, and then only that manager, also in practice.
    LiveManager,
    /// Like [`Who::Manager`] of the live ledger if a stored secret would go to
    /// another address than the one in force; otherwise like [`Who::Anyone`].
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
    /// Bind's tokens, which its credentials give.
    Bind,
    /// Bind's client credentials.
    BindToken,
}

/// The parts of a request that its rule needs.
pub trait Asks {
    /// The caller's PIN, if one was typed.
    fn pin(&self) -> Option<SecretString>;

    /// Masks card numbers in freely typed texts (a concept, a reason, a name)
    /// to the last four digits. Nothing behind this check sees the number.
    fn cut_card_numbers(&mut self);

    /// The addresses to which this request itself sends a stored secret.
    fn sends_stored_secrets_to(&self) -> Vec<(SecretsOf, &str)> {
        Vec::new()
    }
}

/// A PIN in the types that requests use for it.
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

/// For each request: whether it has a PIN, and its free texts.
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
    with a PIN: AbandonSale [], AcceptDifference [reason], AddPerson [name], AskDay [], AskPartial [], AskPreview [], AskSales [text], BeginExport [], ExportEvidence [],
        CorrectMeans [reason], CountShift [accepts], MoveCash [reason], OpenDrawer [reason],
        RenamePerson [name], RenewPin [], RetirePerson [], ReturnMoney [reason], ChangePayee [reason], ChargeCard [checkout],
        ChargeCash [checkout], ChargeFixedQr [checkout], ChargeQr [checkout], ConfirmAddress [], ConfirmPayee [],
        ImportPlans [], KeepPlan [], MakeFixedQr [], RemovePlan [], Print [], RestoreCopy [], UpgradeWithoutCopy [], SaveSettings [],
        SeeNotice [], ForgetPayer [], SetSecrets [], Settle [reason], SettleDoubt [reason], SettleFixedGroup [reason],
        SettleHeld [reason], TakeBack [],
        GiveUpErrand [reason], ChargeWallet [checkout], EnterWallet [reason], CorrectReport [reason],
        SettleReport [reason],
        WaiveRelay [reason];
    // A first manager's PIN is the one that is being chosen.
    without: () [], AskOffers [], AskQueue [], AskReports [], ReportRef [], TryNow [], ChangePin [], CloseDay [], CloseRef [], Lock [], OpenShift [],
        Unlock [], FirstManager [name], PaymentRef [], PracticeOffline [],
        OpenTicket [], LoadPracticeWeek [], PracticePlay [], SaleRef [], ShowOffers [],
        SwitchPracticeWallet [], SettlePapers [], UpgradeWithCopy [],
}

impl Asks for TestConnection {
    fn cut_card_numbers(&mut self) {}

    fn pin(&self) -> Option<SecretString> {
        match self {
            TestConnection::Totalcoin { pin, .. }
            | TestConnection::Relay { pin, .. }
            | TestConnection::Pagouno { pin, .. }
            | TestConnection::Bind { pin, .. } => pin.typed(),
        }
    }

    fn sends_stored_secrets_to(&self) -> Vec<(SecretsOf, &str)> {
        match self {
            TestConnection::Totalcoin {
                base_url,
                username: None,
                ..
            }
            | TestConnection::Totalcoin {
                base_url,
                password: None,
                ..
            } => vec![(SecretsOf::Totalcoin, base_url)],
            TestConnection::Relay {
                url,
                till_key: None,
                ..
            } => vec![(SecretsOf::Relay, url)],
            TestConnection::Pagouno {
                base_url,
                public_key: None,
                ..
            } => vec![(SecretsOf::Pagouno, base_url)],
            TestConnection::Bind {
                base_url,
                token_url,
                client_id,
                client_secret,
                ..
            } if client_id.is_none() || client_secret.is_none() => vec![
                (SecretsOf::Bind, base_url),
                (SecretsOf::BindToken, token_url),
            ],
            TestConnection::Totalcoin { .. }
            | TestConnection::Relay { .. }
            | TestConnection::Pagouno { .. }
            | TestConnection::Bind { .. } => Vec::new(),
        }
    }
}

/// Generates the public method of each row of a table: it checks the row's
/// rule, and then [`Admitted`] answers. A row without a rule does not compile,
/// nor does one whose parameter type is missing above.
macro_rules! guard {
    ($answers:ident: $($name:ident: $takes:ty => $gives:ty as $who:ident,)+) => {
        impl $answers {
            $(
                #[doc = concat!("Answers `", stringify!($name), "`, where the person at the counter may.")]
                ///
                /// # Errors
                /// The refusal; nothing has happened then.
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

/// A caller who passed the check, with the API that answers.
pub struct Admitted<'a, T> {
    answers: &'a T,
    /// The caller, for the journal.
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
    fn a_cards_number_in_a_text_is_masked_before_the_request_is_answered() {
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
