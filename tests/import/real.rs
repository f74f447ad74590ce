//! The real dumps beside the project: counts, reputation and badges.

use super::{Forum, Scratch};
use accolade::import::Unseen;
use accolade::import::stack_exchange::{self, Wishes};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Unpacks a dump into the build's folder, once for all tests and runs.
///
/// Fails loudly where the archive is missing: these tests are what the import is measured by.
pub fn unpacked(name: &str) -> PathBuf {
    let data = std::env::var("ACCOLADE_TEST_DATA").map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let archive = data.join(format!("{name}.tar.gz"));
    assert!(archive.exists(), "{} is missing: the real dumps belong beside the project", archive.display());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // Another archive of the same name is unpacked anew.
    let whole = folder.join(format!("{name}-{}", archive.metadata().unwrap().len()));
    if !whole.exists() {
        let part = tempfile::tempdir_in(folder).unwrap();
        let status = std::process::Command::new("tar").arg("xzf").arg(&archive).arg("-C").arg(part.path()).status().unwrap();
        assert!(status.success());
        // Whoever comes first wins; the same is there either way.
        let _ = std::fs::rename(part.path(), &whole);
    }
    whole.join(name)
}

/// What a dump is known to hold and to give.
struct Known {
    dump: &'static str,
    users: u64,
    questions: i64,
    answers: i64,
    comments: i64,
    share: f64,
}

const BEER: Known = Known { dump: "se-beer-2016-09", users: 3_658, questions: 561, answers: 1_330, comments: 1_742, share: 0.93 };
const CARDANO: Known = Known { dump: "se-cardano-2021-12", users: 3_988, questions: 1_042, answers: 1_496, comments: 1_829, share: 0.91 };

#[test]
fn beer() {
    compare(&Forum::new(), &BEER);
}

#[test]
fn cardano() {
    compare(&Forum::new(), &CARDANO);
}

fn compare(forum: &Forum, known: &Known) {
    let dump = unpacked(known.dump);
    let report = Scratch::new();
    let wishes = Wishes { source: None, report: Some(report.path()), unsearched: false };
    let summary = stack_exchange::run(&forum.db, &dump, &wishes, &Unseen).unwrap();
    assert_eq!(summary.broken, 0);
    // One of the users is the site itself.
    assert_eq!(summary.added["members"], known.users - 1);
    assert_eq!(forum.number("SELECT COUNT(*) FROM members"), known.users as i64 - 1);
    assert_eq!(forum.number("SELECT COUNT(*) FROM topics WHERE deleted_at IS NULL"), known.questions);
    assert_eq!(forum.number("SELECT COUNT(*) FROM posts WHERE kind = 'answer' AND deleted_at IS NULL"), known.answers);
    assert_eq!(
        forum.number("SELECT COUNT(*) FROM comments"),
        known.comments - summary.left_out.get("comments on posts that are missing").map_or(0, |n| *n as i64)
    );
    assert_eq!(
        forum.lines("SELECT source AS line FROM import_runs"),
        [format!("stack-exchange:{}", known.dump.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-'))]
    );
    forum.is_clean();
    scores(forum, &dump);

    let share = reproduced(&dump, report.path());
    let (precision, recall) = badges(&dump, report.path());
    println!("{}: share {share:.4}, precision {precision:.4}, recall {recall:.4}", known.dump);
    assert!(share >= known.share, "{share}");
    assert!(precision >= 0.98 && recall >= 0.85, "precision {precision}, recall {recall}");

    let again = stack_exchange::run(&forum.db, &dump, &wishes, &Unseen).unwrap();
    assert!(again.is_nothing_new());
}

/// Attributes of the rows of a file; the dumps are small enough here.
fn rows(dump: &Path, file: &str) -> Vec<HashMap<String, String>> {
    let text = std::fs::read_to_string(dump.join(file)).unwrap();
    text.lines()
        .filter_map(|line| line.trim_start_matches('\u{FEFF}').trim().strip_prefix("<row "))
        .map(|mut rest| {
            let mut fields = HashMap::new();
            while let Some((name, after)) = rest.split_once("=\"") {
                let (value, next) = after.split_once('"').unwrap();
                fields.insert(name.trim().to_owned(), value.to_owned());
                rest = next;
            }
            fields
        })
        .collect()
}

/// Every post has the score that the dump states.
fn scores(forum: &Forum, dump: &Path) {
    let stored: HashMap<i64, i64> = forum
        .lines("SELECT r.external_id || ' ' || p.score AS line FROM import_rows r JOIN posts p ON p.id = r.local_id WHERE r.kind = 'post'")
        .iter()
        .map(|line| line.split_once(' ').map(|(id, score)| (id.parse().unwrap(), score.parse().unwrap())).unwrap())
        .collect();
    for post in rows(dump, "Posts.xml").iter().filter(|post| matches!(post["PostTypeId"].as_str(), "1" | "2")) {
        assert_eq!(stored[&post["Id"].parse().unwrap()], post["Score"].parse::<i64>().unwrap(), "post {}", post["Id"]);
    }
}

/// Share of members with posts whose reputation is reproduced, exactly or with the bonus of 100 for associated accounts.
fn reproduced(dump: &Path, report: &Path) -> f64 {
    let authors: HashSet<String> = rows(dump, "Posts.xml").iter().filter_map(|post| post.get("OwnerUserId").cloned()).filter(|id| id != "-1").collect();
    let mut lines = csv::Reader::from_path(report.join("reputation.csv")).unwrap();
    let (mut all, mut hit) = (0, 0);
    let mut users = 0;
    for line in lines.records() {
        let line = line.unwrap();
        users += 1;
        let (stated, recomputed): (i64, i64) = (line[2].parse().unwrap(), line[3].parse().unwrap());
        if authors.contains(&line[0]) {
            all += 1;
            hit += i32::from(stated == recomputed || stated == recomputed + 100);
        }
    }
    assert_eq!(users, rows(dump, "Users.xml").len());
    f64::from(hit) / f64::from(all)
}

/// Precision and recall of all shared badges together.
fn badges(dump: &Path, report: &Path) -> (f64, f64) {
    let mut lines = csv::Reader::from_path(report.join("badges.csv")).unwrap();
    let (mut both, mut have, mut want) = (0_i64, 0_i64, 0_i64);
    let mut by_name: BTreeMap<String, (i64, i64, i64)> = BTreeMap::new();
    for line in lines.records() {
        let line = line.unwrap();
        let (stated, recomputed): (i64, i64) = (line[2].parse().unwrap(), line[3].parse().unwrap());
        both += stated.min(recomputed);
        have += recomputed;
        want += stated;
        let one = by_name.entry(line[0].to_owned()).or_default();
        *one = (one.0 + stated.min(recomputed), one.1 + recomputed, one.2 + stated);
    }
    for (name, (both, have, want)) in by_name {
        println!("  {name}: {both} of {have} awarded, of {want} stated");
    }
    let stated = rows(dump, "Badges.xml");
    assert!(want <= stated.len() as i64);
    (both as f64 / have as f64, both as f64 / want as f64)
}
