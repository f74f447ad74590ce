//! First stage: members. They have no account, so nobody can sign in as them; their ledger opens on the day they joined there.

use super::batches::{Fresh, Stage, Take};
use super::rows::UserRow;
use super::source::RowDigest;
use super::{Work, handles, plain};
use crate::actions::prepare;
use crate::effects;
use crate::import::html_to_markdown::to_markdown;
use crate::import::{ImportError, Summary};
use crate::rules::events::Event;
use crate::rules::ids::MemberId;
use crate::rules::text;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::{Language, Role};
use crate::store::imports;
use crate::store::members::{self, NewMember, Profile};
use crate::store::{Connection, Tx};
use std::collections::HashMap;

/// Kind of members in `import_rows`.
pub(super) const KIND: &str = "user";

pub(super) struct Members;

/// A member with their presentation converted.
pub(super) struct Ready {
    id: i64,
    digest: i64,
    local: Option<MemberId>,
    display_name: String,
    about_md: String,
    about_html: String,
    /// Whether they said anything of themselves there.
    presented: bool,
    location: String,
    website: String,
    joined: Timestamp,
    last_seen: Timestamp,
}

impl Stage for Members {
    type Row = UserRow;
    type Ready = Ready;
    const KEY: &'static str = "members";
    const KIND: Option<&'static str> = Some(KIND);

    fn id(row: &UserRow) -> i64 {
        row.id
    }

    fn digest(row: &UserRow) -> i64 {
        RowDigest::new().text(row.display_name.as_deref()).text(row.about_me.as_deref()).text(row.location.as_deref()).text(row.website_url.as_deref()).finish()
    }

    fn take(row: &UserRow) -> Take {
        if row.id < 0 { Take::No("users that are the site itself") } else { Take::Yes }
    }

    fn prepare(work: &Work, rows: Vec<Fresh<UserRow>>, _: &mut Summary) -> Result<Vec<Ready>, ImportError> {
        work.db.read_now(|conn| rows.into_iter().map(|fresh| ready(conn, fresh)).collect())
    }

    fn write(tx: &mut Tx<'_>, work: &Work, ready: &Ready, summary: &mut Summary) -> Result<(), ImportError> {
        let member = match ready.local {
            Some(member) => {
                change(tx, member, ready)?;
                summary.changed("members");
                member
            }
            None => {
                summary.added("members");
                add(tx, work, ready)?
            }
        };
        work.put(tx, KIND, ready.id, member.0, ready.digest)
    }
}

fn ready(conn: &mut Connection, fresh: Fresh<UserRow>) -> Result<Ready, ImportError> {
    let Fresh { row, digest, local } = fresh;
    let about = row.about_me.unwrap_or_default();
    let about_md = text::clean(&to_markdown(&plain::without_addresses(&about))).trim().to_owned();
    let about_html = if about_md.is_empty() { String::new() } else { prepare::render(conn, &about_md)?.html };
    let display_name: String = text::clean_line(&row.display_name.unwrap_or_default()).chars().take(50).collect();
    Ok(Ready {
        id: row.id,
        digest,
        local: local.map(MemberId),
        display_name: if display_name.is_empty() { format!("user {}", row.id) } else { display_name },
        about_md,
        about_html,
        presented: !about.trim().is_empty(),
        location: text::clean_line(&row.location.unwrap_or_default()).chars().take(100).collect(),
        website: text::parse_link(&row.website_url.unwrap_or_default()).unwrap_or_default(),
        joined: Timestamp(row.creation_date),
        last_seen: Timestamp(row.last_access_date.unwrap_or(row.creation_date)),
    })
}

fn add(tx: &mut Tx<'_>, work: &Work, ready: &Ready) -> Result<MemberId, ImportError> {
    let mut handle = String::new();
    for candidate in handles::candidates(&ready.display_name, ready.id) {
        if members::handle_is_free(tx.conn, &candidate)? {
            handle = candidate;
            break;
        }
    }
    let new = NewMember {
        handle,
        display_name: ready.display_name.clone(),
        role: Role::Member,
        tier: work.first_tier.clone(),
        about_md: ready.about_md.clone(),
        about_html: ready.about_html.clone(),
        location: ready.location.clone(),
        website: ready.website.clone(),
        language: Language::English,
        time_zone: "UTC".to_owned(),
        created_at: ready.joined,
        last_seen_at: ready.last_seen,
    };
    let member = members::insert(tx.conn, &new)?;
    tx.now = ready.joined;
    effects::emit(tx, Event::MemberJoined { member })?;
    if ready.presented {
        effects::emit(tx, Event::ProfileCompleted { member })?;
    }
    Ok(member)
}

fn change(tx: &mut Tx<'_>, member: MemberId, ready: &Ready) -> Result<(), ImportError> {
    let Some(before) = members::profile(tx.conn, member)? else { return Ok(()) };
    let presented_now = ready.presented && before.about_md.is_empty();
    let profile = Profile {
        display_name: ready.display_name.clone(),
        about_md: ready.about_md.clone(),
        about_html: ready.about_html.clone(),
        location: ready.location.clone(),
        website: ready.website.clone(),
        ..before
    };
    members::set_profile(tx.conn, member, &profile)?;
    members::set_deleted(tx.conn, member, None)?;
    if presented_now {
        tx.now = ready.last_seen;
        effects::emit(tx, Event::ProfileCompleted { member })?;
    }
    Ok(())
}

/// The members that some ids of the dump became; ids of the site itself and of unknown users are left out.
pub(super) fn known(conn: &mut Connection, source: &str, ids: impl Iterator<Item = Option<i64>>) -> Result<HashMap<i64, MemberId>, ImportError> {
    let mut wanted: Vec<i64> = ids.flatten().filter(|id| *id >= 0).collect();
    wanted.sort_unstable();
    wanted.dedup();
    Ok(imports::known(conn, source, KIND, &wanted)?.into_iter().map(|(id, brought)| (id, MemberId(brought.local))).collect())
}
