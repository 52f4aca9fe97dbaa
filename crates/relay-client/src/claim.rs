//! Takes an unattributed notice for this till, or gives it back.

use crate::{
    RelayClient,
    answer::{complaint, refusal, unreadable},
    error::NoticesError,
};
use outbound::{Answer, Method};
use relay_protocol::{
    ClaimKind, ClaimRequest, ComplaintCode, Holding, NOTICES_PATH, NoticeId, TillNumber,
};

/// The result of a claim or a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// The notice is now as this till asked, or already was. The relay has
    /// stored that.
    Done,
    /// Another till has the notice.
    HeldBy(TillNumber),
    /// The merchant has no unattributed notice of that id.
    NoSuchNotice,
}

impl RelayClient {
    /// Takes an unattributed notice for this till. Asking twice is harmless.
    ///
    /// # Errors
    /// As [`RelayClient::notices`]; whether the notice was taken is then
    /// unknown.
    pub async fn claim(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        self.wish(notice, ClaimKind::Claim, None).await
    }

    /// Takes an unattributed notice for this till, even from another till that
    /// has claimed it. Only for a manager. Asking twice is harmless.
    ///
    /// # Errors
    /// As [`RelayClient::claim`].
    pub async fn take_over(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        let request = ClaimRequest { take_over: true };
        self.wish(notice, ClaimKind::Claim, Some(request)).await
    }

    /// Gives back a notice that this till has. Asking twice is harmless.
    ///
    /// # Errors
    /// As [`RelayClient::notices`]; whether the notice was given back is then
    /// unknown.
    pub async fn release(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        self.wish(notice, ClaimKind::Release, None).await
    }

    async fn wish(
        &self,
        notice: &NoticeId,
        kind: ClaimKind,
        asked: Option<ClaimRequest>,
    ) -> Result<Claimed, NoticesError> {
        let path = format!("{NOTICES_PATH}/{notice}/{}", kind.as_str());
        let mut request = self.request(Method::Post, &path)?;
        request.json =
            asked.map(|asked| serde_json::to_vec(&asked).expect("a flag is always JSON"));
        let answer = self.send(request, 0).await?;
        read(&answer, notice)
    }
}

fn read(answer: &Answer, notice: &NoticeId) -> Result<Claimed, NoticesError> {
    if answer.status == 200 {
        // Another server on the way may also answer 200.
        return match serde_json::from_slice::<Holding>(&answer.body) {
            Ok(holding) if holding.notice == *notice => Ok(Claimed::Done),
            Ok(_) => Err(unreadable("it is about another notice", Some(200))),
            Err(_) => Err(unreadable("it does not say who has the notice", Some(200))),
        };
    }
    let said = complaint(&answer.body).map(|complaint| (complaint.error, complaint.till));
    match (answer.status, said) {
        (409, Some((ComplaintCode::ClaimedElsewhere, Some(till)))) => Ok(Claimed::HeldBy(till)),
        (404, Some((ComplaintCode::NoSuchNotice, _))) => Ok(Claimed::NoSuchNotice),
        (status, _) => Err(refusal(status, &answer.body)),
    }
}
