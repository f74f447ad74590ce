//! What an event says: its consequences, decided in one place and carried out by interpreters that know no events.
//!
//! [`Event::says`] is pure and exhaustive: a new event does not compile until every part of its [`Says`] is decided here. The effects, the
//! referee and whoever tries rules on the past all ask it; none of them matches on an event.

use super::conditions::Deed;
use super::events::{Event, Promotion, TopicChange};
use super::ids::{CommentId, EventId, MemberId, PostId, TopicId};
use super::metrics::Metric;
use super::points::{Entry, PointRule};
use super::vocabulary::{Decision, NotificationKind, PostKind, Role, SanctionKind};
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

/// One number that moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// A member's metric, today and nowhere in particular.
    Metric { member: MemberId, metric: Metric, by: i64 },
    /// What a new post counts for, of who wrote it and of who opened its topic; the table of metrics says it.
    Posted { post: PostId },
    /// All that a post counts for, with the votes on it: it went, or came back.
    Stands { post: PostId, by: i64 },
    /// All that a comment counts for: it went, or came back.
    CommentStands { comment: CommentId, by: i64 },
    /// A vote that came, or went: the post's score, its topic's for an opening post, and what it counts for.
    Vote { topic: TopicId, post: PostId, kind: PostKind, value: i64, stands: VoteStands },
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
    /// The mark of an accepted answer, and what it counts for of who wrote it and who asked.
    Accepted { topic: TopicId, post: PostId },
    /// The same taken back; it was given by the event.
    Unaccepted { topic: TopicId, post: PostId, accepted: EventId },
}

/// Whether a vote stands from now on, or does no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoteStands {
    FromNow,
    /// It was cast by this event.
    NoLonger(EventId),
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
    /// A post was written.
    Posted { topic: TopicId, post: PostId, author: MemberId },
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
    /// A member was given a badge or another tier.
    Recognised { member: MemberId },
}

impl Occasion {
    /// Who did what that rules may ask for, and where; none where it is about a post or a recognition.
    pub fn deed(&self) -> Option<(MemberId, Deed, Place)> {
        match *self {
            Occasion::Voted { member, value } => Some((member, if value > 0 { Deed::VotedUp } else { Deed::VotedDown }, (None, None))),
            Occasion::Accepted { member, place } => Some((member, Deed::AcceptedAnAnswer, place)),
            Occasion::Edited { member, place } => Some((member, Deed::EditedAPost, place)),
            Occasion::CompletedProfile { member } => Some((member, Deed::CompletedProfile, (None, None))),
            Occasion::Posted { .. } | Occasion::Scored { .. } | Occasion::Viewed { .. } | Occasion::Recognised { .. } => None,
        }
    }
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
            Event::TopicPosted { topic, post, author, mentioned, .. } => Says {
                counts: [vec![Count::Topics { topic: *topic, by: 1 }, Count::Posted { post: *post }], contributed(*author)].concat(),
                occasions: posted(*topic, *post, *author),
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
                    counts: [
                        vec![Count::LastWriter { topic: *topic, member: *author }, Count::Answers { topic: *topic, by: 1 }, Count::Posted { post: *post }],
                        contributed(*author),
                    ]
                    .concat(),
                    occasions: posted(*topic, *post, *author),
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
                let received = post_author.filter(|writer| Some(*writer) != *author);
                Says {
                    counts: [
                        vec![Count::Comments { post: *post, by: 1 }],
                        metric(*author, Metric::Comments, 1),
                        metric(received, Metric::CommentsReceived, 1),
                        contributed(*author),
                    ]
                    .concat(),
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
                let of_others = editor.filter(|editor| Some(*editor) != *author);
                Says {
                    counts: [metric(*editor, Metric::Edits, 1), metric(of_others, Metric::EditsOfOthers, 1)].concat(),
                    occasions: editor.map(|member| Occasion::Edited { member, place }).into_iter().collect(),
                    tells,
                    reindexes: Reindex::Changed(*topic, *post),
                    lists: Lists::Changed,
                    ..Says::default()
                }
            }
            Event::EditApproved { editor, .. } => {
                Says { counts: metric(Some(*editor), Metric::EditsApproved, 1), earns: vec![Entry::once(*editor, PointRule::EditApproved)], ..Says::default() }
            }
            Event::PostDeleted { topic, post, standing, .. } => Says {
                counts: standing.map(|(kind, _)| stands(*topic, *post, kind, -1)).unwrap_or_default(),
                undoes: Undoes::AllOf(*post),
                reindexes: Reindex::WithAnswers(*topic, *post),
                lists: Lists::Changed,
                ..Says::default()
            },
            Event::PostRestored { topic, post, deleted, standing, .. } => Says {
                counts: standing.map(|(kind, _)| stands(*topic, *post, kind, 1)).unwrap_or_default(),
                undoes: Undoes::Event(*deleted),
                reindexes: Reindex::WithAnswers(*topic, *post),
                lists: Lists::Changed,
                ..Says::default()
            },
            Event::CommentRemoved { author, reason, .. } => Says {
                tells: author.map(|author| tell(author, NotificationKind::CommentRemoved, Detail::Reason { reason: reason.clone() })).into_iter().collect(),
                ..Says::default()
            },
            // Where what was done in it counts has moved with the topic: see `effects::move_counts`.
            Event::TopicManaged { topic, author, by, what, reason } => Says {
                counts: metric(Some(*by), Metric::TopicsManaged, 1),
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
                    counts: [
                        vec![Count::Vote { topic: *topic, post: *post, kind: *post_kind, value: *value, stands: VoteStands::FromNow }],
                        metric(*voter, cast_metric(*value), 1),
                    ]
                    .concat(),
                    earns: vote_entries(rule, *author, *voter),
                    occasions,
                    lists: Lists::Changed,
                    ..Says::default()
                }
            }
            Event::VoteRetracted { topic, post, author, voter, cast, taken, .. } => Says {
                counts: taken
                    .map(|(kind, value)| {
                        let vote = Count::Vote { topic: *topic, post: *post, kind, value, stands: VoteStands::NoLonger(*cast) };
                        [vec![vote], metric(*voter, cast_metric(value), -1)].concat()
                    })
                    .unwrap_or_default(),
                occasions: match (author, taken) {
                    // A vote against it is gone.
                    (Some(author), Some((_, -1))) => vec![Occasion::Scored { topic: *topic, post: *post, author: *author }],
                    _ => Vec::new(),
                },
                undoes: Undoes::Event(*cast),
                lists: Lists::Changed,
                ..Says::default()
            },

            // Acceptance.
            // It was earned, and told, when it was accepted first.
            Event::AnswerAccepted { topic, post, restores: Some(unaccepted), .. } => Says {
                counts: vec![Count::Accepted { topic: *topic, post: *post }],
                undoes: Undoes::Event(*unaccepted),
                lists: Lists::Changed,
                ..Says::default()
            },
            Event::AnswerAccepted { topic, post, answerer, asker, restores: None } => {
                let mut earns = Vec::new();
                if answerer != asker {
                    earns.extend(answerer.map(|member| Entry::once(member, PointRule::AnswerAccepted)));
                    earns.extend(asker.map(|member| Entry::once(member, PointRule::AcceptedAnAnswer)));
                }
                Says {
                    counts: vec![Count::Accepted { topic: *topic, post: *post }],
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
            Event::AnswerUnaccepted { topic, post, accepted, .. } => Says {
                counts: vec![Count::Unaccepted { topic: *topic, post: *post, accepted: *accepted }],
                undoes: Undoes::Event(*accepted),
                untells: Some(*accepted),
                lists: Lists::Changed,
                ..Says::default()
            },

            // Moderation.
            Event::PostFlagged { by, .. } => Says { counts: metric(Some(*by), Metric::FlagsRaised, 1), ..Says::default() },
            Event::FlagUpheld { flagger, .. } => Says {
                counts: metric(Some(*flagger), Metric::UpheldFlags, 1),
                earns: vec![Entry::once(*flagger, PointRule::FlagUpheld)],
                tells: vec![tell(*flagger, NotificationKind::FlagDecided, Detail::Flag { upheld: true })],
                ..Says::default()
            },
            Event::FlagDismissed { flagger, .. } => Says {
                counts: dismissed(*flagger),
                tells: vec![tell(*flagger, NotificationKind::FlagDecided, Detail::Flag { upheld: false })],
                ..Says::default()
            },
            Event::FlagOverturned { flagger, upheld, .. } => Says {
                counts: [metric(Some(*flagger), Metric::UpheldFlags, -1), dismissed(*flagger)].concat(),
                undoes: Undoes::Event(*upheld),
                tells: vec![tell(*flagger, NotificationKind::FlagDecided, Detail::Flag { upheld: false })],
                ..Says::default()
            },
            Event::SpamUpheld { author, .. } => Says { earns: vec![Entry::once(*author, PointRule::SpamUpheld)], ..Says::default() },
            Event::SpamOverturned { upheld, .. } => Says { undoes: Undoes::Event(*upheld), ..Says::default() },
            Event::PostDecided { topic, post, author, by, decision, reason } => Says {
                counts: metric(Some(*by), Metric::Decisions, 1),
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
                counts: metric(
                    Some(*member),
                    match sanction_kind {
                        SanctionKind::Warning => Metric::Warnings,
                        SanctionKind::Silence => Metric::Silences,
                        SanctionKind::Suspension => Metric::Suspensions,
                    },
                    1,
                ),
                tells: vec![tell(*member, NotificationKind::Sanctioned, Detail::Sanction { sanction: *sanction_kind, reason: reason.clone() })],
                ..Says::default()
            },
            Event::SanctionLifted { member, reason, .. } => Says {
                tells: vec![tell(*member, NotificationKind::Sanctioned, Detail::Lifted { sanction: Lifted::Lifted, reason: reason.clone() })],
                ..Says::default()
            },

            // Members.
            Event::MemberJoined { member } => Says { earns: vec![Entry::once(*member, PointRule::Joined)], lists: Lists::Changed, ..Says::default() },
            Event::ProfileCompleted { member } => Says {
                counts: metric(Some(*member), Metric::ProfilesCompleted, 1),
                occasions: vec![Occasion::CompletedProfile { member: *member }],
                changes: vec![*member],
                ..Says::default()
            },
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
                occasions: vec![Occasion::Recognised { member: *member }],
                changes: vec![*member],
                ..Says::default()
            },
            Event::BadgeAwarded { member, badge, .. } => Says {
                occasions: vec![Occasion::Recognised { member: *member }],
                tells: vec![reward(*member, NotificationKind::BadgeAwarded, Detail::Badge { badge: badge.clone() })],
                lists: Lists::Changed,
                changes: vec![*member],
                ..Says::default()
            },
            // Whom it changes, the job finds out that goes over all members.
            Event::RulebookPublished { .. } => Says { lists: Lists::Changed, ..Says::default() },
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
    member.map(|member| Count::Metric { member, metric, by }).into_iter().collect()
}

fn posted(topic: TopicId, post: PostId, author: Option<MemberId>) -> Vec<Occasion> {
    author.map(|author| Occasion::Posted { topic, post, author }).into_iter().collect()
}

fn contributed(author: Option<MemberId>) -> Vec<Count> {
    author.map(|member| Count::Contributions { member }).into_iter().collect()
}

/// A post was deleted or came back.
fn stands(topic: TopicId, post: PostId, kind: PostKind, by: i64) -> Vec<Count> {
    let in_place = match kind {
        PostKind::Opening => Count::Topics { topic, by },
        PostKind::Answer | PostKind::Reply => Count::Answers { topic, by },
    };
    vec![in_place, Count::Stands { post, by }]
}

fn dismissed(flagger: MemberId) -> Vec<Count> {
    [metric(Some(flagger), Metric::DismissedFlags, 1), metric(Some(flagger), Metric::Faults, 1)].concat()
}

fn cast_metric(value: i64) -> Metric {
    if value > 0 { Metric::UpvotesCast } else { Metric::DownvotesCast }
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
        assert_eq!(says.counts, [Count::Accepted { topic: TopicId(1), post: PostId(2) }]);
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
        for (kind, in_place) in
            [(PostKind::Opening, Count::Topics { topic: TopicId(1), by: -1 }), (PostKind::Answer, Count::Answers { topic: TopicId(1), by: -1 })]
        {
            assert_eq!(stands(TopicId(1), PostId(2), kind, -1), [in_place, Count::Stands { post: PostId(2), by: -1 }]);
        }
    }
}
