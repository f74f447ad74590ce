//! The two doors to the database, where something goes wrong behind them.

use crate::support::Forum;
use accolade::rules::ids::CategoryId;
use accolade::store::categories::{self, CategoryText};
use accolade::store::{Error, Tx, dialect};

fn category(tx: &mut Tx<'_>, slug: &str) -> Result<CategoryId, Error> {
    let now = tx.now;
    categories::insert(tx.conn, &CategoryText { slug: slug.into(), name: slug.into(), description: String::new(), colour: "#c98a1b".into() }, now)
}

#[test]
fn an_action_that_panics_leaves_nothing_and_the_next_one_is_written() {
    let forum = Forum::spawn();
    let db = forum.app.db.clone();
    actix_web::rt::System::new().block_on(async move {
        let panicked = db
            .write(|tx| {
                category(tx, "before-the-panic")?;
                if tx.now.0 > 0 {
                    panic!("on purpose");
                }
                Ok::<_, Error>(())
            })
            .await;
        assert!(matches!(panicked, Err(Error::Unavailable(_))));
        db.write(|tx| category(tx, "after-the-panic")).await.unwrap();
        let slugs: Vec<String> = db.read(categories::all).await.unwrap().into_iter().map(|c| c.slug).collect();
        assert!(slugs.contains(&"after-the-panic".to_owned()));
        assert!(!slugs.contains(&"before-the-panic".to_owned()));
    });
}

#[test]
fn a_restarted_server_costs_no_request() {
    if !crate::support::databases::is_postgres() {
        // The embedded database has no server to restart; what matters there is that a connection is used again and again.
        return;
    }
    let forum = Forum::spawn();
    let backend = |forum: &Forum| -> i64 {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            pid: i64,
        }
        forum
            .app
            .db
            .read_now(|conn| {
                let row: Row = diesel::RunQueryDsl::get_result(diesel::sql_query("SELECT pg_backend_pid()::bigint AS pid"), conn)?;
                Ok::<_, Error>(row.pid)
            })
            .unwrap()
    };
    let first = backend(&forum);
    assert_eq!(backend(&forum), first, "a connection is kept");
    crate::support::raw::run(
        &mut forum.connection(),
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    assert_ne!(backend(&forum), first);
    assert_eq!(forum.guest().get("/").status, 200);
    forum.app.db.write_now(|tx| category(tx, "after-the-restart")).unwrap();
}

#[test]
fn who_refers_to_a_member_keeps_nobody_from_their_points() {
    if !crate::support::databases::is_postgres() {
        // The embedded database has one writer: nobody waits for anybody there.
        return;
    }
    // Two who vote for the same author have both written a row that refers to the author before either changes the author's points. If
    // the second lock were to wait for the first reference, and the other way round, the server would end one of them after a second.
    let forum = Forum::spawn();
    let member = forum.member("ada");
    let (mut one, mut other) = (forum.connection(), forum.connection());
    let refers = format!("BEGIN; SELECT 1 FROM members WHERE id = {member} FOR KEY SHARE; SET LOCAL lock_timeout = '2s'");
    for conn in [&mut one, &mut other] {
        diesel::connection::SimpleConnection::batch_execute(conn, &refers).unwrap();
    }
    dialect::lock_member(&mut one, member).expect("a reference is no reason to wait");
    dialect::lock_member(&mut other, member).expect_err("but another who changes the points is");
}

/// The cache of statements stands on an interface that diesel keeps to itself: what it must do on PostgreSQL, through the connection of either
/// kind. Beside the code are the same tests on SQLite.
#[test]
fn changing_statements_are_kept_prepared_on_postgres() {
    use accolade::store::cached::KeepPrepared;
    use accolade::store::connection::{self, Address, Purpose};
    use accolade::store::schema::settings;
    use diesel::connection::InstrumentationEvent;
    use diesel::prelude::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    let mut conn = connection::open(&Address::Postgres(crate::support::databases::fresh_postgres()), Purpose::Write).unwrap();
    let kept = Arc::new(AtomicUsize::new(0));
    let counter = kept.clone();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    });
    let values = |conn: &mut accolade::store::Connection| settings::table.order(settings::name).select(settings::value).load::<String>(conn).unwrap();
    for (name, value) in [("a", "1"), ("b", "2"), ("a", "3")] {
        accolade::store::settings::set(&mut conn, name, value).unwrap();
    }
    assert_eq!(kept.swap(0, Ordering::SeqCst), 1, "an upsert, on the concrete connection");
    assert_eq!(values(&mut conn), ["3", "2"]);
    kept.store(0, Ordering::SeqCst);
    for (name, value) in [("a", "4"), ("b", "5"), ("a", "6")] {
        let changed = diesel::update(settings::table.find(name)).set(settings::value.eq(value)).cached().execute(&mut conn).unwrap();
        assert_eq!(changed, 1);
    }
    assert_eq!(kept.swap(0, Ordering::SeqCst), 1, "an update, on the connection of either kind");
    for (name, value) in [("a", "7"), ("b", "8")] {
        diesel::update(settings::table.find(name)).set(settings::value.eq(value)).cached_as(|| ()).execute(&mut conn).unwrap();
    }
    assert_eq!(kept.swap(0, Ordering::SeqCst), 1, "an update, by its place");
    assert_eq!(values(&mut conn), ["7", "8"]);
}
