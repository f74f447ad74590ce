//! Jobs: work that follows what was written, or comes again each day, and that nobody waits for. Each is a row of the table `jobs` and is run
//! by whichever node takes it first. Those that follow something are written in the transaction that asks for them; those that come again are
//! there from the first start on.

use super::ids::{EventId, MailId, MemberId, PostId, SessionId};
use super::time::{DAY, Timestamp};
use super::vocabulary::words;
use serde::{Deserialize, Serialize};

words! {
    /// Where a job stands.
    JobState {
        Waiting = "waiting",
        /// Given up after too many tries, or unreadable; managers see it and may retry.
        Failed = "failed",
    }

    /// What a job does. Managers read it under `job-KIND` and `job-KIND-text`.
    JobKind {
        TellFollowers = "tell_followers",
        ApplyRulebook = "apply_rulebook",
        NotePictures = "note_pictures",
        LookAgain = "look_again",
        ForgetSessions = "forget_sessions",
        ForgetLinks = "forget_links",
        ForgetDrafts = "forget_drafts",
        ForgetMails = "forget_mails",
        ForgetNotifications = "forget_notifications",
        ForgetPictures = "forget_pictures",
    }
}

/// A job with all that it needs to know. Stored as JSON beside its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Those who follow a topic are told of an event in it, some members at a time; those up to `after` have been told.
    TellFollowers { event: EventId, after: MemberId },
    /// Which pictures stand in posts from before that was noted; those up to `after` are looked through. Once in a forum's life.
    NotePictures { after: PostId },
    /// Where the rulebook asks for something that comes by time alone, everybody is looked at again; those up to `after` have been.
    LookAgain { after: MemberId },
    /// Sessions that have ended are taken away; those up to `after` are looked through.
    ForgetSessions { after: SessionId },
    /// Links in mails that do nothing any more, used or not.
    ForgetLinks {},
    /// Drafts that nobody has touched for long; those of members up to `after`, and of this member up to a place, are looked through.
    ForgetDrafts { after: MemberId, place: String },
    /// Mails that were done with long ago, with their files; those up to `after` are looked through.
    ForgetMails { after: MailId },
    /// Notifications that were read long ago, or never in a year.
    ForgetNotifications {},
    /// Pictures that stand nowhere; those that were sent before `after`, and of that moment up to a name, are looked through.
    ForgetPictures { after: Timestamp, name: String },
    /// Everybody's tier and badges are looked at again by a version of the rulebook, some members at a time; those up to `after` have been. What
    /// is awarded hangs on the event by which the version was published.
    ApplyRulebook { version: i64, event: EventId, after: MemberId },
}

impl Job {
    /// What it does.
    pub fn kind(&self) -> JobKind {
        match self {
            Job::TellFollowers { .. } => JobKind::TellFollowers,
            Job::NotePictures { .. } => JobKind::NotePictures,
            Job::LookAgain { .. } => JobKind::LookAgain,
            Job::ForgetSessions { .. } => JobKind::ForgetSessions,
            Job::ForgetLinks {} => JobKind::ForgetLinks,
            Job::ForgetDrafts { .. } => JobKind::ForgetDrafts,
            Job::ForgetMails { .. } => JobKind::ForgetMails,
            Job::ForgetNotifications {} => JobKind::ForgetNotifications,
            Job::ForgetPictures { .. } => JobKind::ForgetPictures,
            Job::ApplyRulebook { .. } => JobKind::ApplyRulebook,
        }
    }

    /// What makes two jobs of a kind the same job: there is at most one row for it.
    pub fn unique_key(&self) -> String {
        match self {
            Job::TellFollowers { event, .. } => event.to_string(),
            Job::ApplyRulebook { version, .. } => version.to_string(),
            // One of its kind.
            Job::NotePictures { .. }
            | Job::LookAgain { .. }
            | Job::ForgetSessions { .. }
            | Job::ForgetLinks {}
            | Job::ForgetDrafts { .. }
            | Job::ForgetMails { .. }
            | Job::ForgetNotifications {}
            | Job::ForgetPictures { .. } => String::new(),
        }
    }
}

impl JobKind {
    /// How a job that comes again begins, and how long after it was done; nothing for those that are done once.
    pub fn again(self) -> Option<(Job, i64)> {
        let job = match self {
            JobKind::TellFollowers | JobKind::ApplyRulebook | JobKind::NotePictures => return None,
            JobKind::LookAgain => Job::LookAgain { after: MemberId(0) },
            JobKind::ForgetSessions => Job::ForgetSessions { after: SessionId(0) },
            JobKind::ForgetLinks => Job::ForgetLinks {},
            JobKind::ForgetDrafts => Job::ForgetDrafts { after: MemberId(0), place: String::new() },
            JobKind::ForgetMails => Job::ForgetMails { after: MailId(0) },
            JobKind::ForgetNotifications => Job::ForgetNotifications {},
            JobKind::ForgetPictures => Job::ForgetPictures { after: Timestamp(0), name: String::new() },
        };
        Some((job, DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_the_tag_that_is_stored() {
        let once = [
            Job::TellFollowers { event: EventId(7), after: MemberId(0) },
            Job::NotePictures { after: PostId(3) },
            Job::ApplyRulebook { version: 3, event: EventId(7), after: MemberId(0) },
        ];
        let again: Vec<Job> = JobKind::ALL.iter().filter_map(|kind| kind.again()).map(|(job, _)| job).collect();
        let jobs: Vec<Job> = once.into_iter().chain(again).collect();
        for job in &jobs {
            let stored: serde_json::Value = serde_json::to_value(job).unwrap();
            assert_eq!(stored["kind"], job.kind().word());
            assert_eq!(&serde_json::from_value::<Job>(stored).unwrap(), job);
        }
        assert!(JobKind::ALL.iter().all(|kind| jobs.iter().any(|job| job.kind() == *kind)));
    }

    #[test]
    fn what_comes_again_is_one_job_wherever_it_stands() {
        for (job, every) in JobKind::ALL.iter().filter_map(|kind| kind.again()) {
            assert_eq!(job.kind().again(), Some((job.clone(), every)));
            assert_eq!((job.unique_key(), every > 0), (String::new(), true), "{job:?}");
        }
    }
}
