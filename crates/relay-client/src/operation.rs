//! Looks up one payment.

use crate::{
    RelayClient,
    answer::{refusal, unreadable},
    error::NoticesError,
};
use outbound::Method;
use relay_protocol::{OPERATIONS_PATH, Operation, PaymentId};

impl RelayClient {
    /// Asks for the notices that name a payment. An empty list is an answer
    /// too; it does not mean that no notice is on its way.
    ///
    /// # Errors
    /// As [`RelayClient::notices`].
    pub async fn operation(&self, payment: PaymentId) -> Result<Operation, NoticesError> {
        let path = format!("{OPERATIONS_PATH}/{payment}");
        let answer = self.ask(Method::Get, &path, 0).await?;
        if answer.status != 200 {
            return Err(refusal(answer.status, &answer.body));
        }
        let found = serde_json::from_slice::<Operation>(&answer.body)
            .map_err(|_| unreadable("it is not an operation", Some(200)))?;
        if found.payment == payment {
            Ok(found)
        } else {
            Err(unreadable("it is about another payment", Some(200)))
        }
    }
}
