//! The manifest beside a copy: the end of its journal, sealed.

use crate::data::folder::write_whole;
use domain::UnixMs;
use ledger::{Head, HeadSeal, Seal};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// The purpose that is signed with a manifest.
const COPY: &str = "copy";
/// The largest manifest that is read, in bytes.
const MANIFEST_BYTES_MAX: u64 = 4 * 1024;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The file name of the copy.
    file: String,
    /// When it was made, in milliseconds since the Unix epoch.
    pub(super) made_at_ms: i64,
    /// The sequence of the journal's last line in the copy.
    seq: i64,
    /// The hash of that line, which chains it to every line before it.
    hash: String,
    /// The number of this copy among all copies ever made. Copies are ordered
    /// by it, whatever the clock said.
    #[serde(default)]
    pub(super) number: u64,
    /// When the journal's last line in the copy was written, in milliseconds
    /// since the Unix epoch. Manifests of earlier versions do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_at_ms: Option<i64>,
    /// A signature of all of this under the ledger's seal; `None` if the seal
    /// was not available.
    #[serde(default)]
    seal: Option<String>,
}

impl Manifest {
    pub(super) fn of(
        file: &Path,
        made_at: UnixMs,
        (head, last_at): (&Head, Option<UnixMs>),
        number: u64,
        seal: Option<&Seal>,
    ) -> Manifest {
        let name = file.file_name().unwrap_or_default();
        let mut manifest = Manifest {
            file: name.to_string_lossy().into_owned(),
            made_at_ms: made_at.0,
            seq: head.seq,
            hash: head.hash_digits(),
            number,
            last_at_ms: last_at.map(|at| at.0),
            seal: None,
        };
        manifest.seal = seal.map(|seal| {
            let said = manifest.said();
            seal.sign_head(head, &texts(&said)).to_string()
        });
        manifest
    }

    /// The texts that are signed with the head.
    fn said(&self) -> Vec<String> {
        let last_at = self.last_at_ms.map(|at| at.to_string());
        let mut said = vec![
            COPY.to_owned(),
            self.file.clone(),
            self.made_at_ms.to_string(),
            self.number.to_string(),
        ];
        said.extend(last_at);
        said
    }

    pub(super) fn head(&self) -> Option<Head> {
        Head::parse(self.seq, &self.hash)
    }

    pub(super) fn is_sealed(&self, seals: &[Seal]) -> bool {
        let seal = self.seal.as_deref().and_then(HeadSeal::parse);
        let said = self.said();
        let of = |(seal, head): (HeadSeal, Head)| seal.fits(seals, &head, &texts(&said));
        seal.zip(self.head()).is_some_and(of)
    }

    pub(super) fn keep(&self, beside: &Path) -> std::io::Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(std::io::Error::other)?;
        write_whole(&beside.with_extension("json"), &text)
    }

    /// The manifest beside a copy; `None` if it cannot be read.
    pub(super) fn beside(copy: &Path) -> Option<Manifest> {
        let file = File::open(copy.with_extension("json")).ok()?;
        let mut text = Vec::new();
        file.take(MANIFEST_BYTES_MAX).read_to_end(&mut text).ok()?;
        let manifest: Manifest = serde_json::from_slice(&text).ok()?;
        manifest.head().is_some().then_some(manifest)
    }
}

fn texts(said: &[String]) -> Vec<&str> {
    said.iter().map(String::as_str).collect()
}
