# The desk of jobs: what the forum does beside answering.

nav-admin-jobs = Background work
mod-admin-jobs-text = What the forum does by itself, and what went wrong with it.
mod-admin-jobs = jobs given up
notice-job-retried = It will be tried again in a moment.
notice-job-done = This job is not there any more: it has been done meanwhile.
audit-job_retried = Had a job tried again

job-desk-title = Background work
job-desk-text = What the forum does by itself, beside answering: it tells followers, and tidies up once a day. Here is what waits and what went wrong.
job-desk-failed = Given up
job-desk-failed-none = Nothing was given up.
job-desk-waiting = Waiting
job-desk-waiting-none = Nothing waits.
job-desk-job = Job
job-desk-when = When
job-desk-since = There since
job-desk-state = State
job-desk-tries = Failed tries
job-desk-retry = Try again
job-desk-due = due
job-desk-daily = comes again each day
job-desk-post = The post
job-desk-more = More
job-desk-error = What went wrong:
job-state-failed = given up
job-state-running = being done
job-state-again = failed, will be tried again
job-state-waiting = waiting
job-unknown = A job of another version: { $kind }

job-tell_followers = Telling followers
job-tell_followers-text = Whoever follows a topic gets a notification of a new answer.
job-note_pictures = Noting pictures
job-note_pictures-text = Looks up once which pictures stand in earlier posts.
job-forget_sessions = Ended sign-ins
job-forget_sessions-text = Sessions that have run out are removed.
job-forget_links = Links that no longer work
job-forget_links-text = Links from mails that were used or have run out are removed.
job-forget_drafts = Old drafts
job-forget_drafts-text = Drafts that nobody has touched for { $days } days are removed.
job-forget_mails = Old mails
job-forget_mails-text = Mails that left or were given up are removed after { $days } days.
job-forget_notifications = Old notifications
job-forget_notifications-text = Notifications are removed { $days } days after they were read, and after a year in any case.
job-forget_pictures = Unused pictures
job-forget_pictures-text = Pictures that stand in no post, profile or draft are removed after { $days } days.
