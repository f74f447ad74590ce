//! The kinds of topics, each described once: what follows the opening post, whether one of it is accepted, in which order it stands, how it
//! counts, and under which keys its words stand. Whoever wants to know something about a kind asks its description; a new kind is one more.

use super::metrics::Metric;
use super::vocabulary::{PostKind, TopicKind};

/// What there is to know about a kind of topics. Posts of every kind are voted on by everybody but their author, and are commented on; no
/// kind closes by itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    pub kind: TopicKind,
    /// What posts after the opening one are.
    pub follow_up: PostKind,
    /// Of which posts whoever opened the topic may accept one.
    pub accepts: Option<PostKind>,
    /// Without a post that follows, it is listed as unanswered.
    pub needs_answer: bool,
    pub order: Order,
    /// What opening one counts as for its author.
    pub opened_as: Option<Metric>,
    pub words: KindWords,
}

/// In which order the posts after the opening one stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The accepted one first, then by score; readers may choose the order of time.
    BestFirst,
    /// As they were written.
    ByTime,
}

/// Keys of a kind's words in the locale files; `kind-WORD` and `kind-WORD-hint` name it where one is opened.
#[derive(Debug, PartialEq, Eq)]
pub struct KindWords {
    /// Beside a topic in lists; none for what topics usually are.
    pub label: Option<&'static str>,
    /// What its author did, with the time.
    pub opened: &'static str,
    /// Who that was, over their name.
    pub opened_by: &'static str,
    /// How many posts follow: as a heading, and under the number in lists.
    pub heading: &'static str,
    pub in_lists: &'static str,
    /// The form for a post that follows, and its button.
    pub write: &'static str,
    pub send: &'static str,
    /// What the key of a point rule's reason ends with, where the kind has a reason of its own.
    pub reason: Option<&'static str>,
}

/// What a topic is where nobody has chosen.
pub const USUAL: TopicKind = TopicKind::Question;

const QUESTION: Kind = Kind {
    kind: TopicKind::Question,
    follow_up: PostKind::Answer,
    accepts: Some(PostKind::Answer),
    needs_answer: true,
    order: Order::BestFirst,
    opened_as: Some(Metric::Questions),
    words: KindWords {
        label: None,
        opened: "wrote-asked",
        opened_by: "side-asked-by",
        heading: "answers-count",
        in_lists: "row-answers",
        write: "your-answer",
        send: "post-answer",
        reason: None,
    },
};

const DISCUSSION: Kind = Kind {
    kind: TopicKind::Discussion,
    follow_up: PostKind::Reply,
    accepts: None,
    needs_answer: false,
    order: Order::ByTime,
    opened_as: Some(Metric::Discussions),
    words: KindWords {
        label: Some("kind-discussion"),
        opened: "wrote-started",
        opened_by: "side-started-by",
        heading: "replies-count",
        in_lists: "row-replies",
        write: "your-reply",
        send: "post-reply",
        reason: Some("discussion"),
    },
};

impl TopicKind {
    /// What there is to know about the kind.
    pub fn describe(self) -> &'static Kind {
        match self {
            TopicKind::Question => &QUESTION,
            TopicKind::Discussion => &DISCUSSION,
        }
    }
}

/// The kinds of which something is true.
pub fn those(is: impl Fn(&Kind) -> bool) -> impl Iterator<Item = &'static Kind> {
    TopicKind::ALL.iter().map(|kind| kind.describe()).filter(move |kind| is(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_describes_itself() {
        for kind in TopicKind::ALL {
            let described = kind.describe();
            assert_eq!(described.kind, *kind);
            assert_ne!(described.follow_up, PostKind::Opening);
            assert!(described.accepts.is_none_or(|accepted| accepted == described.follow_up), "{kind}: what never follows is never accepted");
        }
        assert_eq!(those(|kind| kind.needs_answer).map(|kind| kind.kind).collect::<Vec<_>>(), [TopicKind::Question]);
    }
}
