//! The close of the day (Z) and the partial (X).

use crate::errands::record::record_only;
use crate::{Till, TillError};
use domain::{Actor, Close, CloseNumber, Command, Figures};

impl Till {
    /// The figures since the last close, as a close would say them now.
    pub async fn partial(&self) -> Result<(CloseNumber, Figures), TillError> {
        self.ledger
            .read(|read| {
                let closes = read.closes()?;
                let figures = read.figures(closes.last_seq(), read.head()?.seq)?;
                Ok((closes.next(), figures))
            })
            .await
    }

    /// Closes the day: everything in the journal since the last close. Nothing
    /// that is pending keeps it from being made. `number` is the close that the
    /// person was shown: asked for again, the same close is the answer.
    ///
    /// # Errors
    /// [`TillError::CloseOfAnother`] where another close has that number's
    /// place by now.
    pub async fn close_day(&self, number: CloseNumber, by: Actor) -> Result<Close, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let closes = write.closes()?;
                if number == closes.last()
                    && let Some(made) = write.close(number)?
                {
                    return Ok(made);
                }
                if number != closes.next() {
                    return Err(TillError::CloseOfAnother(closes.next()));
                }
                // What a customer only claims to have paid is not confirmed.
                for (sale, payment) in write.payments_declared()? {
                    let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                    let command = Command::CloseUnconfirmed { payment };
                    let events = known.decide(&command, &Actor::Till, now)?;
                    record_only(write, (&Actor::Till, now), sale, &events)?;
                }
                let figures = write.figures(closes.last_seq(), write.head()?.seq)?;
                Ok(write.record_close(&by, now, figures)?)
            })
            .await
    }
}
