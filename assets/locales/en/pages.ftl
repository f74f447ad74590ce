language-name = English

# The frame
skip = Skip to the content
search = Search
search-placeholder = Search questions, answers and people
ask = Ask
ask-question = Ask a question
sign-in = Sign in
sign-up = Sign up
sign-out = Sign out
join = Join
bell = Notifications
bell-unread = Notifications, { $n } unread
bell-template = Notifications, {"{"}n{"}"} unread
menu-label = Your menu
menu-profile = Profile
menu-statement = Points statement
menu-bookmarks = Bookmarks
menu-settings = Settings
theme-dark = Dark theme
theme-light = Light theme
nav-label = Sections
nav-home = Home
nav-unanswered = Unanswered
nav-top = Top
nav-followed = Following
nav-mine = My topics
nav-categories = Categories
nav-tags = Tags
nav-leaderboard = Leaderboard
nav-badges = Badges
nav-tiers = Tiers
nav-moderation = Moderation
nav-review = Review queue
nav-audit = Audit log
nav-admin-site = Name of the forum
nav-admin-categories = Manage categories
nav-admin-groups = Manage groups
nav-admin-mail = Mail
nav-privileges = Privileges
nav-guidelines = Guidelines
nav-feed = Feed
foot-label = Main
foot-browse = Browse
foot-me = Me
language = Language
change = Change
dismiss = Dismiss
copied = Link copied
offline = You are offline. What you write is kept on this device.
failed = That did not work. Please try again.
upload-running = Uploading {"{"}name{"}"}…
upload-failed = {"{"}name{"}"} could not be uploaded.
draft-saved = Draft saved
draft-local = Draft kept on this device
side-label = About this topic
toasts-label = News about you
# What stands between two sentences of one paragraph.
between-sentences = { " " }
optional = (optional)
pages = Pages
page-first = Newest
page-older = Older
page-more-answers = More answers
cancel = Cancel
edit = Edit
delete = Delete
restore = Restore
share = Share
flag = Flag
history = history
reason = Reason
reason-hint = The member reads this, and it stays in the audit log.

# Times
time-now = just now
time-minutes = { $n } min ago
time-hours = { $n } h ago
time-days = { $n ->
    [one] yesterday
   *[other] { $n } days ago
}
time-date = { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

# Members
member-gone = Former member
points = { $n ->
    [one] { $shown } point
   *[other] { $shown } points
}
badges-gold = { $n ->
    [one] { $n } gold badge
   *[other] { $n } gold badges
}
badges-silver = { $n ->
    [one] { $n } silver badge
   *[other] { $n } silver badges
}
badges-bronze = { $n ->
    [one] { $n } bronze badge
   *[other] { $n } bronze badges
}
role-member = Member
role-moderator = Moderator
role-manager = Community manager
role-administrator = Administrator
tier-newcomer = Newcomer
tier-member = Member
tier-contributor = Contributor
tier-regular = Regular
tier-mentor = Mentor
tier-expert = Expert
tier-champion = Champion
level-bronze = Bronze
level-silver = Silver
level-gold = Gold
medal-label = { $level } badge: { $badge }

# Badges
badge-student = Student
badge-student-why = Your question reached a score of 1.
badge-teacher = Teacher
badge-teacher-why = Your answer reached a score of 1.
badge-scholar = Scholar
badge-scholar-why = You accepted an answer to your question.
badge-supporter = Supporter
badge-supporter-why = You voted a post up for the first time.
badge-critic = Critic
badge-critic-why = You voted a post down for the first time.
badge-commentator = Commentator
badge-commentator-why = You wrote ten comments.
badge-autobiographer = Autobiographer
badge-autobiographer-why = You told the community about yourself.
badge-editor = Editor
badge-editor-why = You edited a post for the first time.
badge-watchful = Watchful
badge-watchful-why = Staff agreed with your flag.
badge-solver = Solver
badge-solver-why = Your answer was accepted.
badge-trusted-solver = Trusted solver
badge-trusted-solver-why = Ten of your answers were accepted.
badge-master-solver = Master solver
badge-master-solver-why = Fifty of your answers were accepted.
badge-self-learner = Self-Learner
badge-self-learner-why = You answered your own question, and the answer reached a score of 3.
badge-necromancer = Necromancer
badge-necromancer-why = You answered a question more than 60 days old, and the answer reached a score of 5.
badge-nice-question = Nice Question
badge-nice-question-why = Your question reached a score of 10.
badge-good-question = Good Question
badge-good-question-why = Your question reached a score of 25.
badge-great-question = Great Question
badge-great-question-why = Your question reached a score of 100.
badge-nice-answer = Nice Answer
badge-nice-answer-why = Your answer reached a score of 10.
badge-good-answer = Good Answer
badge-good-answer-why = Your answer reached a score of 25.
badge-great-answer = Great Answer
badge-great-answer-why = Your answer reached a score of 100.
badge-popular-question = Popular Question
badge-popular-question-why = Your question was viewed 1,000 times.
badge-notable-question = Notable Question
badge-notable-question-why = Your question was viewed 2,500 times.
badge-famous-question = Famous Question
badge-famous-question-why = Your question was viewed 10,000 times.

# The reward moment
reward-tier-title = You are now { $tier }
reward-tier = Your contributions opened a new tier for you.
reward-accepted-title = Your answer was accepted
reward-accepted = It solved “{ $topic }”.
reward-points = +{ $n ->
    [one] { $n } point
   *[other] { $n } points
}
reward-statement = See it on your statement
reward-badge = See the badge
reward-tiers = See all tiers
reward-post = See the answer
tier-mark-label = Mark of the tier { $tier }

# Privileges and refusals
privilege-create_topic = ask questions and start discussions
privilege-answer = answer
privilege-comment_own = comment on your own posts and on answers to your questions
privilege-images_and_links = post as many links and images as you need
privilege-vote_up = vote up
privilege-flag = flag posts
privilege-comment_anywhere = comment on other people’s posts
privilege-vote_down = vote down
privilege-create_tag = create tags
privilege-review = review flagged posts
privilege-retag = change other people’s tags
privilege-edit_others = edit other people’s posts
privilege-see_deleted = see deleted posts
privilege-hide_posts = hide posts
progress-points = { $have } of { $need } points
way-answer = Answer a question
way-privileges = All privileges
way-confirm = Confirm your e-mail address
refusal-sign-in = Sign in to do this.
refusal-confirm-email = Confirm your e-mail address first. The link is in the mail we sent you.
refusal-silenced = You cannot write here until { $date }.
refusal-suspended = Your account is suspended until { $date }.
refusal-reputation = You need { $need } points to { $what }. You have { $have }. An accepted answer gives { $accepted }, an upvote { $upvote }.
refusal-quality = To { $what } you need a record of { $need } % good reviewed actions. Yours is { $have } %. Flags that staff agree with raise it.
refusal-missing = To { $what } you still need: { $missing }.
refusal-role = This needs the role { $role }.
refusal-own-post = This post is yours: others judge it.
refusal-not-your-post = Only the author and staff can do this.
refusal-not-your-topic = Only whoever asked can accept an answer.
refusal-locked = This topic is locked: nothing can be added.
refusal-hidden = This post is hidden, so nobody can vote on it, answer it or comment on it now.
refusal-deleted = This post is deleted.
refusal-deleted-by-staff = Staff deleted this post, so only staff can restore it.
refusal-accepted-answer = This answer is accepted, so it cannot be deleted. It helps others.
refusal-has-answers = Somebody has answered already, so the topic stays for them and for others.
refusal-vote-locked = Your vote is older than ten minutes. It can be changed again once the post is edited.
refusal-daily-votes = You have cast all { $n } votes of today. Tomorrow you have as many again.
refusal-votes-for-member = You have given this member all { $n } votes a day that one member can give another. Tomorrow you can again.
refusal-first-day = On your first day you can post { $n } of these. Tomorrow there is no such limit.
refusal-too-soon = Wait { $n ->
    [one] one more second
   *[other] { $n } more seconds
} before you post again.
refusal-too-many-links = As a newcomer you can post { $n } links at a time. With 10 points the limit is gone.
refusal-too-many-images = As a newcomer you can post { $n ->
    [one] one image
   *[other] { $n } images
} at a time. With 10 points the limit is gone.
refusal-too-many-mentions = As a newcomer you can mention { $n } members at a time.
refusal-already-flagged = You have flagged this post already. Staff will look at it.
refusal-last-administrator = This is the last administrator. Make somebody else an administrator first.
refusal-group-is-audience = The category “{ $category }” is for this group. Choose another audience for it first; then the group can be deleted.
refusal-too-many-feed-keys = You have { $n } feed keys, which is the most. Remove one that you no longer use.

# Fields
form-not-saved = This was not saved yet. See what is marked below.
field-missing = Fill this in.
field-too-short = At least { $least } characters, please. You have { $have }.
field-too-long = At most { $most } characters. You have { $have }.
field-handle-characters = Use letters a to z, digits, _ and - only.
field-handle-taken = Somebody else has this handle. Choose another.
field-email-shape = This is no e-mail address. Write it as name@example.org.
field-email-taken = There is an account with this address.
field-password-weak = This password is easy to guess. Use a few unrelated words.
field-passwords-differ = The two passwords differ.
field-password-wrong = Name or password is not right. Until your address is confirmed, sign in with your handle.
field-current-password-wrong = This is not your current password.
field-too-many-tags = At most { $n } tags.
field-tag-characters = “{ $tag }” is no tag. Use letters, digits and + - # . _ only.
field-tag-unknown = There is no tag “{ $tag }” yet. With { $need } points you can create it; until then choose one that exists.
field-link-shape = Start the link with https:// or http://.
field-colour-shape = Write the colour as #2158b8.
field-unknown-choice = Choose one of the values offered.
field-slug-taken = Another category has this address. Choose another.
field-group-name-taken = Another group has this name. Choose another.
field-in-group = This member is in the group already.
field-picture-broken = This file is no picture that can be read. Use PNG, JPEG, GIF or WebP.
field-picture-too-large = This picture is too large. At most { $n } MB.
field-date-in-past = Choose a date that is still to come.
field-member-unknown = There is no member with this handle.
field-changed = Somebody else changed this while you were writing. Compare with the current text and save again.
field-once-more = That was faster than people usually are. Please send the form once more.
field-sent-before = This form was sent before, with other words, and those are published. To publish these as well, open the page anew and send them from there.

# Pages that explain
error-refused-title = Not yet
error-impossible-title = This cannot be done
error-invalid-title = Something is not right
error-not-found-title = There is no page at this address
error-not-found = It may have been moved or deleted. Nothing you wrote is lost.
error-changed-title = Somebody was faster
error-changed = This was changed while you were looking at it. Open the page again to see how it stands now.
error-origin-title = This form came from another site
error-origin = For your safety nothing was done. Open the page here and try again.
error-bad-request-title = This request cannot be read
error-bad-request = Go back, check what you entered, and try again.
error-too-slow-title = This took too long to arrive
error-too-slow = Nothing was changed. The connection may be very slow or have been interrupted: try again.
error-too-large-title = This is too large
error-too-large = At most { $n } KB fit. Shorten the text or use a smaller file.
error-attempts-title = Too many attempts
error-attempts = Wait { $n } seconds and try again.
error-attempts-minutes = Wait { $n } minutes and try again.
error-attempts-hours = Wait { $n } hours and try again.
error-unavailable-title = The forum is busy
error-unavailable = Nothing was changed. Try again in a few seconds.
error-internal-title = Something went wrong on our side
error-internal = Nothing was changed. The operator can find the cause in the log.
error-typed = What you wrote, so that you can copy it:

# Lists
list-latest = Latest
list-unanswered = Unanswered
list-top-week = Top of the week
list-top-month = Top of the month
list-top-year = Top of the year
list-top-all = Top of all time
list-followed = Following
list-bookmarks = Bookmarks
list-mine = My topics
period-week = Week
period-month = Month
period-year = Year
period-all = All time
tabs-order = Order
tabs-period = Period
tag-topics = { $n ->
    [one] { $n } topic
   *[other] { $n } topics
}
row-answers = { $n ->
    [one] answer
   *[other] answers
}
row-replies = { $n ->
    [one] reply
   *[other] replies
}
row-votes = { $n ->
    [one] vote
   *[other] votes
}
row-views = { $n ->
    [one] view
   *[other] views
}
row-solved = solved
topic-pinned = Pinned
topic-locked = Locked
topic-unread = (unread)
kind-question = Question
kind-question-hint = One problem, one best answer.
kind-discussion = Discussion
kind-discussion-hint = Open-ended, replies in order.
empty-list = Nothing here yet. Be the first.
empty-no-category = A category is needed before anybody can ask.
empty-soon = The forum is being set up.
empty-unanswered = Every question has an answer.
empty-followed = Follow a topic, and its news is here.
empty-bookmarks = Bookmark a topic to find it here again.
empty-see-latest = See the latest topics
empty-mine = You have not opened a topic yet.

# A topic
breadcrumb = Where you are
wrote-asked = asked { $time }
wrote-answered = answered { $time }
wrote-started = started { $time }
wrote-replied = replied { $time }
topic-views = { $n ->
    [one] { $shown } view
   *[other] { $shown } views
}
topic-deleted = This topic is deleted. Only you and staff see it.
follow = Follow
following = Following
answers-count = { $n ->
    [0] No answers yet
    [one] { $n } answer
   *[other] { $n } answers
}
replies-count = { $n ->
    [0] No replies yet
    [one] { $n } reply
   *[other] { $n } replies
}
answers-order = Order of answers
sort-best = Best
sort-oldest = Oldest
accepted-answer = Accepted answer
accept = Accept this answer
unaccept = Take the acceptance back
vote-up = Vote up
vote-down = Vote down
score = Score
bookmark = Bookmark
post-hidden = This post is hidden until somebody of the community team has looked at it.
post-hidden-decided = This post was hidden by the community team.
post-hidden-yours = Hidden from other readers until it is reviewed.
post-hidden-yours-decided = Hidden from other readers by the community team.
post-deleted = Deleted
post-edited = Edited
post-edited-by = by
add-comment = Add a comment
comment = Comment
comment-post = Comment
comment-hint = Short remarks. Answers go below.
comment-delete-confirm = Delete this comment?
your-answer = Your answer
your-reply = Your reply
post-answer = Post the answer
post-reply = Post the reply
side-asked-by = Asked by
side-started-by = Started by
side-related = Related
manage-topic = Manage this topic
manage-lock = Lock
manage-unlock = Unlock
manage-pin = Pin
manage-unpin = Unpin
manage-move = Move to this category
manage-retag = Save these tags
retag-link = Change tags
category = Category
tags = Tags

# Writing
ask-title = Start a topic
ask-kind = Kind
title = Title
title-hint = Say it as you would ask a colleague.
ask-body = Your text
tags-hint = Up to five, separated by commas.
tag-remove = Remove {"{"}tag{"}"}
publish = Publish
similar-title = Already answered?
editor-write = Write
editor-preview = Preview
editor-formatting = Formatting
editor-bold = Bold (Ctrl+B)
editor-italic = Emphasis (Ctrl+I)
editor-heading = Heading
editor-quote = Quote
editor-code = Code (Ctrl+E)
editor-link = Link (Ctrl+K)
editor-list = List
editor-list-ol = Numbered list
editor-image = Image
editor-table = Table
editor-sum = Formula
editor-table-columns = Column | Column
editor-markdown = Markdown.
editor-pictures = Paste or drop images.
editor-choose-file = Choose a file
editor-add-picture = Add an image
preview-lead = This is how your text will look. Close this tab to go on writing.
picture-title = Add an image
picture-lead = For texts written without scripts: send the image here, then put its line into your text.
picture-line = Line for your text
picture-line-hint = Copy it to where the image belongs. Between the brackets stands what people read who do not see the image.
picture-file = Image
picture-hint = PNG, JPEG, GIF or WebP, up to { $n } MB. A GIF may move.
picture-send = Send
pictures-own = Images you have sent
pictures-room = { $taken } of { $most } images, { $megabytes } of { $most_megabytes } MB. Each tier makes more room.
pictures-none = You have sent none yet.
pictures-of-size = Image, { $width } × { $height } pixels
pictures-kilobytes = { $n } KB
pictures-unused = not used
pictures-used-away = in a post that is not there any more
pictures-used-avatar = your picture
pictures-used-about = in your profile
pictures-used-draft = in a draft
pictures-remove = Remove
notice-picture-removed = The image is gone.

# Accounts
sign-in-name = Handle or e-mail address
password = Password
password-new = New password
password-hint = At least 8 characters. A few unrelated words are best.
forgot-link = Forgot your password?
sign-up-link = New here? Sign up
sign-in-link = Already a member? Sign in
forgot-title = Set a new password
forgot-text = Tell us your address, and we send you a link.
forgot-send = Send the link
forgot-sent = If there is an account with this address, a mail with a link is on its way. The link works for two hours.
reset-title = Set a new password
reset-save = Save the password
link-spent-title = This link does not work any more
link-spent = It was used already, or it is too old. Ask for a new one.
sign-up-title = Join { $site }
sign-up-text = Ask, answer, and see how your contributions count.
handle = Handle
handle-hint = Your unique name in addresses and mentions: letters, digits, _ and -.
display-name = Display name
email = E-mail address
email-hint = Never shown to others.
confirm-title = Confirm your e-mail address
confirm-sent = We sent a mail to { $email }. Open the link in it to take part.
confirm-spam = Nothing there? Look into the spam folder, or have it sent again in a few minutes.
confirm-again = Send the mail again
confirm-text = One step is left to take part in { $site }.
confirm-button = Confirm the address

# What was just done
notice-asked = Your topic is published.
notice-answered = Your answer is published.
notice-commented = Your comment is published.
notice-comment-deleted = The comment is deleted.
notice-accepted = You accepted this answer.
notice-unaccepted = You took the acceptance back.
notice-followed = You follow this topic. New answers reach you.
notice-unfollowed = You no longer follow this topic.
notice-bookmarked = Bookmarked.
notice-unbookmarked = The bookmark is removed.
notice-confirmed = Your address is confirmed. Welcome.
notice-confirmed-sign-in = Your address is confirmed. Sign in to take part.
notice-first-administrator = You are the first administrator. Create the first category, so that people can ask.
notice-mail-sent = The mail is on its way.
notice-password-set = Your new password is saved. All other devices were signed out.
notice-signed-out = You are signed out.
