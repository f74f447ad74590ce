//! Keeps changing statements prepared. Diesel prepares each UPDATE and each upsert anew, because the columns of a change may differ
//! from call to call; ours never do, and preparing them was a third of the time of every write.

use diesel::backend::Backend;
use diesel::internal::derives::multiconnection::AstPassHelper;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use std::cell::Cell;
use std::marker::PhantomData;

/// A statement that stays prepared on the connection.
#[derive(Debug, Clone, Copy)]
pub struct Cached<Q>(Q);

/// Adds [`KeepPrepared::cached`] to statements.
pub trait KeepPrepared: Sized {
    /// The same statement, kept prepared under its text. Only for statements whose text is one of a few: lists of values must be no
    /// longer than a page.
    fn cached(self) -> Cached<Self> {
        Cached(self)
    }

    /// As [`cached`](Self::cached), found again by the place in our code instead of by its text, which needs not be written for that. For
    /// what runs often and has one text only: no columns left out, no list of values. The closure says nothing; each has a type of its own.
    fn cached_as<P: Fn() + 'static>(self, _place: P) -> CachedAs<Self, P> {
        CachedAs(Cached(self), PhantomData)
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
        // Diesel walks a statement for its text, for its values, and to ask whether it may be kept. Only the first two reach it; the
        // last is answered here with yes. Which walk this is shows by what the pass would convert.
        let is_walked = Cell::new(false);
        let mut out = out.cast_database::<DB>(
            |values| {
                is_walked.set(true);
                values
            },
            |text| {
                is_walked.set(true);
                text
            },
            |backend| backend,
            |lookup| lookup,
        );
        if is_walked.get() {
            self.0.walk_ast(out)
        } else {
            // Says that the statement is not empty, should that be the question.
            out.push_sql("");
            Ok(())
        }
    }
}

impl<Q: Query> Query for Cached<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, Conn> RunQueryDsl<Conn> for Cached<Q> {}

/// A statement that stays prepared on the connection under the place in our code that makes it.
#[derive(Debug, Clone, Copy)]
pub struct CachedAs<Q, P>(Cached<Q>, PhantomData<fn() -> P>);

impl<Q, P: 'static> QueryId for CachedAs<Q, P> {
    type QueryId = CachedAs<(), P>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<Q, P, DB> QueryFragment<DB> for CachedAs<Q, P>
where
    DB: Backend,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

impl<Q: Query, P> Query for CachedAs<Q, P> {
    type SqlType = Q::SqlType;
}

impl<Q, P, Conn> RunQueryDsl<Conn> for CachedAs<Q, P> {}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::connection::{InstrumentationEvent, SimpleConnection};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    diesel::table! {
        things (id) {
            id -> BigInt,
            size -> BigInt,
        }
    }

    /// A connection with two things of no size, and a counter of the statements it keeps.
    fn two_things() -> (SqliteConnection, Arc<AtomicUsize>) {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute("CREATE TABLE things (id INTEGER PRIMARY KEY, size BIGINT NOT NULL); INSERT INTO things VALUES (1, 0), (2, 0)").unwrap();
        let kept = Arc::new(AtomicUsize::new(0));
        let counter = kept.clone();
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        (conn, kept)
    }

    #[test]
    fn an_update_is_kept_prepared() {
        let (mut conn, kept) = two_things();
        for id in [1, 2, 1] {
            let changed = diesel::update(things::table.find(id)).set(things::size.eq(things::size + 5)).cached().execute(&mut conn).unwrap();
            assert_eq!(changed, 1);
        }
        assert_eq!(kept.load(Ordering::SeqCst), 1);
        assert_eq!(things::table.order(things::id).select(things::size).load::<i64>(&mut conn).unwrap(), [10, 5]);
    }

    #[test]
    fn an_update_is_kept_by_its_place() {
        let (mut conn, kept) = two_things();
        for id in [1, 2, 1] {
            let row = || diesel::update(things::table.find(id));
            row().set(things::size.eq(things::size + 5)).cached_as(|| ()).execute(&mut conn).unwrap();
            row().set(things::size.eq(things::size * 3)).cached_as(|| ()).execute(&mut conn).unwrap();
        }
        assert_eq!(kept.load(Ordering::SeqCst), 2, "one for each place, once");
        assert_eq!(things::table.order(things::id).select(things::size).load::<i64>(&mut conn).unwrap(), [60, 15]);
    }
}
