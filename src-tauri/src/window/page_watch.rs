//! Checks that the page of a window is alive. A web view's process can die, and
//! on some graphics drivers a window stays blank. So the page reports after it
//! was painted, and answers a question every few seconds. A dead page is loaded
//! again, on the same sale; if no page was ever painted, the app restarts
//! without the accelerated renderer.

use crate::window::events::Channels;
use crate::window::labels::CUSTOMER;
use crate::window::renderer;
use api::bindings::PING;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tauri::{AppHandle, Manager as _, State, WebviewWindow};

/// The command by which a page reports.
pub(crate) const REPORT: &str = api::bindings::REPORT;

/// How often a page is asked, in milliseconds.
const PING_EVERY_MS: u64 = 5_000;
/// After this many questions without an answer, a page counts as dead: a busy
/// machine may delay a page for seconds.
const MISSED_MAX: u32 = 4;
/// Within how many questions a page must be painted for the first time.
const FIRST_MAX: u32 = 5;

/// What to do about a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Ask it.
    Ask,
    /// It died: load it again.
    LoadAgain,
    /// No page was ever painted: start the app again without acceleration.
    StartPlain,
}

/// The state of one page.
#[derive(Debug, Default)]
struct Page {
    painted_once: bool,
    missed: u32,
}

impl Page {
    /// Notes a report of the page.
    fn reported(&mut self) {
        self.painted_once = true;
        self.missed = 0;
    }

    /// Notes that it is time for a question, and decides what to do.
    fn tick(&mut self) -> Next {
        self.missed += 1;
        match (self.painted_once, self.missed) {
            (false, FIRST_MAX..) => {
                self.missed = 0;
                Next::StartPlain
            }
            // One more, because no question comes before the first.
            (true, missed) if missed > MISSED_MAX => {
                self.missed = 0;
                Next::LoadAgain
            }
            (false | true, _) => Next::Ask,
        }
    }
}

/// The watched pages, by the label of their window.
#[derive(Default)]
pub(crate) struct Pages(Mutex<HashMap<String, Page>>);

impl Pages {
    fn with<T>(&self, label: &str, f: impl FnOnce(&mut Page) -> T) -> T {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        f(pages.entry(label.to_owned()).or_default())
    }
}

/// The page of a window reports that it was painted, or answers a question.
#[tauri::command]
pub(crate) fn report(window: WebviewWindow, pages: State<'_, Arc<Pages>>) {
    pages.with(window.label(), Page::reported);
}

/// Watches the page of a window until the window is gone.
pub(crate) async fn watch(app: AppHandle, label: &'static str) {
    let (Some(pages), Some(channels)) = (
        app.try_state::<Arc<Pages>>().map(|it| Arc::clone(&it)),
        app.try_state::<Arc<Channels>>().map(|it| Arc::clone(&it)),
    ) else {
        return;
    };
    loop {
        tokio::time::sleep(Duration::from_millis(PING_EVERY_MS)).await;
        let Some(window) = app.get_webview_window(label) else {
            return;
        };
        match pages.with(label, Page::tick) {
            Next::Ask => channels.tell(label, PING, ()),
            Next::LoadAgain => load_again(&window, "the page does not answer"),
            // The cashier sells without the customer's window.
            Next::StartPlain if label == CUSTOMER => load_again(&window, "nothing was painted"),
            Next::StartPlain => renderer::start_plain(&app),
        }
    }
}

/// Loads a page again. It returns to the same sale, because everything it shows
/// is in the ledger.
fn load_again(window: &WebviewWindow, why: &str) {
    tracing::error!(label = window.label(), why, "the page is loaded again");
    if let Err(error) = window.reload() {
        tracing::error!(%error, "the page cannot be loaded again");
    }
}

/// Loads the page again as soon as the system reports that its process died.
#[cfg(target_os = "linux")]
pub(crate) fn hear_of_its_death(window: &WebviewWindow) {
    use webkit2gtk::WebViewExt as _;
    let again = window.clone();
    let heard = window.with_webview(move |view| {
        view.inner().connect_web_process_terminated(move |_, why| {
            load_again(&again, &format!("its process ended: {why:?}"));
        });
    });
    if let Err(error) = heard {
        tracing::warn!(%error, "the death of a page's process is not heard of");
    }
}

/// On other systems the questions find it out.
#[cfg(not(target_os = "linux"))]
pub(crate) fn hear_of_its_death(_window: &WebviewWindow) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(page: &mut Page, how_many: u32) -> Vec<Next> {
        (0..how_many).map(|_| page.tick()).collect()
    }

    #[test]
    fn a_page_that_answers_is_only_asked() {
        let mut page = Page::default();
        for _ in 0..100 {
            page.reported();
            assert_eq!(page.tick(), Next::Ask);
        }
    }

    #[test]
    fn a_page_that_is_slow_for_a_while_is_not_loaded_again() {
        let mut page = Page::default();
        page.reported();
        assert!(
            ticks(&mut page, MISSED_MAX)
                .iter()
                .all(|it| *it == Next::Ask)
        );
        page.reported();
        assert!(
            ticks(&mut page, MISSED_MAX)
                .iter()
                .all(|it| *it == Next::Ask)
        );
    }

    #[test]
    fn a_page_that_died_is_loaded_again_and_given_time() {
        let mut page = Page::default();
        page.reported();
        let seen = ticks(&mut page, 2 * (MISSED_MAX + 1));
        let again = seen.iter().filter(|it| **it == Next::LoadAgain).count();
        assert_eq!((again, seen.last()), (2, Some(&Next::LoadAgain)));
        assert!(!seen.contains(&Next::StartPlain));
    }

    #[test]
    fn an_app_that_never_painted_restarts_without_acceleration() {
        let mut page = Page::default();
        let seen = ticks(&mut page, FIRST_MAX);
        assert_eq!(seen.last(), Some(&Next::StartPlain));
        assert!(seen[..seen.len() - 1].iter().all(|it| *it == Next::Ask));
    }
}
