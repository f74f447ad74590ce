//! A member changes their profile, avatar or mail settings.

use super::prepare::Prepared;
use super::{Failure, Fields, Outcome, check, emit, pictures, standing};
use crate::emails::Subscription;
use crate::media::names_in;
use crate::rules::events::Event;
use crate::rules::ids::MemberId;
use crate::rules::limits;
use crate::rules::privileges::{Action, Subject};
use crate::rules::text::{self, DisplayName, FieldError};
use crate::store::accounts::{self, MailWishes};
use crate::store::dialect::{self, Matter};
use crate::store::media::NewMedia;
use crate::store::members::Profile;
use crate::store::{Hint, Tx, members};

/// The profile form, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    pub display_name: String,
    pub about: String,
    pub location: String,
    pub website: String,
    pub language: String,
    pub time_zone: String,
    pub theme: String,
}

/// What a member says of themselves, as it would be stored; what is too long stays as it was typed and is refused with the form.
pub fn clean_about(form: &ProfileForm) -> String {
    text::clean(&form.about).trim().to_owned()
}

/// Writes the profile; `about` is the form's, made ready before from [`clean_about`].
///
/// # Errors
/// The wrong fields, a refusal, or the database's failure.
pub fn update_profile(tx: &mut Tx<'_>, member: MemberId, form: &ProfileForm, about: &Prepared) -> Outcome<()> {
    dialect::decide_alone(tx.conn, Matter::ActsOf(member))?;
    let who = standing(tx, member)?;
    check(tx, Action::EditProfile, &who, &Subject::default())?;
    let before = members::profile(tx.conn, member)?.ok_or(Failure::NotFound)?;
    let mut fields = Fields::default();
    let name = fields.check("display_name", DisplayName::parse(&form.display_name));
    if let Err(error) = text::optional_text(&form.about, limits::ABOUT) {
        fields.wrong("about", error);
    }
    let location = fields.check("location", text::optional_line(&form.location, limits::LINK)).unwrap_or_default();
    let website = fields.check("website", text::parse_link(&form.website));
    let language = fields.check("language", form.language.parse().map_err(|_| FieldError::UnknownChoice));
    let theme = fields.check("theme", form.theme.parse().map_err(|_| FieldError::UnknownChoice));
    let zone = jiff::tz::TimeZone::get(&form.time_zone).map(|_| form.time_zone.clone()).map_err(|_| FieldError::UnknownChoice);
    let time_zone = fields.check("time_zone", zone);
    let (Some(name), Some(website), Some(language), Some(theme), Some(time_zone)) = (name, website, language, theme, time_zone) else {
        return Err(fields.failure());
    };
    fields.finish()?;
    // What nobody can see says nothing about the member, and does not make the profile complete.
    let says_nothing = about.counts.shown.is_nothing() && about.counts.images == 0;
    let (about_md, about_html) = if says_nothing { Default::default() } else { (about.markdown.clone(), about.html.clone()) };
    let profile =
        Profile { display_name: name.as_str().to_owned(), about_md, about_html, location, website, language, time_zone, theme, avatar: before.avatar };
    let now_complete = !profile.about_md.is_empty();
    let was_complete = !before.about_md.is_empty();
    dialect::hold_pictures(tx.conn, &names_in(&profile.about_md))?;
    members::set_profile(tx.conn, member, &profile)?;
    if now_complete && !was_complete {
        emit(tx, Event::ProfileCompleted { member })?;
    }
    tx.hint(Hint::MemberChanged(member));
    Ok(())
}

/// Sets the avatar to a picture that was made ready by `media`.
///
/// # Errors
/// A refusal, or the database's failure.
pub fn set_avatar(tx: &mut Tx<'_>, member: MemberId, picture: &NewMedia) -> Outcome<()> {
    let who = standing(tx, member)?;
    check(tx, Action::EditProfile, &who, &Subject::default())?;
    pictures::keep(tx, member, picture)?;
    change_avatar(tx, member, Some(picture.name.clone()))
}

/// Takes the avatar away; the drawn initial comes back.
///
/// # Errors
/// A refusal, or the database's failure.
pub fn remove_avatar(tx: &mut Tx<'_>, member: MemberId) -> Outcome<()> {
    let who = standing(tx, member)?;
    check(tx, Action::EditProfile, &who, &Subject::default())?;
    change_avatar(tx, member, None)
}

fn change_avatar(tx: &mut Tx<'_>, member: MemberId, avatar: Option<String>) -> Outcome<()> {
    members::set_avatar(tx.conn, member, avatar.as_deref())?;
    tx.hint(Hint::MemberChanged(member));
    Ok(())
}

/// Writes the mail settings.
///
/// # Errors
/// The database's failure.
pub fn set_mail_wishes(tx: &mut Tx<'_>, member: MemberId, wishes: MailWishes) -> Outcome<()> {
    dialect::decide_alone(tx.conn, Matter::ActsOf(member))?;
    Ok(accounts::set_wishes(tx.conn, member, wishes)?)
}

/// Switches one kind of mail off, by the link in a mail of that kind.
///
/// # Errors
/// [`Failure::NotFound`] when the member has no account, or the database's failure.
pub fn stop_mail(tx: &mut Tx<'_>, member: MemberId, kind: Subscription) -> Outcome<()> {
    // Two such links at once: neither brings back what the other stops.
    dialect::decide_alone(tx.conn, Matter::ActsOf(member))?;
    let account = accounts::of_member(tx.conn, member)?.ok_or(Failure::NotFound)?;
    Ok(accounts::set_wishes(tx.conn, member, kind.stopped(account.mail))?)
}
