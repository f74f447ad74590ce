//! Mails that were done with long ago are taken away with their files.

use super::Left;
use crate::app::App;
use crate::rules::ids::MailId;
use crate::rules::jobs::Job;
use crate::rules::keeping::MAILS;
use crate::store::{Error, Result, Tx, outbox};

/// Mails looked at in one transaction, and files at a time.
const AT_ONCE: i64 = 300;
const FILES_AT_ONCE: usize = 300;

pub(super) fn step(tx: &mut Tx<'_>, after: MailId) -> Result<Left> {
    let last = outbox::forget_done(tx.conn, after, tx.now.plus(-MAILS), AT_ONCE)?;
    Ok(last.map_or(Left::Nothing, |after| Left::Rest(Job::ForgetMails { after })))
}

/// Takes away the files of mails that are not in the outbox any more, on this thread, beside any transaction. Where mails leave by SMTP there
/// are none.
pub(super) fn sweep_files(app: &App) -> Result<()> {
    let written = app.mailer.all_written().map_err(|error| Error::Unavailable(format!("The written mails could not be listed: {error}")))?;
    let written: Vec<MailId> = written.iter().filter_map(|name| name.parse().ok()).collect();
    for some in written.chunks(FILES_AT_ONCE) {
        let asked = some.to_vec();
        let kept = app.db.read_now(move |conn| outbox::which_are_there(conn, &asked))?;
        for gone in some.iter().filter(|id| !kept.contains(id)) {
            app.mailer.forget(&gone.to_string()).map_err(|error| Error::Unavailable(format!("The file of mail {gone} could not be removed: {error}")))?;
        }
    }
    Ok(())
}
