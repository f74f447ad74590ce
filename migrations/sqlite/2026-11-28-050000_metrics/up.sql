-- What is counted of members, one row for each number. `metric` is its number in the table of metrics (`rules/metrics.rs`). `scope` is 0 for everywhere,
-- 1 for the category and 2 for the tag of `scope_id`. What stands on the member's row is not repeated here. Filled at the next start.
CREATE TABLE member_metrics (
    member_id BIGINT NOT NULL REFERENCES members (id),
    metric SMALLINT NOT NULL,
    scope SMALLINT NOT NULL,
    scope_id BIGINT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (member_id, metric, scope, scope_id)
) WITHOUT ROWID;

-- The same by UTC days, for what is asked for within the last of them.
CREATE TABLE member_metric_days (
    member_id BIGINT NOT NULL REFERENCES members (id),
    metric SMALLINT NOT NULL,
    scope SMALLINT NOT NULL,
    scope_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (member_id, metric, scope, scope_id, day)
) WITHOUT ROWID;

-- What some members did and what was answered to them, to count it again.
CREATE INDEX events_counted ON events (actor_id)
    WHERE kind = 'post_edited' OR kind = 'edit_approved' OR kind = 'profile_completed' OR kind = 'post_decided' OR kind = 'topic_managed';
CREATE INDEX topics_of_opener ON topics (author_id);
