-- Work that follows what was written and that nobody waits for. A job that is done is gone; one that failed for good stays and is shown. There is one job
-- of a kind for each key.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    unique_key TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    due_at BIGINT NOT NULL,
    leased_until BIGINT,
    tries BIGINT NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    UNIQUE (kind, unique_key)
);
CREATE INDEX jobs_due ON jobs (due_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_failed ON jobs (id) WHERE state = 'failed';

-- How many notifications are unread is counted when it is asked: a number on the member's row made writers wait for each other.
CREATE INDEX notifications_unread ON notifications (member_id) WHERE read_at IS NULL;

-- The pace of edits.
CREATE INDEX revisions_of_editor ON revisions (editor_id, created_at DESC) WHERE number > 1;
