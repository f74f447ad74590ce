//! The two doors to the database, where something goes wrong behind them.

use crate::support::Forum;
use accolade::rules::ids::CategoryId;
use accolade::store::categories::{self, CategoryText};
use accolade::store::{Error, Tx};

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
