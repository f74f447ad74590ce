//! The versions of a forum's rulebook in time: which of them counts at a moment, and by which a line of the ledger was written.

use super::{InvalidRulebook, Rulebook, first_moment};
use crate::rules::ids::MemberId;
use crate::rules::time::{DAY, Day, SECOND, Timestamp};
use crate::rules::vocabulary::words;
use std::collections::BTreeMap;
use std::sync::Arc;

words! {
    /// Where a rulebook that is kept stands.
    RulebookState {
        /// It counts, or has counted, or will.
        Published = "published",
    }
}

/// A published version as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub version: i64,
    pub document: String,
    /// From when on it counts. None where the version before published it: since when its document says, and what that says of earlier
    /// versions is all that counts before.
    pub counts_from: Option<Timestamp>,
    /// Who published it; none for the forum itself and for whoever runs the server.
    pub by: Option<MemberId>,
    pub why: String,
    /// When it was published.
    pub at: Timestamp,
}

/// Which versions are published: how many, and the newest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Edition {
    pub count: i64,
    pub newest: i64,
}

/// For so long (milliseconds) after a version begins, a node that has not heard of it may still write by the one before.
const UNHEARD: i64 = 10 * SECOND;

/// The versions of a forum's rulebook.
#[derive(Debug, Clone)]
pub struct Rulebooks {
    /// By their numbers, the lowest first.
    versions: Vec<Version>,
    /// By number, all that a line may have been written by which names it: the version itself, and what later documents say that it was.
    read_as: BTreeMap<i64, Vec<Arc<Rulebook>>>,
    edition: Edition,
}

#[derive(Debug, Clone)]
struct Version {
    book: Arc<Rulebook>,
    /// From when on it counts.
    from: Timestamp,
    /// When it was published: what was written before cannot have been written by it. None for one that only a later document tells of.
    published: Option<Timestamp>,
}

impl Rulebooks {
    /// One document with its history.
    ///
    /// # Errors
    /// [`InvalidRulebook`], as [`Rulebook::parse`].
    pub fn parse(document: &str) -> Result<Rulebooks, InvalidRulebook> {
        let book = Rulebook::parse(document)?;
        let mut reading = Reading::default();
        reading.add(Arc::new(book), None, Timestamp(i64::MIN))?;
        Ok(reading.finish(Edition::default()))
    }

    /// All that were published, the oldest first. One that cannot be read is left out where another has taken its place by now: what was
    /// written by it is taken as it stands.
    ///
    /// # Errors
    /// [`InvalidRulebook`], where one cannot be read that counts or will count.
    pub fn of(published: &[Published], now: Timestamp) -> Result<Rulebooks, InvalidRulebook> {
        let mut reading = Reading::default();
        let mut is_replaced = false;
        for one in published.iter().rev() {
            let book = match Rulebook::parse(&one.document) {
                Ok(book) => Arc::new(Rulebook { version: one.version, ..book }),
                Err(_) if is_replaced => continue,
                Err(error) => return Err(error),
            };
            is_replaced |= reading.add(book, one.counts_from, one.at)? <= now;
        }
        let edition = Edition { count: i64::try_from(published.len()).unwrap_or(i64::MAX), newest: published.last().map_or(0, |one| one.version) };
        if reading.versions.is_empty() {
            return Err(InvalidRulebook("There is none.".into()));
        }
        Ok(reading.finish(edition))
    }

    /// The version that counts at a moment: the newest that has begun by then; the earliest for moments before all of them.
    pub fn at(&self, moment: Timestamp) -> &Arc<Rulebook> {
        let begun = self.versions.iter().rev().find(|version| version.from <= moment);
        // There is at least one version.
        let version = begun.or_else(|| self.versions.iter().min_by_key(|version| version.from)).unwrap_or(&self.versions[0]);
        &version.book
    }

    /// The newest version, whether it counts yet or not.
    pub fn newest(&self) -> &Arc<Rulebook> {
        // There is at least one version.
        &self.versions[self.versions.len() - 1].book
    }

    /// From when on a version counts; none for one that is not known.
    pub fn begins(&self, version: i64) -> Option<Timestamp> {
        self.versions.iter().find(|one| one.book.version == version).map(|one| one.from)
    }

    /// The version with a number, as it was published, or as later documents say that it was.
    pub fn version(&self, number: i64) -> Option<&Arc<Rulebook>> {
        self.written_by(number).first()
    }

    /// All that a line may have been written by which names a version; nothing for a version that is not kept.
    pub fn written_by(&self, number: i64) -> &[Arc<Rulebook>] {
        self.read_as.get(&number).map_or(&[], Vec::as_slice)
    }

    /// All by which something may have been written at a moment that names no version: the one that counts then, as is known now; the one that
    /// counted as was known then; and for a while the one before, of which a node had not heard that it ended.
    pub fn may_have_counted_at(&self, moment: Timestamp) -> Vec<&Arc<Rulebook>> {
        let long_before = moment.plus(-UNHEARD);
        let is_over = |version: &Version| {
            let mut later = self.versions.iter().filter(|later| later.book.version > version.book.version);
            // What only a later document tells of was never in force without it.
            let is_known = |later: &Version| version.published.is_none() || later.published.is_none_or(|at| at <= long_before);
            later.any(|later| later.from <= long_before && is_known(later))
        };
        let mut books: Vec<&Arc<Rulebook>> =
            self.versions.iter().rev().filter(|version| version.from <= moment && !is_over(version)).map(|version| &version.book).collect();
        let as_known_now = self.at(moment);
        if !books.iter().any(|book| book.version == as_known_now.version) {
            books.push(as_known_now);
        }
        books
    }

    /// The version by which a line was written that names it; where that is not kept, the one that counted at its moment.
    pub fn of_line(&self, version: i64, at: Timestamp) -> &Arc<Rulebook> {
        self.version(version).unwrap_or_else(|| self.at(at))
    }

    /// The cap of a day, as it was when the day ended, or is while it goes on.
    pub fn cap_of(&self, day: Day, now: Timestamp) -> i64 {
        let moment = if day == now.day() { now } else { day.start().plus(DAY - 1) };
        self.at(moment).points.daily_cap
    }

    /// Which versions were read.
    pub fn edition(&self) -> Edition {
        self.edition
    }

    /// All versions, the oldest first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Arc<Rulebook>> {
        self.versions.iter().map(|version| &version.book)
    }
}

/// Versions while they are read, the newest first.
#[derive(Default)]
struct Reading {
    versions: Vec<Version>,
    /// What documents say of versions before them, where those may be kept by themselves.
    told: Vec<Version>,
    read_as: BTreeMap<i64, Vec<Arc<Rulebook>>>,
    /// What comes now is older than what a document of the version before told of, which is all that counts before it.
    is_closed: bool,
}

impl Reading {
    /// Adds a version that is older than those before; answers from when on it counts.
    fn add(&mut self, book: Arc<Rulebook>, counts_from: Option<Timestamp>, published: Timestamp) -> Result<Timestamp, InvalidRulebook> {
        let from = match counts_from {
            Some(from) => from,
            None if book.from.is_empty() => published,
            None => first_moment(&book.from)?,
        };
        for earlier in &book.history {
            let (from, amended) = (first_moment(&earlier.from)?, Arc::new(book.amended(earlier)));
            let told = self.read_as.entry(amended.version).or_default();
            if !told.contains(&amended) {
                told.insert(0, amended.clone());
            }
            let version = Version { book: amended, from, published: None };
            match (self.is_closed, counts_from) {
                (true, _) => {}
                (false, None) => self.versions.push(version),
                (false, Some(_)) => self.told.push(version),
            }
        }
        // Itself before what later documents say of it.
        self.read_as.entry(book.version).or_default().insert(0, book.clone());
        if !self.is_closed {
            self.versions.push(Version { book, from, published: Some(published) });
            self.is_closed = counts_from.is_none();
        }
        Ok(from)
    }

    fn finish(mut self, edition: Edition) -> Rulebooks {
        // What was told first was told nearest to the time.
        for version in self.told.into_iter().rev() {
            if !self.versions.iter().any(|kept| kept.book.version == version.book.version) {
                self.versions.push(version);
            }
        }
        self.versions.sort_by_key(|version| version.book.version);
        Rulebooks { versions: self.versions, read_as: self.read_as, edition }
    }
}

#[cfg(test)]
mod tests {
    use super::super::QUESTIONS_PRESET;
    use super::*;
    use crate::rules::points::PointRule;

    fn moment(day: &str) -> Timestamp {
        first_moment(day).unwrap()
    }

    /// Version 2 with another cap, under another number.
    fn document(version: i64, cap: i64) -> String {
        QUESTIONS_PRESET.replace("\nversion = 2\n", &format!("\nversion = {version}\n")).replace("daily_cap = 200", &format!("daily_cap = {cap}"))
    }

    fn published(version: i64, cap: i64, counts_from: Option<Timestamp>, at: Timestamp) -> Published {
        Published { version, document: document(version, cap), counts_from, by: None, why: String::new(), at }
    }

    fn cap(book: &Rulebook) -> (i64, i64) {
        (book.version, book.points.daily_cap)
    }

    #[test]
    fn a_question_upvote_counted_five_before_november_2019() {
        let books = Rulebooks::parse(QUESTIONS_PRESET).unwrap();
        let points = |day: &str| books.at(moment(day)).points.rules[&PointRule::QuestionUpvoted].points;
        assert_eq!((points("2001-01-01"), points("2019-11-12"), points("2019-11-13"), points("2026-01-01")), (5, 5, 10, 10));
    }

    #[test]
    fn each_version_counts_from_its_moment_on_and_the_history_of_the_first_stays() {
        let (june, july, now) = (moment("2026-06-01"), moment("2026-07-01"), moment("2026-06-15"));
        let rows = [published(2, 200, Some(moment("2019-11-13")), june), published(3, 150, Some(june), june), published(4, 100, Some(july), june)];
        let books = Rulebooks::of(&rows, now).unwrap();
        let at = |moment| cap(books.at(moment));
        assert_eq!(
            [at(moment("2010-01-01")), at(moment("2020-01-01")), at(june), at(july.plus(-1)), at(july)],
            [(1, 200), (2, 200), (3, 150), (3, 150), (4, 100)]
        );
        assert_eq!(cap(books.newest()), (4, 100));
        assert_eq!(books.edition(), Edition { count: 3, newest: 4 });
    }

    #[test]
    fn a_newer_version_takes_the_place_of_one_that_would_begin_later() {
        let (june, july) = (moment("2026-06-01"), moment("2026-07-01"));
        let rows = [published(2, 200, None, june), published(3, 150, Some(july), june), published(4, 100, Some(june.plus(DAY)), june.plus(DAY))];
        let books = Rulebooks::of(&rows, june).unwrap();
        assert_eq!([june, june.plus(DAY), july, july.plus(DAY)].map(|moment| books.at(moment).version), [2, 4, 4, 4]);
    }

    #[test]
    fn what_the_version_before_published_counts_as_it_did() {
        // It asked the newest document alone: what that says of the past, and nothing of version 2 as it was.
        let third = document(3, 150).replace("from = \"2019-11-13\"", "from = \"2026-01-01\"");
        let as_it_was = Rulebooks::parse(&third).unwrap();
        let rows = [published(2, 200, None, moment("2025-01-01")), Published { document: third, ..published(3, 150, None, moment("2026-01-01")) }];
        let books = Rulebooks::of(&rows, moment("2026-06-01")).unwrap();
        for day in ["2001-01-01", "2015-01-01", "2020-01-01", "2025-12-31", "2026-01-01", "2026-06-01"] {
            assert_eq!(books.at(moment(day)), as_it_was.at(moment(day)), "{day}");
        }
        // Lines of version 2 are judged by version 2, and those of version 1 by either reading of it.
        assert_eq!(books.written_by(2).iter().map(|book| cap(book)).collect::<Vec<_>>(), [(2, 200)]);
        assert_eq!(books.written_by(1).iter().map(|book| cap(book)).collect::<Vec<_>>(), [(1, 200), (1, 150)]);
        assert!(books.written_by(7).is_empty());
    }

    #[test]
    fn what_is_published_without_a_history_needs_none() {
        let start = document(3, 150).find("\n[[history]]").unwrap();
        let text = document(3, 150);
        let end = start + text[start..].find("# Tiers, lowest first").unwrap();
        let bare = format!("{}{}", &text[..start], &text[end..]);
        let june = moment("2026-06-01");
        let rows = [published(2, 200, Some(moment("2019-11-13")), june), Published { document: bare, ..published(3, 150, Some(june), june) }];
        let books = Rulebooks::of(&rows, june).unwrap();
        assert_eq!(books.all().map(|book| book.version).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(books.at(moment("2010-01-01")).version, 1);
    }

    #[test]
    fn one_that_cannot_be_read_matters_only_while_it_counts() {
        let june = moment("2026-06-01");
        let broken = Published { document: "[points".into(), ..published(2, 200, None, june) };
        let rows = [broken.clone(), published(3, 150, Some(june), june)];
        assert_eq!(Rulebooks::of(&rows, june).unwrap().at(june).version, 3);
        assert!(Rulebooks::of(&rows, june.plus(-1)).is_err());
        assert!(Rulebooks::of(&[broken], june).is_err());
        assert!(Rulebooks::of(&[], june).is_err());
    }

    #[test]
    fn what_names_no_version_may_be_of_the_one_that_was_known_then() {
        let (june, may) = (moment("2026-06-01"), moment("2026-05-01"));
        // Published in June, and said to count since May.
        let rows = [published(2, 200, Some(moment("2019-11-13")), moment("2025-01-01")), published(3, 150, Some(may), june)];
        let books = Rulebooks::of(&rows, june).unwrap();
        let at = |moment| books.may_have_counted_at(moment).iter().map(|book| book.version).collect::<Vec<_>>();
        assert_eq!(at(may.plus(-1)), [2]);
        assert_eq!(at(may.plus(DAY)), [3, 2]);
        assert_eq!(at(june.plus(SECOND)), [3, 2]);
        assert_eq!(at(june.plus(DAY)), [3]);
        assert_eq!([at(moment("2001-01-01")), at(moment("2015-01-01")), at(moment("2020-01-01"))], [[1], [1], [2]]);
    }
}
