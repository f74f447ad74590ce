//! Forms that create something: each is done once, however often it is sent.

use super::visit::Visit;
use crate::actions::Failure;
use crate::actions::once::Once;
use crate::store::db::Transient as _;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Does what a form asks for, unless the same form has come before: then the answer is what it was then. `sent` is the form's own key, `said`
/// all that it says; a key in the request's head goes before the form's.
///
/// # Errors
/// What `work` answers, or that the key was used for something else.
pub(super) async fn once<T, S, F>(visit: &Visit, sent: &str, said: &S, work: F) -> Result<T, Failure>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    S: Serialize,
    F: AsyncFnOnce(Once) -> Result<T, Failure>,
{
    let Some(me) = visit.member() else { return Err(Failure::Refused(crate::rules::privileges::Refusal::SignIn)) };
    let key = visit.shown.idempotency_key.as_deref().or(Some(sent).filter(|key| !key.is_empty()));
    let address = visit.here.split('?').next().unwrap_or_default();
    let once = Once::of(me, address, key, said);
    if let Some(answer) = answered(visit, &once).await? {
        return Ok(answer);
    }
    match work(once.clone()).await {
        Ok(answer) => Ok(answer),
        // The first of two may have been done while the second was on its way, which then comes too soon after it.
        Err(failure) if failure.is_transient() => Err(failure),
        Err(failure) => match answered(visit, &once).await? {
            Some(answer) => Ok(answer),
            None => Err(failure),
        },
    }
}

async fn answered<T: DeserializeOwned + Send + 'static>(visit: &Visit, once: &Once) -> Result<Option<T>, Failure> {
    let (once, now) = (once.clone(), visit.now);
    visit.read(move |conn, _| once.answered(conn, now)).await
}
