//! Posts that members have flagged. How many flags is their weight.

use super::{Choice, Offered, Price, Rules, Step};
use crate::rules::privileges::{Action, Subject};
use crate::rules::vocabulary::Decision;

pub(super) static RULES: Rules = Rules {
    enter: Action::Review,
    choices: &[
        Choice { decision: Decision::Dismiss, key: "a", offered: Offered::Always, needs: reviewing, does: &[Step::ShowAgain, Step::DismissFlags] },
        Choice { decision: Decision::Restore, key: "r", offered: Offered::WhenWithheld, needs: restoring, does: &[Step::BringBack, Step::DismissFlags] },
        Choice { decision: Decision::Hide, key: "h", offered: Offered::Always, needs: hiding, does: &[Step::Hide, Step::UpholdFlags(Price::Points)] },
        Choice {
            decision: Decision::Warn,
            key: "w",
            offered: Offered::Always,
            needs: sanctioning,
            does: &[Step::WarnAuthor, Step::UpholdFlags(Price::Nothing)],
        },
        Choice { decision: Decision::Delete, key: "d", offered: Offered::Always, needs: sanctioning, does: &[Step::UpholdFlags(Price::Points), Step::Delete] },
    ],
    usual_reasons: &["mod-usual-spam", "mod-usual-rude", "mod-usual-off-topic", "mod-usual-quality", "mod-usual-fine"],
};

fn reviewing(_: &Subject) -> (Action, Subject) {
    (Action::Review, Subject::default())
}

fn hiding(_: &Subject) -> (Action, Subject) {
    (Action::HidePost, Subject::default())
}

fn sanctioning(_: &Subject) -> (Action, Subject) {
    (Action::SanctionMember, Subject::default())
}

/// Whoever deleted it, only staff bring it back from here.
fn restoring(post: &Subject) -> (Action, Subject) {
    if post.deleted { (Action::RestorePost, *post) } else { (Action::Review, Subject::default()) }
}
