//! The printers that can be found.

use crate::dto::FoundPrinters;
use crate::{Admitted, ApiError, SettingsApi};

impl Admitted<'_, SettingsApi> {
    /// Looks for printers.
    pub async fn find_printers(&self, _takes: ()) -> Result<FoundPrinters, ApiError> {
        Ok(self.host.find_printers().await)
    }
}
