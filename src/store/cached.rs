//! Keeps changing statements prepared. Diesel prepares each UPDATE and each upsert anew, because the columns of a change may differ
//! from call to call; ours never do, and preparing them was a third of the time of every write.

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

/// A statement that stays prepared on the connection.
#[derive(Debug, Clone, Copy)]
pub struct Cached<Q>(Q);

/// Adds [`KeepPrepared::cached`] to statements.
pub trait KeepPrepared: Sized {
    /// The same statement, kept prepared under its text. Only for statements whose text is one of a few: never with lists of values.
    fn cached(self) -> Cached<Self> {
        Cached(self)
    }
}

impl<Q: QueryId> KeepPrepared for Q {}

impl<Q> QueryId for Cached<Q> {
    type QueryId = ();
    // Kept by its text, which differs where a change leaves a column out.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q, DB> QueryFragment<DB> for Cached<Q>
where
    DB: Backend,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q: Query> Query for Cached<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, Conn> RunQueryDsl<Conn> for Cached<Q> {}
