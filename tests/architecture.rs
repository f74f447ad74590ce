//! The house keeps its shape: who may name whom, which crate stands where, and no dialect outside its file.

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
