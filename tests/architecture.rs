//! The house keeps its shape: who may name whom, which crate stands where, and no dialect outside its file.

use accolade::rules::vocabulary::{Language, TopicKind};
use accolade::ui::words::Words;
use std::path::{Path, PathBuf};

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    assert!(files.len() > 50);
    files.iter().map(|f| (f.strip_prefix(&root).unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(f).unwrap())).collect()
}

/// The module a file belongs to: `store/topics.rs` → `store`, `store.rs` → `store`.
fn layer(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

#[test]
fn rules_use_nothing_of_ours() {
    for (file, text) in sources().iter().filter(|(f, _)| layer(f) == "rules") {
        for line in text.lines().filter(|l| l.trim_start().starts_with("use crate::")) {
            assert!(line.contains("crate::rules"), "{file}: {line}");
        }
        for outside in ["diesel", "actix", "tokio", "std::fs", "std::net", "SystemTime", "jiff"] {
            assert!(!text.contains(outside), "{file} names {outside}: rules are pure");
        }
    }
}

#[test]
fn layers_depend_downwards() {
    // Each layer and what it must not use.
    let forbidden: &[(&str, &[&str])] = &[
        ("store", &["actions", "effects", "pages", "ui", "worker", "import", "emails"]),
        ("effects", &["pages", "ui", "worker", "import", "mailer"]),
        ("actions", &["pages", "ui", "worker", "import", "mailer"]),
        ("ui", &["actions", "effects", "pages", "worker", "import"]),
        ("worker", &["pages", "import"]),
        ("import", &["pages", "ui"]),
        ("emails", &["actions", "effects", "pages", "worker", "import"]),
        ("markdown", &["store", "actions", "effects", "pages", "ui"]),
        ("search", &["store", "actions", "effects", "pages", "ui"]),
    ];
    for (file, text) in sources() {
        let Some((_, never)) = forbidden.iter().find(|(l, _)| *l == layer(&file)) else { continue };
        for used in *never {
            assert!(!text.contains(&format!("crate::{used}::")) && !text.contains(&format!("use crate::{used};")), "{file} must not use {used}");
        }
    }
}

/// What an event says is decided in one file; whoever carries it out knows no events.
#[test]
fn events_are_matched_in_one_place() {
    for (file, text) in sources().iter().filter(|(f, _)| matches!(layer(f), "effects" | "check")) {
        // The referee hears what was cast, awarded and accepted: what it compares with are rows, not consequences.
        let matches = text.lines().filter(|line| line.contains("Event::") && line.contains("=>")).count();
        assert!(matches == 0, "{file} matches on events: let `rules/facts.rs` say it");
    }
}

/// Slow work is done before a transaction begins, by `Renderer`, `Passwords` and `media`: on SQLite everybody waits for the writer.
#[test]
fn nothing_slow_is_done_inside_a_transaction() {
    for (file, text) in sources() {
        if matches!(layer(&file), "actions" | "effects") && file != "actions/prepare.rs" {
            for slow in ["markdown::render", "prepare::render", "Typed::read", "passwords::hash", "media::prepare", "zxcvbn", "brotli"] {
                assert!(!text.contains(slow), "{file} names {slow}: it belongs before the transaction");
            }
        }
    }
}

#[test]
fn each_framework_stays_in_its_place() {
    let places: &[(&str, &[&str])] = &[("diesel::", &["store"]), ("actix_web", &["pages", "server", "cli"]), ("lettre::", &["mailer", "emails", "rules"])];
    for (file, text) in sources() {
        for (name, allowed) in places {
            if text.contains(name) {
                assert!(allowed.contains(&layer(&file)), "{file} names {name}, which belongs in {allowed:?}");
                assert!(*name != "lettre::" || layer(&file) != "rules" || file == "rules/email.rs", "{file}: only addresses are parsed by what sends");
            }
        }
    }
}

#[test]
fn the_two_databases_differ_in_few_files_only() {
    for (file, text) in sources().iter().filter(|(f, _)| f.starts_with("store/")) {
        let differs = text.contains("Connection::Sqlite(") || text.contains("AnyConnection::Sqlite(");
        let known = ["store/dialect.rs", "store/connection.rs", "store/migrate.rs", "store/search_index.rs", "store/transfer.rs", "store/views/search.rs"];
        assert!(!differs || known.iter().any(|k| file.starts_with(k.trim_end_matches(".rs"))), "{file} treats the databases differently");
    }
}

#[test]
fn every_key_said_in_the_code_has_words() {
    let english = accolade::ui::words::Words::of(accolade::rules::vocabulary::Language::English);
    let mut said = 0;
    // `ui/words.rs` says what the macro is, with examples.
    for (file, text) in sources().into_iter().filter(|(file, _)| file != "ui/words.rs") {
        let whole_word = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        for at in text.match_indices("t!(").map(|(i, _)| i).filter(|at| whole_word(*at)) {
            let call = &text[at..text.len().min(at + 200)];
            // `t!(words, "key" …`: the key is the first thing after the first comma.
            let Some(key) = call.split_once(',').and_then(|(_, rest)| rest.trim_start().strip_prefix('"')).and_then(|rest| rest.split('"').next()) else {
                continue;
            };
            if !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
                assert!(english.has(key), "{file} says “{key}”, which has no words");
                said += 1;
            }
        }
    }
    assert!(said > 100, "only {said} keys were found: has the macro changed?");
}

/// What is true of a kind of topics stands in its description; nobody else goes by its name, so that a new kind is one description more.
#[test]
fn nobody_asks_for_a_kind_of_topics_by_its_name() {
    // Who makes topics of a kind, or counts those of one.
    let makers = ["rules/kinds.rs", "rules/vocabulary.rs", "demo.rs", "store/check.rs", "store/metrics/counted.rs"];
    for (file, text) in sources().iter().filter(|(f, _)| !makers.contains(&f.as_str()) && layer(f) != "import" && !f.ends_with("tests.rs")) {
        let text = text.split("#[cfg(test)]").next().unwrap();
        for kind in TopicKind::ALL {
            for name in [format!("TopicKind::{kind:?}"), format!("kind = '{kind}'"), format!("kind <> '{kind}'"), format!("kind IN ('{kind}'")] {
                assert!(!text.contains(&name), "{file} says {name}: ask what is true of the kind (`rules/kinds.rs`, in SQL `store/kinds.rs`)");
            }
        }
    }
}

#[test]
fn every_kind_of_topics_has_its_words() {
    for language in Language::ALL {
        let words = Words::of(*language);
        for kind in TopicKind::ALL {
            let said = &kind.describe().words;
            let named = [format!("kind-{kind}"), format!("kind-{kind}-hint")];
            let keys = [said.opened, said.opened_by, said.heading, said.in_lists, said.write, said.send].into_iter().chain(said.label);
            for key in keys.chain(named.iter().map(String::as_str)) {
                assert!(words.has(key), "{language}: “{key}” of {kind} has no words");
            }
        }
    }
}

/// Files that CONTRIBUTING names, so that whoever follows it finds them.
#[test]
fn files_that_are_named_in_contributing_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let named = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| ["src/", "tests/", "assets/", "benches/", "migrations/"].iter().any(|folder| name.starts_with(folder)));
    let mut seen = 0;
    // Names in capitals stand for others, lists in braces and stars for several.
    for name in named.filter(|name| !name.contains(|c: char| c.is_ascii_uppercase() || "{*<".contains(c))) {
        assert!(root.join(name).exists(), "CONTRIBUTING names {name}, which does not exist");
        seen += 1;
    }
    assert!(seen > 20, "only {seen} files were found: has the way of naming them changed?");
}

/// A function of a source: its name, its parameters, and its body.
struct Function {
    is_public: bool,
    name: String,
    parameters: String,
    body: String,
}

/// The functions of a source, tests aside: what stands between `fn NAME(` and the brace that closes it.
fn functions(text: &str) -> Vec<Function> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let mut found = Vec::new();
    for (at, _) in text.match_indices("fn ") {
        let line = text[..at].rsplit('\n').next().unwrap();
        if line.trim_start().starts_with("//") || !(line.trim().is_empty() || line.trim_start().starts_with("pub")) {
            continue;
        }
        let rest = &text[at + 3..];
        let Some(open) = rest.find('(') else { continue };
        let name = rest[..open].split('<').next().unwrap().to_owned();
        let end = |from: usize, open: char, close: char| {
            let mut depth = 0;
            rest[from..].char_indices().find_map(|(i, c)| {
                depth += i32::from(c == open) - i32::from(c == close);
                (depth == 0 && c == close).then_some(from + i)
            })
        };
        let (Some(close), Some(brace)) = (end(open, '(', ')'), rest.find(" {\n")) else { continue };
        let Some(last) = end(brace + 1, '{', '}') else { continue };
        found.push(Function {
            is_public: line.trim_start().starts_with("pub"),
            name,
            parameters: rest[open + 1..close].split_whitespace().collect::<Vec<_>>().join(" "),
            body: rest[brace..last].to_owned(),
        });
    }
    found
}

/// Read models that answer alike to everybody who gets there, and why.
const FOR_ALL_ALIKE: [(&str, &str); 3] = [
    ("outgoing_mail.rs", "recipient"),   // the recipient's own row
    ("outgoing_mail.rs", "comments_by"), // under a post that `standing_post` found for the recipient
    ("member_desk.rs", "record"),        // numbers and sanctions of a member, for staff and reviewers
];

/// Functions of read models that read topics or posts and tell nobody what they read, or read only what the one that calls them chose.
const TELLING_NOBODY: [(&str, &str); 7] = [
    ("topic_page.rs", "mine"),           // what the reader did with a topic that `with_opening` found for them
    ("topic_list.rs", "are_many_since"), // how the list is looked for
    ("candidates.rs", "met"),            // the conditions come from `conditions`, which has the reader's
    ("candidates.rs", "few_posts"),      // likewise: ids among which `conditions` chooses
    ("candidates.rs", "newest_of"),      // likewise
    ("candidates.rs", "newest"),         // `Filters::open` is the reader's
    ("like_title.rs", "last_opening"),   // a bound for ids
];

#[test]
fn every_read_model_reads_for_somebody() {
    let mut seen = 0;
    for (file, text) in sources().iter().filter(|(f, _)| f.starts_with("store/views/") && !f.ends_with("tests.rs")) {
        let short = file.rsplit('/').next().unwrap();
        for function in functions(text) {
            if !function.parameters.contains("&mut Connection") && !function.parameters.contains("Connection") {
                continue;
            }
            let known = |list: &[(&str, &str)]| list.contains(&(short, function.name.as_str()));
            let second = function.parameters.split(',').nth(1).unwrap_or_default().trim().to_owned();
            if function.is_public && !file.contains("search/candidates") && !known(&FOR_ALL_ALIKE) {
                assert!(
                    second.ends_with(": &Sight"),
                    "{file}: {} is a read model; its second parameter must be `sight: &Sight`, not `{second}`",
                    function.name
                );
                seen += 1;
            }
            let reads =
                ["topics::table", "topics_table::table", "posts::table", "posts_table::table", "FROM topics", "JOIN topics", "FROM posts", "JOIN posts"];
            let asks = ["sight", "conditions(", "with_closed"];
            if reads.iter().any(|read| function.body.contains(read)) && !known(&TELLING_NOBODY) && function.name != "record" {
                assert!(asks.iter().any(|ask| function.body.contains(ask)), "{file}: {} reads topics or posts past `store/sight.rs`", function.name);
            }
        }
    }
    assert!(seen >= 25, "only {seen} read models were found: has their shape changed?");
}

#[test]
fn pages_read_as_their_reader_only() {
    // Pages that are about an account, or about nobody: they read past the sight, and neither topics nor posts.
    let apart = ["pages/health.rs", "pages/assets.rs", "pages/sign_in.rs", "pages/sign_up.rs", "pages/unsubscribe.rs", "pages/visit.rs", "pages/live.rs"];
    let past = ["topics::find(", "posts::find(", "categories::by_slug(", "categories::find(", "tags::by_name(", "tags::by_names("];
    for (file, text) in sources().iter().filter(|(f, _)| f.starts_with("pages/")) {
        let is_apart = apart.contains(&file.as_str()) || file.starts_with("pages/settings/");
        assert!(is_apart || (!text.contains("app.db.read") && !text.contains(".db\n        .read(")), "{file} reads past `Visit::read`, which is the reader's");
        for call in past {
            assert!(!text.replace("category_list::by_slug(", "").contains(call), "{file} finds something past the reader's sight by {call}…)");
        }
    }
    for (file, text) in sources().iter().filter(|(f, _)| f.starts_with("actions/") && *f != "actions/moderation/judge_flags.rs") {
        let unchecked = text.matches(" target(tx").count();
        assert!(unchecked == 0 || file == "actions/accept_answer.rs", "{file} finds a post whoever asks: use `access_post`");
    }
}
