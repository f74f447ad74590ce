# Mails, unsubscribing, and the managers' outbox.

mail-kind-confirm_email = Confirm the address
mail-kind-reset_password = New password
mail-kind-already_member = Already a member
mail-kind-password_changed = Password changed
mail-kind-awards = Awards
mail-kind-answer = Answer
mail-kind-accepted = Accepted answer
mail-kind-mention = Mention
mail-kind-test = Test

mail-confirm-subject = Confirm your address for { $site }
mail-confirm-heading = Confirm your address
mail-confirm-text = Welcome to { $site }, { $name }. Confirm that this address is yours, and you can ask, answer and vote.
mail-confirm-button = Confirm this address
mail-confirm-expires = The link works once and for three days.
mail-confirm-not-you = If you did not sign up, do nothing: without your confirmation the account stays closed.

mail-reset-subject = Set a new password for { $site }
mail-reset-heading = Set a new password
mail-reset-text = Hello { $name }, somebody asked to set a new password for your account at { $site }.
mail-reset-button = Set a new password
mail-reset-expires = The link works once and for two hours. All browsers that are signed in will be signed out.
mail-reset-not-you = If it was not you, do nothing: your password stays as it is.

mail-already-subject = You already have an account at { $site }
mail-already-heading = You already have an account
mail-already-text = Somebody, probably you, tried to sign up at { $site } with this address. It already has an account, and your name there is @{ $handle }.
mail-already-button = Sign in
mail-already-forgot = If you no longer know the password, { $link }.
mail-already-forgot-link = set a new one
mail-already-not-you = If it was not you, do nothing: nobody was told that you are a member.

mail-password-subject = Your password for { $site } was changed
mail-password-heading = Your password was changed
mail-password-settings = The password of your account @{ $handle } at { $site } was changed on { $when }.
mail-password-link = A new password was set for your account @{ $handle } at { $site } by a mailed link on { $when }.
mail-password-from = It was done with { $device }.
mail-password-from-address = It was done with { $device }, from { $address }.
mail-password-you = If it was you, there is nothing left to do. All other browsers were signed out.
mail-password-not-you = If it was not you, set a new password now: that signs everybody else out. Somebody may be reading your mailbox, so change its password first.
mail-password-button = Set a new password

mail-answer-subject = { $who } answered “{ $topic }”
mail-answer-heading = You have an answer
mail-answer-text = { $who } answered your question { $topic }:
mail-answer-button = Read the answer

mail-reply-subject = { $who } replied to “{ $topic }”
mail-reply-heading = You have a reply
mail-reply-text = { $who } replied to your discussion { $topic }:
mail-reply-button = Read the reply

mail-accepted-subject = Your answer was accepted: { $topic }
mail-accepted-heading = Your answer was accepted
mail-accepted-text = { $who } accepted your answer to { $topic }. Whoever has the same question now finds it first.
mail-accepted-button = See your answer

mail-mention-subject = { $who } mentioned you in “{ $topic }”
mail-mention-heading = You were mentioned
mail-mention-text = { $who } mentioned you in { $topic }:
mail-mention-button = Read it there

mail-somebody = A former member

mail-awards-subject-badge = New badge: { $name }
mail-awards-subject-tier = You reached the tier { $name }
mail-awards-subject-many = { $n } new awards: { $names }
mail-awards-tier = You are now { $tier }
mail-awards-tier-text = Your contributions have brought you to this tier. From now on your name carries its colour.
mail-awards-tier-later = Still to come on this tier: { $what }.
mail-awards-tier-one-later = { $what } ({ $condition })
mail-awards-for = You earned it with { $topic }.
mail-awards-progress = You have { $n ->
    [one] { $shown } point
   *[other] { $shown } points
}. What is still missing for { $tier }: { $missing }.
mail-awards-button = { $n ->
    [one] See your award
   *[other] See your awards
}
# An underscore stands for a space.
mail-comma = ,_
mail-and = { $a } and { $b }
mail-need-reputation = { $n ->
    [one] { $shown } point
   *[other] { $shown } points
}
mail-need-answers = { $n ->
    [one] { $shown } answer
   *[other] { $shown } answers
}
mail-need-accepted-answers = { $n ->
    [one] { $shown } accepted answer
   *[other] { $shown } accepted answers
}

mail-test-subject = Test mail from { $site }
mail-test-heading = Mail arrives
mail-test-text = This mail was sent to see whether mails of this forum arrive. This one did.

mail-why-confirm_email = You receive this because somebody signed up at { $site } with this address.
mail-why-reset_password = You receive this because somebody asked for a new password at { $site } with this address.
mail-why-already_member = You receive this because somebody tried to sign up at { $site } with this address.
mail-why-password_changed = You receive this because the password of your account at { $site } was changed.
mail-why-awards = You receive this because you earned an award at { $site }.
mail-why-answer = You receive this because you started this topic at { $site }.
mail-why-accepted = You receive this because you wrote this answer at { $site }.
mail-why-mention = You receive this because a member of { $site } named you.
mail-why-test = You receive this because an operator of { $site } sent a test mail to this address.

mail-stop-awards = Stop mails about awards
mail-stop-answers = Stop mails about answers
mail-stop-accepted = Stop mails about accepted answers
mail-stop-mentions = Stop mails about mentions
mail-all-settings = All mail settings

mail-list-awards = awards
mail-list-answers = answers to your topics
mail-list-accepted = accepted answers
mail-list-mentions = mentions

unsubscribe-title = Stop these mails
unsubscribe-text = Do you want no more mails about { $kind } from { $site }? You still see the news on the site.
unsubscribe-done-title = These mails have stopped
unsubscribe-done = { $site } sends you no more mails about { $kind }.

mail-desk-title = Mail outbox
mail-desk-files = No SMTP server is set: mails are written as files into the data folder and can be read here.
mail-desk-smtp = Mails leave through the SMTP server of the configuration.
mail-desk-kept = What was sent, let go or given up stays here for { $days } days.
mail-desk-empty = No mail has been written yet. Mails appear here as soon as somebody signs up, gets an answer or earns an award.
mail-desk-when = When
mail-desk-mail = Mail
mail-desk-to = To
mail-desk-state = State
mail-desk-tries = Tries
mail-desk-retry = Send again
mail-desk-due = next try
mail-desk-counted = of the latest { $n } mails
mail-desk-created = Written
mail-desk-sent = Sent
mail-desk-next = Next try
mail-desk-error = Last error
mail-desk-withheld = This mail carries a link that acts in its recipient’s name. Only the recipient and administrators see it.
mail-desk-not-kept = Mails that leave by SMTP are not kept here.
mail-desk-not-yet = There is no file of this mail yet, or it is gone.
mail-desk-html = As HTML
mail-desk-text = As text
mail-desk-from = From { $from } to { $to }
mail-state-waiting = waiting
mail-state-sent = sent
mail-state-dead = given up
mail-state-dropped = not sent
notice-mail-retried = The mail will be sent again in a moment.
audit-mail_retried = sent a mail again
