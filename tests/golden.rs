//! Events that were stored once stay readable for ever, and say what they said.

use accolade::rules::events::Event;

/// One line of JSON for every kind, and every shape of it, that was ever written. Lines are added, never changed.
const STORED: &str = include_str!("golden/events.jsonl");

#[test]
fn every_event_that_was_ever_stored_can_be_read() {
    let mut kinds = std::collections::BTreeSet::new();
    for line in STORED.lines() {
        let event: Event = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        let kept: serde_json::Value = serde_json::from_str(line).unwrap();
        let again = serde_json::to_value(&event).unwrap();
        for (name, value) in kept.as_object().unwrap() {
            assert_eq!(again.get(name), Some(value), "{name} of {line}");
        }
        // Whoever replays it gets an answer.
        let _ = event.says();
        kinds.insert(event.kind());
    }
    let missing: Vec<&str> = Event::KINDS.iter().copied().filter(|kind| !kinds.contains(kind)).collect();
    assert_eq!(missing, Vec::<&str>::new(), "add a line of each to tests/golden/events.jsonl");
}
