//! stub
use crate::app::App;
use std::sync::Arc;
use tokio::sync::watch;
pub(super) async fn send_mails(_app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let _ = stopped.changed().await;
}
pub fn send_due() {}
