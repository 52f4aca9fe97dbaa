use super::*;
use crate::data::backups;
use domain::{Actor, TillEvent, TillNumber, UnixMs};
use ledger::{Ledger, Opening, Seal};
use std::path::PathBuf;
use till::TillError;
use till::settings::Mode;

const NOW: UnixMs = UnixMs(1_795_276_800_000);

/// A data folder in practice mode, whose seal is in a file.
struct Place {
    _kept: tempfile::TempDir,
    folder: Folder,
    settings: Settings,
}

fn seal() -> Seal {
    Seal::from_bytes([7; 32])
}

impl Place {
    fn new() -> Place {
        let kept = tempfile::tempdir().unwrap();
        let folder = Folder::at(kept.path().to_owned());
        let place = Place {
            _kept: kept,
            folder,
            settings: Settings::default(),
        };
        place.keep_seal(&seal());
        place
    }

    fn keep_seal(&self, seal: &Seal) {
        let file = self.folder.path().join("practice.seal");
        std::fs::write(file, seal.to_hex().as_bytes()).unwrap();
    }

    fn path(&self) -> PathBuf {
        self.folder.ledger(Mode::Practice)
    }

    /// Opens the ledger as the shell does, and writes a line and a plan.
    fn go_on(&self, seal: Seal) {
        let opening = Opening {
            path: self.path(),
            seal,
            now: NOW,
        };
        let ledger = Ledger::open_inline(opening).unwrap();
        let gathered = block_on(anchors::gather(
            &self.folder,
            &self.settings,
            &[self::seal()],
        ));
        let anchors = gathered.unwrap().anchors;
        let till = TillNumber(1);
        block_on(till::review::restore::heed_anchors(
            &ledger, anchors, till, NOW,
        ))
        .unwrap()
        .unwrap();
        let written = ledger.write(|write| {
            let plan = domain::plan::first_rows().iter().next().cloned();
            let events = plan.map(|plan| TillEvent::PlanKept { plan });
            let events: Vec<_> = events.into_iter().collect();
            Ok::<_, TillError>(write.record_till(&Actor::Till, NOW, &events)?)
        });
        block_on(written).unwrap().unwrap();
    }

    fn copy(&self) -> PathBuf {
        let seals = [seal()];
        backups::make_for_tests(&self.folder, Mode::Practice, &seals, NOW)
            .unwrap()
            .path
    }

    /// Changes one letter of a plan's name in the view only. In the journal the
    /// name is between quotation marks, so it does not match.
    fn alter_the_view_of_plans(&self, name: &str) {
        let mut bytes = std::fs::read(self.path()).unwrap();
        let at = (1..bytes.len() - name.len())
            .find(|at| bytes[*at..].starts_with(name.as_bytes()) && bytes[at - 1] != b'"')
            .unwrap();
        bytes[at] ^= 1;
        std::fs::write(self.path(), bytes).unwrap();
    }

    /// The exit code, and all printed lines.
    fn verify(&self) -> (u8, String) {
        let (code, lines) = examine(&self.folder, &self.settings).unwrap();
        let said = lines.join("\n");
        assert_eq!(said.contains("íntegro"), code == FULLY, "{said}");
        (code, said)
    }

    fn says(&self, code: u8, words: &str) {
        let (found, said) = self.verify();
        assert!(found == code && said.contains(words), "{found}: {said}");
    }
}

fn sold() -> Place {
    let place = Place::new();
    place.go_on(seal());
    place.copy();
    place.go_on(seal());
    place
}

#[test]
fn whole_broken_and_unchecked_journals_have_different_exit_codes() {
    let place = Place::new();
    place.says(NOT_CHECKED, "no hay ningún registro");
    let place = sold();
    place.says(FULLY, "llega a 1 de sus finales");
    std::fs::write(place.path(), [0x5A; 9_000]).unwrap();
    place.says(BROKEN, "PROBLEMA");
}

#[test]
fn without_a_key_only_the_chain_is_checked() {
    let place = sold();
    std::fs::remove_file(place.folder.path().join("practice.seal")).unwrap();
    place.says(NOT_FULLY, "no hay ningún sello a mano");
    let (_, said) = place.verify();
    assert!(said.contains("Sin comprobar: practice-"), "{said}");
}

#[test]
fn a_forged_epoch_is_broken_before_and_after_the_shop_opens() {
    let place = sold();
    // Somebody appends to the journal under a key of their own.
    place.go_on(Seal::newly_made([8; 32]));
    place.says(BROKEN, "no llevan el sello que está guardado");
    place.go_on(seal());
    place.says(BROKEN, "llevan un sello que no es del comercio");
}

#[test]
fn a_file_that_was_put_back_is_broken_until_the_shop_records_it() {
    let place = Place::new();
    place.go_on(seal());
    let before = std::fs::read(place.path()).unwrap();
    place.go_on(seal());
    let copy = place.copy();
    std::fs::write(place.path(), before).unwrap();
    place.says(BROKEN, copy.file_name().unwrap().to_str().unwrap());
    for _ in 0..3 {
        place.go_on(seal());
        place.says(FULLY, "el archivo había vuelto a un estado anterior");
    }
    let (_, said) = place.verify();
    assert_eq!(said.matches("Desde el evento").count(), 1, "{said}");
}

#[test]
fn an_altered_view_is_broken() {
    let place = sold();
    let plans = domain::plan::first_rows();
    place.alter_the_view_of_plans(&plans.iter().next().unwrap().terms().name);
    place.says(BROKEN, "la vista plans");
}

#[test]
fn another_pc_with_its_own_seal_is_an_alarm_and_without_a_seal_unchecked() {
    let place = sold();
    place.keep_seal(&Seal::from_bytes([9; 32]));
    place.says(BROKEN, "no llevan el sello que está guardado");
}

#[test]
fn a_close_is_named_by_the_number_on_its_paper() {
    let number = CloseNumber(7);
    for (problem, words) in [
        (
            Problem::CloseDiffers { number },
            "el cierre 7 (Z 7) difiere de lo que dice el registro",
        ),
        (Problem::CloseMissing { number }, "falta el cierre 7 (Z 7)"),
        (
            Problem::CloseUnlinked { number },
            "el cierre 7 (Z 7) no sigue a lo que el registro tiene antes",
        ),
        (
            Problem::AnchorMissing {
                seq: 90,
                kept_by: AnchorKeeper::SecretStore.to_string(),
                close: Some(number),
            },
            "el registro no llega al evento 90 que anotó el llavero con el cierre 7 (Z 7): \
             volvió atrás",
        ),
    ] {
        assert_eq!(of_problem(&problem), words);
    }
    let last = LastAnchor {
        seq: 90,
        close: Some(number),
    };
    let cut = |last| {
        of_not_shown(&NotShown::RemovedAfterLastAnchor {
            ends_with: 95,
            last,
        })
    };
    assert_eq!(
        cut(Some(last)),
        "si se quitaron eventos del final, después del 90, el último anotado, con el cierre 7 \
         (Z 7) (termina en el 95)"
    );
    assert_eq!(
        cut(None),
        "si se quitaron eventos del final: no hay ningún final anotado (termina en el 95)"
    );
}
