//! What people write, from the form to every place where it is read: links, mentions, tags, lengths, searching, mails.

use crate::support::smtp::SmtpServer;
use crate::support::{Client, Forum};
use accolade::rules::time::MINUTE;
use accolade::rules::vocabulary::Role;

const TITLE: &str = "Why does my wort stop at 1.020?";
const BODY: &str = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";

/// A forum that mails, with a question of Ada's.
struct Scene {
    forum: Forum,
    server: SmtpServer,
    ada: Client,
    category: i64,
    topic: i64,
}

impl Scene {
    fn new() -> Scene {
        let server = SmtpServer::start();
        let url = server.url.clone();
        let forum = Forum::spawn_with(|config| config.smtp_url = url);
        let category = forum.category("brewing");
        let member = forum.member("ada");
        forum.give_points(member, 3_000);
        let ada = forum.signed_in("ada");
        let topic = forum.ask(&ada, category, TITLE, BODY);
        Scene { forum, server, ada, category, topic }
    }

    /// Ada's question with another text.
    fn edited(&self, by: &Client, body: &str, note: &str) {
        // At the pace of edits.
        self.forum.clock.advance(MINUTE);
        let opening = self.opening();
        let form = by.get(&format!("/posts/{opening}/edit"));
        let revision = form.attribute("[name=revision]", "value").unwrap_or_else(|| panic!("no form: {}", form.body));
        let fields = [("title", TITLE), ("tags", ""), ("body", body), ("note", note), ("revision", &revision)];
        let edited = by.post(&format!("/posts/{opening}/edit"), &fields);
        assert_eq!(edited.status, 303, "{}", edited.body);
    }

    fn opening(&self) -> i64 {
        let page = self.ada.get(&self.ada.get(&format!("/t/{}", self.topic)).location.unwrap());
        page.attribute("article[id^=p]", "id").unwrap()[1..].parse().unwrap()
    }

    /// To whom mails went since the last time, with subject and text.
    fn mails(&self) -> Vec<(String, String, String)> {
        accolade::worker::send_due(&self.forum.app).unwrap();
        let mails = self.server.received();
        mails
            .iter()
            .map(|mail| {
                let read = accolade::mailer::eml::read(&mail.raw);
                (mail.to.join(","), read.subject, read.text)
            })
            .collect()
    }
}

#[test]
fn a_bare_address_ends_where_the_sentence_goes_on() {
    let s = Scene::new();
    let answer = s.forum.answer(&s.ada, s.topic, "见https://example.com/a。然后继续看**https://example.com/b**，@ada 和www.example.com的说明。");
    let page = s.ada.get(&s.ada.get(&format!("/t/{}", s.topic)).location.unwrap());
    assert_eq!(page.words(&format!("#p{answer} .prose a")), ["https://example.com/a", "https://example.com/b", "@ada", "www.example.com"]);
    assert_eq!(page.words(&format!("#p{answer} .prose strong")), ["https://example.com/b"]);
}

#[test]
fn what_nobody_can_see_is_no_title_text_or_name() {
    let s = Scene::new();
    let category = s.category.to_string();
    let zero = "\u{200B}".repeat(24);
    let filler = "\u{3164}".repeat(24);
    let ask = |title: &str, body: &str| {
        s.forum.clock.advance(5 * MINUTE);
        s.ada.post("/ask", &[("kind", "question"), ("category", &category), ("title", title), ("body", body), ("tags", "")])
    };
    for title in [
        zero.as_str(),
        &filler,
        "\u{2800}\u{A0}\u{2800}\u{200D}\u{2800}\u{FE0F}\u{2800}\u{200E}\u{2800}",
        "Why\u{200B}\u{200B}\u{200B}\u{200B}\u{200B}\u{200B}\u{200B}",
    ] {
        let asked = ask(title, BODY);
        assert_eq!((asked.status, asked.has("#title-error")), (422, true), "{title:?}");
    }
    let entities = "&nbsp;".repeat(8);
    let invisible = [
        zero.as_str(),
        &filler,
        &entities,
        "[a]: https://example.org/a-definition-that-nobody-sees",
        "<!-- a remark of some length that nobody sees -->",
        "&#x200B;&#x200B;&zwnj;&emsp;&#8203;&#x2800;",
        "*** \n---\n# \n> \n- \n***",
        "ok [a]: &nbsp; &nbsp; &nbsp; &nbsp;",
    ];
    for body in invisible {
        let asked = ask(TITLE, body);
        assert_eq!((asked.status, asked.has("#body-error")), (422, true), "{body:?}: {}", asked.body);
        let answered = s.ada.post(&format!("/t/{}/answers", s.topic), &[("body", body)]);
        assert_eq!((answered.status, answered.has("#body-error")), (422, true), "{body:?}");
        let opening = s.opening();
        let edited = s.ada.post(&format!("/posts/{opening}/edit"), &[("title", TITLE), ("tags", ""), ("body", body), ("note", ""), ("revision", "1")]);
        assert_eq!((edited.status, edited.has("#body-error")), (422, true), "{body:?}");
        let commented = s.ada.post(&format!("/posts/{opening}/comments"), &[("body", body)]);
        assert_eq!((commented.status, commented.has("#body-error")), (422, true), "{body:?}");
    }
    // A picture is seen.
    s.forum.answer(&s.ada, s.topic, "![](https://example.org/wort.png)");

    let profile = |name: &str, about: &str| {
        let fields = [
            ("display_name", name),
            ("about", about),
            ("location", zero.as_str()),
            ("website", ""),
            ("language", "en"),
            ("time_zone", "UTC"),
            ("theme", "auto"),
        ];
        s.ada.post("/settings", &fields)
    };
    for name in [zero.as_str(), &filler, "\u{200D}\u{FE0F}", "\u{301}\u{301}"] {
        let saved = profile(name, "");
        assert_eq!((saved.status, saved.has("#display_name-error")), (422, true), "{name:?}");
    }
    let before = s.forum.reputation(s.forum.app.db.read_now(|conn| accolade::store::members::by_handles(conn, &["ada".to_owned()])).unwrap()[0].1);
    let saved = profile("A\u{200B}da", &entities);
    assert_eq!(saved.status, 303, "{}", saved.body);
    let form = s.ada.get("/settings");
    assert_eq!(form.attribute("#display_name", "value").as_deref(), Some("Ada"));
    assert_eq!((form.attribute("#location", "value").unwrap_or_default(), form.words("#about")), (String::new(), vec![String::new()]));
    let after = s.forum.reputation(s.forum.app.db.read_now(|conn| accolade::store::members::by_handles(conn, &["ada".to_owned()])).unwrap()[0].1);
    assert_eq!(before, after, "a profile that says nothing is not complete");

    s.forum.member_as("hanna", Role::Manager);
    let hanna = s.forum.signed_in("hanna");
    let named = hanna.post("/admin/categories", &[("name", &zero), ("slug", "x"), ("description", &zero), ("colour", "#c98a1b")]);
    assert_eq!((named.status, named.has("#name-new-error")), (422, true));
    let site = hanna.post("/admin/site", &[("name", &filler), ("description", &filler)]);
    assert_eq!(site.status, 422);
    let deleted = hanna.post(&format!("/posts/{}/delete", s.opening()), &[("reason", &zero)]);
    assert_eq!((deleted.status, deleted.has("#reason-error")), (422, true));
    let edited = hanna.post(&format!("/posts/{}/edit", s.opening()), &[("title", TITLE), ("tags", ""), ("body", BODY), ("note", &zero), ("revision", "1")]);
    assert_eq!((edited.status, edited.has("#note-error")), (422, true));
    s.forum.assert_clean("after all that was refused");
}

#[test]
fn a_word_is_found_as_it_was_typed() {
    let s = Scene::new();
    let answer = s.forum.answer(&s.ada, s.topic, "糖化到65℃，再加５㎏麥芽和ﾋﾞｰﾙ酵母；Ver\u{AD}such mit cafe\u{301}, №7 ﬁne™.");
    for asked in [
        "65℃",
        "65°C",
        "６５℃",
        "5kg",
        "５㎏",
        "麦芽",
        "麥芽",
        "ビール",
        "ﾋﾞｰﾙ",
        "Versuch",
        "café",
        "CAFE",
        "№7",
        "no7",
        "fine™",
        "FINETM",
        "\"到65℃\"",
        "65℃ 麦芽",
    ] {
        let page = s.forum.guest().get(&format!("/search?q={}", encoded(asked)));
        assert!(page.body.contains(&format!("/posts/{answer}")), "{asked}: {:?}", page.words("main"));
        assert!(page.has(".result mark"), "{asked} is not marked");
    }
    s.forum.assert_clean("with words of many forms");
}

#[test]
fn nothing_turns_the_words_around() {
    let s = Scene::new();
    let body = "The thermometer&#x202E; was &#8238;wrong&#x2066;, said `a\u{202E}b` and ![the &#x202E;label](https://example.org/a.png \"a &#x202E;title\").";
    s.forum.member("ben");
    let ben = s.forum.signed_in("ben");
    s.forum.answer(&ben, s.topic, body);
    let topic = s.ada.get(&format!("/t/{}", s.topic)).location.unwrap();
    let places = [topic.as_str(), "/search?q=thermometer", "/feed.atom", &format!("/t/{}/feed.atom", s.topic), "/", "/notifications", "/members/ben"];
    for (reader, who) in [(&s.ada, "ada"), (&s.forum.guest(), "guest")] {
        for place in places {
            let page = reader.get(place);
            assert!(!page.body.contains(['\u{202E}', '\u{2066}']), "{place} as {who}");
            assert!(!page.body.to_lowercase().contains("&#x202e;") && !page.body.contains("&#8238;"), "{place} as {who}");
        }
    }
    assert!(s.ada.get("/search?q=thermometer").has(".result mark"));
    let mails = s.mails();
    assert!(mails.iter().any(|(to, _, text)| to == "ada@example.org" && text.contains("thermometer was wrong, said")), "{mails:?}");
    assert!(!mails.iter().any(|(_, _, text)| text.contains('\u{202E}')));
}

#[test]
fn whoever_an_edit_mentions_is_told_once() {
    let s = Scene::new();
    for handle in ["ben", "cleo", "dora"] {
        s.forum.member(handle);
    }
    s.forum.member_as("mona", Role::Moderator);
    let told = |handle: &str| s.forum.signed_in(handle).get("/notifications").words("main li").iter().filter(|line| line.contains("mentioned you")).count();
    let mona = s.forum.signed_in("mona");

    s.edited(&s.ada, &format!("{BODY} What do you say, @ben?"), "");
    assert_eq!((told("ben"), told("cleo"), told("dora")), (1, 0, 0));
    // Who was mentioned before is not told again, and nobody of two is missed.
    s.edited(&s.ada, &format!("{BODY} What do you say, @ben and @cleo/@dora?"), "");
    assert_eq!((told("ben"), told("cleo"), told("dora")), (1, 1, 1));
    // A moderator's edit tells as well; the author reads of the edit itself.
    s.edited(&mona, &format!("{BODY} What do you say, @cleo, @mona, @ada?"), "Ben is away.");
    s.edited(&mona, &format!("{BODY} What do you say, @ben, @cleo?"), "Ben is back.");
    assert_eq!((told("ben"), told("cleo"), told("dora"), told("ada"), told("mona")), (2, 1, 1, 0, 0));
    let own = s.ada.get("/notifications").words("main li");
    assert_eq!(own.iter().filter(|line| line.contains("edited")).count(), 2, "{own:?}");

    // Mails are written when they leave: who is named no longer gets none.
    let mails = s.mails();
    let to = |who: &str| mails.iter().filter(|(to, ..)| to == who).collect::<Vec<_>>();
    assert_eq!((to("ben@example.org").len(), to("cleo@example.org").len(), to("dora@example.org").len()), (2, 1, 0), "{mails:?}");
    assert!(to("ben@example.org").iter().any(|(_, subject, text)| subject.contains("mona") && text.contains("What do you say, @ben, @cleo?")), "{mails:?}");
    s.forum.assert_clean("after edits");
}

#[test]
fn no_tag_leads_elsewhere() {
    let s = Scene::new();
    let category = s.category.to_string();
    let ask = |tags: &str, n: usize| {
        s.forum.clock.advance(5 * MINUTE);
        let body = format!("{BODY} ({n})");
        s.ada.post("/ask", &[("kind", "question"), ("category", &category), ("title", TITLE), ("body", &body), ("tags", tags)])
    };
    for (n, tags) in [".", "..", "...", "．．", "yeast ..", "._.", "%2e%2e", "a/b"].into_iter().enumerate() {
        let asked = ask(tags, n);
        assert_eq!((asked.status, asked.has("#tags-error")), (422, true), "{tags}");
    }
    let asked = ask("C++ ｃ＋＋ #c# .NET 発酵；Ｙｅａｓｔ", 99);
    assert_eq!(asked.status, 303, "{}", asked.body);
    let page = s.ada.get(&asked.location.unwrap());
    let shown = page.words("main a.tag");
    assert_eq!(shown, ["c++", "c#", ".net", "発酵", "yeast"]);
    // Every tag's link leads to its own page, and a search for it finds the topic however it is typed.
    let home = scraper::Html::parse_document(&page.body);
    let links: Vec<String> = home.select(&scraper::Selector::parse("main a.tag").unwrap()).filter_map(|a| a.attr("href").map(str::to_owned)).collect();
    for (tag, link) in shown.iter().zip(&links) {
        let list = s.ada.get(link);
        assert_eq!(list.status, 200, "{link}");
        assert!(list.words("h1").iter().any(|words| words.contains(tag.as_str())), "{link}: {:?}", list.words("h1"));
        assert_eq!(s.ada.get(&format!("{link}/feed.atom")).status, 200, "{link}");
    }
    for typed in ["tag:ＹＥＡＳＴ", "tag:C＋＋", "tag：発酵"] {
        assert!(s.ada.get(&format!("/search?q={}", encoded(typed))).has(".result"), "{typed}");
    }
    assert!(s.ada.get(&format!("/tags?q={}", encoded("Ｙｅａ"))).words(".taggrid a").contains(&"yeast".to_owned()));
}

fn encoded(words: &str) -> String {
    words.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
