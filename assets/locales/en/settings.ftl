# Settings of a member.

settings-title = Settings
settings-profile = Profile
settings-mail = Mail
settings-password = Password
settings-sessions = Signed-in browsers
settings-feeds = Feeds
settings-save = Save

settings-avatar = Your picture
settings-avatar-file = Choose a picture
settings-avatar-hint = PNG, JPEG, GIF or WebP up to { $n } MB. The middle is cut out as a square, a moving picture stands still, and where and with what it was taken is removed.
settings-avatar-save = Use this picture
settings-avatar-remove = Remove the picture
notice-avatar-saved = Your picture is in place.
notice-avatar-removed = Your picture is gone; your initial is shown instead.
field-picture-too-many-pixels = This picture has too many pixels. At most { $n } million can be taken: make it smaller and send it again.
field-picture-too-long = This picture is too wide or too high. A side may have at most { $n } pixels: make it smaller and send it again.
field-picture-incomplete = The end of this picture is missing: it was saved or sent only in part. Open it to see whether it is whole, and send it again.
field-picture-moves = Moving pictures are taken as GIF only. Save this one as a GIF, or send a still one.
field-picture-moves-too-much = This moving picture is too long or too large. It may have at most { $frames } frames, and a side at most { $side } pixels: make it shorter or smaller and send it again.
field-pictures-busy = Many pictures are being worked on just now. Send this one again in a few seconds.
field-pictures-full = You may keep { $most } pictures and { $n } MB of them. Remove some that nothing shows, on the page “Add an image”, and send this one again.

settings-about-you = About you
settings-display-name-hint = Shown with everything you write. It need not be unique.
settings-about = About
settings-location = Place
settings-website = Website
settings-time-zone = Time zone
settings-theme = Colours
settings-theme-auto = As the device
settings-theme-light = Light
settings-theme-dark = Dark
notice-profile-saved = Your profile is saved.

settings-mail-title = Mails to you
settings-mail-text = Mails go to { $email }.
settings-mail-unconfirmed = Your address { $email } is not confirmed yet; until then you only get mails that you ask for.
settings-mail-confirm = Confirm it
settings-mail-when = Send me a mail when
settings-mail-awards = I earn a badge or a tier
settings-mail-awards-hint = Several within ten minutes are one mail.
settings-mail-answers = somebody answers my topic
settings-mail-answers-hint = Answers to your questions and replies in your discussions.
settings-mail-accepted = my answer is accepted
settings-mail-accepted-hint = The asker marked your answer as the one that helped.
settings-mail-mentions = somebody mentions me
settings-mail-mentions-hint = With @ and your name, in a post or a comment.
settings-on-pages = On the pages
settings-toasts = Show rewards as they happen
settings-toasts-hint = A card slides in when you earn something. You find all rewards in your notifications, too.
settings-mail-always = Mails that you ask for yourself, such as a link to set a new password, always come.
notice-mail-settings-saved = Your mail settings are saved.

settings-password-title = Change your password
settings-password-text = All other browsers that are signed in will be signed out.
settings-password-current = Current password
settings-password-save = Change the password
notice-password-changed = Your password is changed, and all other browsers are signed out.

settings-sessions-title = Where you are signed in
settings-sessions-text = Sign a browser out if you do not know it or no longer use it. If you do not know it, change your password, too.
settings-sessions-only = You are signed in nowhere else.
settings-sessions-end-others = Sign out everywhere else
settings-session-this = this one
settings-session-since = signed in
settings-session-seen = last seen
settings-session-end = Sign out
settings-session-device = { $browser } on { $system }
settings-session-unknown = Unknown browser
notice-session-ended = That browser is signed out.
notice-sessions-ended = All other browsers are signed out.
settings-feeds-title = Your own feeds
settings-feeds-text = A feed reader cannot sign in. With a key in its address it shows what you may read, as of each time it asks. Whoever has the address reads as you do: keep it to yourself, and remove a key that you no longer use.
settings-feeds-made = Copy this address now; it is not shown again.
settings-feeds-others = The same “?key=…” works at the end of the feed of any category, tag or topic.
settings-feeds-none = You have no keys.
settings-feeds-since = made
settings-feeds-used = last used
settings-feeds-unused = never used
settings-feeds-remove = Remove
settings-feeds-name = Name
settings-feeds-name-hint = What it is for, such as the name of your feed reader.
settings-feeds-make = Make a key
notice-feed-key-removed = The key is removed. Its addresses lead nowhere now.
