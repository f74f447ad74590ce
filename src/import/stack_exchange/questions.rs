//! Questions with their tags, and the short descriptions of tags, which dumps keep among the posts.

use super::batches::{Fresh, Stage, Take};
use super::posts::{self, QUESTION, TAG_EXCERPT, Text};
use super::rows::PostRow;
use super::{Work, acceptances, replay, tags as tag_rows};
use crate::actions::edit_post;
use crate::import::html_to_markdown::to_markdown;
use crate::import::{ImportError, Summary};
use crate::markdown;
use crate::rules::events::Event;
use crate::rules::ids::{PostId, TagId, TopicId};
use crate::rules::limits;
use crate::rules::text;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::{PostKind, TopicKind};
use crate::store::topics::{self, NewTopic};
use crate::store::{Tx, imports, tags};

/// Kind of the descriptions of tags in `import_rows`: no post is behind them here.
const DESCRIPTION: &str = "description";

pub(super) struct Questions;

pub(super) enum Ready {
    Question(Box<Question>),
    /// What a tag is about.
    Excerpt {
        id: i64,
        digest: i64,
        tag: TagId,
        words: String,
    },
}

pub(super) struct Question {
    text: Text,
    title: String,
    tag_names: Vec<String>,
    views: i64,
    active_at: Timestamp,
    /// The accepted answer's id in the dump; 0 for none.
    accepted: i64,
}

impl Stage for Questions {
    type Row = PostRow;
    type Ready = Ready;
    const KEY: &'static str = "questions";
    const KIND: Option<&'static str> = Some(posts::KIND);

    fn id(row: &PostRow) -> i64 {
        row.id
    }

    fn digest(row: &PostRow) -> i64 {
        posts::digest(row)
    }

    fn take(row: &PostRow) -> Take {
        match row.post_type_id {
            QUESTION | TAG_EXCERPT => Take::Yes,
            posts::ANSWER => Take::Elsewhere,
            5 => Take::No("long descriptions of tags"),
            _ => Take::No("posts of other types"),
        }
    }

    fn prepare(work: &Work, rows: Vec<Fresh<PostRow>>, summary: &mut Summary) -> Result<Vec<Ready>, ImportError> {
        let (mut asked, described): (Vec<_>, Vec<_>) = rows.into_iter().partition(|fresh| fresh.row.post_type_id == QUESTION);
        let ids: Vec<i64> = described.iter().map(|fresh| fresh.row.id).collect();
        let (texts, excerpts, brought) = work.db.read_now(|conn| {
            let texts = posts::texts(conn, work, &mut asked)?;
            let excerpts = imports::known(conn, &work.source, tag_rows::EXCERPT, &ids)?;
            Ok::<_, ImportError>((texts, excerpts, imports::known(conn, &work.source, DESCRIPTION, &ids)?))
        })?;
        let mut ready: Vec<Ready> = asked.into_iter().zip(texts).map(|(fresh, text)| Ready::Question(Box::new(question(work, fresh.row, text)))).collect();
        for Fresh { row, digest, .. } in described {
            match excerpts.get(&row.id) {
                Some(_) if brought.get(&row.id).is_some_and(|before| before.digest == digest) => summary.unchanged += 1,
                Some(tag) => ready.push(Ready::Excerpt { id: row.id, digest, tag: TagId(tag.local), words: words(&row.body) }),
                None => summary.left_out("descriptions of no tag"),
            }
        }
        Ok(ready)
    }

    fn write(tx: &mut Tx<'_>, work: &Work, ready: &Ready, summary: &mut Summary) -> Result<(), ImportError> {
        match ready {
            Ready::Question(question) => {
                let post = match question.text.local {
                    Some(post) => {
                        change(tx, work, post, question)?;
                        summary.changed("questions");
                        post
                    }
                    None => {
                        summary.added("questions");
                        add(tx, work, question)?
                    }
                };
                work.put(tx, acceptances::KIND, question.text.id, question.accepted, 1)?;
                work.put(tx, posts::KIND, question.text.id, post.0, question.text.digest)
            }
            Ready::Excerpt { id, digest, tag, words } => {
                tags::set_description(tx.conn, *tag, words)?;
                summary.added("descriptions of tags");
                work.put(tx, DESCRIPTION, *id, tag.0, *digest)
            }
        }
    }
}

fn question(work: &Work, row: PostRow, mut text: Text) -> Question {
    let title: String = text::clean_line(&row.title.unwrap_or_default()).chars().take(*limits::TITLE.end()).collect();
    let mut tag_names: Vec<String> = Vec::new();
    for name in row.tags.iter().filter_map(|raw| tag_rows::name(raw)) {
        if !tag_names.contains(&name) {
            tag_names.push(name);
        }
    }
    let title = if title.is_empty() { format!("Question {}", row.id) } else { title };
    text.prepare_words(work, PostKind::Opening, &title, &tag_names.join(" "));
    Question {
        title,
        tag_names,
        views: row.view_count.unwrap_or(0).max(0),
        active_at: Timestamp(row.last_activity_date.unwrap_or(row.creation_date)),
        accepted: row.accepted_answer_id.unwrap_or(0),
        text,
    }
}

/// The plain words of a description, in a line.
fn words(html: &str) -> String {
    let rendered = markdown::render(&to_markdown(html), &|_| None).html;
    text::clean_line(&markdown::plain_text(&rendered)).chars().take(limits::CATEGORY_DESCRIPTION).collect()
}

fn add(tx: &mut Tx<'_>, work: &Work, question: &Question) -> Result<PostId, ImportError> {
    let Question { text, title, tag_names, views, .. } = question;
    let joined = tag_names.join(" ");
    let new = NewTopic {
        kind: TopicKind::Question,
        category: work.category,
        author: text.author,
        title,
        slug: &text::slug(title),
        tag_names: &joined,
        view_count: *views,
        at: text.at,
    };
    let topic = topics::insert(tx.conn, &new)?;
    for tag in tag_ids(tx, question)? {
        tags::attach(tx.conn, topic, tag, text.at)?;
    }
    let post = posts::add(tx, work, topic, PostKind::Opening, text, Some((title, &joined)))?;
    topics::set_opening_post(tx.conn, topic, post)?;
    let event = Event::TopicPosted { topic, post, author: text.author, topic_kind: TopicKind::Question, mentioned: Vec::new() };
    work.wait(tx, text.at, replay::Order::Post, text.id, &event)?;
    viewed(tx, work, topic, post, question, 0)?;
    Ok(post)
}

fn change(tx: &mut Tx<'_>, work: &Work, post: PostId, question: &Question) -> Result<(), ImportError> {
    let joined = question.tag_names.join(" ");
    let topic = crate::actions::target(tx, post)?.topic;
    // The index and the versions repeat title and tags: these come first.
    if topic.title != question.title {
        topics::set_title(tx.conn, topic.id, &question.title, &text::slug(&question.title))?;
    }
    posts::change(tx, work, post, &question.text, Some((&question.title, &joined)))?;
    if topic.tag_names != joined {
        let new = tag_ids(tx, question)?;
        edit_post::retag(tx, &topic, &question.tag_names, &new)?;
        crate::effects::reindex(tx, topic.id, post)?;
    }
    if topic.view_count != question.views {
        topics::set_views(tx.conn, topic.id, question.views)?;
        viewed(tx, work, topic.id, post, question, topic.view_count)?;
    }
    Ok(())
}

fn tag_ids(tx: &mut Tx<'_>, question: &Question) -> Result<Vec<TagId>, ImportError> {
    question.tag_names.iter().map(|name| Ok(tags::ensure(tx.conn, name, question.text.at)?)).collect()
}

/// Puts an event aside when the views have passed a number that a badge waits for.
fn viewed(tx: &mut Tx<'_>, work: &Work, topic: TopicId, post: PostId, question: &Question, before: i64) -> Result<(), ImportError> {
    if tx.rulebook().views_matter(before, question.views) {
        let event = Event::ViewsReached { topic, post, author: question.text.author, views: question.views };
        work.wait(tx, question.active_at, replay::Order::Views, question.text.id, &event)?;
    }
    Ok(())
}
