//! The sample week of practice.

use crate::dto::{LoadPracticeWeek, PracticeWeek};
use crate::settings_api::about;
use crate::{Admitted, ApiError, ErrorCode, SettingsApi};
use till::TillError;
use till::settings::Mode;

impl Admitted<'_, SettingsApi> {
    /// Replaces everything in practice by a shop with people and a week of
    /// sales.
    ///
    /// # Errors
    /// [`ErrorCode::NotInPractice`]; [`ErrorCode::PracticeInUse`] where there is
    /// something to lose and the person was not asked;
    /// [`ErrorCode::SettingsNotOpened`]. Practice is as it was then.
    pub async fn load_practice_week(
        &self,
        takes: LoadPracticeWeek,
    ) -> Result<PracticeWeek, ApiError> {
        let _changing = self.changing.lock().await;
        if self.in_force().await?.mode != Mode::Practice {
            return Err(ErrorCode::NotInPractice.into());
        }
        if !takes.replaces && self.is_in_use().await? {
            return Err(ErrorCode::PracticeInUse.into());
        }
        let loaded = self.host.load_practice_week().await;
        let last_day = loaded.map_err(|why| about(ErrorCode::SettingsNotOpened, None, why))?;
        Ok(PracticeWeek {
            last_day: last_day.to_string(),
        })
    }

    /// Whether practice has a sale or a person.
    async fn is_in_use(&self) -> Result<bool, ApiError> {
        let till_api = self.till_api().await?;
        let read = till_api.till.ledger().read(|read| {
            let has_sale = !read.recent_sales(1)?.is_empty();
            Ok::<_, TillError>(has_sale || !read.people()?.is_empty())
        });
        Ok(read.await?)
    }
}
