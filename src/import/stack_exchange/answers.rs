//! Answers: the second reading of the posts, once every question has its place.

use super::batches::{Fresh, Stage, Take};
use super::posts::{self, ANSWER, Text};
use super::rows::PostRow;
use super::{Work, replay};
use crate::import::{ImportError, Summary};
use crate::rules::events::Event;
use crate::rules::vocabulary::PostKind;
use crate::store::Tx;
use crate::store::imports::{self, Place};

pub(super) struct Answers;

pub(super) struct Ready {
    text: Text,
    question: Place,
}

impl Stage for Answers {
    type Row = PostRow;
    type Ready = Ready;
    const KEY: &'static str = "answers";
    const KIND: Option<&'static str> = Some(posts::KIND);
    const FIRST_TO_READ: bool = false;

    fn id(row: &PostRow) -> i64 {
        row.id
    }

    fn digest(row: &PostRow) -> i64 {
        posts::digest(row)
    }

    fn take(row: &PostRow) -> Take {
        if row.post_type_id == ANSWER { Take::Yes } else { Take::Elsewhere }
    }

    fn prepare(work: &Work, rows: Vec<Fresh<PostRow>>, summary: &mut Summary) -> Result<Vec<Ready>, ImportError> {
        let mut rows = rows;
        let ids: Vec<i64> = rows.iter().filter_map(|fresh| fresh.row.parent_id).collect();
        work.db.read_now(|conn| {
            let places = imports::places(conn, &work.source, &ids)?;
            let parent = |fresh: &Fresh<PostRow>| fresh.row.parent_id.and_then(|id| places.get(&id)).filter(|p| p.kind == PostKind::Opening).copied();
            rows.retain(|fresh| {
                let has_question = parent(fresh).is_some();
                if !has_question {
                    summary.left_out("answers to questions that are missing");
                }
                has_question
            });
            let questions: Vec<Place> = rows.iter().filter_map(parent).collect();
            let mut texts = posts::texts(conn, work, &mut rows)?;
            texts.iter_mut().for_each(|text| text.prepare_words(work, PostKind::Answer, "", ""));
            Ok(texts.into_iter().zip(questions).map(|(text, question)| Ready { text, question }).collect())
        })
    }

    fn write(tx: &mut Tx<'_>, work: &Work, ready: &Ready, summary: &mut Summary) -> Result<(), ImportError> {
        let Ready { text, question } = ready;
        let post = match text.local {
            Some(post) => {
                posts::change(tx, work, post, text, None)?;
                summary.changed("answers");
                post
            }
            None => {
                let post = posts::add(tx, work, question.topic, PostKind::Answer, text, None)?;
                let event = Event::AnswerPosted {
                    topic: question.topic,
                    post,
                    author: text.author,
                    topic_author: question.topic_author,
                    post_kind: PostKind::Answer,
                    mentioned: Vec::new(),
                };
                work.wait(tx, text.at, replay::Order::Post, text.id, &event)?;
                summary.added("answers");
                post
            }
        };
        work.put(tx, posts::KIND, text.id, post.0, text.digest)
    }
}
