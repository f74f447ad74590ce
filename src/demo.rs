//! The demo: a small bilingual community from `assets/demo`, lived through in the order of its dates.

use crate::actions::{accounts as signing, prepare};
use crate::auth::passwords;
use crate::effects;
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::text::{self, DisplayName, Email, Handle};
use crate::rules::time::{DAY, HOUR, Timestamp};
use crate::rules::vocabulary::{FlagReason, Language, PostKind, Role, TopicKind};
use crate::store::categories::CategoryText;
use crate::store::db::Mode;
use crate::store::members::Profile;
use crate::store::posts::{NewPost, Revision};
use crate::store::topics::{NewTopic, Pin};
use crate::store::votes::NewVote;
use crate::store::{Db, Error, Result, Tx, categories, comments, events, flags, members, posts, settings, tags, topics, votes};
use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

#[derive(RustEmbed)]
#[folder = "assets/demo"]
struct Files;

/// Password of every demo member; the demo says so when it starts.
pub const PASSWORD: &str = "bread-and-lager";

#[derive(Deserialize)]
struct Members {
    member: Vec<DemoMember>,
}

#[derive(Deserialize)]
struct DemoMember {
    handle: String,
    name: String,
    role: Role,
    about: String,
    language: Language,
    time_zone: String,
    joined_days_ago: f64,
}

#[derive(Deserialize)]
struct Categories {
    category: Vec<DemoCategory>,
}

#[derive(Deserialize)]
struct DemoCategory {
    slug: String,
    name: String,
    colour: String,
    description: String,
}

#[derive(Deserialize)]
struct Topics {
    topic: Vec<DemoTopic>,
}

#[derive(Deserialize)]
struct DemoTopic {
    key: String,
    category: String,
    kind: TopicKind,
    title: String,
    tags: Vec<String>,
    author: String,
    days_ago: f64,
    views: i64,
    up: i64,
    down: i64,
    #[serde(default)]
    pinned: bool,
    #[serde(default)]
    locked: bool,
    body: String,
    #[serde(default)]
    comment: Vec<DemoComment>,
    #[serde(default)]
    answer: Vec<DemoAnswer>,
}

#[derive(Deserialize)]
struct DemoAnswer {
    author: String,
    days_after: f64,
    up: i64,
    down: i64,
    #[serde(default)]
    accepted: bool,
    body: String,
    #[serde(default)]
    comment: Vec<DemoComment>,
}

#[derive(Deserialize)]
struct DemoComment {
    author: String,
    days_after: f64,
    body: String,
}

#[derive(Deserialize)]
struct Flags {
    flag: Vec<DemoFlag>,
}

#[derive(Deserialize)]
struct DemoFlag {
    topic: String,
    answer: Option<usize>,
    by: String,
    reason: FlagReason,
    note: String,
}

/// A post by its topic's key, and its place among the answers.
type PostKey = (String, Option<usize>);

/// One thing that happens, in the order of time.
enum Step<'a> {
    Topic(&'a DemoTopic),
    Answer(&'a DemoTopic, usize),
    Comment(PostKey, &'a DemoComment),
    Vote(PostKey, MemberId, i64),
    Accept(&'a DemoTopic, usize),
    Flag(&'a DemoFlag),
    Lock(&'a DemoTopic),
}

/// What has happened so far.
#[derive(Default)]
struct World {
    members: HashMap<String, (MemberId, Timestamp)>,
    categories: HashMap<String, crate::rules::ids::CategoryId>,
    posts: HashMap<PostKey, (TopicId, PostId, MemberId)>,
}

fn file<T: DeserializeOwned>(name: &str) -> Result<T> {
    let content = Files::get(name).ok_or_else(|| Error::Corrupt(format!("the program lacks the demo file {name}")))?;
    toml::from_str(&String::from_utf8_lossy(&content.data)).map_err(|e| Error::Corrupt(format!("{name}: {e}")))
}

/// Fills an empty database.
///
/// # Errors
/// When there are members already, or a statement fails; then nothing was changed.
pub fn fill(db: &Db) -> Result<()> {
    if db.read_now(members::any)? {
        return Err(Error::Unavailable("This database has members already; the demo needs an empty one. Name another folder with --data-dir.".into()));
    }
    let people: Members = file("members.toml")?;
    let places: Categories = file("categories.toml")?;
    let mut conversations = file::<Topics>("topics-en.toml")?.topic;
    conversations.extend(file::<Topics>("topics-zh.toml")?.topic);
    let flagged: Flags = file("flags.toml")?;
    let hash = passwords::hash_now(PASSWORD).map_err(Error::Unavailable)?;
    db.write_now(move |tx| live_through(tx, &people, &places, &conversations, &flagged, &hash))
}

fn live_through(tx: &mut Tx<'_>, people: &Members, places: &Categories, conversations: &[DemoTopic], flagged: &Flags, hash: &str) -> Result<()> {
    let now = tx.now;
    let mut world = World::default();
    settings::set(tx.conn, settings::SITE_NAME, "Brewers of Graz")?;
    settings::set(tx.conn, settings::SITE_DESCRIPTION, "Questions and answers about brewing, fermenting and what happens in the pot.")?;
    for place in &places.category {
        let text = CategoryText { slug: place.slug.clone(), name: place.name.clone(), description: place.description.clone(), colour: place.colour.clone() };
        let id = categories::insert(tx.conn, &text, now)?;
        world.categories.insert(place.slug.clone(), id);
    }
    tx.mode = Mode::Silent;
    for person in &people.member {
        join(tx, &mut world, person, hash, now)?;
    }
    let mut steps = steps(&world, conversations, flagged, now);
    steps.sort_by_key(|(at, order, _)| (*at, *order));
    for (at, _, step) in &steps {
        tx.now = (*at).min(now);
        // The last two days are told as they would have been.
        tx.mode = if now.0 - at.0 < 2 * DAY { Mode::Live } else { Mode::Silent };
        take(tx, &mut world, step)?;
        effects::settle(tx)?;
    }
    tx.now = now;
    tx.mode = Mode::Live;
    Ok(())
}

fn ago(now: Timestamp, days: f64) -> Timestamp {
    // Demo dates are a few months at most.
    now.plus(-((days * DAY as f64) as i64))
}

fn join(tx: &mut Tx<'_>, world: &mut World, person: &DemoMember, hash: &str, now: Timestamp) -> Result<()> {
    let joined = ago(now, person.joined_days_ago);
    tx.now = joined;
    let wrong = |e: &dyn std::fmt::Debug| Error::Corrupt(format!("demo member {}: {e:?}", person.handle));
    let form = signing::SignUp {
        handle: Handle::parse(&person.handle).map_err(|e| wrong(&e))?,
        display_name: DisplayName::parse(&person.name).map_err(|e| wrong(&e))?,
        email: Email::parse(&format!("{}@demo.example", person.handle)).map_err(|e| wrong(&e))?,
        password_hash: hash.to_owned(),
        language: person.language,
        time_zone: person.time_zone.clone(),
    };
    let id = signing::create_confirmed(tx, &form, person.role).map_err(|e| wrong(&e))?;
    if !person.about.trim().is_empty()
        && let Some(profile) = members::profile(tx.conn, id)?
    {
        let about = prepare::render(tx.conn, person.about.trim())?;
        members::set_profile(tx.conn, id, &Profile { about_md: about.markdown, about_html: about.html, ..profile })?;
        effects::emit(tx, Event::ProfileCompleted { member: id })?;
    }
    effects::settle(tx)?;
    world.members.insert(person.handle.clone(), (id, joined));
    Ok(())
}

/// Everything that happens, with its moment and a number that keeps what happens at once in order.
fn steps<'a>(world: &World, conversations: &'a [DemoTopic], flagged: &'a Flags, now: Timestamp) -> Vec<(Timestamp, usize, Step<'a>)> {
    let mut steps = Vec::new();
    for topic in conversations {
        let asked = ago(now, topic.days_ago);
        let after = |days: f64| ago(now, topic.days_ago - days);
        steps.push((asked, 0, Step::Topic(topic)));
        for comment in &topic.comment {
            steps.push((after(comment.days_after), 2, Step::Comment((topic.key.clone(), None), comment)));
        }
        steps.extend(ballots(world, (topic.key.clone(), None), &topic.author, (topic.up, topic.down), asked, now));
        for (n, answer) in topic.answer.iter().enumerate() {
            let posted = after(answer.days_after);
            steps.push((posted, 1, Step::Answer(topic, n)));
            for comment in &answer.comment {
                steps.push((after(comment.days_after), 2, Step::Comment((topic.key.clone(), Some(n)), comment)));
            }
            steps.extend(ballots(world, (topic.key.clone(), Some(n)), &answer.author, (answer.up, answer.down), posted, now));
            if answer.accepted {
                steps.push((soon(posted, now, 5), 4, Step::Accept(topic, n)));
            }
        }
        if topic.locked {
            steps.push((now, 8, Step::Lock(topic)));
        }
    }
    steps.extend(flagged.flag.iter().map(|flag| (now.plus(-3 * HOUR), 7, Step::Flag(flag))));
    steps
}

/// A while after a moment, but not after now.
fn soon(at: Timestamp, now: Timestamp, hours: i64) -> Timestamp {
    at.plus((hours * HOUR).min((now.0 - at.0) / 2))
}

/// Votes by members who had joined, spread over the days after the post.
fn ballots<'a>(world: &World, post: PostKey, author: &str, (up, down): (i64, i64), posted: Timestamp, now: Timestamp) -> Vec<(Timestamp, usize, Step<'a>)> {
    let mut voters: Vec<(&String, &(MemberId, Timestamp))> = world.members.iter().filter(|(handle, _)| *handle != author).collect();
    // A fixed order that differs from post to post.
    let salt = post.0.bytes().fold(post.1.map_or(7, |n| n + 11), |h, b| h.wrapping_mul(31).wrapping_add(usize::from(b)));
    voters.sort_by_key(|(handle, _)| handle.bytes().fold(salt, |h, b| h.wrapping_mul(131).wrapping_add(usize::from(b))));
    let values = std::iter::repeat_n(1, usize::try_from(up).unwrap_or(0)).chain(std::iter::repeat_n(-1, usize::try_from(down).unwrap_or(0)));
    let span = (now.0 - posted.0).min(9 * DAY);
    let count = (up + down).max(1);
    (1..)
        .zip(values)
        .zip(voters)
        .map(|((n, value), (_, (voter, joined)))| {
            let at = posted.plus(span * n / (count + 1)).0.max(joined.0 + HOUR).min(now.0);
            (Timestamp(at), 3, Step::Vote(post.clone(), *voter, value))
        })
        .collect()
}

fn take(tx: &mut Tx<'_>, world: &mut World, step: &Step<'_>) -> Result<()> {
    let member =
        |world: &World, handle: &str| world.members.get(handle).map(|(id, _)| *id).ok_or_else(|| Error::Corrupt(format!("the demo has no member {handle}")));
    let post = |world: &World, key: &PostKey| world.posts.get(key).copied().ok_or_else(|| Error::Corrupt(format!("the demo has no post {key:?}")));
    match step {
        Step::Topic(topic) => open_topic(tx, world, topic),
        Step::Answer(topic, n) => {
            let answer = &topic.answer[*n];
            let (topic_id, _, asker) = post(world, &(topic.key.clone(), None))?;
            let author = member(world, &answer.author)?;
            let kind = topic.kind.describe().follow_up;
            let (id, mentioned) = write_post(tx, topic_id, kind, author, &answer.body)?;
            let at = tx.now;
            topics::follow(tx.conn, topic_id, author, at)?;
            world.posts.insert((topic.key.clone(), Some(*n)), (topic_id, id, author));
            effects::emit(tx, Event::AnswerPosted { topic: topic_id, post: id, author: Some(author), topic_author: Some(asker), post_kind: kind, mentioned })?;
            Ok(())
        }
        Step::Comment(key, comment) => {
            let (topic, on, post_author) = post(world, key)?;
            let author = member(world, &comment.author)?;
            let prepared = prepare::render(tx.conn, comment.body.trim())?;
            let new = comments::NewComment {
                post: on,
                topic,
                author: Some(author),
                author_name: "",
                body_md: &prepared.markdown,
                body_html: &prepared.html,
                at: tx.now,
            };
            let id = comments::insert(tx.conn, &new)?;
            let event =
                Event::CommentPosted { topic, post: on, comment: id, author: Some(author), post_author: Some(post_author), mentioned: prepared.mentioned };
            effects::emit(tx, event)?;
            Ok(())
        }
        Step::Vote(key, voter, value) => {
            let (topic, on, author) = post(world, key)?;
            let post_kind = if key.1.is_none() { PostKind::Opening } else { PostKind::Answer };
            let row = posts::find(tx.conn, on)?.map_or(post_kind, |p| p.kind);
            let topic_kind = topics::find(tx.conn, topic)?.map_or(TopicKind::Question, |t| t.kind);
            let event = Event::VoteCast { topic, post: on, post_kind: row, topic_kind, author: Some(author), voter: Some(*voter), value: *value };
            let at = tx.now;
            let id = events::append(tx.conn, &event, at)?;
            votes::cast(tx.conn, &NewVote { post: on, member: Some(*voter), author: Some(author), value: *value, event: id, at })?;
            tx.push(id, event);
            Ok(())
        }
        Step::Accept(topic, n) => {
            let (topic_id, _, asker) = post(world, &(topic.key.clone(), None))?;
            let (_, answer, answerer) = post(world, &(topic.key.clone(), Some(*n)))?;
            let event = Event::AnswerAccepted { topic: topic_id, post: answer, answerer: Some(answerer), asker: Some(asker), restores: None };
            let at = tx.now;
            let id = events::append(tx.conn, &event, at)?;
            topics::accept(tx.conn, topic_id, answer, id)?;
            tx.push(id, event);
            Ok(())
        }
        Step::Flag(flag) => {
            let (topic, on, _) = post(world, &(flag.topic.clone(), flag.answer))?;
            let by = member(world, &flag.by)?;
            let at = tx.now;
            if let Some(id) = flags::raise(tx.conn, on, topic, by, flag.reason, &flag.note, at)? {
                flags::enqueue(tx.conn, on, topic, at)?;
                effects::emit(tx, Event::PostFlagged { topic, post: on, flag: id, by, reason: flag.reason })?;
            }
            Ok(())
        }
        Step::Lock(topic) => {
            let (id, _, _) = post(world, &(topic.key.clone(), None))?;
            let at = tx.now;
            topics::set_locked(tx.conn, id, Some(at)).map(drop)
        }
    }
}

fn open_topic(tx: &mut Tx<'_>, world: &mut World, topic: &DemoTopic) -> Result<()> {
    let author = world.members.get(&topic.author).map(|(id, _)| *id).ok_or_else(|| Error::Corrupt(format!("the demo has no member {}", topic.author)))?;
    let category = *world.categories.get(&topic.category).ok_or_else(|| Error::Corrupt(format!("the demo has no category {}", topic.category)))?;
    let at = tx.now;
    let tag_names = topic.tags.join(" ");
    let slug = text::slug(&topic.title);
    let new =
        NewTopic { kind: topic.kind, category, author: Some(author), title: &topic.title, slug: &slug, tag_names: &tag_names, view_count: topic.views, at };
    let id = topics::insert(tx.conn, &new)?;
    for tag in &topic.tags {
        let tag = tags::ensure(tx.conn, tag, at)?;
        tags::attach(tx.conn, id, tag, at)?;
    }
    let (post, mentioned) = write_post(tx, id, PostKind::Opening, author, &topic.body)?;
    topics::set_opening_post(tx.conn, id, post)?;
    topics::follow(tx.conn, id, author, at)?;
    if topic.pinned {
        topics::set_pinned(tx.conn, id, Pin::Pinned)?;
    }
    world.posts.insert((topic.key.clone(), None), (id, post, author));
    effects::emit(tx, Event::TopicPosted { topic: id, post, author: Some(author), topic_kind: topic.kind, mentioned })?;
    if tx.rulebook().views_matter(0, topic.views) {
        effects::emit(tx, Event::ViewsReached { topic: id, post, author: Some(author), views: topic.views })?;
    }
    Ok(())
}

fn write_post(tx: &mut Tx<'_>, topic: TopicId, kind: PostKind, author: MemberId, body: &str) -> Result<(PostId, Vec<MemberId>)> {
    let prepared = prepare::render(tx.conn, body.trim())?;
    let at = tx.now;
    let new = NewPost { topic, kind, author: Some(author), author_name: "", body_md: &prepared.markdown, body_html: &prepared.html, wiki_at: None, at };
    let post = posts::insert(tx.conn, &new)?;
    let first = Revision { number: 1, editor: Some(author), title: None, tag_names: None, body_md: prepared.markdown, note: String::new(), at };
    posts::insert_revision(tx.conn, post, &first)?;
    Ok((post, prepared.mentioned))
}
