//! What a profile leaves out for readers to whom some categories are closed: what its member wrote there is in no number and no day. Points
//! stay whole: they are what a member has, wherever they were earned.

use super::{Counts, MemberDay};
use crate::rules::ids::MemberId;
use crate::rules::metrics::Metric;
use crate::rules::sight::Sight;
use crate::rules::time::{Day, Timestamp};
use crate::rules::vocabulary::{PostKind, TopicKind};
use crate::store::cached::KeepPrepared;
use crate::store::schema::{comments, posts, topics};
use crate::store::{Connection, Result, sight};
use diesel::dsl::not;
use diesel::prelude::*;

/// So many of a member's contributions to closed categories are left out, the latest; beyond them numbers tell nothing of anybody.
const LATEST: i64 = 10_000;

/// A post in a closed category: kinds of post and topic, whether accepted, when it was written, and whether it is deleted.
type Written = (PostKind, TopicKind, bool, Timestamp, Option<Timestamp>);

/// Takes what was written in closed categories off numbers and days; nothing is read where nothing is closed.
pub(super) fn leave_out(conn: &mut Connection, sight: &Sight, member: MemberId, counts: &mut Counts, days: &mut Vec<MemberDay>) -> Result<()> {
    if sight.closed().is_empty() {
        return Ok(());
    }
    let written: Vec<Written> = posts::table
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .filter(posts::author_id.eq(member))
        .filter(not(sight::open(sight)))
        .order((posts::created_at.desc(), posts::id.desc()))
        .limit(LATEST)
        .select((posts::kind, topics::kind, posts::accepted, posts::created_at, posts::deleted_at))
        .cached()
        .load(conn)?;
    let said: Vec<(Timestamp, Option<Timestamp>)> = comments::table
        .inner_join(topics::table.on(topics::id.eq(comments::topic_id)))
        .filter(comments::author_id.eq(member))
        .filter(not(sight::open(sight)))
        .order((comments::created_at.desc(), comments::id.desc()))
        .limit(LATEST)
        .select((comments::created_at, comments::deleted_at))
        .cached()
        .load(conn)?;
    for (kind, topic, accepted, _, _) in written.iter().filter(|w| w.4.is_none()) {
        match kind {
            PostKind::Opening => counts.questions -= i64::from(topic.describe().opened_as == Some(Metric::Questions)),
            PostKind::Answer | PostKind::Reply => counts.answers -= 1,
        }
        counts.accepted -= i64::from(*accepted);
    }
    counts.comments -= said.iter().filter(|(_, deleted)| deleted.is_none()).count() as i64;
    let on: Vec<Day> = written.iter().map(|w| w.3.day()).chain(said.iter().map(|(at, _)| at.day())).collect();
    for day in days.iter_mut() {
        day.contributions -= on.iter().filter(|d| **d == day.day).count() as i64;
    }
    days.retain(|day| day.contributions > 0 || day.points != 0);
    Ok(())
}
