//! Conditions as the version before wrote them: they stand in the rulebooks of forums, and stay readable.

use super::reading::{Read, meant, metric, named, one_of, text, whole, wrong};
use super::{Condition, Deed, PostAsked, TopicOf};
use crate::rules::metrics::Asked;
use crate::rules::vocabulary::PostKind;
use toml::{Table, Value};

/// What the version before wrote: one word with a table.
pub(super) fn earlier(word: &str, value: &Value) -> Read<Condition> {
    let empty = Table::new();
    let table = value.as_table().unwrap_or(&empty);
    let known = |names: &[&str]| match table.keys().find(|key| !names.contains(&key.as_str())) {
        Some(key) => wrong(format!("“{key}” is nothing that “{word}” knows{}", meant(key, names.iter().copied()))),
        None => Ok(()),
    };
    let number = |name: &str| table.get(name).map(|value| whole(name, value, i64::MIN..=i64::MAX)).transpose();
    let needed = |name: &str| number(name)?.map_or_else(|| wrong(format!("“{word}” needs “{name}”.")), Ok);
    let yes = |name: &str| match table.get(name) {
        None => Ok(false),
        Some(value) => value.as_bool().map_or_else(|| wrong(format!("“{name}” is true or false, not {}.", named(value))), Ok),
    };
    let did = |deed| known(&[]).map(|()| Condition::Did(deed));
    match word {
        "post_score" => {
            known(&["of", "at_least", "others_topics_only", "own_topics_only", "late_by_days"])?;
            let Some(kind) = table.get("of") else { return wrong("“post_score” needs “of”: opening, answer or reply.") };
            let kind = one_of("of", text("of", kind)?, PostKind::ALL, PostKind::word)?;
            let topic_of = match (yes("others_topics_only")?, yes("own_topics_only")?) {
                (true, true) => return wrong("No topic is one’s own and another’s: leave others_topics_only or own_topics_only out."),
                (true, false) => Some(TopicOf::Others),
                (false, true) => Some(TopicOf::Own),
                (false, false) => None,
            };
            let late_by_days = number("late_by_days")?.filter(|days| *days > 0);
            Ok(Condition::Post(PostAsked { kind: Some(kind), score: Some(needed("at_least")?), topic_of, late_by_days, ..PostAsked::default() }))
        }
        "views" => {
            known(&["at_least"])?;
            Ok(Condition::Post(PostAsked { kind: Some(PostKind::Opening), views: Some(needed("at_least")?), ..PostAsked::default() }))
        }
        "count" => {
            known(&["of", "at_least"])?;
            let Some(of) = table.get("of") else { return wrong("“count” needs “of”: the metric that is counted.") };
            Ok(Condition::Metric { asked: Asked::ever(metric(text("of", of)?)?), at_least: needed("at_least")? })
        }
        "votes_given" => {
            known(&["value"])?;
            match needed("value")? {
                1 => Ok(Condition::Did(Deed::VotedUp)),
                -1 => Ok(Condition::Did(Deed::VotedDown)),
                other => wrong(format!("votes_given has the value 1 or -1, not {other}.")),
            }
        }
        "accepted_an_answer" => did(Deed::AcceptedAnAnswer),
        "edited_a_post" => did(Deed::EditedAPost),
        "profile_completed" => did(Deed::CompletedProfile),
        _ => match metric(word) {
            Ok(metric) => wrong(format!("“{metric}” is a number, such as {metric} = 10, not a table.")),
            Err(mistake) => Err(mistake),
        },
    }
}
