# Profile, statement, tiers, privileges, badges, leaderboard, notifications, guidelines.

list-comma = {", "}
colon = {": "}
done = done

# Conditions of tiers and privileges
condition-reputation = { $n ->
    [one] { $need } point
   *[other] { $need } points
  }
condition-reputation-progress = { $have } of { $need } points
condition-answers = { $n ->
    [one] { $need } answer
   *[other] { $need } answers
  }
condition-answers-progress = { $have } of { $need } answers
condition-accepted-answers = { $n ->
    [one] { $need } accepted answer
   *[other] { $need } accepted answers
  }
condition-accepted-answers-progress = { $have } of { $need } accepted answers
condition-quality = a record of { $n } %
tier-progress = To { $tier }: { $what }
tier-highest = The highest tier of this community

# Conditions: what a metric counts, as a name in a list
metric-reputation = points
metric-questions = questions
metric-discussions = discussions
metric-topics = questions and discussions
metric-answers = answers
metric-replies = replies in discussions
metric-posts = posts
metric-comments = comments
metric-contributions = posts and comments
metric-days-contributed = days with a post or comment
metric-accepted-answers = accepted answers
metric-solved-questions = questions with an accepted answer
metric-self-answers = answers to one’s own questions
metric-fast-answers = answers within an hour of the question
metric-late-answers = answers to questions of sixty days or more ago
metric-first-answers = questions answered before anybody else
metric-answers-received = answers and replies from others
metric-comments-received = comments from others
metric-upvotes-cast = upvotes given
metric-downvotes-cast = downvotes given
metric-upvotes-received = upvotes received
metric-downvotes-received = downvotes received
metric-topic-upvotes-received = upvotes on questions and discussions
metric-answer-upvotes-received = upvotes on answers and replies
metric-answer-score = total score of answers and replies
metric-topics-scored = questions and discussions with a score of 1 or more
metric-answers-scored = answers and replies with a score of 1 or more
metric-edits = edits
metric-edits-of-others = edits of others’ posts
metric-edits-approved = suggested edits that were approved
metric-profiles-completed = completed profile
metric-badges = badges
metric-bronze-badges = bronze badges
metric-silver-badges = silver badges
metric-gold-badges = gold badges
metric-flags-raised = flags raised
metric-upheld-flags = flags that staff agreed with
metric-dismissed-flags = flags that staff did not agree with
metric-flagged-posts = posts that were rightly flagged
metric-faults = actions that staff disagreed with
metric-warnings = warnings
metric-silences = times silenced
metric-suspensions = times suspended
metric-decisions = decisions about others’ posts
metric-topics-managed = topics moved, retagged, pinned or locked

# Conditions: one thing that is asked
condition-nothing = nothing
condition-metric = { $metric }: { $need }
condition-weighted = { $metric } × { $weight }
condition-sum = { $need } in all from { $parts }
condition-in-category = { $what } in the category { $category }
condition-in-tag = { $what } under the tag { $tag }
condition-within-days = { $n ->
    [one] { $what } within a day
   *[other] { $what } within { $shown } days
  }
condition-badge = the badge “{ $badge }”
condition-tier = the tier “{ $tier }” or a higher one
condition-member-for = { $n ->
    [one] { $shown } day as a member
   *[other] { $shown } days as a member
  }
condition-progress = { $what } (so far { $have } of { $need })
condition-progress-percent = { $what } (now { $have } %)
did-voted-up = an upvote given
did-voted-down = a downvote given
did-accepted-an-answer = an answer accepted
did-edited-a-post = a post edited
did-completed-profile = a complete profile

# Conditions: several things
condition-any = one of these: { $list }
condition-several = { $n } of these: { $list }
condition-none = none of these: { $list }
condition-brackets = ({ $what })
list-or = {"; "}
list-plus = {" + "}

# Conditions: one post
condition-post = { $post } ({ $details })
condition-post-any = a post
condition-post-opening = a question or discussion
condition-post-answer = an answer
condition-post-reply = a reply
post-score = score of { $n } or more
post-views = { $n } views or more
post-own-topic = in one’s own topic
post-others-topic = in somebody else’s topic
post-late = { $n ->
    [one] at least a day after the question
   *[other] at least { $shown } days after the question
  }
post-soon = { $n ->
    [one] within a minute of the question
   *[other] within { $shown } minutes of the question
  }
post-in-category = in the category { $category }
post-in-tag = under the tag { $tag }

# Profile
profile-since = since { $date }
profile-edit = Edit profile
profile-moderate = Moderate
profile-no-about = You have not said anything about yourself yet. Your settings have a place for it.
profile-badges = Badges
profile-no-badges = No badges yet.
profile-best = Best answers
profile-no-answers = No answers yet.
profile-topics = Latest topics
profile-no-topics = No topics yet.
profile-silenced = Silenced until { $date }: reading works, writing does not. Only staff and the member see this.
profile-suspended = Suspended until { $date }: signing in does not work. Only staff and the member see this.
stat-points = { $n ->
    [one] point
   *[other] points
  }
stat-answers = { $n ->
    [one] answer
   *[other] answers
  }
stat-accepted = accepted
stat-questions = { $n ->
    [one] topic
   *[other] topics
  }
stat-comments = { $n ->
    [one] comment
   *[other] comments
  }
stat-badges = { $n ->
    [one] badge
   *[other] badges
  }
best-accepted = Accepted answer
best-reply = Reply
best-score = score of { $shown }
near-questions = { $have } of { $need } questions
near-answers = { $have } of { $need } answers
near-comments = { $have } of { $need } comments
near-accepted-answers = { $have } of { $need } accepted answers
near-upheld-flags = { $have } of { $need } helpful flags
near-best-answer = best answer so far: score { $have } of { $need }
near-best-topic = best topic so far: score { $have } of { $need }
near-views = most-viewed topic so far: { $have } of { $need } views
badge-not-yet = { $badge }, not earned yet
activity = Activity
activity-summary = { $n ->
    [0] No posts or comments in the last year.
    [one] 1 post or comment in the last year.
   *[other] { $n } posts and comments on { $days ->
        [one] 1 day
       *[other] { $days } days
      } of the last year.
  }
activity-less = Less
activity-more = More
activity-table = By month
activity-month = Month
activity-contributions = Posts and comments
activity-month-of = { $month } { $year }
heat-month-1 = Jan
heat-month-2 = Feb
heat-month-3 = Mar
heat-month-4 = Apr
heat-month-5 = May
heat-month-6 = Jun
heat-month-7 = Jul
heat-month-8 = Aug
heat-month-9 = Sep
heat-month-10 = Oct
heat-month-11 = Nov
heat-month-12 = Dec

# Statement
statement-title = Statement
statement-lead = Every point you gained or lost, the rule behind it and your balance after it.
statement-caption = Your points, the newest line first
statement-when = When
statement-what = What happened
statement-note = Note
statement-points = Points
statement-balance = Balance
statement-rulebook = rulebook v{ $version }
statement-limits = Votes bring at most { $cap } points a day, and reputation never falls below { $floor }.
statement-tiers = All tiers
statement-privileges = All privileges
statement-empty = No points yet
note-reversal = taken back
note-given-back = given back
note-daily-cap = { $nominal } by the rule; the day’s limit was reached
note-lifetime-cap = { $nominal } by the rule; the most that it ever gives was reached
note-day-had-more = { $nominal } by the rule; it goes first from what was above the day’s limit
note-taken-back-under-limit = { $nominal } taken back; what was above the limit of its day had not counted
note-given-back-under-limit = { $nominal } given back, as far as the limit of its day leaves room
note-floor = { $nominal } by the rule; reputation does not fall further
rule-joined = You joined
rule-question_upvoted = Upvote on your question
rule-answer_upvoted = Upvote on your answer
rule-question_downvoted = Downvote on your question
rule-answer_downvoted = Downvote on your answer
rule-downvote_given = You downvoted an answer
rule-answer_accepted = Your answer was accepted
rule-accepted_an_answer = You accepted an answer
rule-edit_approved = Your edit was approved
rule-flag_upheld = Your flag helped
rule-spam_upheld = Your post was judged spam
rule-bounty_offered = You offered a bounty
rule-bounty_won = You won a bounty
rule-question_upvoted-discussion = Upvote on your topic
rule-answer_upvoted-discussion = Upvote on your reply
rule-question_downvoted-discussion = Downvote on your topic
rule-answer_downvoted-discussion = Downvote on your reply
rule-downvote_given-discussion = You downvoted a reply

# Tiers and privileges
tiers-title = Tiers
tiers-lead = Every tier, what it takes and what opens along the way.
tiers-takes = What it takes
tiers-opens = What opens
tiers-nothing = Nothing: everybody starts here
tiers-here = You are here
tiers-from = from { $need } points
tiers-opens-name = The colour and mark beside your name
privileges-title = Privileges
privileges-lead = What you may do here grows with the trust you earn. Nothing is decided behind your back: these are all the conditions.
privileges-yours = Yours
privileges-by-role = Yours by your role
privileges-progress = { $have } of { $need }
quality-title = How the record is counted
quality-text = Powers over other people’s posts also ask for a good record. It is the share of your reviewed actions, such as flags, that turned out right. Everybody starts in the middle at 50 %, and it moves as more of your actions are reviewed.
opens-create_topic = Ask a question or start a discussion.
opens-answer = Answer questions and reply in discussions.
opens-comment_own = Comment on your own posts, and on answers to your questions.
opens-images_and_links = Put pictures and more links into your posts.
opens-vote_up = Say that a post helped. Its author earns points.
opens-flag = Tell the moderators about a post that breaks the rules.
opens-comment_anywhere = Comment on any post to ask back or to add something.
opens-vote_down = Say that a post is wrong or not useful. On answers this costs you a point.
opens-create_tag = Use a tag that nobody has used before.
opens-review = See flagged posts and help to decide about them.
opens-retag = Change the tags of other people’s topics.
opens-edit_others = Improve other people’s posts. The history keeps every version.
opens-see_deleted = Read posts that were deleted.
opens-hide_posts = Hide posts that break the rules until they are reviewed.

# Badges
badges-title = Badges
badges-lead = What people here are recognised for, and how often it happened.
badges-which = Which badges
badges-all = All
badges-yours = Yours
badges-none = You have no badge yet
badges-none-hint = Ask, answer or vote, and the first one is near.
family-questions = Questions
family-answers = Answers
family-community = Community
badge-awarded-times = { $n ->
    [0] Not awarded yet.
    [one] Awarded once.
   *[other] Awarded { $shown } times.
  }
badge-yours = { $n ->
    [one] Yours
   *[other] Yours, { $n } times
  }
badge-repeats = Awarded for every post that earns it.
badge-once = Awarded once.
badge-earners = Earned most recently
badge-nobody = Nobody has earned it yet.

# Leaderboard
leaderboard-title = Leaderboard
leaderboard-lead = Who gained the most points.
leaderboard-week = Week
leaderboard-month = Month
leaderboard-all = All time
leaderboard-empty = Nobody has gained points in this period
leaderboard-empty-hint = A good answer is enough to be first.
leaderboard-you = you
leaderboard-you-after = you, after place { $n }
leaderboard-unplaced = you, without points in this period
leaderboard-your-place = Your place
place-1 = 1st
place-2 = 2nd
place-3 = 3rd

# Notifications
notifications-title = Notifications
notifications-mark-all = Mark all as read
notifications-empty = Nothing has happened yet
notifications-empty-hint = Answers, mentions and rewards wait for you here.
notice-notifications-read = Everything is marked as read.
notification-unread = (unread)
notification-cost = { $n ->
    [one] It was judged spam, and cost you one point.
   *[other] It was judged spam, and cost you { $shown } points.
}
notification-reason = Reason: { $reason }
notification-some-topic = a topic
tell-answered = { $actor } answered your question { $topic }
tell-replied = { $actor } replied in your discussion { $topic }
tell-followed = { $actor } answered { $topic }, which you follow
tell-followed-reply = { $actor } replied in { $topic }, which you follow
tell-commented = { $actor } commented on your post in { $topic }
tell-mentioned = { $actor } mentioned you in { $topic }
tell-accepted = { $actor } accepted your answer to { $topic }
tell-badge = You earned the badge { $what }
tell-badge-for = You earned the badge { $what } for { $topic }
tell-tier = You reached the tier { $what }
tell-decision = The moderators decided about your post in { $topic }
tell-decision-hide = Your post in { $topic } was hidden
tell-decision-restore = Your post in { $topic } is visible again
tell-decision-delete = Your post in { $topic } was deleted
tell-decision-warn = The moderators have a word of warning about your post in { $topic }
tell-decision-dismiss = Your post in { $topic } was reviewed and stays as it is
tell-sanction-warning = You received a warning
tell-sanction-silence = You cannot write for a while
tell-sanction-suspension = Your account was suspended
tell-sanction-lifted = A restriction of your account was lifted
tell-flag-upheld = The moderators agreed with your flag in { $topic }
tell-flag-dismissed = The moderators looked at your flag in { $topic } and left the post as it is
tell-role = Your role is now { $what }
tell-topic = The moderators changed your topic { $topic }
tell-topic-locked = Your topic { $topic } was locked
tell-topic-unlocked = Your topic { $topic } is open again
tell-topic-pinned = Your topic { $topic } was pinned
tell-topic-unpinned = Your topic { $topic } is no longer pinned
tell-topic-moved = Your topic { $topic } was moved to another category
tell-edited = { $actor } edited your post in { $topic }
tell-comment-removed = Your comment in { $topic } was deleted by { $actor }
tell-topic-retagged = Your topic { $topic } has other tags now

# The reward moment
reward-opened = You can now { $what }.

# Guidelines
guidelines-title = Guidelines
guidelines-lead = How we treat each other here, in two minutes.
guidelines-people-title = There is a person behind every post
guidelines-people = Assume good intentions, and write as you would speak to somebody across the table. Disagree with what was said, not with who said it. Everybody was new once: point to the way, do not guard the door.
guidelines-asking-title = Ask so that others can help
guidelines-asking = Search first; your question may be answered already. Say what you want to reach, what you tried and what happened instead. A clear title finds the right reader. When an answer helped, accept it: it thanks its author and helps whoever comes next.
guidelines-answering-title = Answer the question
guidelines-answering = Explain why, not only what. Say where you know it from, and say so when you are not sure. If you only want to ask back, write a comment.
guidelines-voting-title = Vote for what helps
guidelines-voting = Vote up what is useful and down what is wrong, whoever wrote it. Do not vote for people, do not trade votes, and do not use a second account: such votes are taken back, with their points.
guidelines-own-work-title = Be open about your own work
guidelines-own-work = Mention your own product where it truly answers a question, and say that it is yours. Do not copy other people’s texts; quote them and name the source.
guidelines-trouble-title = When something is wrong
guidelines-trouble = Flag the post and go on reading; do not argue. The moderators look at every flag, give a reason for every decision, and tell the people it concerns. If you think a decision was wrong, write to them calmly.
guidelines-privileges = What you may do, and when
guidelines-tiers = The tiers

# What earns a badge
earns-opening-score = A question with a score of { $n }.
earns-answer-score = An answer with a score of { $n }.
earns-answer-score-own = An answer to one’s own question, with a score of { $n }.
earns-answer-score-others = An answer to somebody else’s question, with a score of { $n }.
earns-answer-score-late = An answer given at least { $days } days after the question, with a score of { $n }.
earns-views = A question viewed { $shown } times.
earns-questions = { $n ->
    [one] A first question.
   *[other] { $shown } questions.
  }
earns-answers = { $n ->
    [one] A first answer.
   *[other] { $shown } answers.
  }
earns-comments = { $n ->
    [one] A first comment.
   *[other] { $shown } comments.
  }
earns-accepted-answers = { $n ->
    [one] A first accepted answer.
   *[other] { $shown } accepted answers.
  }
earns-upheld-flags = { $n ->
    [one] A first flag that staff agreed with.
   *[other] { $shown } flags that staff agreed with.
  }
earns-accepted-an-answer = Accepting an answer for the first time.
earns-vote-up = A first upvote.
earns-vote-down = A first downvote.
earns-edit = Editing a post for the first time.
earns-profile = A complete profile.
earns-all-of = { $what }.
