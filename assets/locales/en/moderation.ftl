# Editing, history, deleting, flagging; the desks of reviewers and staff.

nav-admin = Administration

notice-edited = Your edit is saved.
notice-deleted = The post is deleted.
notice-restored = The post is back.
notice-flagged = Thank you. A reviewer will look at it.
notice-decided = Decided. The member has been told.
notice-topic-managed = Done. It is noted in the audit log.
notice-sanctioned = Done. The member has been told.
notice-lifted = The sanction is lifted.
notice-role-changed = The role is changed.
notice-category-created = The category is created.
notice-category-saved = The category is saved.
notice-site-saved = Saved.
site-text = Readers see the name on every page and in every mail.
site-name = Name
site-description = Description
site-description-hint = One or two sentences, for search engines and shared links.
notice-category-moved = The order is changed.

mod-post-answer = Answer to:
mod-post-reply = Reply in:
mod-state-hidden = hidden
mod-state-deleted = deleted
mod-quoted = “{ $text }”
mod-in-topic = In “{ $topic }”
mod-back-opening = Back to “{ $topic }”
mod-back-answer = Back to the answer in “{ $topic }”
mod-back-reply = Back to the reply in “{ $topic }”

mod-edit-opening = Edit the post
mod-edit-answer = Edit the answer
mod-edit-reply = Edit the reply
mod-edit-body = Text
mod-edit-note = What did you change?
mod-edit-note-hint = One line for the history, such as “fixed the formula”.
mod-edit-note-hint-other = One line for the history, such as “fixed the formula”. Whose post it is reads it, too.
mod-edit-save = Save the edit
mod-edit-back-note = back to version { $n }
mod-edit-meanwhile = Somebody else saved an edit while you were writing. Your text is kept in the form below. Compare the two, bring in what you want to keep, and save again; yours then becomes the newest version.
mod-edit-now = The text as it stands now

mod-history-title = History
mod-history-version = Version { $n }
mod-history-current = current
mod-history-back-to = Go back to this
mod-history-same-text = The text did not change.
mod-history-none = No versions are kept of this post.

mod-delete-title = Delete this post?
mod-delete-text = Readers will not see it any more, and the points it gave are taken back. It can be restored.
mod-delete-topic-title = Delete this topic?
mod-delete-topic-text = The topic disappears from all lists with everything in it, and the points it gave are taken back. It can be restored.
mod-delete-button = Delete
mod-restore-title = Restore this post?
mod-restore-text = Readers will see it again, and the points it gave come back.
mod-restore-topic-text = The topic returns to the lists with everything in it, and the points it gave come back.
mod-restore-button = Restore
mod-unhide-title = Show this post again?
mod-unhide-text = The post is hidden from readers. Showing it again tells its author why.
mod-unhide-button = Show it again

mod-flag-title = Flag this post
mod-flag-text = Flags go to the reviewers. The author does not see who flagged.
mod-flag-legend = What is wrong with it?
mod-flag-spam = Spam
mod-flag-spam-hint = Advertising, or links that serve only their poster.
mod-flag-rude = Rude or abusive
mod-flag-rude-hint = Attacks a person or a group.
mod-flag-off_topic = Off topic
mod-flag-off_topic-hint = Does not belong here, or does not answer the question.
mod-flag-low_quality = Low quality
mod-flag-low_quality-hint = Cannot be understood or used, and editing would not save it.
mod-flag-other = Something else
mod-flag-other-hint = Say what it is in the note.
mod-flag-note = Note for the reviewers
mod-flag-note-hint = Needed only for “something else”.
mod-flag-button = Send the flag
mod-flag-state-upheld = upheld
mod-flag-state-dismissed = dismissed
mod-flags = { $n ->
    [one] { $n } flag
   *[other] { $n } flags
}

mod-review-title = Review queue
mod-review-open = { $n } open
mod-review-open-more = more than { $n } open
mod-review-oldest = oldest
mod-review-inbox = Open items
mod-review-item = The item
mod-review-none = Nothing waits for review
mod-review-none-text = Posts that members flag appear here, the oldest first.
mod-review-why = Why it is here
mod-review-skip = Skip
mod-review-price = Hiding or deleting says that the flags are right: spam and abuse then cost the author { $n } points. A warning costs none.
mod-review-hint = The author reads the decision and the reason. Hiding and deleting can be undone.
mod-review-hint-hidden = This post is out of readers’ sight. “Restore” brings it back; “dismiss” settles the flags, and shows it again if flags alone have hidden it.
mod-review-changed-open = Something changed while you were looking: a new flag came in. Nothing was decided. Please look again.
mod-review-changed-closed = Another reviewer decided this before you. Your decision was not taken.
mod-decision-dismiss = Dismiss
mod-decision-restore = Restore
mod-decision-hide = Hide
mod-decision-warn = Warn
mod-decision-delete = Delete
mod-decided-dismiss = You dismissed the flags on a post in “{ $topic }”.
mod-decided-restore = You restored a post in “{ $topic }”.
mod-decided-hide = You hid a post in “{ $topic }”.
mod-decided-warn = You warned the author of a post in “{ $topic }”.
mod-decided-delete = You deleted a post in “{ $topic }”.
mod-was-dismiss = Flags dismissed by
mod-was-restore = Restored by
mod-was-hide = Hidden by
mod-was-warn = Author warned by
mod-was-delete = Deleted by
mod-undo = Undo
mod-usual-spam = This is advertising.
mod-usual-rude = This attacks a person instead of the matter.
mod-usual-off-topic = This does not belong to the topic.
mod-usual-quality = This cannot be understood or used as it stands.
mod-usual-fine = Nothing is wrong with this post.

mod-manage-so-already = Nothing changed: the topic is like this already.
mod-retag-title = Change the tags

mod-record = Record
mod-record-of = Record of { $name }
mod-record-standing = Standing
mod-record-since = Member since
mod-record-seen = last seen
mod-record-posts = Contributions
mod-record-counts = questions: { $questions }, answers and replies: { $answers }, comments: { $comments }
mod-record-reviewed = Reviewed
mod-record-quality = { $good } found good, { $bad } found bad
mod-record-sanctions = Sanctions
mod-record-no-sanctions = none
mod-record-sanction-counts = warnings: { $warnings }, silences: { $silences }, suspensions: { $suspensions }
mod-silenced-until = silenced until { $date }
mod-suspended-until = suspended until { $date }

mod-desk-title = Moderate { $name }
mod-desk-link = Moderate this member
mod-desk-posts = Latest posts
mod-desk-no-posts = No posts yet.
mod-desk-score = score { $n }
mod-desk-log = From the audit log

mod-sanction-title = Impose a sanction
mod-sanction-kind = Which?
mod-sanction-warning = Warning
mod-sanction-warning-hint = The member reads the reason. Nothing else changes.
mod-sanction-silence = Silence
mod-sanction-silence-hint = The member can sign in and read, but not write or vote.
mod-sanction-suspension = Suspension
mod-sanction-suspension-hint = The member cannot sign in. Open sessions end now.
mod-sanction-days = Days
mod-sanction-days-hint = For silence and suspension; at most { $n }.
mod-sanction-button = Impose
mod-sanction-running = in force
mod-sanction-until = until { $date }
mod-sanction-lifted = lifted on { $date }
mod-sanction-reason = Reason: { $reason }
mod-lift-title = Lift before its end
mod-lift-button = Lift
mod-silenced = You can read but not write or vote until { $date }.
mod-role-title = Role
mod-role = Role
mod-role-button = Change the role

mod-audit-title = Audit log
mod-audit-text = What staff and reviewers did, newest first. Lines are never changed or removed.
mod-audit-none = Nothing is noted yet.
mod-audit-when = When
mod-audit-who = Who
mod-audit-what = What
mod-audit-nobody = the system
audit-post_edited = Edited another’s post
audit-post_hidden = Hid a post
audit-post_restored = Restored a post
audit-post_deleted = Deleted a post
audit-post_warned = Warned about a post
audit-flags_dismissed = Dismissed flags
audit-comment_deleted = Deleted a comment
audit-topic_locked = Locked a topic
audit-topic_unlocked = Unlocked a topic
audit-topic_pinned = Pinned a topic
audit-topic_unpinned = Unpinned a topic
audit-topic_moved = Moved a topic
audit-topic_retagged = Changed a topic’s tags
audit-member_warned = Warned a member
audit-member_silenced = Silenced a member
audit-member_suspended = Suspended a member
audit-sanction_lifted = Lifted a sanction
audit-role_changed = Changed a role
audit-site_named = Named the forum
audit-category_created = Created a category
audit-category_changed = Changed a category
audit-category_moved = Moved a category

mod-categories-text = Categories stand in this order in the side bar and when somebody asks.
mod-categories-none = No category yet. Create the first one below; topics need one.
mod-categories-topics = { $n ->
    [one] { $n } topic
   *[other] { $n } topics
}
mod-categories-save = Save
mod-categories-look = See it
mod-categories-up = Move “{ $name }” up
mod-categories-down = Move “{ $name }” down
mod-categories-new = New category
mod-categories-create = Create the category
mod-categories-name = Name
mod-categories-slug = Address
mod-categories-slug-hint = The last part of its address. Made from the name when left empty.
mod-categories-description = Description
mod-categories-colour = Colour

mod-admin-open = open reviews
mod-admin-waiting = mails waiting
mod-admin-dead = mails given up
mod-admin-review-text = Flagged posts that wait for a decision.
mod-admin-audit-text = Who decided what, and why.
mod-admin-site-text = What the forum is called and what it is about.
mod-admin-categories-text = Create, describe, colour and order them.
mod-admin-mail-text = What was sent, what waits, and what could not be delivered.
