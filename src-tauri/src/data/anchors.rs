//! The anchors: ends of the journal that are remembered outside the ledger, in
//! the manifests of its copies and in the secret store. The ledger decides
//! whether its journal leads to them.

use crate::data::backups;
use crate::data::folder::Folder;
use crate::data::secrets;
use domain::CloseNumber;
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
                close: None,
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
    match read(kept.expose_secret(), seals) {
        Some(anchor) => gathered.anchors.push(anchor),
        None => gathered.not_checked.push(secrets::HEAD.to_owned()),
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
    let end = (report.head, report.last_close);
    keep_in(&*store, seal, end).await;
}

/// Keeps the end that each close of the day makes, while the shop is open. It
/// begins with the last close: the program may have died after that close was
/// made and before its end was kept.
pub(crate) async fn keep_closes(
    folder: Folder,
    settings: Settings,
    seals: Vec<Seal>,
    ledger: Ledger,
) {
    let mut committed = ledger.committed();
    loop {
        keep_last_close(&folder, &settings, &seals, &ledger).await;
        loop {
            match committed.recv().await {
                Ok(committed) if committed.subjects.iter().any(is_close) => break,
                Ok(_) => {}
                // A close may be among the commits that were missed.
                Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return,
            }
        }
    }
}

fn is_close(subject: &Subject) -> bool {
    match subject {
        Subject::Close(_) => true,
        Subject::Sale(_)
        | Subject::Stray(_)
        | Subject::Shift(_)
        | Subject::FixedQr(_)
        | Subject::Report(_)
        | Subject::Till => false,
    }
}

/// Keeps the end that the last close made in the secret store, unless a later
/// end of the same journal is kept there.
pub(crate) async fn keep_last_close(
    folder: &Folder,
    settings: &Settings,
    seals: &[Seal],
    ledger: &Ledger,
) {
    match settings.mode {
        // Practice has no secret store.
        Mode::Practice => return,
        Mode::Live => {}
    }
    let (Some(seal), Some(store)) = (seals.first(), secrets::store_at_hand(folder, settings))
    else {
        return;
    };
    keep_last_close_in(&*store, seal, ledger).await;
}

async fn keep_last_close_in(store: &dyn Secrets, seal: &Seal, ledger: &Ledger) {
    let kept = kept_in(store, seal).await;
    let kept_seq = kept.as_ref().map(|anchor| anchor.head.seq);
    let read = ledger.read(move |read| {
        let Some(close) = read.last_closes(1)?.pop() else {
            return Ok(None);
        };
        let end = read.head_at(close.seq)?;
        let kept = match kept_seq {
            Some(seq) => read.head_at(seq)?,
            None => None,
        };
        Ok(end.map(|head| ((head, Some(close.number)), kept)))
    });
    let found: Result<_, LedgerError> = read.await;
    match found {
        Ok(Some((end, own))) => {
            // A copy that was made since has kept a later end of this journal.
            let is_later = |kept: Anchor| kept.head.seq >= end.0.seq && own == Some(kept.head);
            if !kept.is_some_and(is_later) {
                keep_in(store, seal, end).await;
            }
        }
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "the last close cannot be read to be anchored"),
    }
}

/// The end that the store keeps under this seal.
async fn kept_in(store: &dyn Secrets, seal: &Seal) -> Option<Anchor> {
    let kept = store.get(secrets::HEAD).await.ok().flatten()?;
    read(kept.expose_secret(), std::slice::from_ref(seal))
}

/// An end of the journal, with the last close up to it.
type End = (Head, Option<CloseNumber>);

async fn keep_in(store: &dyn Secrets, seal: &Seal, end: End) {
    let text = write(seal, end);
    if let Err(error) = store.set(secrets::HEAD, &text.into()).await {
        tracing::warn!(%error, "the journal's end is not kept in the secret store");
    }
}

/// The seal under which a ledger continues, if it is among these.
pub(crate) fn seal_of<'s>(report: &Report, seals: &'s [Seal]) -> Option<&'s Seal> {
    let last = report.epochs.last()?.fingerprint;
    seals.iter().find(|seal| seal.fingerprint() == last)
}

fn write(seal: &Seal, (head, close): End) -> String {
    let number = close.map(|close| close.0.to_string());
    let seal = seal.sign_head(&head, &signed(number.as_deref()));
    let head = format!("{}:{}:{seal}", head.seq, head.hash_digits());
    match number {
        Some(number) => format!("{head}:{number}"),
        None => head,
    }
}

/// The words that are signed with an end.
fn signed(number: Option<&str>) -> Vec<&str> {
    STORE.iter().copied().chain(number).collect()
}

/// The anchor that the store keeps, if one of these seals signed it.
fn read(text: &str, seals: &[Seal]) -> Option<Anchor> {
    let mut parts = text.trim().split(':');
    let (seq, hash, seal) = (parts.next()?, parts.next()?, parts.next()?);
    let number = parts.next();
    let head = Head::parse(seq.parse().ok()?, hash)?;
    let close = match number {
        Some(number) => Some(CloseNumber(number.parse().ok()?)),
        None => None,
    };
    let seal = HeadSeal::parse(seal)?;
    let fits = parts.next().is_none() && seal.fits(seals, &head, &signed(number));
    fits.then_some(Anchor {
        head,
        kept_by: AnchorKeeper::SecretStore,
        close,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::secrets::FileStore;
    use domain::{Figures, TillEvent};

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
        for close in [None, Some(CloseNumber(7))] {
            keep_in(&store, &seal, (head, close)).await;
            let anchor = Anchor {
                head,
                kept_by: AnchorKeeper::SecretStore,
                close,
            };
            assert_eq!(
                found(std::slice::from_ref(&seal)).await,
                (vec![anchor], vec![])
            );
        }
        let unchecked = (vec![], vec!["ledger.head".to_owned()]);
        assert_eq!(found(&[Seal::from_bytes([8; 32])]).await, unchecked);
        let kept = store.get(secrets::HEAD).await.unwrap().unwrap();
        let another_close = kept.expose_secret().replace(":7", ":8");
        for text in [another_close.as_str(), "9:00"] {
            store.set(secrets::HEAD, &text.into()).await.unwrap();
            assert_eq!(found(std::slice::from_ref(&seal)).await, unchecked);
        }
    }

    const NOW: domain::UnixMs = domain::UnixMs(1_795_276_800_000);

    struct Place {
        folder: tempfile::TempDir,
        store: FileStore,
        seal: Seal,
    }

    impl Place {
        fn new() -> Place {
            let folder = tempfile::tempdir().unwrap();
            let store = FileStore::new(folder.path().join("secrets.json"));
            let seal = Seal::from_bytes([7; 32]);
            Place {
                folder,
                store,
                seal,
            }
        }

        fn ledger(&self) -> Ledger {
            let opening = ledger::Opening {
                path: self.folder.path().join("live.sqlite3"),
                seal: self.seal.clone(),
                now: NOW,
            };
            Ledger::open(opening).unwrap()
        }

        async fn kept(&self) -> Option<(i64, Option<CloseNumber>)> {
            let kept = kept_in(&self.store, &self.seal).await;
            kept.map(|anchor| (anchor.head.seq, anchor.close))
        }
    }

    async fn close(ledger: &Ledger) -> domain::Close {
        let closed = ledger
            .write(|write| write.record_close(&domain::Actor::Counter, NOW, Figures::default()));
        let closed: Result<_, LedgerError> = closed.await;
        closed.unwrap()
    }

    /// The program died after the close and before its end was kept.
    #[tokio::test]
    async fn the_end_of_a_close_that_was_not_kept_is_kept_at_the_next_start() {
        let place = Place::new();
        let ledger = place.ledger();
        let made = close(&ledger).await;
        drop(ledger);
        assert_eq!(place.kept().await, None);
        let ledger = place.ledger();
        keep_last_close_in(&place.store, &place.seal, &ledger).await;
        assert_eq!(place.kept().await, Some((made.seq, Some(made.number))));
    }

    #[tokio::test]
    async fn a_later_end_of_the_journal_is_not_replaced_by_an_earlier_closes() {
        let place = Place::new();
        let ledger = place.ledger();
        let made = close(&ledger).await;
        let later = TillEvent::AddressesInForce {
            addresses: Vec::new(),
            destinations: Vec::new(),
        };
        let noted =
            ledger.write(move |write| write.record_till(&domain::Actor::Till, NOW, &[later]));
        let noted: Result<_, LedgerError> = noted.await;
        noted.unwrap();
        let head: Result<Head, LedgerError> = ledger.read(|read| read.head()).await;
        let end = (head.unwrap(), Some(made.number));
        keep_in(&place.store, &place.seal, end).await;
        keep_last_close_in(&place.store, &place.seal, &ledger).await;
        assert_eq!(place.kept().await, Some((end.0.seq, Some(made.number))));
        // An end that is not of this journal is replaced, however late it is.
        let foreign = Head {
            seq: 1_000,
            hash: [3; 32],
        };
        keep_in(&place.store, &place.seal, (foreign, None)).await;
        keep_last_close_in(&place.store, &place.seal, &ledger).await;
        assert_eq!(place.kept().await, Some((made.seq, Some(made.number))));
    }
}
