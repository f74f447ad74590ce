//! Metrics: what is counted of a member, and what tiers, badges and privileges may ask for.
//!
//! [`Metric::kept`] is the table of them: which number stands for one in the rows, where it is kept, in which places and by which days.
//! From which rows each is counted again is said in `store/metrics/counted.rs`; neither compiles while a metric is missing.

use super::ids::{CategoryId, TagId};
use super::vocabulary::{PostKind, words};
use std::collections::BTreeMap;

words! {
    /// A number that is kept of each member. What is deleted does not count, unless it says so.
    Metric {
        /// Points: the sum of the ledger's lines.
        Reputation = "reputation",
        /// Questions that stand.
        Questions = "questions",
        /// Discussions they opened.
        Discussions = "discussions",
        /// Questions and discussions together.
        Topics = "topics",
        /// Answers and replies that stand.
        Answers = "answers",
        /// Replies in discussions alone.
        Replies = "replies",
        /// All posts: topics, answers and replies.
        Posts = "posts",
        /// Comments that stand.
        Comments = "comments",
        /// Posts and comments ever written, deleted ones too.
        Contributions = "contributions",
        /// Days on which they wrote something.
        DaysContributed = "days_contributed",
        /// Answers that are accepted.
        AcceptedAnswers = "accepted_answers",
        /// Questions of theirs with an accepted answer, deleted ones too.
        SolvedQuestions = "solved_questions",
        /// Answers to their own questions.
        SelfAnswers = "self_answers",
        /// Answers within an hour of another's question.
        FastAnswers = "fast_answers",
        /// Answers sixty days or more after another's question.
        LateAnswers = "late_answers",
        /// Answers to another's question that nobody had answered before.
        FirstAnswers = "first_answers",
        /// Answers and replies of others in topics of theirs.
        AnswersReceived = "answers_received",
        /// Comments of others under posts of theirs, also of posts that are deleted.
        CommentsReceived = "comments_received",
        /// Upvotes that they cast and that stand.
        UpvotesCast = "upvotes_cast",
        /// Downvotes that they cast and that stand.
        DownvotesCast = "downvotes_cast",
        /// Upvotes on their posts.
        UpvotesReceived = "upvotes_received",
        /// Downvotes on their posts.
        DownvotesReceived = "downvotes_received",
        /// Upvotes on the posts that open their topics.
        TopicUpvotesReceived = "topic_upvotes_received",
        /// Upvotes on their answers and replies.
        AnswerUpvotesReceived = "answer_upvotes_received",
        /// Upvotes less downvotes on their answers and replies.
        AnswerScore = "answer_score",
        /// Topics whose opening post has a score of one or more.
        TopicsScored = "topics_scored",
        /// Answers and replies with a score of one or more.
        AnswersScored = "answers_scored",
        /// Edits of posts.
        Edits = "edits",
        /// Edits of posts that others wrote.
        EditsOfOthers = "edits_of_others",
        /// Suggested edits that were approved.
        EditsApproved = "edits_approved",
        /// How often they completed their profile.
        ProfilesCompleted = "profiles_completed",
        /// Badges of all levels.
        Badges = "badges",
        Bronze = "bronze_badges",
        Silver = "silver_badges",
        Gold = "gold_badges",
        /// Flags that they raised.
        FlagsRaised = "flags_raised",
        /// Flags that staff agreed with.
        UpheldFlags = "upheld_flags",
        /// Flags that staff did not agree with.
        DismissedFlags = "dismissed_flags",
        /// Posts of theirs on which flags were upheld.
        FlaggedPosts = "flagged_posts",
        /// Flags that staff did not agree with, and posts on which flags were upheld.
        Faults = "faults",
        /// Warnings that they got.
        Warnings = "warnings",
        /// Times that they were silenced, also where that was lifted.
        Silences = "silences",
        /// Times that they were suspended, also where that was lifted.
        Suspensions = "suspensions",
        /// Decisions about others' posts.
        Decisions = "decisions",
        /// Topics that they locked, pinned, moved or retagged, each time.
        TopicsManaged = "topics_managed",
    }
}

/// How a metric is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Stands for it in the rows, and never for another.
    pub code: i16,
    /// Where its whole is.
    pub whole: Whole,
    /// In which places it is kept besides.
    pub places: Places,
    pub days: Days,
    /// Whether more of it is better.
    is_merit: bool,
}

/// Where all of a metric is, wherever and whenever it was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// On the member's row, which is read with every name.
    OnMember(Column),
    /// The sum of the member's days.
    OfDays(DaySum),
    /// A row of its own.
    Row,
}

/// What the member's row has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Reputation,
    Questions,
    Answers,
    AcceptedAnswers,
    Comments,
    UpheldFlags,
    Faults,
    Bronze,
    Silver,
    Gold,
    /// The three levels together.
    Badges,
}

/// What the days of a member have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DaySum {
    Points,
    Contributions,
    /// Days with a contribution.
    DaysContributed,
}

/// Places in which a metric is kept, beside everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    Everywhere,
    Categories,
    CategoriesAndTags,
}

/// Whether a metric is kept by days, so that the last of them can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    NotKept,
    /// The member's days have it, everywhere.
    OfMember(DaySum),
    /// Rows of its own, in these places.
    Rows(Places),
}

/// One place in which something is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Everywhere,
    Category(CategoryId),
    Tag(TagId),
}

impl Scope {
    /// As it stands in the rows: which kind of place, and which one.
    pub fn stored(self) -> (i16, i64) {
        match self {
            Scope::Everywhere => (0, 0),
            Scope::Category(id) => (1, id.0),
            Scope::Tag(id) => (2, id.0),
        }
    }
}

impl Places {
    /// Whether they have a place.
    pub fn have(self, scope: Scope) -> bool {
        match scope {
            Scope::Everywhere => true,
            Scope::Category(_) => self != Places::Everywhere,
            Scope::Tag(_) => self == Places::CategoriesAndTags,
        }
    }
}

impl Kept {
    const fn row(code: i16) -> Kept {
        Kept { code, whole: Whole::Row, places: Places::Everywhere, days: Days::NotKept, is_merit: true }
    }

    const fn on_member(code: i16, column: Column) -> Kept {
        Kept { whole: Whole::OnMember(column), ..Kept::row(code) }
    }

    const fn of_days(code: i16, sum: DaySum) -> Kept {
        Kept { whole: Whole::OfDays(sum), days: Days::OfMember(sum), ..Kept::row(code) }
    }

    const fn in_places(self, places: Places) -> Kept {
        Kept { places, ..self }
    }

    const fn by_days(self, days: Days) -> Kept {
        Kept { days, ..self }
    }

    const fn no_merit(self) -> Kept {
        Kept { is_merit: false, ..self }
    }
}

impl Metric {
    /// The table of metrics.
    pub const fn kept(self) -> Kept {
        use Places::{Categories, CategoriesAndTags, Everywhere};
        match self {
            Metric::Reputation => Kept::on_member(1, Column::Reputation).by_days(Days::OfMember(DaySum::Points)).no_merit(),
            Metric::Questions => Kept::on_member(2, Column::Questions).in_places(CategoriesAndTags).by_days(Days::Rows(CategoriesAndTags)),
            Metric::Discussions => Kept::row(3).in_places(CategoriesAndTags),
            Metric::Topics => Kept::row(4).in_places(Categories),
            Metric::Answers => Kept::on_member(5, Column::Answers).in_places(CategoriesAndTags).by_days(Days::Rows(CategoriesAndTags)),
            Metric::Replies => Kept::row(6),
            Metric::Posts => Kept::row(7).in_places(Categories),
            Metric::Comments => Kept::on_member(8, Column::Comments).by_days(Days::Rows(Everywhere)),
            Metric::Contributions => Kept::of_days(9, DaySum::Contributions),
            Metric::DaysContributed => Kept::of_days(10, DaySum::DaysContributed),
            Metric::AcceptedAnswers => Kept::on_member(11, Column::AcceptedAnswers).in_places(CategoriesAndTags).by_days(Days::Rows(CategoriesAndTags)),
            Metric::SolvedQuestions => Kept::row(12),
            Metric::SelfAnswers => Kept::row(13),
            Metric::FastAnswers => Kept::row(14),
            Metric::LateAnswers => Kept::row(15),
            Metric::FirstAnswers => Kept::row(16),
            Metric::AnswersReceived => Kept::row(17),
            Metric::CommentsReceived => Kept::row(18),
            Metric::UpvotesCast => Kept::row(19),
            Metric::DownvotesCast => Kept::row(20),
            // Votes are many: each place is another row with every one of them.
            Metric::UpvotesReceived => Kept::row(21).in_places(Categories).by_days(Days::Rows(Everywhere)),
            Metric::DownvotesReceived => Kept::row(22).no_merit(),
            Metric::TopicUpvotesReceived => Kept::row(23),
            Metric::AnswerUpvotesReceived => Kept::row(24),
            Metric::AnswerScore => Kept::row(25).in_places(CategoriesAndTags),
            Metric::TopicsScored => Kept::row(26),
            Metric::AnswersScored => Kept::row(27),
            Metric::Edits => Kept::row(28),
            Metric::EditsOfOthers => Kept::row(29),
            Metric::EditsApproved => Kept::row(30),
            Metric::ProfilesCompleted => Kept::row(31),
            Metric::Badges => Kept::on_member(32, Column::Badges),
            Metric::Bronze => Kept::on_member(33, Column::Bronze),
            Metric::Silver => Kept::on_member(34, Column::Silver),
            Metric::Gold => Kept::on_member(35, Column::Gold),
            Metric::FlagsRaised => Kept::row(36),
            Metric::UpheldFlags => Kept::on_member(37, Column::UpheldFlags),
            Metric::DismissedFlags => Kept::row(38).no_merit(),
            Metric::FlaggedPosts => Kept::row(39).no_merit(),
            Metric::Faults => Kept::on_member(40, Column::Faults).no_merit(),
            Metric::Warnings => Kept::row(41).no_merit(),
            Metric::Silences => Kept::row(42).no_merit(),
            Metric::Suspensions => Kept::row(43).no_merit(),
            Metric::Decisions => Kept::row(44),
            Metric::TopicsManaged => Kept::row(45),
        }
    }

    /// The metric for which a number stands in the rows.
    pub fn of_code(code: i64) -> Option<Metric> {
        Metric::ALL.iter().copied().find(|metric| i64::from(metric.kept().code) == code)
    }

    /// The end of its keys in the locale files.
    pub fn key(self) -> String {
        self.word().replace('_', "-")
    }

    /// Whether more of it is better: only then a badge may wait for it.
    pub fn is_merit(self) -> bool {
        self.kept().is_merit
    }

    /// Whether a tier may ask for it, so that whoever's changed is looked at again.
    pub fn decides_tiers(self) -> bool {
        [Metric::Reputation, Metric::Questions, Metric::Answers, Metric::AcceptedAnswers].contains(&self)
    }
}

/// What a vote of +1 or −1 counts for, of whoever wrote the post.
pub fn of_vote(kind: PostKind, value: i64) -> Vec<(Metric, i64)> {
    let up = value > 0;
    let received = if up { Metric::UpvotesReceived } else { Metric::DownvotesReceived };
    match kind {
        PostKind::Opening if up => vec![(received, 1), (Metric::TopicUpvotesReceived, 1)],
        PostKind::Opening => vec![(received, 1)],
        PostKind::Answer | PostKind::Reply if up => vec![(received, 1), (Metric::AnswerUpvotesReceived, 1), (Metric::AnswerScore, value)],
        PostKind::Answer | PostKind::Reply => vec![(received, 1), (Metric::AnswerScore, value)],
    }
}

/// What a post counts for that has come to one score from another: whether it is one of those that others found good.
pub fn of_score(kind: PostKind, before: i64, now: i64) -> Option<(Metric, i64)> {
    let metric = match kind {
        PostKind::Opening => Metric::TopicsScored,
        PostKind::Answer | PostKind::Reply => Metric::AnswersScored,
    };
    match i64::from(now >= GOOD_SCORE) - i64::from(before >= GOOD_SCORE) {
        0 => None,
        by => Some((metric, by)),
    }
}

/// From this score on a post is one that others found good.
pub const GOOD_SCORE: i64 = 1;
/// How soon after the question (milliseconds) an answer is fast, and how long after it late.
pub const FAST: i64 = super::time::HOUR;
pub const LATE: i64 = 60 * super::time::DAY;

/// Where something was done, as rules name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Within {
    Everywhere,
    /// A category, by its slug.
    Category(String),
    /// A tag, by its name.
    Tag(String),
}

/// What may be asked of a member: how much of a metric, where, and of how many last days (today included; none: ever).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asked {
    pub metric: Metric,
    pub within: Within,
    pub days: Option<i64>,
}

impl Asked {
    /// All of it, wherever and whenever.
    pub fn ever(metric: Metric) -> Asked {
        Asked { metric, within: Within::Everywhere, days: None }
    }

    /// Whether this is kept: not every metric is kept for each tag and by days. What is not kept is 0 for everybody.
    pub fn is_kept(&self) -> bool {
        let Kept { places, days, .. } = self.metric.kept();
        let within = |places: Places| match self.within {
            Within::Everywhere => true,
            Within::Category(_) => places != Places::Everywhere,
            Within::Tag(_) => places == Places::CategoriesAndTags,
        };
        match (self.days, days) {
            (None, _) => within(places),
            (Some(_), Days::NotKept) => false,
            (Some(_), Days::OfMember(_)) => self.within == Within::Everywhere,
            (Some(_), Days::Rows(places)) => within(places),
        }
    }
}

/// Answers to what was asked of one member.
pub type Numbers = BTreeMap<Asked, i64>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_a_number_of_its_own() {
        for (n, metric) in Metric::ALL.iter().enumerate() {
            assert!(Metric::ALL[n + 1..].iter().all(|other| other.kept().code != metric.kept().code), "{metric} shares its number");
            assert_eq!(Metric::of_code(i64::from(metric.kept().code)), Some(*metric));
        }
        assert_eq!(Metric::of_code(0), None);
    }

    #[test]
    fn days_are_kept_in_no_more_places_than_the_whole() {
        for metric in Metric::ALL {
            let Kept { places, days, .. } = metric.kept();
            if let Days::Rows(of_days) = days {
                for scope in [Scope::Category(CategoryId(1)), Scope::Tag(TagId(1))] {
                    assert!(places.have(scope) || !of_days.have(scope), "{metric} by days");
                }
            }
        }
    }

    #[test]
    fn what_is_not_kept_is_known() {
        let asked = |metric, within, days| Asked { metric, within, days }.is_kept();
        let (brewing, yeast) = (Within::Category("brewing".into()), Within::Tag("yeast".into()));
        assert!(asked(Metric::Answers, yeast.clone(), Some(30)));
        assert!(asked(Metric::UpvotesReceived, brewing.clone(), None));
        assert!(asked(Metric::UpvotesReceived, Within::Everywhere, Some(30)));
        assert!(!asked(Metric::UpvotesReceived, brewing.clone(), Some(30)));
        assert!(!asked(Metric::UpvotesReceived, yeast, None));
        assert!(asked(Metric::Reputation, Within::Everywhere, Some(7)));
        assert!(!asked(Metric::Reputation, brewing, None));
        assert!(!asked(Metric::Edits, Within::Everywhere, Some(7)));
        assert!(Metric::ALL.iter().all(|metric| Asked::ever(*metric).is_kept()));
    }

    #[test]
    fn a_vote_and_its_end_count_the_same() {
        assert_eq!(of_score(PostKind::Answer, 0, 1), Some((Metric::AnswersScored, 1)));
        assert_eq!(of_score(PostKind::Opening, 1, 0), Some((Metric::TopicsScored, -1)));
        assert_eq!(of_score(PostKind::Reply, 1, 2), None);
        assert_eq!(of_vote(PostKind::Answer, -1), [(Metric::DownvotesReceived, 1), (Metric::AnswerScore, -1)]);
    }
}
