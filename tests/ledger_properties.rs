//! Whatever a handful of members do, in whatever order: the ledger, every cached number and the referee agree, the day's cap and the
//! floor hold, and what is undone at once leaves no trace in anybody's points.
//!
//! The cases are the same in every run; `ACCOLADE_TEST_SEED` (a number) gives others.

use crate::support::Bare;
use crate::support::acts;
use crate::support::acts::{BODY, REASON, TITLE};
use crate::support::databases::is_postgres;
use crate::support::raw::Digest;
use accolade::actions::cast_vote::Direction;
use accolade::actions::delete_post::{delete_post, restore_post};
use accolade::actions::edit_post::EditForm;
use accolade::actions::moderation::manage_topic::{Order, manage_topic};
use accolade::actions::moderation::sanction_member::{SanctionForm, lift_sanction, sanction_member};
use accolade::actions::moderation::unhide_post::unhide_post;
use accolade::actions::post_comment::delete_comment;
use accolade::actions::{Failure, Outcome};
use accolade::rules::ids::{CategoryId, CommentId, MemberId, PostId, SanctionId, TopicId};
use accolade::rules::points::PointRule;
use accolade::rules::rulebook::{QUESTIONS_PRESET, Rulebook};
use accolade::rules::tiers::{self, Metrics};
use accolade::rules::time::MINUTE;
use accolade::rules::vocabulary::{Decision, Role};
use accolade::store::members;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::Cell;
use std::collections::BTreeMap;

/// The usual rules made tight, so that few steps reach the cap, the floor and the tiers.
fn tight_rules() -> String {
    let changes = [
        ("daily_cap = 200", "daily_cap = 12"),
        ("vote_up           = { reputation = 15 }", "vote_up           = { reputation = 1 }"),
        ("flag              = { reputation = 15 }", "flag              = { reputation = 1 }"),
        ("comment_anywhere  = { reputation = 50 }", "comment_anywhere  = { reputation = 1 }"),
        ("vote_down         = { reputation = 125 }", "vote_down         = { reputation = 1 }"),
        ("retag             = { reputation = 500 }", "retag             = { reputation = 20 }"),
        ("edit_others       = { reputation = 2000, quality = 0.9 }", "edit_others       = { reputation = 20 }"),
        ("flags_that_hide = 3", "flags_that_hide = 2"),
        ("seconds_between_topics = 15", "seconds_between_topics = 0"),
        ("seconds_between_posts = 5", "seconds_between_posts = 0"),
        ("seconds_between_topics = 120", "seconds_between_topics = 0"),
        ("seconds_between_posts = 30", "seconds_between_posts = 0"),
        ("needs = { reputation = 100 }", "needs = { reputation = 30 }"),
        ("needs = { reputation = 500, answers = 5 }", "needs = { reputation = 40, answers = 1 }"),
        ("needs = { reputation = 2000, accepted_answers = 5 }", "needs = { reputation = 50, accepted_answers = 1 }"),
        ("spam_upheld        = { points = -100 }", "spam_upheld        = { points = -30 }"),
    ];
    changes.iter().fold(QUESTIONS_PRESET.to_owned(), |rules, (from, to)| {
        assert_eq!(rules.matches(from).count(), 1, "{from}");
        rules.replace(from, to)
    })
}

/// One thing that somebody tries. Numbers choose among what there is, modulo how much there is; what is not allowed is refused.
#[derive(Debug, Clone)]
enum Step {
    Ask { by: u8, discussion: bool, tags: u8 },
    Answer { by: u8, topic: u8 },
    Comment { by: u8, post: u8 },
    DeleteComment { by: u8, comment: u8 },
    Vote { by: u8, post: u8, up: bool },
    Retract { by: u8, post: u8 },
    Accept { post: u8 },
    Unaccept { post: u8 },
    Edit { by: u8, post: u8, tags: u8 },
    Delete { by: u8, post: u8 },
    Restore { by: u8, post: u8 },
    Manage { by: u8, topic: u8, order: u8 },
    Flag { by: u8, post: u8, abuse: bool },
    Decide { by: u8, item: u8, decision: u8 },
    Unhide { by: u8, post: u8 },
    Sanction { member: u8, silence: bool },
    Lift { sanction: u8 },
    Wait { minutes: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let n = any::<u8>;
    prop_oneof![
        5 => (n(), any::<bool>(), n()).prop_map(|(by, discussion, tags)| Step::Ask { by, discussion, tags }),
        7 => (n(), n()).prop_map(|(by, topic)| Step::Answer { by, topic }),
        2 => (n(), n()).prop_map(|(by, post)| Step::Comment { by, post }),
        1 => (n(), n()).prop_map(|(by, comment)| Step::DeleteComment { by, comment }),
        20 => (n(), n(), prop::bool::weighted(0.7)).prop_map(|(by, post, up)| Step::Vote { by, post, up }),
        8 => (n(), n()).prop_map(|(by, post)| Step::Retract { by, post }),
        5 => n().prop_map(|post| Step::Accept { post }),
        2 => n().prop_map(|post| Step::Unaccept { post }),
        3 => (n(), n(), n()).prop_map(|(by, post, tags)| Step::Edit { by, post, tags }),
        4 => (n(), n()).prop_map(|(by, post)| Step::Delete { by, post }),
        5 => (n(), n()).prop_map(|(by, post)| Step::Restore { by, post }),
        3 => (n(), n(), n()).prop_map(|(by, topic, order)| Step::Manage { by, topic, order }),
        5 => (n(), n(), any::<bool>()).prop_map(|(by, post, abuse)| Step::Flag { by, post, abuse }),
        5 => (n(), n(), n()).prop_map(|(by, item, decision)| Step::Decide { by, item, decision }),
        1 => (n(), n()).prop_map(|(by, post)| Step::Unhide { by, post }),
        1 => (n(), any::<bool>()).prop_map(|(member, silence)| Step::Sanction { member, silence }),
        1 => n().prop_map(|sanction| Step::Lift { sanction }),
        3 => prop_oneof![1..9_i64, 60..600_i64, 1_440..4_400_i64].prop_map(|minutes| Step::Wait { minutes }),
    ]
}

/// The same where cap and floor are near: votes on the first posts, most of them of one member, taken back, deleted and restored.
fn step_at_the_cap() -> impl Strategy<Value = Step> {
    let by = any::<u8>;
    prop_oneof![
        12 => (by(), 0..4_u8, prop::bool::weighted(0.6)).prop_map(|(by, post, up)| Step::Vote { by, post, up }),
        8 => (by(), 0..4_u8).prop_map(|(by, post)| Step::Retract { by, post }),
        2 => (by(), 0..4_u8).prop_map(|(by, post)| Step::Delete { by, post }),
        2 => (by(), by()).prop_map(|(by, post)| Step::Restore { by, post }),
        1 => prop_oneof![4 => 1..4_i64, 1 => 1_440..3_000_i64].prop_map(|minutes| Step::Wait { minutes }),
    ]
}

const TAGS: [&str; 4] = ["", "yeast", "mash", "yeast, mash"];
const DECISIONS: [Decision; 5] = [Decision::Hide, Decision::Restore, Decision::Delete, Decision::Warn, Decision::Dismiss];

/// A forum with two moderators, four members and what they have written so far.
struct World {
    forum: Bare,
    rules: Rulebook,
    categories: [i64; 2],
    members: Vec<MemberId>,
    done: usize,
    /// How often somebody's points were compared with what stands.
    followed: Cell<usize>,
}

impl World {
    fn open() -> World {
        World::under(tight_rules())
    }

    fn under(rules: String) -> World {
        let forum = Bare::under(&rules);
        let categories = [forum.category("brewing"), forum.category("cellar")];
        let members = ["mod-a", "mod-b", "cem", "dora", "eli", "fay"]
            .map(|handle| forum.member(handle, if handle.starts_with("mod") { Role::Moderator } else { Role::Member }))
            .to_vec();
        // Somebody has to have made the tags.
        forum.asks(members[0], categories[0], "discussion", TAGS[3]).unwrap();
        World { forum, rules: Rulebook::parse(&rules).unwrap(), categories, members, done: 0, followed: Cell::new(0) }
    }

    fn member(&self, n: u8) -> MemberId {
        self.members[usize::from(n) % self.members.len()]
    }

    fn moderator(&self, n: u8) -> MemberId {
        self.members[usize::from(n) % 2]
    }

    /// One of the rows of a query, if there is any.
    fn one(&self, query: &str, n: u8) -> Option<(i64, i64, i64)> {
        let rows = self.forum.rows(query);
        if rows.is_empty() { None } else { Some(rows[usize::from(n) % rows.len()]) }
    }

    fn post(&self, n: u8) -> PostId {
        PostId(self.one("SELECT id, 0 AS a, 0 AS b FROM posts ORDER BY id", n).unwrap().0)
    }

    fn topic(&self, n: u8) -> TopicId {
        TopicId(self.one("SELECT id, 0 AS a, 0 AS b FROM topics ORDER BY id", n).unwrap().0)
    }

    /// An answer and who asked; nothing while there is none.
    fn answer(&self, n: u8) -> Option<(PostId, MemberId)> {
        let answers = "SELECT p.id AS id, t.author_id AS a, 0 AS b FROM posts p JOIN topics t ON t.id = p.topic_id WHERE p.kind = 'answer' ORDER BY p.id";
        self.one(answers, n).map(|(post, asker, _)| (PostId(post), MemberId(asker)))
    }

    /// The author of a post for even numbers, a moderator for odd ones: others may not delete.
    fn author_or_moderator(&self, n: u8, post: PostId) -> MemberId {
        let author = self.one(&format!("SELECT id, author_id AS a, 0 AS b FROM posts WHERE id = {post}"), 0).unwrap().1;
        if n.is_multiple_of(2) { MemberId(author) } else { self.moderator(n / 2) }
    }

    fn take(&mut self, step: &Step) {
        let f = &self.forum;
        let outcome: Outcome<()> = match *step {
            Step::Ask { by, discussion, tags } => {
                let kind = if discussion { "discussion" } else { "question" };
                f.asks(self.member(by), self.categories[usize::from(by) % 2], kind, TAGS[usize::from(tags) % 4]).map(drop)
            }
            Step::Answer { by, topic } => f.answers(self.member(by), self.topic(topic)).map(drop),
            Step::Comment { by, post } => f.comments(self.member(by), self.post(post)).map(drop),
            Step::DeleteComment { by, comment } => match self.one("SELECT id, author_id AS a, 0 AS b FROM comments ORDER BY id", comment) {
                Some((comment, author, _)) => {
                    let by = if by.is_multiple_of(2) { MemberId(author) } else { self.moderator(by / 2) };
                    f.act(move |tx| delete_comment(tx, by, CommentId(comment), REASON)).map(drop)
                }
                None => return,
            },
            Step::Vote { by, post, up } => f.votes(self.member(by), self.post(post), if up { Direction::Up } else { Direction::Down }),
            Step::Retract { by, post } => f.retracts(self.member(by), self.post(post)),
            Step::Accept { post } => match self.answer(post) {
                Some((post, asker)) => f.accepts(asker, post),
                None => return,
            },
            Step::Unaccept { post } => match self.answer(post) {
                Some((post, asker)) => f.unaccepts(asker, post),
                None => return,
            },
            Step::Edit { by, post, tags } => {
                let (by, post) = (self.member(by), self.post(post));
                let revision = self.one(&format!("SELECT id, revision AS a, 0 AS b FROM posts WHERE id = {post}"), 0).unwrap().1;
                let form = EditForm {
                    revision,
                    title: TITLE.into(),
                    tags: TAGS[usize::from(tags) % 4].into(),
                    body: format!("{BODY} This is version {revision}."),
                    note: "clearer".into(),
                };
                f.act(move |tx| acts::edit(tx, by, post, &form))
            }
            Step::Delete { by, post } => {
                let post = self.post(post);
                let by = self.author_or_moderator(by, post);
                f.act(move |tx| delete_post(tx, by, post, REASON))
            }
            Step::Restore { by, post } => {
                // Something that is deleted, where there is anything.
                let deleted = self.one("SELECT id, 0 AS a, 0 AS b FROM posts WHERE deleted_at IS NOT NULL ORDER BY id", post);
                let Some((post, _, _)) = deleted else { return };
                let by = self.author_or_moderator(by, PostId(post));
                f.act(move |tx| restore_post(tx, by, PostId(post), REASON))
            }
            Step::Manage { by, topic, order } => {
                let category = CategoryId(self.categories[usize::from(by) % 2]);
                let order = match order % 6 {
                    0 => Order::Lock,
                    1 => Order::Unlock,
                    2 => Order::Pin,
                    3 => Order::Unpin,
                    4 => Order::Move { category },
                    _ => Order::Retag { tags: TAGS[usize::from(order / 6) % 4].into() },
                };
                let (by, topic) = (self.moderator(by), self.topic(topic));
                f.act(move |tx| manage_topic(tx, by, topic, &order, REASON))
            }
            Step::Flag { by, post, abuse } => f.flags(self.member(by), self.post(post), if abuse { "spam" } else { "low_quality" }),
            Step::Decide { by, item, decision } => match self.one("SELECT id, post_id AS a, 0 AS b FROM review_items WHERE open ORDER BY id", item) {
                Some((_, post, _)) => f.decides(self.moderator(by), PostId(post), DECISIONS[usize::from(decision) % DECISIONS.len()]),
                None => return,
            },
            Step::Unhide { by, post } => match self.one("SELECT id, 0 AS a, 0 AS b FROM posts WHERE hidden_at IS NOT NULL ORDER BY id", post) {
                Some((post, _, _)) => {
                    let by = self.moderator(by);
                    f.act(move |tx| unhide_post(tx, by, PostId(post), REASON))
                }
                None => return,
            },
            Step::Sanction { member, silence } => {
                let (by, member) = (self.moderator(member), self.members[2 + usize::from(member) % 4]);
                let form = SanctionForm { kind: if silence { "silence" } else { "suspension" }.into(), days: "1".into(), reason: REASON.into() };
                f.act(move |tx| sanction_member(tx, by, member, &form))
            }
            Step::Lift { sanction } => match self.one("SELECT id, 0 AS a, 0 AS b FROM sanctions ORDER BY id", sanction) {
                Some((sanction, _, _)) => {
                    let by = self.moderator(sanction as u8);
                    f.act(move |tx| lift_sanction(tx, by, SanctionId(sanction), REASON)).map(drop)
                }
                None => return,
            },
            Step::Wait { minutes } => {
                f.clock.advance(minutes * MINUTE);
                Ok(())
            }
        };
        match outcome {
            Ok(()) => self.done += 1,
            Err(Failure::Refused(_) | Failure::Invalid(_) | Failure::NotFound | Failure::Changed) => {}
            Err(Failure::Store(error)) => panic!("{step:?}: {error}"),
        }
    }

    /// All that holds at any time, counted here once more and not by the product's own referee alone.
    fn assert_sound(&self, when: &str) {
        let none = |query: &str| {
            let wrong = self.forum.rows(query);
            assert!(wrong.is_empty(), "{when}: {query} finds {wrong:?}");
        };
        // The ledger and the points.
        none(
            "SELECT m.id AS id, m.reputation AS a, SUM(l.amount) AS b FROM members m JOIN ledger_lines l ON l.member_id = m.id GROUP BY m.id, m.reputation HAVING m.reputation <> SUM(l.amount)",
        );
        none(&format!("SELECT id, reputation AS a, 0 AS b FROM members WHERE reputation < {}", self.rules.points.floor));
        none(&format!("SELECT id, balance AS a, 0 AS b FROM ledger_lines WHERE balance < {}", self.rules.points.floor));
        none("SELECT id, amount AS a, 0 AS b FROM ledger_lines WHERE note IN ('daily_cap', 'given_back')");
        self.assert_points_follow_the_rows(when);
        // Counted rows.
        none("SELECT p.id AS id, p.score AS a, 0 AS b FROM posts p WHERE p.score <> (SELECT COALESCE(SUM(v.value), 0) FROM votes v WHERE v.post_id = p.id)");
        none(
            "SELECT p.id AS id, p.comment_count AS a, 0 AS b FROM posts p WHERE p.comment_count <> (SELECT COUNT(*) FROM comments c WHERE c.post_id = p.id AND c.deleted_at IS NULL)",
        );
        none(
            "SELECT t.id AS id, t.answer_count AS a, 0 AS b FROM topics t WHERE t.answer_count <> (SELECT COUNT(*) FROM posts p WHERE p.topic_id = t.id AND p.id <> t.opening_post_id AND p.deleted_at IS NULL)",
        );
        none(
            "SELECT g.id AS id, g.topic_count AS a, 0 AS b FROM tags g WHERE g.topic_count <> (SELECT COUNT(*) FROM topic_tags j JOIN topics t ON t.id = j.topic_id WHERE j.tag_id = g.id AND t.deleted_at IS NULL)",
        );
        none(
            "SELECT c.id AS id, c.topic_count AS a, 0 AS b FROM categories c WHERE c.topic_count <> (SELECT COUNT(*) FROM topics t WHERE t.category_id = c.id AND t.deleted_at IS NULL)",
        );
        for member in &self.members {
            let count = |query: String| self.forum.rows(query).len() as i64;
            let metrics = Metrics {
                reputation: self
                    .forum
                    .rows(format!("SELECT member_id AS id, SUM(amount) AS a, 0 AS b FROM ledger_lines WHERE member_id = {member} GROUP BY member_id"))[0]
                    .1,
                answers: count(format!("SELECT id, 0 AS a, 0 AS b FROM posts WHERE author_id = {member} AND kind <> 'opening' AND deleted_at IS NULL")),
                accepted_answers: count(format!(
                    "SELECT p.id AS id, 0 AS a, 0 AS b FROM posts p JOIN topics t ON t.accepted_post_id = p.id WHERE p.author_id = {member}"
                )),
            };
            let (stored, held) = self.forum.db.read_now(|conn| members::metrics(conn, *member)).unwrap();
            assert_eq!(stored, metrics, "{when}: the numbers of member {member}");
            assert_eq!(held, tiers::earned(&self.rules.tiers, &metrics).key, "{when}: the tier of member {member}");
        }
        self.forum.assert_clean(when);
    }

    /// Whom no floor ever held has exactly what the rows that stand come to: of each day's votes no more than the cap, and the rest whole.
    /// In which order they came, and what was there in between, does not matter.
    fn assert_points_follow_the_rows(&self, when: &str) {
        let worth = |rule: PointRule| self.rules.points.value(rule).points;
        let [question_up, question_down, answer_up, answer_down] =
            [PointRule::QuestionUpvoted, PointRule::QuestionDownvoted, PointRule::AnswerUpvoted, PointRule::AnswerDownvoted].map(worth);
        let mut right: BTreeMap<i64, i64> = BTreeMap::new();
        let mut add = |member: i64, points: i64| *right.entry(member).or_default() += points;
        // Member, day, points of the votes on what stands.
        for (member, _, points) in self.forum.rows(format!(
            "SELECT v.author_id AS id, v.created_at / 86400000 AS a, CAST(SUM(CASE WHEN p.kind = 'opening' AND v.value = 1 THEN {question_up}
               WHEN p.kind = 'opening' THEN {question_down} WHEN v.value = 1 THEN {answer_up} ELSE {answer_down} END) AS BIGINT) AS b
             FROM votes v JOIN posts p ON p.id = v.post_id WHERE p.deleted_at IS NULL GROUP BY v.author_id, v.created_at / 86400000"
        )) {
            add(member, points.min(self.rules.points.daily_cap));
        }
        for (member, votes, _) in self.forum.rows(
            "SELECT v.member_id AS id, COUNT(*) AS a, 0 AS b FROM votes v JOIN posts p ON p.id = v.post_id
             WHERE p.deleted_at IS NULL AND p.kind <> 'opening' AND v.value = -1 GROUP BY v.member_id",
        ) {
            add(member, votes * worth(PointRule::DownvoteGiven));
        }
        for (_, answerer, asker) in self.forum.rows(
            "SELECT t.id AS id, p.author_id AS a, t.author_id AS b FROM topics t JOIN posts p ON p.id = t.accepted_post_id WHERE p.author_id <> t.author_id",
        ) {
            add(answerer, worth(PointRule::AnswerAccepted));
            add(asker, worth(PointRule::AcceptedAnAnswer));
        }
        // Joining and judgements: no cap holds them, and they stay when posts go.
        for (member, points, _) in self.forum.rows(
            "SELECT member_id AS id, CAST(SUM(nominal) AS BIGINT) AS a, 0 AS b FROM ledger_lines WHERE rule IN ('joined', 'flag_upheld', 'spam_upheld') GROUP BY member_id",
        ) {
            add(member, points);
        }
        for (member, points, _) in self
            .forum
            .rows("SELECT id, reputation AS a, 0 AS b FROM members WHERE id NOT IN (SELECT member_id FROM ledger_lines WHERE note = 'floor') ORDER BY id")
        {
            assert_eq!(points, right.get(&member).copied().unwrap_or(0), "{when}: what stands of member {member}");
            self.followed.set(self.followed.get() + 1);
        }
    }

    /// What is done and undone in one moment leaves everybody's points as they were.
    fn assert_undoing_is_exact(&self) {
        let f = &self.forum;
        let moderator = self.members[0];
        for (post, author, flagged) in f.rows(
            "SELECT p.id AS id, p.author_id AS a, (SELECT COUNT(*) FROM flags f WHERE f.post_id = p.id AND f.state = 'upheld') AS b FROM posts p
             JOIN topics t ON t.id = p.topic_id WHERE p.deleted_at IS NULL AND t.deleted_at IS NULL ORDER BY p.id",
        ) {
            let post = PostId(post);
            let same = |what: &str, doing: &dyn Fn() -> Outcome<()>, undoing: &dyn Fn() -> Outcome<()>| {
                let before = f.points();
                match doing() {
                    Ok(()) => undoing().unwrap_or_else(|e| panic!("{what} on post {post} cannot be undone: {e}")),
                    Err(Failure::Store(e)) => panic!("{what}: {e}"),
                    Err(_) => return,
                }
                assert_eq!(f.points(), before, "{what} and back on post {post}");
            };
            // One voter for each post is enough. A vote that stands would be taken back first.
            let voter = self.members[usize::try_from(post.0).unwrap() % self.members.len()];
            if f.rows(format!("SELECT id, 0 AS a, 0 AS b FROM votes WHERE post_id = {post} AND member_id = {voter}")).is_empty() {
                for direction in [Direction::Up, Direction::Down] {
                    same("a vote", &|| f.votes(voter, post, direction), &|| f.retracts(voter, post));
                }
            }
            let accepted = f.rows(format!("SELECT p.topic_id AS id, t.author_id AS a, COALESCE(t.accepted_post_id, 0) AS b FROM posts p JOIN topics t ON t.id = p.topic_id WHERE p.id = {post}"))[0];
            if accepted.2 == 0 {
                same("accepting", &|| f.accepts(MemberId(accepted.1), post), &|| f.unaccepts(MemberId(accepted.1), post));
            }
            // Bringing back what was judged gives back what the judgement took.
            if flagged == 0 {
                let act = |by: MemberId| {
                    same("deleting", &|| f.act(move |tx| delete_post(tx, by, post, REASON)), &|| f.act(move |tx| restore_post(tx, by, post, REASON)));
                };
                act(moderator);
                act(MemberId(author));
            }
        }
    }
}

/// Lets some cases of steps happen, each in a forum of its own, and asserts after every few of them all that has to hold.
fn run(cases: u32, step: impl Strategy<Value = Step>, open: fn() -> World) {
    let seed: u64 = std::env::var("ACCOLADE_TEST_SEED").map_or(1, |seed| seed.parse().expect("ACCOLADE_TEST_SEED is a number"));
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    // The server takes several times as long for the same.
    let cases = if is_postgres() { cases / 4 } else { cases };
    let config = Config { cases, max_shrink_iters: 200, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let tried = Cell::new((0, 0));
    let followed = Cell::new(0);
    let outcome = runner.run(&prop::collection::vec(step, 30..60), |steps| {
        let mut world = open();
        for (n, step) in steps.iter().enumerate() {
            world.take(step);
            if n % 10 == 9 {
                world.assert_sound(&format!("after {} steps, the last {step:?}", n + 1));
            }
        }
        world.assert_sound("after all steps");
        world.assert_undoing_is_exact();
        world.assert_sound("after doing and undoing");
        let digest = || Digest::of(&mut world.forum.connection());
        let before = digest();
        let changed = accolade::check::recount(&world.forum.db, 20, &accolade::check::silently()).unwrap();
        assert!(changed.is_clean(), "recount: {changed}");
        assert_eq!(digest().differs_from(&before), Vec::<&str>::new(), "recount changes nothing");
        let (done, all) = tried.get();
        tried.set((done + world.done, all + steps.len()));
        followed.set(followed.get() + world.followed.get());
        Ok(())
    });
    if let Err(failed) = outcome {
        panic!("ACCOLADE_TEST_SEED={seed}: {failed}");
    }
    let (done, all) = tried.get();
    assert!(done * 2 > all, "only {done} of {all} steps were allowed: these cases say too little");
    assert!(followed.get() > 10 * usize::try_from(cases).unwrap(), "the floor held nearly everybody: only {} points were compared", followed.get());
}

#[test]
fn any_sequence_of_actions_leaves_the_numbers_right() {
    run(24, step(), World::open);
}

/// Two questions of one member and one of another, for the steps at the cap.
fn with_questions(world: World) -> World {
    for author in [2, 2, 3] {
        world.forum.asks(world.members[author], world.categories[0], "question", "").unwrap();
    }
    world
}

#[test]
fn any_sequence_of_votes_keeps_to_the_cap_and_the_floor() {
    run(16, step_at_the_cap(), || with_questions(World::open()));
}

/// The tight rules without a floor, so that the points of everybody are a function of the rows.
fn rules_without_a_floor() -> String {
    let rules = tight_rules().replace("floor = 1", "floor = -9999");
    rules.replace("{ reputation = 1 }", "{ reputation = -9999 }")
}

#[test]
fn without_a_floor_points_are_what_the_rows_come_to() {
    run(16, prop_oneof![2 => step_at_the_cap(), 1 => step()], || with_questions(World::under(rules_without_a_floor())));
}

/// Votes up on posts of one author, in this order, and some of them taken back, in this order. Answers the author's points.
fn points_after(rules: &str, cast: &[usize], taken_back: &[usize]) -> i64 {
    let forum = Bare::under(rules);
    let category = forum.category("brewing");
    let author = forum.member("author", Role::Member);
    let post = forum.asks(author, category, "question", "").unwrap().post;
    let voters: Vec<MemberId> = (0..=*cast.iter().max().unwrap()).map(|n| forum.member(&format!("voter-{n}"), Role::Member)).collect();
    for voter in cast {
        forum.votes(voters[*voter], post, Direction::Up).unwrap();
    }
    for voter in taken_back {
        forum.retracts(voters[*voter], post).unwrap();
    }
    forum.assert_clean("after votes were cast and taken back");
    forum.reputation(author)
}

#[test]
fn twenty_votes_that_stand_count_whichever_of_forty_they_are() {
    let rules = tight_rules().replace("daily_cap = 12", "daily_cap = 200");
    let all: Vec<usize> = (0..40).collect();
    assert_eq!(points_after(&rules, &all, &[]), 201, "two hundred a day, and one for joining");
    // The first twenty had brought the points, the last twenty none.
    assert_eq!(points_after(&rules, &all, &all[..20]), 201);
    assert_eq!(points_after(&rules, &all, &all[20..]), 201);
    assert_eq!(points_after(&rules, &all, &all[..30]), 101);
    // In whatever order they go.
    let backwards: Vec<usize> = all[..30].iter().rev().copied().collect();
    assert_eq!(points_after(&rules, &all, &backwards), 101);
}

#[test]
fn what_goes_and_comes_back_counts_on_the_day_of_which_it_is() {
    let forum = Bare::under(&tight_rules());
    let category = forum.category("brewing");
    let [author, ben, cem, dora, eli] = ["author", "ben", "cem", "dora", "eli"].map(|handle| forum.member(handle, Role::Member));
    let [liked, other] = [0, 1].map(|_| forum.asks(author, category, "question", "").unwrap().post);
    let votes = |by, post, direction, points| {
        forum.votes(by, post, direction).unwrap();
        assert_eq!(forum.reputation(author), points);
    };
    votes(ben, liked, Direction::Up, 11);
    votes(cem, other, Direction::Down, 9);
    votes(dora, liked, Direction::Up, 13);
    // Twelve points a day: without the downvote it would have been twelve as well.
    forum.retracts(cem, other).unwrap();
    assert_eq!(forum.reputation(author), 13);
    forum.assert_clean("after a downvote was taken back at the cap");

    // What goes on the day after goes from the day on which it came, and leaves this day's own twelve points.
    forum.clock.advance(24 * 60 * MINUTE);
    forum.act(move |tx| delete_post(tx, author, liked, "")).unwrap();
    assert_eq!(forum.reputation(author), 1);
    votes(ben, other, Direction::Up, 11);
    votes(dora, other, Direction::Up, 13);
    forum.act(move |tx| restore_post(tx, author, liked, "")).unwrap();
    assert_eq!(forum.reputation(author), 25, "both days count their twelve");
    forum.assert_clean("after a post came back on another day");

    // Of two votes of one day, twelve points' worth counted; one taken back days later leaves the ten of the other.
    forum.clock.advance(24 * 60 * MINUTE);
    votes(eli, other, Direction::Up, 35);
    forum.clock.advance(24 * 60 * MINUTE);
    forum.act(move |tx| delete_post(tx, author, other, "")).unwrap();
    assert_eq!(forum.reputation(author), 13, "votes of two days went with the post");
    let parts = forum.rows("SELECT line_id AS id, COUNT(*) AS a, CAST(SUM(wanted) AS BIGINT) AS b FROM ledger_parts GROUP BY line_id ORDER BY line_id");
    assert_eq!(parts.last().map(|(_, days, wanted)| (*days, *wanted)), Some((2, -30)), "one line, with what it takes of each day");
    forum.assert_clean("after a post with votes of several days went");
    forum.act(move |tx| restore_post(tx, author, other, "")).unwrap();
    assert_eq!(forum.reputation(author), 35);
    forum.assert_clean("after it came back");
}
