//! The badges page counts what was awarded since it was asked last, and not all awards each time.

use crate::support::{Bare, raw};
use accolade::rules::time::{HOUR, MINUTE};
use accolade::rules::vocabulary::Role;
use accolade::store::badge_totals::BadgeTotals;

#[test]
fn what_was_counted_is_kept_and_what_came_since_is_added() {
    let forum = Bare::open();
    let member = forum.member("ada", Role::Member);
    let totals = BadgeTotals::default();
    let read = || totals.read(&mut forum.connection(), forum.clock.now()).unwrap();
    let awards = std::cell::Cell::new(0);
    let award = |badge: &str| {
        awards.set(awards.get() + 1);
        let (occasion, at) = (awards.get(), forum.clock.now().0);
        let insert = format!(
            "INSERT INTO awards (member_id, badge, level, occasion, event_id, rulebook_version, created_at) VALUES ({member}, '{badge}', 'bronze', '{occasion}', 1, 2, {at})"
        );
        raw::run(&mut forum.connection(), &insert);
    };
    let of = |pairs: &[(&str, i64)]| pairs.iter().map(|(badge, n)| ((*badge).to_owned(), *n)).collect::<Vec<_>>();
    assert_eq!(read(), []);
    award("student");
    award("teacher");
    award("student");
    assert_eq!(read(), of(&[("student", 2), ("teacher", 1)]));
    forum.clock.advance(10 * MINUTE);
    assert_eq!(read(), of(&[("student", 2), ("teacher", 1)]));
    award("teacher");
    assert_eq!(read(), of(&[("student", 2), ("teacher", 2)]));
    // Those of before are not looked at again: it is not noticed that one is gone, until all are counted from the beginning.
    raw::run(&mut forum.connection(), "DELETE FROM awards WHERE occasion = '1'");
    assert_eq!(read(), of(&[("student", 2), ("teacher", 2)]));
    forum.clock.advance(HOUR);
    assert_eq!(read(), of(&[("student", 1), ("teacher", 2)]));
}
