//! From which rows each metric is counted again: by `recount`, by the referee, and where a post, a comment or a topic comes, goes or moves.

use crate::rules::metrics::{Days, FAST, GOOD_SCORE, LATE, Metric, Places, Whole};
use crate::rules::time::DAY;
use std::fmt::Write as _;

/// Rows of one kind, from which several metrics are counted in one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Posts, of who wrote them.
    Posts,
    /// Posts, of who opened their topic.
    PostsInTopics,
    /// Posts with the score they have.
    Scores,
    /// Votes, of who wrote the post.
    Votes,
    /// Votes, of who cast them.
    Ballots,
    /// Accepted answers.
    Acceptances,
    /// Topics with an accepted answer, of who opened them.
    Solved,
    /// Comments, of who wrote them.
    Comments,
    /// Comments, of who wrote the post.
    CommentsUnderPosts,
    /// Flags, of who raised them.
    Flags,
    /// Posts on which flags were upheld.
    FlaggedPosts,
    Sanctions,
    /// Events, of who did it.
    Acts,
}

/// How a metric is counted again.
#[derive(Debug, Clone, Copy)]
pub enum Counted {
    /// One for each of these rows of which this holds.
    From(Rows, &'static str),
    /// As [`Counted::From`], but for each so much.
    Sum(Rows, &'static str, &'static str),
    /// It is in another table alone; this is what the referee calls it there.
    Elsewhere(&'static str),
}

impl Metric {
    /// How it is counted again.
    pub fn counted(self) -> Counted {
        use Counted::{Elsewhere, From, Sum};
        match self {
            Metric::Reputation => Elsewhere("members.reputation"),
            Metric::Questions => From(Rows::Posts, "p.kind = 'opening' AND q.kind = 'question'"),
            Metric::Discussions => From(Rows::Posts, "p.kind = 'opening' AND q.kind = 'discussion'"),
            Metric::Topics => From(Rows::Posts, "p.kind = 'opening'"),
            Metric::Answers => From(Rows::Posts, "p.kind <> 'opening'"),
            Metric::Replies => From(Rows::Posts, "p.kind = 'reply'"),
            Metric::Posts => From(Rows::Posts, "TRUE"),
            Metric::SelfAnswers => From(Rows::Posts, "p.kind = 'answer' AND q.author_id = p.author_id"),
            Metric::FastAnswers => From(Rows::Posts, "p.kind = 'answer' AND {others} AND p.created_at - q.created_at <= {fast}"),
            Metric::LateAnswers => From(Rows::Posts, "p.kind = 'answer' AND {others} AND p.created_at - q.created_at >= {late}"),
            Metric::FirstAnswers => From(
                Rows::Posts,
                "p.kind = 'answer' AND {others} AND NOT EXISTS (SELECT 1 FROM posts b WHERE b.topic_id = p.topic_id AND b.kind = 'answer' AND b.id < p.id)",
            ),
            Metric::AnswersReceived => From(Rows::PostsInTopics, "p.kind <> 'opening' AND {others}"),
            Metric::TopicsScored => From(Rows::Scores, "p.kind = 'opening' AND p.score >= {good}"),
            Metric::AnswersScored => From(Rows::Scores, "p.kind <> 'opening' AND p.score >= {good}"),
            Metric::UpvotesReceived => From(Rows::Votes, "v.value > 0"),
            Metric::DownvotesReceived => From(Rows::Votes, "v.value < 0"),
            Metric::TopicUpvotesReceived => From(Rows::Votes, "v.value > 0 AND p.kind = 'opening'"),
            Metric::AnswerUpvotesReceived => From(Rows::Votes, "v.value > 0 AND p.kind <> 'opening'"),
            Metric::AnswerScore => Sum(Rows::Votes, "p.kind <> 'opening'", "v.value"),
            Metric::UpvotesCast => From(Rows::Ballots, "v.value > 0"),
            Metric::DownvotesCast => From(Rows::Ballots, "v.value < 0"),
            Metric::AcceptedAnswers => From(Rows::Acceptances, "TRUE"),
            Metric::SolvedQuestions => From(Rows::Solved, "TRUE"),
            Metric::Comments => From(Rows::Comments, "TRUE"),
            Metric::CommentsReceived => From(Rows::CommentsUnderPosts, "COALESCE(c.author_id, 0) <> p.author_id"),
            Metric::FlagsRaised => From(Rows::Flags, "TRUE"),
            Metric::UpheldFlags => Elsewhere("members.good_count"),
            Metric::DismissedFlags => From(Rows::Flags, "f.state = 'dismissed'"),
            Metric::FlaggedPosts => From(Rows::FlaggedPosts, "TRUE"),
            Metric::Faults => Elsewhere("members.bad_count"),
            Metric::Warnings => From(Rows::Sanctions, "s.kind = 'warning'"),
            Metric::Silences => From(Rows::Sanctions, "s.kind = 'silence'"),
            Metric::Suspensions => From(Rows::Sanctions, "s.kind = 'suspension'"),
            Metric::Edits => From(Rows::Acts, "e.kind = 'post_edited'"),
            Metric::EditsOfOthers => From(Rows::Acts, "e.kind = 'post_edited' AND COALESCE(p.author_id, 0) <> e.actor_id"),
            Metric::EditsApproved => From(Rows::Acts, "e.kind = 'edit_approved'"),
            Metric::ProfilesCompleted => From(Rows::Acts, "e.kind = 'profile_completed'"),
            Metric::Decisions => From(Rows::Acts, "e.kind = 'post_decided'"),
            Metric::TopicsManaged => From(Rows::Acts, "e.kind = 'topic_managed'"),
            Metric::Contributions | Metric::DaysContributed => Elsewhere("member_days"),
            Metric::Bronze => Elsewhere("members.bronze"),
            Metric::Silver => Elsewhere("members.silver"),
            Metric::Gold | Metric::Badges => Elsewhere("members.gold"),
        }
    }
}

/// How rows of a kind are read: which they are, and of what.
struct Reading {
    from: &'static str,
    member: &'static str,
    /// None where no place is kept.
    topic: Option<&'static str>,
    at: &'static str,
    /// What holds of all that count.
    holds: &'static str,
    /// What holds while the post or comment stands that they hang on.
    stands: &'static str,
}

impl Rows {
    /// Every kind of rows.
    pub const ALL: [Rows; 13] = [
        Rows::Posts,
        Rows::PostsInTopics,
        Rows::Scores,
        Rows::Votes,
        Rows::Ballots,
        Rows::Acceptances,
        Rows::Solved,
        Rows::Comments,
        Rows::CommentsUnderPosts,
        Rows::Flags,
        Rows::FlaggedPosts,
        Rows::Sanctions,
        Rows::Acts,
    ];

    /// The metrics that are counted from these rows.
    pub fn metrics(self) -> impl Iterator<Item = Metric> {
        Metric::ALL.iter().copied().filter(move |metric| matches!(metric.counted(), Counted::From(rows, _) | Counted::Sum(rows, ..) if rows == self))
    }

    fn reading(self) -> Reading {
        let posts = Reading {
            from: "posts p JOIN topics q ON q.id = p.topic_id",
            member: "p.author_id",
            topic: Some("p.topic_id"),
            at: "p.created_at",
            holds: "TRUE",
            stands: "p.deleted_at IS NULL",
        };
        match self {
            Rows::Posts => posts,
            Rows::PostsInTopics => Reading { member: "q.author_id", topic: None, ..posts },
            Rows::Scores => Reading { topic: None, holds: "p.score >= {good}", ..posts },
            Rows::Votes => Reading { from: "posts p JOIN votes v ON v.post_id = p.id", at: "v.created_at", ..posts },
            Rows::Ballots => Reading { from: "votes v", member: "v.member_id", topic: None, at: "v.created_at", stands: "TRUE", ..posts },
            Rows::Acceptances => Reading {
                from: "posts p JOIN topics q ON q.id = p.topic_id AND q.accepted_post_id = p.id JOIN events e ON e.id = q.accepted_event_id",
                at: "e.created_at",
                holds: "p.accepted",
                stands: "TRUE",
                ..posts
            },
            Rows::Solved => {
                Reading { from: "topics q", member: "q.author_id", topic: None, at: "q.created_at", holds: "q.accepted_post_id IS NOT NULL", stands: "TRUE" }
            }
            Rows::Comments => {
                Reading { from: "comments c", member: "c.author_id", topic: None, at: "c.created_at", holds: "TRUE", stands: "c.deleted_at IS NULL" }
            }
            Rows::CommentsUnderPosts => Reading {
                from: "posts p JOIN comments c ON c.post_id = p.id",
                member: "p.author_id",
                topic: None,
                at: "c.created_at",
                holds: "TRUE",
                stands: "c.deleted_at IS NULL",
            },
            Rows::Flags => Reading { from: "flags f", member: "f.member_id", topic: None, at: "f.created_at", holds: "TRUE", stands: "TRUE" },
            Rows::FlaggedPosts => Reading {
                from: "(SELECT DISTINCT post_id FROM flags WHERE state = 'upheld') f JOIN posts p ON p.id = f.post_id",
                topic: None,
                stands: "TRUE",
                ..posts
            },
            Rows::Sanctions => Reading { from: "sanctions s", member: "s.member_id", topic: None, at: "s.created_at", holds: "TRUE", stands: "TRUE" },
            Rows::Acts => Reading {
                from: "events e LEFT JOIN posts p ON p.id = e.post_id",
                member: "e.actor_id",
                topic: None,
                at: "e.created_at",
                // In the words of the index `events_counted`, so that it is found.
                holds: "(e.kind = 'post_edited' OR e.kind = 'edit_approved' OR e.kind = 'profile_completed' OR e.kind = 'post_decided' OR e.kind = 'topic_managed')",
                stands: "TRUE",
            },
        }
    }
}

/// Whether only what stands is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Standing,
    /// As if everything stood: what a deleted post or comment would count for.
    Whatever,
}

/// A query for what some rows count for: `member_id`, `metric`, `topic_id`, `day`, `value`; no value is 0.
pub fn query(rows: Rows, which: &str, standing: Standing, of: impl Fn(Metric) -> bool) -> String {
    let Reading { from, member, topic, at, holds, stands } = rows.reading();
    let mut cases = String::new();
    let mut codes = Vec::new();
    for metric in rows.metrics().filter(|metric| of(*metric)) {
        let (condition, each) = match metric.counted() {
            Counted::From(_, condition) => (condition, "1"),
            Counted::Sum(_, condition, each) => (condition, each),
            Counted::Elsewhere(_) => continue,
        };
        let code = metric.kept().code;
        codes.push(format!("SELECT {code} AS metric"));
        // Writing into a string cannot fail.
        let _ = write!(cases, " WHEN {code} THEN CASE WHEN {condition} THEN {each} ELSE 0 END");
    }
    let stands = if standing == Standing::Standing { stands } else { "TRUE" };
    let topic = topic.unwrap_or("CAST(NULL AS BIGINT)");
    let codes = codes.join(" UNION ALL ");
    format!(
        "SELECT member_id, metric, topic_id, day, CAST(SUM(value) AS BIGINT) AS value FROM (
           SELECT {member} AS member_id, k.metric AS metric, {topic} AS topic_id, {at} / {DAY} AS day, CASE k.metric{cases} ELSE 0 END AS value
           FROM {from} CROSS JOIN ({codes}) k WHERE {member} IS NOT NULL AND ({which}) AND {holds} AND {stands}) counted
         WHERE value <> 0 GROUP BY member_id, metric, topic_id, day"
    )
    .replace("{others}", "COALESCE(q.author_id, 0) <> COALESCE(p.author_id, 0)")
    .replace("{fast}", &FAST.to_string())
    .replace("{late}", &LATE.to_string())
    .replace("{good}", &GOOD_SCORE.to_string())
}

/// The column by which rows of a kind are found for some members.
fn member(rows: Rows) -> &'static str {
    rows.reading().member
}

/// One of the two tables of metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// All of a metric.
    Ever,
    /// By days.
    Days,
}

impl Table {
    /// As it is called in the database.
    pub fn name(self) -> &'static str {
        match self {
            Table::Ever => "member_metrics",
            Table::Days => "member_metric_days",
        }
    }

    fn day(self, column: &'static str) -> &'static str {
        match self {
            Table::Ever => "0",
            Table::Days => column,
        }
    }

    /// The places in which it has a metric; none where it has not got it.
    fn places(self, metric: Metric) -> Option<Places> {
        let kept = metric.kept();
        match (self, kept.days) {
            (Table::Ever, _) => Some(kept.places),
            (Table::Days, Days::Rows(places)) => Some(places),
            (Table::Days, Days::NotKept | Days::OfMember(_)) => None,
        }
    }

    /// Whether it has the metric's row for everywhere.
    fn has_whole(self, metric: Metric) -> bool {
        match self {
            Table::Ever => metric.kept().whole == Whole::Row,
            Table::Days => self.places(metric).is_some(),
        }
    }
}

/// A query for the rows of a table that differ from what they are counted from, of members after one up to another: `member_id`, `metric`,
/// `scope`, `scope_id`, `day`, `stored`, `expected`. One statement, so that both are of one moment.
pub fn differences(rows: Rows, table: Table, after: i64, up_to: i64) -> String {
    let list = |has: &dyn Fn(Metric) -> bool| {
        let codes: Vec<String> = rows.metrics().filter(|metric| has(*metric)).map(|metric| metric.kept().code.to_string()).collect();
        if codes.is_empty() { None } else { Some(codes.join(", ")) }
    };
    let in_places = |places: &'static [Places]| list(&move |metric| table.places(metric).is_some_and(|kept| places.contains(&kept)));
    // Also what it should not have.
    let all = list(&|_| true).unwrap_or_else(|| "0".to_owned());
    let (everywhere, categories, tags) =
        (list(&|metric| table.has_whole(metric)), in_places(&[Places::Categories, Places::CategoriesAndTags]), in_places(&[Places::CategoriesAndTags]));
    let day = table.day("c.day");
    let mut expected = Vec::new();
    if let Some(codes) = everywhere {
        expected.push(format!("SELECT c.member_id, c.metric, 0, 0, {day}, 0, c.value FROM counted c WHERE c.metric IN ({codes})"));
    }
    if let Some(codes) = categories {
        expected.push(format!(
            "SELECT c.member_id, c.metric, 1, t.category_id, {day}, 0, c.value FROM counted c JOIN topics t ON t.id = c.topic_id WHERE c.metric IN ({codes})"
        ));
    }
    if let Some(codes) = tags {
        expected.push(format!(
            "SELECT c.member_id, c.metric, 2, g.tag_id, {day}, 0, c.value FROM counted c JOIN topic_tags g ON g.topic_id = c.topic_id WHERE c.metric IN ({codes})"
        ));
    }
    let member = member(rows);
    let counted = if expected.is_empty() {
        String::new()
    } else {
        let which = format!("{member} > {after} AND {member} <= {up_to}");
        format!("counted AS ({}), ", query(rows, &which, Standing::Standing, |metric| table.places(metric).is_some()))
    };
    expected.insert(
        0,
        format!(
            "SELECT s.member_id, s.metric, s.scope, s.scope_id, {day}, s.value, 0 FROM {table} s
             WHERE s.member_id > {after} AND s.member_id <= {up_to} AND s.metric IN ({all})",
            day = table.day("s.day"),
            table = table.name()
        ),
    );
    format!(
        "WITH {counted}compared (member_id, metric, scope, scope_id, day, stored, expected) AS ({})
         SELECT CAST(member_id AS BIGINT) AS member_id, CAST(metric AS BIGINT) AS metric, CAST(scope AS BIGINT) AS scope, CAST(scope_id AS BIGINT) AS scope_id,
                CAST(day AS BIGINT) AS day, CAST(SUM(stored) AS BIGINT) AS stored, CAST(SUM(expected) AS BIGINT) AS expected
         FROM compared GROUP BY member_id, metric, scope, scope_id, day HAVING SUM(stored) <> SUM(expected)
         ORDER BY member_id, metric, scope, scope_id, day",
        expected.join(" UNION ALL ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::check::NUMBERS;

    #[test]
    fn what_is_kept_elsewhere_is_compared_there() {
        for metric in Metric::ALL {
            match metric.counted() {
                Counted::From(..) | Counted::Sum(..) => {}
                Counted::Elsewhere("member_days") => assert!(matches!(metric.kept().whole, Whole::OfDays(_)), "{metric}"),
                Counted::Elsewhere(name) => {
                    assert!(matches!(metric.kept().whole, Whole::OnMember(_)), "{metric}");
                    assert!(NUMBERS.iter().any(|number| format!("{}.{}", number.table, number.column) == name), "nobody compares {name}");
                    // Nothing could count rows of it again.
                    assert_eq!(metric.kept().places, Places::Everywhere, "{metric}");
                    assert!(!matches!(metric.kept().days, Days::Rows(_)), "{metric}");
                }
            }
        }
    }

    #[test]
    fn places_are_kept_where_the_topic_is_known() {
        for rows in Rows::ALL {
            for metric in rows.metrics() {
                assert!(metric.kept().places == Places::Everywhere || rows.reading().topic.is_some(), "{metric}");
            }
        }
    }
}
