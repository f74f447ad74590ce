//! A post as markup: votes, text, author, actions as words, comments. Every control that is refused says why.

use crate::actions::subject;
use crate::pages::visit::Visit;
use crate::rules::limits;
use crate::rules::privileges::{Action, Refusal};
use crate::rules::vocabulary::PostKind;
use crate::store::comments::CommentLine;
use crate::store::topics::Topic;
use crate::store::views::topic_page::{PostLine, TopicPage};
use crate::t;
use crate::ui::forms;
use crate::ui::icons::icon;
use crate::ui::member_name;
use crate::ui::refusal;
use crate::ui::times;
use maud::{Markup, PreEscaped, html};

/// One post with all that hangs on it.
pub(in crate::pages) fn post(visit: &Visit, found: &TopicPage, line: &PostLine) -> Markup {
    let w = visit.words;
    let post = &line.post;
    let sees_hidden = post.author.is_some() && post.author == visit.member() || visit.may(Action::Review, &Default::default()).is_ok();
    if post.deleted_at.is_some() {
        return tombstone(visit, &found.topic, line);
    }
    if post.hidden_at.is_some() && !sees_hidden {
        return html! {
            article.post.withheld id={ "p" (post.id) } { div {} div.body { div.tombstone { (icon("flag")) span { (t!(w, if line.waits { "post-hidden" } else { "post-hidden-decided" })) } } } }
        };
    }
    let bookmarked = (post.kind == PostKind::Opening).then_some(found.bookmarked);
    html! {
        article class={ "post" @if post.accepted { " accepted" } @if post.hidden_at.is_some() { " withheld" } } id={ "p" (post.id) } {
            (votes(visit, &found.topic, line, bookmarked))
            div.body {
                @if post.accepted { p.mark { (icon("check")) (t!(w, "accepted-answer")) } }
                @if post.hidden_at.is_some() { div.tombstone { (icon("flag")) span { (t!(w, if line.waits { "post-hidden-yours" } else { "post-hidden-yours-decided" })) } } }
                (prose(&post.body_html))
                (edited(visit, line))
                div.by { (signature(visit, &found.topic, line)) (actions(visit, &found.topic, line)) }
                (comments(visit, &found.topic, line))
            }
        }
    }
}

/// A text, rendered and cleaned by `markdown` when it was written. Chinese texts have dots of emphasis, whatever the page's language.
pub(in crate::pages) fn prose(body_html: &str) -> Markup {
    html! { div class={ "prose" @if is_mostly_chinese(body_html) { " han" } } { (PreEscaped(body_html)) } }
}

/// Whether a text is written in Chinese, which has no slanted letters; a Chinese line in an English text does not make it Chinese. Asked for
/// every post of a page, so bytes are counted: those that begin a Chinese character, of three bytes each, against all, marks included.
fn is_mostly_chinese(body_html: &str) -> bool {
    let characters = body_html.bytes().filter(|byte| matches!(byte, 0xE4..=0xE9)).count();
    characters * 12 > body_html.len()
}

fn tombstone(visit: &Visit, topic: &Topic, line: &PostLine) -> Markup {
    let w = visit.words;
    let post = &line.post;
    html! {
        article.post.deleted id={ "p" (post.id) } {
            div {}
            div.body {
                div.tombstone {
                    (icon("trash")) span { (t!(w, "post-deleted")) " " @if let Some(at) = post.deleted_at { (times::ago(w, visit.now, at)) } }
                    @if visit.may(Action::RestorePost, &subject(topic, post)).is_ok() { a href={ "/posts/" (post.id) "/restore" } { (t!(w, "restore")) } }
                }
                (prose(&post.body_html))
                div.by { (signature(visit, topic, line)) }
            }
        }
    }
}

/// Who wrote a post, and when; the moment is the post's lasting address.
fn signature(visit: &Visit, topic: &Topic, line: &PostLine) -> Markup {
    let post = &line.post;
    html! {
        (member_name::person(visit.words, &visit.book, line.author.as_ref(), &post.author_name))
        a.when href={ "/posts/" (post.id) } { (times::wrote(visit.words, visit.now, post.created_at, post.kind, topic.kind)) }
    }
}

/// The column of votes, with acceptance and bookmark.
fn votes(visit: &Visit, topic: &Topic, line: &PostLine, bookmarked: Option<bool>) -> Markup {
    let w = visit.words;
    let post = &line.post;
    let id = post.id;
    let about = subject(topic, post);
    let up = visit.may(Action::VoteUp, &about).err();
    let down = visit.may(Action::VoteDown, &about).err();
    let accept = (topic.kind.describe().accepts == Some(post.kind) && visit.member().is_some() && topic.author == visit.member())
        .then(|| visit.may(Action::AcceptAnswer, &about));
    let pressed = |yes: bool| if yes { "true" } else { "false" };
    let title = |refused: &Option<Refusal>| refused.as_ref().map(|r| refusal::sentence(w, &visit.book, r));
    html! {
        form.votes id={ "votes-" (id) } method="post" action={ "/posts/" (id) "/vote" } data-in-place {
            button id={ "up-" (id) } name="vote" value=(if line.my_vote == 1 { "none" } else { "up" }) aria-label=(t!(w, "vote-up")) aria-pressed=(pressed(line.my_vote == 1))
                aria-disabled=[up.is_some().then_some("true")] title=[title(&up)] { (icon("up")) }
            span.score { span.visually-hidden { (t!(w, "score")) " " } (post.score) }
            button id={ "down-" (id) } name="vote" value=(if line.my_vote == -1 { "none" } else { "down" }) aria-label=(t!(w, "vote-down")) aria-pressed=(pressed(line.my_vote == -1))
                aria-disabled=[down.is_some().then_some("true")] title=[title(&down)] { (icon("down")) }
            @if let (Some(on), true) = (bookmarked, visit.me.is_some()) {
                button.bookmark id={ "bookmark-" (id) } name="on" value=(if on { "off" } else { "on" }) formaction={ "/t/" (topic.id) "/bookmark" }
                    aria-label=(t!(w, "bookmark")) aria-pressed=(pressed(on)) {
                    (icon(if on { "bookmark-filled" } else { "bookmark" }))
                }
            }
            @if let Some(verdict) = accept {
                @let refused = verdict.err();
                button.accept id={ "accept-" (id) } name="accept" value=(if post.accepted { "off" } else { "on" }) formaction={ "/posts/" (id) "/accept" }
                    aria-label=(t!(w, if post.accepted { "unaccept" } else { "accept" })) aria-pressed=(pressed(post.accepted))
                    aria-disabled=[refused.is_some().then_some("true")] title=[title(&refused)] { (icon("check")) }
            }
        }
    }
}

fn edited(visit: &Visit, line: &PostLine) -> Markup {
    let w = visit.words;
    let post = &line.post;
    html! {
        @if let Some(at) = post.edited_at {
            p.edited {
                (t!(w, "post-edited")) " " (times::ago(w, visit.now, at))
                @if let Some(editor) = &line.editor { " " (t!(w, "post-edited-by")) " " (member_name::name(w, &visit.book, editor)) }
                " · " a href={ "/posts/" (post.id) "/history" } { (t!(w, "history")) }
            }
        }
    }
}

fn actions(visit: &Visit, topic: &Topic, line: &PostLine) -> Markup {
    let w = visit.words;
    let post = &line.post;
    let about = subject(topic, post);
    let shown = |action: Action| visit.may(action, &about);
    html! {
        ul.acts {
            li { a href={ "/posts/" (post.id) } data-copy={ (visit.app.config.public_url) "/posts/" (post.id) } { (t!(w, "share")) } }
            @if visit.me.is_some() {
                @if shown(Action::EditPost).is_ok() { li { a href={ "/posts/" (post.id) "/edit" } { (t!(w, "edit")) } } }
                @if shown(Action::DeletePost).is_ok() { li { a href={ "/posts/" (post.id) "/delete" } { (t!(w, "delete")) } } }
                @if !matches!(shown(Action::FlagPost), Err(Refusal::OwnPost)) { li { a href={ "/posts/" (post.id) "/flag" } { (t!(w, "flag")) } } }
            }
        }
    }
}

fn comments(visit: &Visit, topic: &Topic, line: &PostLine) -> Markup {
    let w = visit.words;
    let id = line.post.id;
    let verdict = visit.may(Action::PostComment, &subject(topic, &line.post));
    html! {
        ul.comments id={ "comments-" (id) } { @for c in &line.comments { (comment(visit, c)) } }
        @match verdict {
            Ok(()) => details.fold {
                summary { (icon("chat")) (t!(w, "add-comment")) }
                form.comment-form method="post" action={ "/posts/" (id) "/comments" } data-in-place data-reset {
                    (forms::once(visit.form_key()))
                    label.visually-hidden for={ "comment-" (id) } { (t!(w, "comment")) }
                    textarea id={ "comment-" (id) } name="body" required maxlength=(limits::COMMENT.end()) data-mentions {}
                    div.actions { button.primary.small { (t!(w, "comment-post")) } span.hint { (t!(w, "comment-hint")) } }
                }
            },
            // Guests read; they are asked to sign in where they would answer.
            Err(Refusal::SignIn | Refusal::Locked) => {},
            Err(refused) => details.fold {
                summary { (icon("chat")) (t!(w, "add-comment")) }
                (refusal::why(w, &visit.book, &refused, &format!("why-comment-{id}")))
            },
        }
    }
}

/// One comment.
fn comment(visit: &Visit, line: &CommentLine) -> Markup {
    let w = visit.words;
    let own = line.author.as_ref().is_some_and(|a| Some(a.id) == visit.member());
    let staff = visit.me.as_ref().is_some_and(|m| m.role.is_staff());
    html! {
        li id={ "c" (line.id) } {
            div.text {
                // Rendered and cleaned by `markdown` when it was written.
                (PreEscaped(&line.body_html))
                (member_name::author(w, &visit.book, line.author.as_ref(), &line.author_name)) " "
                a.when href={ "/comments/" (line.id) } { (times::ago(w, visit.now, line.at)) }
                @if staff && !own {
                    " " ul.acts { li { a href={ "/comments/" (line.id) "/delete" } { (t!(w, "delete")) } } }
                } @else if own {
                    " " ul.acts { li { form method="post" action={ "/comments/" (line.id) "/delete" } data-in-place data-confirm=(t!(w, "comment-delete-confirm")) { button.link { (t!(w, "delete")) } } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_mostly_chinese;

    #[test]
    fn a_text_is_chinese_when_most_of_it_is() {
        assert!(is_mostly_chinese("<p>自制酸奶<em>拉丝</em>像鼻涕，是 <code>B. subtilis</code> 吗？</p>"));
        assert!(!is_mostly_chinese("<p>Reply with the story of <em>one</em> label; we read 中文 too.</p>"));
        assert!(!is_mostly_chinese("<p>Only letters.</p>"));
    }
}
