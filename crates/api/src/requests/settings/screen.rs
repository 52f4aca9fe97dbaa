//! The settings screen itself, and its requests that change no setting.

use crate::dto::{
    BackupState, ConnectionReport, PagounoSeen, PayeeView, SettingsView, TestConnection,
};
use crate::settings_api::about;
use crate::view::NamesOfPeople;
use crate::{Admitted, ApiError, ErrorCode, SettingsApi, TillApi};
use domain::Actor;
use till::TillError;

impl Admitted<'_, SettingsApi> {
    /// # Errors
    /// [`ErrorCode::Closed`], [`ErrorCode::LedgerUnavailable`].
    pub async fn settings(&self, _takes: ()) -> Result<SettingsView, ApiError> {
        // The till is released before the shell is asked: a closing shop waits
        // for everything that holds it.
        let till_api = self.till_api().await?;
        let mut settings = till_api.till.settings().clone();
        // Practice may have Bind by its drawer's switch alone.
        if let Some(in_force) = self.host.in_force() {
            settings.bind = in_force.bind;
        }
        let payee = payee(&till_api).await?;
        drop(till_api);
        // If this is unknown, saving is refused and says why.
        let needs_manager = self.live_has_manager().await.unwrap_or(true);
        let seen = self.host.secrets(&settings).await;
        self.host.look();
        Ok(SettingsView {
            path: self.host.path(),
            values: (&settings).into(),
            secrets: seen.secrets,
            secrets_store: seen.store,
            needs_manager,
            till_number_fixed: self.host.number_known_outside()?.is_some(),
            payee,
            backup: self.host.backup(&settings),
            relay_inside: self.host.relay_inside().await,
            pagouno: PagounoSeen {
                seller_descriptor: self.host.seller_descriptor(&settings),
            },
        })
    }

    /// Tests a connection.
    ///
    /// # Errors
    /// [`ErrorCode::Closed`]. A connection that does not work is a report, not
    /// an error.
    pub async fn test_connection(
        &self,
        takes: TestConnection,
    ) -> Result<ConnectionReport, ApiError> {
        let settings = self.till_api().await?.till.settings().clone();
        Ok(self.host.test(&settings, takes).await)
    }

    /// Begins a copy of the ledger, if none is being made. How far it has come
    /// is asked for by `backup_state`.
    ///
    /// # Errors
    /// [`ErrorCode::BackupFailed`] if it cannot even begin.
    pub async fn backup_now(&self, takes: ()) -> Result<BackupState, ApiError> {
        let settings = self.till_api().await?.till.settings().clone();
        let begun = self.host.begin_backup(&settings).await;
        begun.map_err(|why| about(ErrorCode::BackupFailed, None, why))?;
        self.backup_state(takes).await
    }

    /// How the copies are.
    ///
    /// # Errors
    /// [`ErrorCode::Closed`].
    pub async fn backup_state(&self, _takes: ()) -> Result<BackupState, ApiError> {
        let settings = self.till_api().await?.till.settings().clone();
        Ok(self.host.backup(&settings))
    }

    /// Stops the copy that is being made: nothing is left of it.
    ///
    /// # Errors
    /// [`ErrorCode::Closed`].
    pub async fn stop_backup(&self, takes: ()) -> Result<BackupState, ApiError> {
        self.host.stop_backup();
        self.backup_state(takes).await
    }
}

async fn payee(till_api: &TillApi) -> Result<Option<PayeeView>, ApiError> {
    let known = till_api.till.payee().await?;
    let read = |read: &ledger::Read<'_>| Ok::<_, TillError>(NamesOfPeople::read(read)?);
    let names = till_api.till.ledger().read(read).await?;
    Ok(known.map(|known| PayeeView {
        cuit: known.cuit,
        cvu: known.cvu,
        confirmed_at: known.confirmed.as_ref().map(|(_, at)| at.0),
        confirmed_by: known.confirmed.and_then(|(by, _)| match by {
            Actor::Person { id, .. } => Some(names.of(id)),
            Actor::Till | Actor::Counter | Actor::Unidentified => None,
        }),
    }))
}
