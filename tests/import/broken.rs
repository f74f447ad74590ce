//! What is broken, and what is no dump.

use super::site::{busy, pair};
use super::{Forum, Scratch};
use accolade::import::{ImportError, Progress};
use std::cell::RefCell;
use std::ops::ControlFlow;

#[derive(Default)]
struct Heard(RefCell<Vec<String>>);

impl Progress for Heard {
    fn stage(&self, _: &str, _: u64) {}
    fn position(&self, _: u64, _: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
    fn message(&self, line: &str) {
        self.0.borrow_mut().push(line.to_owned());
    }
}

#[test]
fn a_broken_row_is_named_counted_and_left_out() {
    let mut site = busy();
    site.posts.insert(1, r#"<row Id="50" PostTypeId="two" CreationDate="2012-01-01T00:00:00.000" Score="0" />"#.to_owned());
    site.votes.insert(0, r#"<row Id="1000" PostId="1" VoteTypeId="2" CreationDate="2012-13-01T00:00:00.000" />"#.to_owned());
    let dump = site.write();
    let forum = Forum::new();
    let heard = Heard::default();
    let summary = forum.try_import(dump.path(), &heard).unwrap();
    let heard = heard.0.into_inner();
    assert_eq!(summary.broken, 2);
    assert_eq!(heard.len(), 2, "{heard:?}");
    assert!(heard[0].starts_with("Posts.xml, line 4: PostTypeId"), "{heard:?}");
    assert!(heard[1].starts_with("Votes.xml, line 3: CreationDate"), "{heard:?}");
    assert_eq!(forum.number("SELECT COUNT(*) FROM posts"), 6);
    forum.is_clean();
}

#[test]
fn rows_that_name_what_is_missing_are_left_out_and_counted() {
    let mut site = busy();
    site.answer(60, 77, 1, "2012-01-01", "").votes(2, 2, 88, "2012-01-01").comment(90, 99, 1, "2012-01-01", "Nowhere.");
    site.posts.push(site.posts[0].clone());
    site.vote(10, 1, "2012-01-01", "");
    let forum = Forum::new();
    let summary = forum.import(site.write().path());
    for (why, count) in [
        ("answers to questions that are missing", 1),
        ("votes on posts that are missing", 2),
        ("comments on posts that are missing", 1),
        ("rows that repeat an id", 1),
        ("votes of other types", 1),
    ] {
        assert_eq!(summary.left_out.get(why), Some(&count), "{why}: {:?}", summary.left_out);
    }
    forum.is_clean();
}

#[test]
fn what_is_no_dump_is_refused_before_anything_is_written() {
    let forum = Forum::new();
    let before = forum.everything();
    let refused = |folder: &Scratch| match forum.try_import(folder.path(), &accolade::import::Unseen) {
        Err(ImportError::NoDump(e)) => e.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(refused(&Scratch::new()).contains("Users.xml"));
    let wrong = pair().write();
    std::fs::write(wrong.path().join("Comments.xml"), "<html><body>Not found</body></html>").unwrap();
    assert!(refused(&wrong).contains("Comments.xml"));
    super::same(&forum.everything(), &before);
}
