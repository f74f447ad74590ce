//! What an event says: its consequences, decided in one place and carried out by interpreters that know no events.
//!
//! [`Event::says`] is pure and exhaustive: a new event does not compile until every part of its [`Says`] is decided here. The effects, the
//! referee and whoever tries rules on the past all ask it; none of them matches on an event.

use super::events::{Event, Promotion, TopicChange};
use super::ids::{EventId, MemberId, PostId, TopicId};
use super::metrics::Metric;
use super::points::{Entry, PointRule};
use super::vocabulary::{Decision, NotificationKind, PostKind, Role, SanctionKind, TopicKind};
use serde::Serialize;

/// The consequences of an event.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Says {
    /// What is counted, beside rows and of members.
    pub counts: Vec<Count>,
    /// Who gains or loses points, and by which rule.
    pub earns: Vec<Entry>,
    /// Whose opposite is written to the ledger.
    pub undoes: Undoes,
    /// What the rules of badges look at again, beside the metrics that moved.
    pub occasions: Vec<Occasion>,
    /// What an award names that a metric's move brings.
    pub awards_at: Place,
    /// Who is told, of what.
    pub tells: Vec<Tell>,
    /// The event of which nobody need hear any more who has not yet.
    pub untells: Option<EventId>,
    /// What the search index reads again.
    pub reindexes: Reindex,
    /// Whether lists of topics are drawn anew. The topic's own page always is.
    pub lists: Lists,
    /// Members whose name, tier, role or badges changed, beside those whose numbers did.
    pub changes: Vec<MemberId>,
}

/// Whom a count is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    Member(MemberId),
    /// Whoever wrote the post, also where the event leaves them out because they earn nothing.
    AuthorOf(PostId),
}

/// One number that moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// A member's metric.
    Metric { whom: Whom, metric: Metric, by: i64 },
    /// A post's score, and its topic's for an opening post.
    Score { topic: TopicId, post: PostId, kind: PostKind, by: i64 },
    /// Comments under a post.
    Comments { post: PostId, by: i64 },
    /// Topics of the topic's category and tags.
    Topics { topic: TopicId, by: i64 },
    /// Answers or replies of a topic.
    Answers { topic: TopicId, by: i64 },
    /// Who wrote in a topic last.
    LastWriter { topic: TopicId, member: Option<MemberId> },
    /// Posts and comments that a member wrote today.
    Contributions { member: MemberId },
    /// The mark of an accepted answer.
    Accepted { post: PostId, by: i64 },
}

/// Whose points go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undoes {
    #[default]
    Nothing,
    /// What an earlier event gave and took.
    Event(EventId),
    /// All that a post has brought and that goes with it.
    AllOf(PostId),
}

/// What happened that a badge may wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// A post's score rose.
    Scored { topic: TopicId, post: PostId, author: MemberId },
    /// A topic's views passed a number.
    Viewed { author: MemberId, views: i64, place: Place },
    /// A member voted, +1 or −1.
    Voted { member: MemberId, value: i64 },
    /// A member accepted an answer to their question.
    Accepted { member: MemberId, place: Place },
    /// A member edited a post.
    Edited { member: MemberId, place: Place },
    /// A member completed their profile.
    CompletedProfile { member: MemberId },
}

/// Where something happened.
pub type Place = (Option<TopicId>, Option<PostId>);

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listener {
    Member(MemberId),
    /// Those who follow the topic, by a job.
    Followers,
}

/// One thing told. Nobody is told what they did themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Tell {
    pub whom: Listener,
    pub kind: NotificationKind,
    /// What the sentence needs beside the place.
    pub detail: Detail,
    /// Whether it is also shown as a reward.
    pub toast: Toast,
    pub mail: Letter,
}

impl Tell {
    /// Whether it may come and go and come again: who heard of it is not told the same once more on the same day.
    pub fn comes_and_goes(&self) -> bool {
        self.kind == NotificationKind::Accepted || self.kind == NotificationKind::TierReached
    }
}

/// Whether a notification is also shown as a toast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toast {
    Show,
    Skip,
}

/// Which mail goes with a notification, if the member wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letter {
    None,
    Answer,
    Mention,
    Accepted,
    /// The badge or tier of the detail, with others of the same minutes.
    Award,
}

/// What a notification's sentence needs; stored as JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Detail {
    None {},
    Post { post_kind: PostKind },
    Badge { badge: String },
    Tier { from: String, tier: String },
    Decision { decision: Decision, reason: String },
    Flag { upheld: bool },
    Sanction { sanction: SanctionKind, reason: String },
    Lifted { sanction: Lifted, reason: String },
    Role { role: Role, reason: String },
    Topic { what: TopicChange, reason: String },
    Reason { reason: String },
}

/// What stands where the kind of a sanction would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifted {
    Lifted,
}

/// What the search index reads again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reindex {
    #[default]
    Nothing,
    /// A new post.
    Post(TopicId, PostId),
    /// A post whose text changed; what is filled in later was indexed with its last text.
    Changed(TopicId, PostId),
    /// A post that went or came back, and all answers with an opening post.
    WithAnswers(TopicId, PostId),
    /// The opening post of a topic.
    Opening(TopicId),
}

/// Whether lists of topics are what they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lists {
    #[default]
    Same,
    Changed,
}

impl Event {
    /// All consequences of the event.
    pub fn says(&self) -> Says {
        let place = self.place();
        match self {
            // Content.
            Event::TopicPosted { topic, post, author, topic_kind, mentioned } => Says {
                counts: [vec![Count::Topics { topic: *topic, by: 1 }], opened(*author, *topic_kind, 1), contributed(*author)].concat(),
                tells: mentions(mentioned),
                reindexes: Reindex::Post(*topic, *post),
                lists: Lists::Changed,
                ..Says::default()
            },
            Event::AnswerPosted { topic, post, author, topic_author, post_kind, mentioned } => {
                let detail = Detail::Post { post_kind: *post_kind };
                let mut tells = mentions(mentioned);
                tells.extend(topic_author.filter(|asker| !mentioned.contains(asker)).map(|asker| Tell {
                    whom: Listener::Member(asker),
                    kind: NotificationKind::Answered,
                    detail: detail.clone(),
                    toast: Toast::Skip,
                    mail: Letter::Answer,
                }));
                tells.push(Tell { whom: Listener::Followers, kind: NotificationKind::Followed, detail, toast: Toast::Skip, mail: Letter::None });
                Says {
                    counts: [vec![Count::LastWriter { topic: *topic, member: *author }], answered(*topic, *author, 1), contributed(*author)].concat(),
                    tells,
                    reindexes: Reindex::Post(*topic, *post),
                    lists: Lists::Changed,
                    ..Says::default()
                }
            }
            Event::CommentPosted { post, author, post_author, mentioned, .. } => {
                let mut tells = mentions(mentioned);
                let told = post_author.filter(|writer| !mentioned.contains(writer));
                tells.extend(told.map(|writer| tell(writer, NotificationKind::Commented, Detail::None {})));
                Says {
                    counts: [vec![Count::Comments { post: *post, by: 1 }], metric(*author, Metric::Comments, 1), contributed(*author)].concat(),
                    tells,
                    ..Says::default()
                }
            }
            Event::PostEdited { topic, post, editor, author, note, mentioned } => {
                // The author hears of the edit itself, and why.
                let others: Vec<MemberId> = mentioned.iter().copied().filter(|member| Some(*member) != *author).collect();
                let mut tells = mentions(&others);
                tells.extend(author.map(|author| Tell {
                    mail: if mentioned.contains(&author) { Letter::Mention } else { Letter::None },
                    ..tell(author, NotificationKind::PostEdited, Detail::Reason { reason: note.clone() })
                }));
                Says {
                    occasions: editor.map(|member| Occasion::Edited { member, place }).into_iter().collect(),
                    tells,
                    reindexes: Reindex::Changed(*topic, *post),
                    lists: Lists::Changed,
                    ..Says::default()
                }
            }
            Event::EditApproved { editor, .. } => Says { earns: vec![Entry::once(*editor, PointRule::EditApproved)], ..Says::default() },
            Event::PostDeleted { topic, post, author, standing, .. } => Says {
                counts: standing.map(|kinds| stands(*topic, *author, kinds, -1)).unwrap_or_default(),
                undoes: Undoes::AllOf(*post),
                reindexes: Reindex::WithAnswers(*topic, *post),
                lists: Lists::Changed,
                ..Says::default()
            },
            Event::PostRestored { topic, post, author, deleted, standing, .. } => Says {
                counts: standing.map(|kinds| stands(*topic, *author, kinds, 1)).unwrap_or_default(),
                undoes: Undoes::Event(*deleted),
                reindexes: Reindex::WithAnswers(*topic, *post),
                lists: Lists::Changed,
                ..Says::default()
            },
            Event::CommentRemoved { author, reason, .. } => Says {
                tells: author.map(|author| tell(author, NotificationKind::CommentRemoved, Detail::Reason { reason: reason.clone() })).into_iter().collect(),
                ..Says::default()
            },
            Event::TopicManaged { topic, author, what, reason, .. } => Says {
                tells: author
                    .map(|author| tell(author, NotificationKind::TopicMoved, Detail::Topic { what: *what, reason: reason.clone() }))
                    .into_iter()
                    .collect(),
                reindexes: match what {
                    TopicChange::Retagged => Reindex::Opening(*topic),
                    TopicChange::Locked | TopicChange::Unlocked | TopicChange::Pinned | TopicChange::Unpinned | TopicChange::Moved => Reindex::Nothing,
                },
                lists: Lists::Changed,
                ..Says::default()
            },
            Event::ViewsReached { author, views, .. } => {
                Says { occasions: author.map(|author| Occasion::Viewed { author, views: *views, place }).into_iter().collect(), ..Says::default() }
            }

            // Votes.
            Event::VoteCast { topic, post, post_kind, author, voter, value, .. } => {
                let rule = vote_rule(*post_kind, *value);
                let mut occasions = Vec::new();
                if let (Some(author), 1) = (author, value) {
                    occasions.push(Occasion::Scored { topic: *topic, post: *post, author: *author });
                }
                occasions.extend(voter.map(|member| Occasion::Voted { member, value: *value }));
                Says {
                    counts: vec![Count::Score { topic: *topic, post: *post, kind: *post_kind, by: *value }],
                    earns: vote_entries(rule, *author, *voter),
                    occasions,
                    lists: Lists::Changed,
                    ..Says::default()
                }
            }
            Event::VoteRetracted { topic, post, cast, taken, .. } => Says {
                counts: taken.map(|(kind, value)| Count::Score { topic: *topic, post: *post, kind, by: -value }).into_iter().collect(),
                undoes: Undoes::Event(*cast),
                lists: Lists::Changed,
                ..Says::default()
            },

            // Acceptance.
            // It was earned, and told, when it was accepted first.
            Event::AnswerAccepted { post, restores: Some(unaccepted), .. } => {
                Says { counts: accepted(*post, 1), undoes: Undoes::Event(*unaccepted), lists: Lists::Changed, ..Says::default() }
            }
            Event::AnswerAccepted { post, answerer, asker, restores: None, .. } => {
                let mut earns = Vec::new();
                if answerer != asker {
                    earns.extend(answerer.map(|member| Entry::once(member, PointRule::AnswerAccepted)));
                    earns.extend(asker.map(|member| Entry::once(member, PointRule::AcceptedAnAnswer)));
                }
                Says {
                    counts: accepted(*post, 1),
                    earns,
                    occasions: asker.map(|member| Occasion::Accepted { member, place }).into_iter().collect(),
                    awards_at: place,
                    tells: answerer
                        .map(|answerer| Tell {
                            whom: Listener::Member(answerer),
                            kind: NotificationKind::Accepted,
                            detail: Detail::None {},
                            toast: Toast::Show,
                            mail: Letter::Accepted,
                        })
                        .into_iter()
                        .collect(),
                    lists: Lists::Changed,
                    ..Says::default()
                }
            }
            Event::AnswerUnaccepted { post, accepted: earlier, .. } => {
                Says { counts: accepted(*post, -1), undoes: Undoes::Event(*earlier), untells: Some(*earlier), lists: Lists::Changed, ..Says::default() }
            }

            // Moderation.
            Event::PostFlagged { .. } => Says::default(),
            Event::FlagUpheld { flagger, .. } => Says {
                counts: metric(Some(*flagger), Metric::UpheldFlags, 1),
                earns: vec![Entry::once(*flagger, PointRule::FlagUpheld)],
                tells: vec![tell(*flagger, NotificationKind::FlagDecided, Detail::Flag { upheld: true })],
                ..Says::default()
            },
            Event::FlagDismissed { flagger, .. } => Says {
                counts: metric(Some(*flagger), Metric::Faults, 1),
                tells: vec![tell(*flagger, NotificationKind::FlagDecided, Detail::Flag { upheld: false })],
                ..Says::default()
            },
            Event::FlagOverturned { flagger, upheld, .. } => Says {
                counts: [metric(Some(*flagger), Metric::UpheldFlags, -1), metric(Some(*flagger), Metric::Faults, 1)].concat(),
                undoes: Undoes::Event(*upheld),
                tells: vec![tell(*flagger, NotificationKind::FlagDecided, Detail::Flag { upheld: false })],
                ..Says::default()
            },
            Event::SpamUpheld { author, .. } => Says { earns: vec![Entry::once(*author, PointRule::SpamUpheld)], ..Says::default() },
            Event::SpamOverturned { upheld, .. } => Says { undoes: Undoes::Event(*upheld), ..Says::default() },
            Event::PostDecided { topic, post, author, decision, reason, .. } => Says {
                tells: author
                    .map(|author| tell(author, NotificationKind::PostDecision, Detail::Decision { decision: *decision, reason: reason.clone() }))
                    .into_iter()
                    .collect(),
                reindexes: match decision {
                    Decision::Hide | Decision::Restore | Decision::Dismiss => Reindex::WithAnswers(*topic, *post),
                    Decision::Delete | Decision::Warn => Reindex::Nothing,
                },
                lists: Lists::Changed,
                // What is hidden or shown again is so on its author's profile, too.
                changes: author.iter().copied().collect(),
                ..Says::default()
            },
            Event::MemberSanctioned { member, sanction_kind, reason, .. } => Says {
                tells: vec![tell(*member, NotificationKind::Sanctioned, Detail::Sanction { sanction: *sanction_kind, reason: reason.clone() })],
                ..Says::default()
            },
            Event::SanctionLifted { member, reason, .. } => Says {
                tells: vec![tell(*member, NotificationKind::Sanctioned, Detail::Lifted { sanction: Lifted::Lifted, reason: reason.clone() })],
                ..Says::default()
            },

            // Members.
            Event::MemberJoined { member } => Says { earns: vec![Entry::once(*member, PointRule::Joined)], lists: Lists::Changed, ..Says::default() },
            Event::ProfileCompleted { member } => {
                Says { occasions: vec![Occasion::CompletedProfile { member: *member }], changes: vec![*member], ..Says::default() }
            }
            Event::RoleChanged { member, role, reason, .. } => Says {
                tells: vec![tell(*member, NotificationKind::RoleChanged, Detail::Role { role: *role, reason: reason.clone() })],
                changes: vec![*member],
                ..Says::default()
            },

            // Economy.
            Event::BountyOffered { member, amount, .. } => {
                Says { earns: vec![Entry { member: *member, rule: PointRule::BountyOffered, times: *amount }], ..Says::default() }
            }
            Event::BountyWon { member, amount, .. } => {
                Says { earns: vec![Entry { member: *member, rule: PointRule::BountyWon, times: *amount }], ..Says::default() }
            }

            // Recognition.
            Event::TierReached { member, from, to, promoted } => Says {
                tells: match promoted {
                    Promotion::Up => vec![reward(*member, NotificationKind::TierReached, Detail::Tier { from: from.clone(), tier: to.clone() })],
                    Promotion::Down => Vec::new(),
                },
                changes: vec![*member],
                ..Says::default()
            },
            Event::BadgeAwarded { member, badge, .. } => Says {
                tells: vec![reward(*member, NotificationKind::BadgeAwarded, Detail::Badge { badge: badge.clone() })],
                lists: Lists::Changed,
                changes: vec![*member],
                ..Says::default()
            },
        }
    }
}

fn tell(member: MemberId, kind: NotificationKind, detail: Detail) -> Tell {
    Tell { whom: Listener::Member(member), kind, detail, toast: Toast::Skip, mail: Letter::None }
}

fn reward(member: MemberId, kind: NotificationKind, detail: Detail) -> Tell {
    Tell { toast: Toast::Show, mail: Letter::Award, ..tell(member, kind, detail) }
}

fn mentions(mentioned: &[MemberId]) -> Vec<Tell> {
    mentioned.iter().map(|member| Tell { mail: Letter::Mention, ..tell(*member, NotificationKind::Mentioned, Detail::None {}) }).collect()
}

fn metric(member: Option<MemberId>, metric: Metric, by: i64) -> Vec<Count> {
    member.map(|member| Count::Metric { whom: Whom::Member(member), metric, by }).into_iter().collect()
}

fn contributed(author: Option<MemberId>) -> Vec<Count> {
    author.map(|member| Count::Contributions { member }).into_iter().collect()
}

/// A topic came or went: its author's questions.
fn opened(author: Option<MemberId>, kind: TopicKind, by: i64) -> Vec<Count> {
    match kind {
        TopicKind::Question => metric(author, Metric::Questions, by),
        TopicKind::Discussion => Vec::new(),
    }
}

/// An answer or reply came or went.
fn answered(topic: TopicId, author: Option<MemberId>, by: i64) -> Vec<Count> {
    [vec![Count::Answers { topic, by }], metric(author, Metric::Answers, by)].concat()
}

/// A post was deleted or came back.
fn stands(topic: TopicId, author: Option<MemberId>, (post_kind, topic_kind): (PostKind, TopicKind), by: i64) -> Vec<Count> {
    match post_kind {
        PostKind::Opening => [vec![Count::Topics { topic, by }], opened(author, topic_kind, by)].concat(),
        PostKind::Answer | PostKind::Reply => answered(topic, author, by),
    }
}

fn accepted(post: PostId, by: i64) -> Vec<Count> {
    vec![Count::Accepted { post, by }, Count::Metric { whom: Whom::AuthorOf(post), metric: Metric::AcceptedAnswers, by }]
}

/// The rule of a vote. Posts of discussions earn like answers, so that a good reply counts;
/// a discussion's opening post earns like a question.
fn vote_rule(post: PostKind, value: i64) -> Option<PointRule> {
    match (post, value) {
        (PostKind::Opening, 1) => Some(PointRule::QuestionUpvoted),
        (PostKind::Opening, -1) => Some(PointRule::QuestionDownvoted),
        (PostKind::Answer | PostKind::Reply, 1) => Some(PointRule::AnswerUpvoted),
        (PostKind::Answer | PostKind::Reply, -1) => Some(PointRule::AnswerDownvoted),
        _ => None,
    }
}

fn vote_entries(rule: Option<PointRule>, author: Option<MemberId>, voter: Option<MemberId>) -> Vec<Entry> {
    let Some(rule) = rule else { return Vec::new() };
    let mut entries: Vec<Entry> = author.map(|author| Entry::once(author, rule)).into_iter().collect();
    if let (Some(voter), PointRule::AnswerDownvoted) = (voter, rule) {
        entries.push(Entry::once(voter, PointRule::DownvoteGiven));
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepting_ones_own_answer_earns_nothing_and_counts() {
        let says = Event::AnswerAccepted { topic: TopicId(1), post: PostId(2), answerer: Some(MemberId(3)), asker: Some(MemberId(3)), restores: None }.says();
        assert!(says.earns.is_empty());
        assert_eq!(says.counts, accepted(PostId(2), 1));
    }

    #[test]
    fn an_answer_tells_each_member_once() {
        let (asker, named) = (MemberId(1), MemberId(2));
        let answer = |mentioned: Vec<MemberId>| Event::AnswerPosted {
            topic: TopicId(1),
            post: PostId(2),
            author: Some(MemberId(9)),
            topic_author: Some(asker),
            post_kind: PostKind::Answer,
            mentioned,
        };
        let told = |event: Event| event.says().tells.into_iter().map(|tell| (tell.whom, tell.kind)).collect::<Vec<_>>();
        let followers = (Listener::Followers, NotificationKind::Followed);
        assert_eq!(
            told(answer(vec![named])),
            [(Listener::Member(named), NotificationKind::Mentioned), (Listener::Member(asker), NotificationKind::Answered), followers]
        );
        assert_eq!(told(answer(vec![asker])), [(Listener::Member(asker), NotificationKind::Mentioned), followers]);
    }

    #[test]
    fn what_comes_and_goes_counts_the_same_both_ways() {
        let (topic, post, author) = (TopicId(1), PostId(3), Some(MemberId(2)));
        let opposite = |count: &Count| match *count {
            Count::Metric { whom, metric, by } => Count::Metric { whom, metric, by: -by },
            Count::Topics { topic, by } => Count::Topics { topic, by: -by },
            Count::Answers { topic, by } => Count::Answers { topic, by: -by },
            other => other,
        };
        for (post_kind, topic_kind) in
            [(PostKind::Opening, TopicKind::Question), (PostKind::Opening, TopicKind::Discussion), (PostKind::Answer, TopicKind::Question)]
        {
            let standing = Some((post_kind, topic_kind));
            let gone = Event::PostDeleted { topic, post, author, by: author, standing, unaccepted: None }.says().counts;
            let back = Event::PostRestored { topic, post, author, by: author, deleted: EventId(4), standing }.says().counts;
            assert!(!gone.is_empty());
            assert_eq!(gone.iter().map(opposite).collect::<Vec<_>>(), back, "{post_kind} of a {topic_kind}");
            // What comes first counts as what comes back, beside what a day counts.
            let first = if post_kind == PostKind::Opening {
                Event::TopicPosted { topic, post, author, topic_kind, mentioned: Vec::new() }
            } else {
                Event::AnswerPosted { topic, post, author, topic_author: None, post_kind, mentioned: Vec::new() }
            };
            let is_of_the_moment = |count: &Count| matches!(count, Count::Contributions { .. } | Count::LastWriter { .. });
            assert_eq!(first.says().counts.into_iter().filter(|count| !is_of_the_moment(count)).collect::<Vec<_>>(), back, "{post_kind} of a {topic_kind}");
        }
    }
}
