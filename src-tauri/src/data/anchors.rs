//! The anchors: ends of the journal that are remembered outside the ledger, in
//! the manifests of its copies and in the secret store. The ledger decides
//! whether its journal leads to them.

use crate::data::backups;
use crate::data::folder::Folder;
use crate::data::secrets;
use domain::{Close, CloseNumber};
use ledger::{Anchor, AnchorKeeper, Head, HeadSeal, Ledger, LedgerError, Report, Seal, Subject};
use secrecy::ExposeSecret as _;
use till::ports::Secrets;
use till::settings::{Mode, Settings};
use tokio::sync::broadcast::error::RecvError;

/// Signed with the secret store's end, so that a manifest's signature is not
/// valid there.
const STORE: &[&str] = &["store"];

#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// The anchors that the shop sealed.
    pub(crate) anchors: Vec<Anchor>,
    /// Names of things that look like an anchor, without proof that the shop
    /// wrote them.
    pub(crate) not_checked: Vec<String>,
}

/// Gathers the anchors of the shop's mode. One that cannot be read is left out.
pub(crate) async fn gather(folder: &Folder, settings: &Settings, seals: &[Seal]) -> Gathered {
    let mut gathered = of_copies(folder, settings.mode, seals);
    match settings.mode {
        // Practice has no secret store.
        Mode::Practice => {}
        Mode::Live => {
            if let Some(store) = secrets::store_at_hand(folder, settings) {
                of_store(&*store, seals, &mut gathered).await;
            }
        }
    }
    gathered
}

fn of_copies(folder: &Folder, mode: Mode, seals: &[Seal]) -> Gathered {
    let mut gathered = Gathered::default();
    let copies = backups::list(folder, mode).unwrap_or_else(|error| {
        tracing::warn!(%error, "the copies cannot be listed");
        Vec::new()
    });
    for copy in copies {
        let name = copy.name();
        match copy.sealed_end(seals) {
            Some(head) => gathered.anchors.push(Anchor {
                head,
                kept_by: AnchorKeeper::Copy(name),
            }),
            None => gathered.not_checked.push(name),
        }
    }
    gathered
}

async fn of_store(store: &dyn Secrets, seals: &[Seal], gathered: &mut Gathered) {
    let kept = match store.get(secrets::HEAD).await {
        Ok(Some(kept)) => kept,
        Ok(None) => return,
        Err(error) => {
            tracing::warn!(%error, "the journal's end in the secret store cannot be had");
            gathered.not_checked.push(secrets::HEAD.to_owned());
            return;
        }
    };
    match read(kept.expose_secret()) {
        Some((head, seal)) if seal.fits(seals, &head, STORE) => gathered.anchors.push(Anchor {
            head,
            kept_by: AnchorKeeper::SecretStore,
        }),
        Some(_) | None => gathered.not_checked.push(secrets::HEAD.to_owned()),
    }
}

/// Stores the journal's end of a report in the secret store, if there is one
/// and a seal to sign with. A failure does not make the copy worse.
pub(crate) async fn keep(folder: &Folder, settings: &Settings, seals: &[Seal], report: &Report) {
    let seal = match settings.mode {
        Mode::Practice => None,
        Mode::Live => seal_of(report, seals),
    };
    let (Some(seal), Some(store)) = (seal, secrets::store_at_hand(folder, settings)) else {
        return;
    };
    keep_in(&*store, seal, &report.head).await;
}

/// Keeps the end that each close of the day makes, while the shop is open.
pub(crate) async fn keep_closes(
    folder: Folder,
    settings: Settings,
    seals: Vec<Seal>,
    ledger: Ledger,
) {
    let mut committed = ledger.committed();
    loop {
        let numbers: Vec<CloseNumber> = match committed.recv().await {
            Ok(committed) => {
                let of_close = |subject: &Subject| match subject {
                    Subject::Close(number) => Some(*number),
                    Subject::Sale(_) | Subject::Stray(_) | Subject::Shift(_) | Subject::Till => {
                        None
                    }
                };
                committed.subjects.iter().filter_map(of_close).collect()
            }
            // The next close is kept; it chains those before it.
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        for number in numbers {
            let read = ledger.read(move |read| read.close(number));
            let close: Result<_, LedgerError> = read.await;
            match close {
                Ok(Some(close)) => keep_close(&folder, &settings, &seals, &close).await,
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "a close cannot be read to be anchored"),
            }
        }
    }
}

/// Keeps the end that a close has made in the secret store.
pub(crate) async fn keep_close(
    folder: &Folder,
    settings: &Settings,
    seals: &[Seal],
    close: &Close,
) {
    match settings.mode {
        // Practice has no secret store.
        Mode::Practice => return,
        Mode::Live => {}
    }
    let path = folder.ledger(settings.mode);
    let head = ledger::Reader::open(&path)
        .map_err(|error| error.to_string())
        .and_then(|reader| {
            let head = reader.read(|read| read.head_at(close.seq));
            head.map_err(|error: ledger::LedgerError| error.to_string())
        });
    let head = match head {
        Ok(Some(head)) => head,
        Ok(None) => return,
        Err(error) => {
            tracing::warn!(%error, "the line of a close cannot be read");
            return;
        }
    };
    let Some(store) = secrets::store_at_hand(folder, settings) else {
        return;
    };
    if let Some(seal) = seals.first() {
        keep_in(&*store, seal, &head).await;
    }
}

async fn keep_in(store: &dyn Secrets, seal: &Seal, head: &Head) {
    let text = write(head, &seal.sign_head(head, STORE));
    if let Err(error) = store.set(secrets::HEAD, &text.into()).await {
        tracing::warn!(%error, "the journal's end is not kept in the secret store");
    }
}

/// The seal under which a ledger continues, if it is among these.
pub(crate) fn seal_of<'s>(report: &Report, seals: &'s [Seal]) -> Option<&'s Seal> {
    let last = report.epochs.last()?.fingerprint;
    seals.iter().find(|seal| seal.fingerprint() == last)
}

fn write(head: &Head, seal: &HeadSeal) -> String {
    format!("{}:{}:{seal}", head.seq, head.hash_digits())
}

fn read(text: &str) -> Option<(Head, HeadSeal)> {
    let (seq, rest) = text.trim().split_once(':')?;
    let (hash, seal) = rest.split_once(':')?;
    Some((
        Head::parse(seq.parse().ok()?, hash)?,
        HeadSeal::parse(seal)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::secrets::FileStore;

    #[tokio::test]
    async fn the_stores_end_counts_only_under_the_shops_seal() {
        let kept = tempfile::tempdir().unwrap();
        let store = FileStore::new(kept.path().join("secrets.json"));
        let seal = Seal::from_bytes([7; 32]);
        let head = Head {
            seq: 9,
            hash: [3; 32],
        };
        let found = async |seals: &[Seal]| {
            let mut gathered = Gathered::default();
            of_store(&store, seals, &mut gathered).await;
            (gathered.anchors, gathered.not_checked)
        };
        assert_eq!(found(std::slice::from_ref(&seal)).await, (vec![], vec![]));
        keep_in(&store, &seal, &head).await;
        let anchor = Anchor {
            head,
            kept_by: AnchorKeeper::SecretStore,
        };
        assert_eq!(
            found(std::slice::from_ref(&seal)).await,
            (vec![anchor], vec![])
        );
        let unchecked = (vec![], vec!["ledger.head".to_owned()]);
        assert_eq!(found(&[Seal::from_bytes([8; 32])]).await, unchecked);
        store.set(secrets::HEAD, &"9:00".into()).await.unwrap();
        assert_eq!(found(&[seal]).await, unchecked);
    }
}
