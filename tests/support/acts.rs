//! A forum without pages: its database, its clock, and what members do called directly.

use super::databases;
use accolade::actions::accounts::{self as signing, SignUp};
use accolade::actions::ask_question::{NewTopicForm, Posted, ask_question};
use accolade::actions::cast_vote::{Direction, cast_vote, retract_vote};
use accolade::actions::edit_post::{EditForm, edit_post};
use accolade::actions::moderation::decide_review::decide_review;
use accolade::actions::prepare::{Typed, Writing};
use accolade::actions::{Outcome, accept_answer, flag_post, post_answer, post_comment};
use accolade::clock::Clock;
use accolade::config::Config;
use accolade::rules::ids::{CommentId, MemberId, PostId, ReviewId, TopicId};
use accolade::rules::rulebook::{Published, QUESTIONS_PRESET, Rulebook};
use accolade::rules::text::{DisplayName, Email, Handle};
use accolade::rules::time::DAY;
use accolade::rules::vocabulary::{Decision, Language, Role};
use accolade::store::categories::{self, CategoryText};
use accolade::store::connection::{self, Address, Purpose};
use accolade::store::{Connection, Db, Tx, members, rulebooks};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

pub const TITLE: &str = "Why does my wort stop at 1.020?";
pub const BODY: &str = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";
pub const REASON: &str = "It had to be done.";

/// Asks, with the text rendered in the same transaction: nobody else waits in a test.
pub fn ask(tx: &mut Tx<'_>, by: MemberId, form: &NewTopicForm) -> Outcome<Posted> {
    let body = Typed::read_with(tx.conn, Writing::Topic, &form.body)?;
    ask_question(tx, by, form, &body)
}

/// As [`ask`], an answer.
pub fn answer(tx: &mut Tx<'_>, by: MemberId, topic: TopicId, body: &str) -> Outcome<PostId> {
    let body = Typed::read_with(tx.conn, Writing::Answer(topic), body)?;
    post_answer::post_answer(tx, by, topic, &body)
}

/// As [`ask`], a comment.
pub fn comment(tx: &mut Tx<'_>, by: MemberId, post: PostId, body: &str) -> Outcome<CommentId> {
    let body = Typed::read_with(tx.conn, Writing::Comment(post), body)?;
    post_comment::post_comment(tx, by, post, &body)
}

/// As [`ask`], an edit.
pub fn edit(tx: &mut Tx<'_>, by: MemberId, post: PostId, form: &EditForm) -> Outcome<()> {
    let body = Typed::read_with(tx.conn, Writing::Edit(post), &form.body)?;
    edit_post(tx, by, post, form, &body)
}

/// A forum without pages.
pub struct Bare {
    pub db: Db,
    pub clock: Clock,
    config: Config,
    /// For looking past the product.
    conn: Mutex<Connection>,
    /// Texts made so far: the same words twice within a minute would be one post.
    texts: AtomicU64,
    /// Goes with the forum.
    _folder: tempfile::TempDir,
}

impl Bare {
    /// A forum with an empty database under the usual rules.
    pub fn open() -> Bare {
        Bare::under(QUESTIONS_PRESET)
    }

    /// A forum with an empty database under other rules.
    pub fn under(rulebook: &str) -> Bare {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed(super::NOON);
        let config =
            Config { data_dir: folder.path().to_path_buf(), database_url: databases::fresh(folder.path()), database_connections: 2, ..Config::default() };
        // As the version before published it.
        let first = Published {
            version: Rulebook::parse(rulebook).unwrap().version,
            document: rulebook.to_owned(),
            counts_from: None,
            by: None,
            why: String::new(),
            at: clock.now(),
        };
        let mut conn = connection::open(&Address::parse(&config.database_url).unwrap(), Purpose::Write).unwrap();
        rulebooks::publish(&mut conn, &first).unwrap();
        let db = accolade::app::open_database(&config, &clock).unwrap();
        Bare { db, clock, config, conn: Mutex::new(conn), texts: AtomicU64::new(0), _folder: folder }
    }

    /// Publishes other rules, of a higher version, and opens the forum again under them.
    pub fn publish(&mut self, rulebook: &str) {
        let next = Published {
            version: Rulebook::parse(rulebook).unwrap().version,
            document: rulebook.to_owned(),
            counts_from: None,
            by: None,
            why: String::new(),
            at: self.clock.now(),
        };
        rulebooks::publish(&mut self.conn.lock().unwrap(), &next).unwrap();
        self.open_again();
    }

    /// Opens the database anew, as at the next start.
    pub fn open_again(&mut self) {
        self.db = accolade::app::open_database(&self.config, &self.clock).unwrap();
    }

    /// Runs one action with all that follows from it.
    pub fn act<T: Send + 'static>(&self, action: impl Fn(&mut Tx<'_>) -> Outcome<T> + Send + 'static) -> Outcome<T> {
        self.db.write_now(action)
    }

    /// A category to post in; answers its id.
    pub fn category(&self, slug: &str) -> i64 {
        let text = CategoryText { slug: slug.into(), name: slug.into(), description: String::new(), colour: "#c98a1b".into() };
        self.act(move |tx| Ok(categories::insert(tx.conn, &text, tx.now)?.0)).unwrap()
    }

    /// A member with a confirmed address who joined a month ago.
    pub fn member(&self, handle: &str, role: Role) -> MemberId {
        let form = SignUp {
            handle: Handle::parse(handle).unwrap(),
            display_name: DisplayName::parse(handle).unwrap(),
            email: Email::parse(&format!("{handle}@example.org")).unwrap(),
            // Nobody signs in here.
            password_hash: "none".into(),
            language: Language::English,
            time_zone: "UTC".into(),
        };
        self.act(move |tx| {
            let now = tx.now;
            tx.now = now.plus(-30 * DAY);
            let member = signing::create_confirmed(tx, &form, role)?;
            accolade::effects::settle(tx)?;
            tx.now = now;
            Ok(member)
        })
        .unwrap()
    }

    /// A text like no other.
    fn text(&self, words: &str) -> String {
        format!("{words} ({})", self.texts.fetch_add(1, Ordering::Relaxed))
    }

    pub fn asks(&self, by: MemberId, category: i64, kind: &'static str, tags: &'static str) -> Outcome<Posted> {
        let form = NewTopicForm { kind: kind.into(), category: category.to_string(), title: TITLE.into(), tags: tags.into(), body: self.text(BODY) };
        self.act(move |tx| ask(tx, by, &form))
    }

    pub fn answers(&self, by: MemberId, topic: TopicId) -> Outcome<PostId> {
        let body = self.text(BODY);
        self.act(move |tx| answer(tx, by, topic, &body))
    }

    pub fn comments(&self, by: MemberId, post: PostId) -> Outcome<CommentId> {
        let body = self.text("A remark of some length.");
        self.act(move |tx| comment(tx, by, post, &body))
    }

    pub fn votes(&self, by: MemberId, post: PostId, direction: Direction) -> Outcome<()> {
        self.act(move |tx| cast_vote(tx, by, post, direction))
    }

    pub fn retracts(&self, by: MemberId, post: PostId) -> Outcome<()> {
        self.act(move |tx| retract_vote(tx, by, post))
    }

    pub fn accepts(&self, by: MemberId, post: PostId) -> Outcome<()> {
        self.act(move |tx| accept_answer::accept_answer(tx, by, post))
    }

    pub fn unaccepts(&self, by: MemberId, post: PostId) -> Outcome<()> {
        self.act(move |tx| accept_answer::unaccept_answer(tx, by, post))
    }

    pub fn flags(&self, by: MemberId, post: PostId, reason: &'static str) -> Outcome<()> {
        self.act(move |tx| flag_post::flag_post(tx, by, post, reason, ""))
    }

    /// Decides about the post's place in the review queue as it stands now.
    pub fn decides(&self, by: MemberId, post: PostId, decision: Decision) -> Outcome<()> {
        let found = self.rows("SELECT id, version AS a, 0 AS b FROM reviews WHERE post_id = ".to_owned() + &post.to_string());
        let (item, version, _) = *found.first().ok_or(accolade::actions::Failure::NotFound)?;
        self.act(move |tx| decide_review(tx, by, ReviewId(item), version, decision.word(), REASON))
    }

    /// A member's points, as every page shows them.
    pub fn reputation(&self, member: MemberId) -> i64 {
        self.db.read_now(|conn| members::card(conn, member)).unwrap().unwrap().reputation
    }

    /// A connection past the product.
    pub fn connection(&self) -> MutexGuard<'_, Connection> {
        self.conn.lock().unwrap()
    }

    /// What a query with the columns `id`, `a` and `b` finds.
    pub fn rows(&self, query: impl Into<String>) -> Vec<(i64, i64, i64)> {
        super::raw::rows(&mut self.connection(), &query.into())
    }

    /// Points of all members, by id.
    pub fn points(&self) -> Vec<(i64, i64, i64)> {
        self.rows("SELECT id, reputation AS a, 0 AS b FROM members ORDER BY id")
    }

    /// Asserts that the referee finds nothing.
    pub fn assert_clean(&self, when: &str) {
        let report = accolade::check::check(&self.db, 20, &accolade::check::silently()).unwrap();
        assert!(report.is_clean(), "{when}: {report}");
    }
}
