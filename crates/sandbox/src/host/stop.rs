//! The signal by which the workers of a sandbox end.

use tokio::sync::watch;

/// Returns when the sandbox shuts down.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The sender only goes away together with the sandbox.
    let _ = stop.wait_for(|stopped| *stopped).await;
}
