//! The export that is being written, or the last one. There is one at a time.

use crate::dto::{ExportStanding, ExportView, ExportWhat};
use crate::export::Progress;
use std::sync::{Mutex, PoisonError};

/// How the last export stands.
#[derive(Default)]
pub(crate) struct Exports(Mutex<State>);

struct State {
    view: ExportView,
    /// A person asked to stop it.
    stops: bool,
}

impl Default for State {
    fn default() -> State {
        State {
            view: ExportView {
                standing: ExportStanding::None,
                what: None,
                rows: 0,
                per_mille: 0,
                path: None,
                why: None,
            },
            stops: false,
        }
    }
}

impl Exports {
    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn view(&self) -> ExportView {
        self.with(|state| state.view.clone())
    }

    /// Takes the place of the last one; `false` while one is being written.
    pub(crate) fn begin(&self, what: ExportWhat) -> bool {
        self.with(|state| {
            if state.view.standing == ExportStanding::Running {
                return false;
            }
            *state = State::default();
            state.view.standing = ExportStanding::Running;
            state.view.what = Some(what);
            true
        })
    }

    /// Notes how far it has come, and says whether it goes on.
    pub(crate) fn came(&self, progress: Progress) -> bool {
        self.with(|state| {
            state.view.rows = progress.rows;
            state.view.per_mille = progress.per_mille;
            !state.stops
        })
    }

    pub(crate) fn stop(&self) {
        self.with(|state| state.stops = true);
    }

    pub(crate) fn done(&self, rows: u64, path: String) {
        self.with(|state| {
            state.view.standing = ExportStanding::Done;
            state.view.rows = rows;
            state.view.per_mille = 1_000;
            state.view.path = Some(path);
        });
    }

    pub(crate) fn stopped(&self) {
        self.with(|state| state.view.standing = ExportStanding::Stopped);
    }

    pub(crate) fn failed(&self, path: Option<String>, why: String) {
        self.with(|state| {
            state.view.standing = ExportStanding::Failed;
            state.view.path = path;
            state.view.why = Some(why);
        });
    }
}
