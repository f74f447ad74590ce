//! What was answered to requests that create something: kept for as long as the same request may come again.

use super::cached::KeepPrepared;
use super::schema::idempotency;
use super::{Connection, Result, dialect::each};
use crate::rules::ids::MemberId;
use crate::rules::time::Timestamp;
use diesel::prelude::*;

/// A request that may come again: digests of its key and of what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    pub member: MemberId,
    pub key: &'a str,
    pub body: &'a str,
}

/// What is known of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It has not come before; it is this transaction's now.
    New,
    /// It was answered before.
    Answered(String),
    /// Something else was asked for under this key.
    OtherBody,
}

/// Takes a request on, unless it has come before. While another transaction has it, this waits for how that ends. What is past its time is
/// forgotten.
///
/// # Errors
/// When a statement fails.
pub fn claim(conn: &mut Connection, request: Request<'_>, now: Timestamp, until: Timestamp) -> Result<Claim> {
    let past = idempotency::table.filter(idempotency::member_id.eq(request.member)).filter(idempotency::expires_at.le(now));
    each!(conn, c => diesel::delete(past).cached().execute(c))?;
    let row = (
        idempotency::member_id.eq(request.member),
        idempotency::key_hash.eq(request.key),
        idempotency::body_hash.eq(request.body),
        idempotency::answer.eq(""),
        idempotency::expires_at.eq(until),
    );
    let inserted = each!(conn, c => diesel::insert_into(idempotency::table).values(row).on_conflict_do_nothing().cached().execute(c))?;
    if inserted > 0 {
        return Ok(Claim::New);
    }
    Ok(answered(conn, request, now)?.unwrap_or(Claim::OtherBody))
}

/// What was answered to a request, if it has come before.
///
/// # Errors
/// When the query fails.
pub fn answered(conn: &mut Connection, request: Request<'_>, now: Timestamp) -> Result<Option<Claim>> {
    let found: Option<(String, String)> = each!(conn, c => idempotency::table
        .find((request.member, request.key))
        .filter(idempotency::expires_at.gt(now))
        .select((idempotency::body_hash, idempotency::answer))
        .first(c))
    .optional()?;
    Ok(found.map(|(body, answer)| if body == request.body { Claim::Answered(answer) } else { Claim::OtherBody }))
}

/// Keeps the answer to a request that this transaction has taken on.
///
/// # Errors
/// When the statement fails.
pub fn keep(conn: &mut Connection, request: Request<'_>, answer: &str) -> Result<()> {
    let row = idempotency::table.find((request.member, request.key));
    each!(conn, c => diesel::update(row).set(idempotency::answer.eq(answer)).cached().execute(c))?;
    Ok(())
}
