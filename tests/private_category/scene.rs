//! The forum of the walk: a private category whose every text has a mark, and a public one that leads to it wherever it can.

use crate::support::{Client, Forum, raw};
use accolade::rules::ids::{MemberId, TopicId};
use accolade::rules::vocabulary::Role;
use accolade::store::{members, topics};

/// What no outsider may read anywhere.
pub const MARK: &str = "wolpertinger";

pub struct Scene {
    pub forum: Forum,
    pub group: i64,
    pub category: i64,
    pub category_slug: String,
    pub public_category: i64,
    /// Asked inside by who is removed later; answered by who stays.
    pub topic: i64,
    pub slug: String,
    pub opening: i64,
    pub answer: i64,
    pub comment: i64,
    /// Asked inside by who stays; answered by who is removed later, who was accepted for it.
    pub other: i64,
    pub others_answer: i64,
    pub public_topic: i64,
    pub public_path: String,
    pub review: i64,
    /// Path of a picture that stands in a post inside.
    pub picture: String,
}

fn text(words: &str) -> String {
    format!("{words}: the {MARK} and the quokka are friends of ours, as everybody here knows.")
}

fn opening_of(forum: &Forum, topic: i64) -> (i64, String) {
    let row = forum.app.db.read_now(|conn| topics::find(conn, TopicId(topic))).unwrap().unwrap();
    (row.opening_post.unwrap().0, row.slug)
}

fn ok(answer: crate::support::client::Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location.unwrap()
}

impl Scene {
    /// The category is for the group.
    pub fn closed() -> Scene {
        Scene::made("groups")
    }

    /// The category is for everybody as yet.
    pub fn open_to_all() -> Scene {
        Scene::made("everybody")
    }

    fn made(audience: &str) -> Scene {
        let forum = Forum::spawn();
        forum.member_as("manager", Role::Manager);
        let public_category = forum.category("square");
        for handle in ["outsider", "removed", "inside"] {
            let member = forum.member(handle);
            forum.give_points(member, 25_000);
            forum
                .app
                .db
                .write_now(move |tx| {
                    for _ in 0..60 {
                        members::count(tx.conn, member, accolade::rules::metrics::Metric::UpheldFlags, 1)?;
                    }
                    Ok::<_, accolade::store::Error>(())
                })
                .unwrap();
        }
        let boss = forum.signed_in("manager");
        let group = ok(boss.post("/admin/groups", &[("name", "Insiders"), ("description", "Those who know.")])).rsplit('/').next().unwrap().parse().unwrap();
        for handle in ["removed", "inside"] {
            ok(boss.post(&format!("/admin/groups/{group}/members"), &[("member", handle), ("reason", "They know.")]));
        }
        let category_slug = format!("{MARK}-den");
        let group_id: String = i64::to_string(&group);
        let (name, description) = (format!("The {MARK} den"), text("A place"));
        let fields = [
            ("name", name.as_str()),
            ("slug", &category_slug),
            ("description", &description),
            ("colour", "#336699"),
            ("audience", audience),
            ("groups", &group_id),
            ("reason", "It is theirs."),
        ];
        ok(boss.post("/admin/categories", &fields));
        let category = raw::rows(&mut forum.connection(), &format!("SELECT id, 0 AS a, 0 AS b FROM categories WHERE slug = '{category_slug}'"))[0].0;
        let (removed, inside, outsider) = (forum.signed_in("removed"), forum.signed_in("inside"), forum.signed_in("outsider"));
        let sent = removed.upload("/uploads", &format!("{MARK}.png"), &a_picture());
        assert_eq!(sent.status, 201, "{}", sent.body);
        let picture = serde_json::from_str::<serde_json::Value>(&sent.body).unwrap()["url"].as_str().unwrap().to_owned();

        let ask = |browser: &Client, category: i64, title: &str, body: &str, tags: &str| -> i64 {
            forum.clock.advance(5 * 60_000);
            let id = category.to_string();
            let fields = [("kind", "question"), ("category", id.as_str()), ("title", title), ("body", body), ("tags", tags)];
            ok(browser.post("/ask", &fields)).split('/').nth(2).unwrap().parse().unwrap()
        };
        let title = format!("How do I feed the {MARK} and its quokka?");
        let tags = format!("shared, {MARK}");
        let topic = ask(&removed, category, &title, &format!("{} ![{MARK}]({picture})", text("A question for @inside")), &tags);
        let other = ask(&inside, category, &format!("Where does the {MARK} sleep with its quokka?"), &text("Asked by who stays"), &tags);
        let public_topic = ask(&outsider, public_category, "Where does everybody meet at noon?", "A question that everybody may read, and answer.", "shared");
        let answer = forum.answer(&inside, topic, &text("An answer for @removed and @outsider"));
        let others_answer = forum.answer(&removed, other, &text("The answer of who is removed"));
        let public_answer = forum.answer(&removed, public_topic, "At the fountain, as far as anybody can remember.");
        forum.clock.advance(5 * 60_000);
        let commented = ok(inside.post(&format!("/posts/{others_answer}/comments"), &[("body", &text("A remark, @removed"))]));
        let comment = commented.split("#c").nth(1).unwrap().parse().unwrap();
        ok(removed.post(&format!("/posts/{answer}/vote"), &[("vote", "up")]));
        ok(inside.post(&format!("/posts/{others_answer}/vote"), &[("vote", "up")]));
        ok(outsider.post(&format!("/posts/{public_answer}/vote"), &[("vote", "up")]));
        ok(inside.post(&format!("/posts/{others_answer}/accept"), &[("accept", "on")]));
        ok(removed.post(&format!("/posts/{answer}/accept"), &[("accept", "on")]));
        ok(removed.post(&format!("/t/{topic}/bookmark"), &[("on", "on")]));
        ok(removed.post(&format!("/t/{other}/follow"), &[("on", "on")]));
        ok(inside.post(&format!("/t/{topic}/bookmark"), &[("on", "on")]));
        ok(inside.post(&format!("/posts/{}/flag", opening_of(&forum, topic).0), &[("reason", "other"), ("note", &text("A flag"))]));
        let edit = [("body", text("An answer that was edited")), ("note", text("An edit")), ("revision", "1".to_owned())];
        ok(inside.post(&format!("/posts/{others_answer}/edit"), &edit.each_ref().map(|(name, value)| (*name, value.as_str()))));
        ok(boss.post(&format!("/t/{other}/manage"), &[("order", "pin"), ("reason", "For all of us.")]));
        let review = raw::rows(&mut forum.connection(), "SELECT id, 0 AS a, 0 AS b FROM reviews")[0].0;
        // Each topic is linked to the other, as an import links them.
        let at = forum.clock.now().0;
        raw::run(
            &mut forum.connection(),
            &format!(
                "INSERT INTO topic_links (from_topic_id, to_topic_id, created_at) VALUES ({public_topic}, {topic}, {at}), ({topic}, {public_topic}, {at})"
            ),
        );
        let (opening, slug) = opening_of(&forum, topic);
        let public_path = format!("/t/{public_topic}/{}", opening_of(&forum, public_topic).1);
        Scene {
            forum,
            group,
            category,
            category_slug,
            public_category,
            topic,
            slug,
            opening,
            answer,
            comment,
            other,
            others_answer,
            public_topic,
            public_path,
            review,
            picture,
        }
    }

    /// A manager gives the category to the group.
    pub fn close(&self) {
        let group = self.group.to_string();
        let name = format!("The {MARK} den");
        let description = text("A place");
        let fields = [
            ("name", name.as_str()),
            ("slug", &self.category_slug),
            ("description", &description),
            ("colour", "#336699"),
            ("audience", "groups"),
            ("groups", &group),
            ("reason", "It is theirs."),
        ];
        ok(self.forum.signed_in("manager").post(&format!("/admin/categories/{}", self.category), &fields));
    }

    /// A manager takes a member out of the group.
    pub fn remove(&self, handle: &str) {
        let path = format!("/admin/groups/{}/members/{handle}/remove", self.group);
        ok(self.forum.signed_in("manager").post(&path, &[("reason", "They left us.")]));
    }

    /// A member's rewards wait to be shown, those of one kind; the others were shown.
    pub fn rewards_wait(&self, handle: &str, kind: &str) {
        let of = format!("member_id = (SELECT id FROM members WHERE handle = '{handle}')");
        raw::run(
            &mut self.forum.connection(),
            &format!("UPDATE notifications SET shown_at = 1 WHERE {of}; UPDATE notifications SET shown_at = NULL WHERE {of} AND kind = '{kind}'"),
        );
    }

    /// The mails that wait: handle, and what kind.
    pub fn mails(&self) -> Vec<(String, String)> {
        let all = self.forum.app.db.read_now(|conn| accolade::store::outbox::before(conn, None, 200)).unwrap();
        let handle = |member: MemberId| self.forum.app.db.read_now(|conn| members::card(conn, member)).unwrap().unwrap().handle;
        all.into_iter().map(|mail| (handle(mail.member), mail.kind)).collect()
    }

    /// What was sent: the address, and the mail as its reader sees it.
    pub fn sent(&self) -> Vec<(String, String)> {
        let folder = self.forum.app.mailer.folder().unwrap().clone();
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let raw = std::fs::read_to_string(entry.unwrap().path()).unwrap();
                let to = raw.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().to_owned();
                let address = to.rsplit('<').next().unwrap().trim_end_matches('>').to_owned();
                (address, decoded(&raw))
            })
            .collect()
    }
}

/// A mail with what is packed in it unpacked: whatever carries words is looked at.
fn decoded(raw: &str) -> String {
    use base64::Engine;
    let joined = raw.replace("=\r\n", "").replace("=\n", "");
    let packed = raw.split("\r\n\r\n").filter_map(|part| {
        let plain: String = part.split_whitespace().collect();
        base64::engine::general_purpose::STANDARD.decode(plain).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    });
    packed.fold(joined.clone(), |all, one| all + &one)
}

/// A small picture like no other.
fn a_picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    let drawn = image::RgbImage::from_fn(24, 24, |x, y| image::Rgb([x as u8 * 9, y as u8 * 7, 77]));
    image::DynamicImage::ImageRgb8(drawn).write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    bytes
}
