//! Fourth effect: badges. What moved and what happened ask only the badges that wait for it; one is awarded when its condition is met and it was
//! not awarded yet. A badge once earned stays.

use super::Moved;
use crate::rules::badges::Badge;
use crate::rules::conditions::{Condition, Deed, Facts, PostAsked, Wants};
use crate::rules::events::Event;
use crate::rules::facts::{Occasion, Place, Says};
use crate::rules::ids::{EventId, MemberId, PostId, TopicId};
use crate::store::awards::{self, NewAward};
use crate::store::{Mode, Result, Tx, conditions, members, posts};

/// Posts that are looked at together.
const TOGETHER: i64 = 200;
/// Most awards for single posts that one member is given at once; the rest waits.
const MOST: usize = 500;

/// Grants what the occasions and the moved metrics have earned.
pub(super) fn apply(tx: &mut Tx<'_>, id: EventId, says: &Says, moved: &Moved) -> Result<()> {
    for occasion in &says.occasions {
        match *occasion {
            Occasion::Posted { topic, post, author } => about_post(tx, id, author, (topic, post), Asking::AtOnce)?,
            Occasion::Scored { topic, post, author } => about_post(tx, id, author, (topic, post), Asking::Score)?,
            Occasion::Viewed { author, place, .. } => {
                if let (Some(topic), Some(post)) = place {
                    about_post(tx, id, author, (topic, post), Asking::Views)?;
                }
            }
            Occasion::Recognised { member } => ask(tx, id, member, NOWHERE, None, Condition::waits_for_recognition)?,
            Occasion::Voted { .. } | Occasion::Accepted { .. } | Occasion::Edited { .. } | Occasion::CompletedProfile { .. } => {
                if let Some((member, deed, place)) = occasion.deed() {
                    ask(tx, id, member, place, Some(deed), |when| when.waits_for(deed))?;
                }
            }
        }
    }
    for (member, metrics) in &moved.0 {
        ask(tx, id, *member, says.awards_at, None, |when| metrics.iter().any(|metric| when.listens_to(*metric)) || when.waits_for_time())?;
    }
    Ok(())
}

const NOWHERE: Place = (None, None);

/// What has just changed of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asking {
    /// It is new.
    AtOnce,
    Score,
    Views,
}

impl Asking {
    fn waits(self, asked: &PostAsked) -> bool {
        match self {
            Asking::AtOnce => asked.is_met_at_once(),
            Asking::Score => asked.score.is_some(),
            Asking::Views => asked.views.is_some(),
        }
    }
}

/// Something has just changed of a post: ask the badges that wait for that.
fn about_post(tx: &mut Tx<'_>, id: EventId, author: MemberId, (topic, post): (TopicId, PostId), asking: Asking) -> Result<()> {
    let book = tx.rulebook();
    let mut waiting: Vec<&Badge> = book.badges.iter().filter(|b| b.when.waits_for_post(|asked| asking.waits(asked))).collect();
    if waiting.is_empty() {
        return Ok(());
    }
    let wants = Wants::of(waiting.iter().map(|b| &b.when));
    let Some(known) = conditions::post(tx.conn, post, &wants)? else { return Ok(()) };
    if asking == Asking::Score && tx.mode == Mode::Silent {
        // The past is filled in vote by vote, under rules that do not change meanwhile: what an earlier vote reached it was awarded for.
        waiting.retain(|b| b.when.waits_for_post(|asked| asked.score == Some(known.score)));
    }
    let mut facts = Facts { post: Some(known), ..Facts::default() };
    // Nothing of the member is read for what the post alone decides against.
    waiting.retain(|b| b.when.may_be_met(&facts));
    let wants = Wants::of(waiting.iter().map(|b| &b.when));
    if wants.of_members() {
        facts = Facts { post: facts.post, ..conditions::facts_with(tx.conn, &mut tx.sums, author, &wants, &book, tx.now)? };
        waiting.retain(|b| b.when.met(&facts));
    }
    grant_lacking(tx, id, author, (Some(topic), Some(post)), &waiting)
}

/// Something of a member has changed: ask the badges that listen to it. What they did a moment ago is not looked up.
fn ask(tx: &mut Tx<'_>, id: EventId, member: MemberId, place: Place, did: Option<Deed>, listens: impl Fn(&Condition) -> bool) -> Result<()> {
    let book = tx.rulebook();
    let waiting: Vec<&Badge> = book.badges.iter().filter(|b| listens(&b.when)).collect();
    if waiting.is_empty() {
        return Ok(());
    }
    let mut wants = Wants::of(waiting.iter().map(|b| &b.when));
    if let Some(deed) = did {
        wants.deeds.remove(&deed);
    }
    let mut facts = conditions::facts_with(tx.conn, &mut tx.sums, member, &wants, &book, tx.now)?;
    facts.deeds.extend(did);
    let met: Vec<&Badge> = waiting.iter().copied().filter(|b| b.when.met(&facts)).collect();
    grant_lacking(tx, id, member, place, &met)?;
    let mut room = MOST;
    let open: Vec<&Badge> = waiting.into_iter().filter(|b| b.when.truth(&facts).is_none()).collect();
    for badge in open {
        over_posts(tx, id, member, badge, &mut facts, &mut room)?;
    }
    Ok(())
}

/// Whether everything was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    Nothing,
    /// More posts of the member have earned badges than are awarded at once: look again.
    More,
}

/// Looks at one member for all badges, as if all had just been thought of.
pub(super) fn reconsider(tx: &mut Tx<'_>, id: EventId, member: MemberId) -> Result<Rest> {
    let book = tx.rulebook();
    let wants = Wants::of(book.badges.iter().map(|b| &b.when));
    let mut facts = conditions::facts_with(tx.conn, &mut tx.sums, member, &wants, &book, tx.now)?;
    let held = awards::of_member(tx.conn, member)?;
    let lacks = |badge: &Badge| !held.iter().any(|(key, _)| *key == badge.key);
    let met: Vec<&Badge> = book.badges.iter().filter(|b| lacks(b) && b.when.met(&facts)).collect();
    grant_lacking(tx, id, member, NOWHERE, &met)?;
    let mut room = MOST;
    let open: Vec<&Badge> = book.badges.iter().filter(|b| b.repeats || lacks(b)).filter(|b| b.when.truth(&facts).is_none()).collect();
    // Most members of most forums have never written anything.
    if open.is_empty() || !posts::has_written(tx.conn, member)? {
        return Ok(Rest::Nothing);
    }
    for badge in open {
        over_posts(tx, id, member, badge, &mut facts, &mut room)?;
    }
    Ok(if room > 0 { Rest::Nothing } else { Rest::More })
}

/// Looks at those posts of a member that may earn a badge, for as many awards as there is room.
fn over_posts(tx: &mut Tx<'_>, id: EventId, member: MemberId, badge: &Badge, facts: &mut Facts, room: &mut usize) -> Result<()> {
    let wants = Wants::of([&badge.when]);
    let mut after = PostId(0);
    while *room > 0 {
        let some = conditions::posts_of(tx.conn, member, badge, after, TOGETHER)?;
        let Some((_, last)) = some.last().copied() else { break };
        after = last;
        let mut earned = Vec::new();
        for (topic, post, known) in conditions::posts(tx.conn, &some, &wants)? {
            facts.post = Some(known);
            if badge.when.met(facts) {
                earned.push((Some(topic), Some(post)));
            }
        }
        facts.post = None;
        for place in earned {
            if *room == 0 {
                break;
            }
            if grant(tx, id, member, place, badge)? {
                *room -= 1;
            }
            if !badge.repeats {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Grants those badges that the member does not have for this place.
fn grant_lacking(tx: &mut Tx<'_>, id: EventId, member: MemberId, place: Place, badges: &[&Badge]) -> Result<()> {
    if badges.is_empty() {
        return Ok(());
    }
    let keys: Vec<&str> = badges.iter().map(|b| b.key.as_str()).collect();
    let held = awards::held(tx.conn, member, &keys, &[String::new(), occasion_of(place.1)])?;
    for badge in badges {
        let occasion = occasion(badge, place);
        if !held.iter().any(|(key, held)| *key == badge.key && *held == occasion) {
            grant(tx, id, member, place, badge)?;
        }
    }
    Ok(())
}

/// What makes two awards of a badge the same: nothing but the badge, or the post.
fn occasion(badge: &Badge, (_, post): Place) -> String {
    if badge.repeats { occasion_of(post) } else { String::new() }
}

fn occasion_of(post: Option<PostId>) -> String {
    post.map_or_else(String::new, |post| format!("post:{post}"))
}

/// Awards a badge; answers whether it is new.
fn grant(tx: &mut Tx<'_>, id: EventId, member: MemberId, (topic, post): Place, badge: &Badge) -> Result<bool> {
    let occasion = occasion(badge, (topic, post));
    let version = tx.rulebook().version;
    let at = tx.now;
    let new = NewAward { member, badge: &badge.key, level: badge.level, occasion: &occasion, event: id, rulebook_version: version, topic, post, at };
    let Some(award) = awards::grant(tx.conn, &new)? else { return Ok(false) };
    members::add_badge(tx.conn, member, badge.level)?;
    super::emit(tx, Event::BadgeAwarded { member, badge: badge.key.clone(), award, topic, post })?;
    Ok(true)
}
