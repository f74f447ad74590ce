-- Moments are milliseconds since 1970 in UTC, days are days since 1970. Words of closed lists are TEXT. Nothing is done by triggers.

CREATE TABLE members (
    id INTEGER PRIMARY KEY,
    handle TEXT NOT NULL,
    handle_key TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT 'member',
    tier TEXT NOT NULL,
    reputation BIGINT NOT NULL DEFAULT 0,
    bronze BIGINT NOT NULL DEFAULT 0,
    silver BIGINT NOT NULL DEFAULT 0,
    gold BIGINT NOT NULL DEFAULT 0,
    question_count BIGINT NOT NULL DEFAULT 0,
    answer_count BIGINT NOT NULL DEFAULT 0,
    accepted_count BIGINT NOT NULL DEFAULT 0,
    comment_count BIGINT NOT NULL DEFAULT 0,
    good_count BIGINT NOT NULL DEFAULT 0,
    bad_count BIGINT NOT NULL DEFAULT 0,
    unread_count BIGINT NOT NULL DEFAULT 0,
    about_md TEXT NOT NULL DEFAULT '',
    about_html TEXT NOT NULL DEFAULT '',
    location TEXT NOT NULL DEFAULT '',
    website TEXT NOT NULL DEFAULT '',
    avatar TEXT,
    language TEXT NOT NULL DEFAULT 'en',
    time_zone TEXT NOT NULL DEFAULT 'UTC',
    theme TEXT NOT NULL DEFAULT 'auto',
    silenced_until BIGINT,
    suspended_until BIGINT,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX members_by_reputation ON members (reputation DESC, id);

-- How a member signs in, and which mails they want. Imported members have none until they claim their account.
CREATE TABLE accounts (
    member_id BIGINT PRIMARY KEY REFERENCES members (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    email_confirmed_at BIGINT,
    password_hash TEXT NOT NULL,
    mail_awards BOOLEAN NOT NULL DEFAULT TRUE,
    mail_answers BOOLEAN NOT NULL DEFAULT TRUE,
    mail_accepted BOOLEAN NOT NULL DEFAULT TRUE,
    mail_mentions BOOLEAN NOT NULL DEFAULT TRUE,
    show_toasts BOOLEAN NOT NULL DEFAULT TRUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    member_id BIGINT NOT NULL REFERENCES members (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX sessions_of_member ON sessions (member_id);

CREATE TABLE email_tokens (
    token_hash TEXT PRIMARY KEY,
    member_id BIGINT NOT NULL REFERENCES members (id),
    purpose TEXT NOT NULL,
    email TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX email_tokens_of_member ON email_tokens (member_id, purpose);

CREATE TABLE categories (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    colour TEXT NOT NULL,
    position BIGINT NOT NULL,
    topic_count BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);

CREATE TABLE tags (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL DEFAULT '',
    topic_count BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);
CREATE INDEX tags_by_use ON tags (topic_count DESC, name);

-- tag_names repeats topic_tags, separated by spaces, so that a list needs no second query.
CREATE TABLE topics (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    category_id BIGINT NOT NULL REFERENCES categories (id),
    author_id BIGINT REFERENCES members (id),
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    tag_names TEXT NOT NULL DEFAULT '',
    opening_post_id BIGINT,
    accepted_post_id BIGINT,
    accepted_event_id BIGINT,
    answer_count BIGINT NOT NULL DEFAULT 0,
    score BIGINT NOT NULL DEFAULT 0,
    view_count BIGINT NOT NULL DEFAULT 0,
    pinned BOOLEAN NOT NULL DEFAULT FALSE,
    locked_at BIGINT,
    created_at BIGINT NOT NULL,
    active_at BIGINT NOT NULL,
    last_member_id BIGINT REFERENCES members (id),
    deleted_at BIGINT
);
CREATE INDEX topics_latest ON topics (active_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX topics_latest_in_category ON topics (category_id, active_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX topics_unanswered ON topics (created_at DESC, id DESC) WHERE deleted_at IS NULL AND kind = 'question' AND answer_count = 0;
CREATE INDEX topics_top ON topics (score DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX topics_created ON topics (created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX topics_of_author ON topics (author_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX topics_pinned ON topics (active_at DESC) WHERE pinned AND deleted_at IS NULL;

CREATE TABLE topic_tags (
    topic_id BIGINT NOT NULL REFERENCES topics (id),
    tag_id BIGINT NOT NULL REFERENCES tags (id),
    active_at BIGINT NOT NULL,
    PRIMARY KEY (topic_id, tag_id)
);
CREATE INDEX topic_tags_latest ON topic_tags (tag_id, active_at DESC, topic_id DESC);

CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    topic_id BIGINT NOT NULL REFERENCES topics (id),
    kind TEXT NOT NULL,
    author_id BIGINT REFERENCES members (id),
    author_name TEXT NOT NULL DEFAULT '',
    body_md TEXT NOT NULL,
    body_html TEXT NOT NULL,
    score BIGINT NOT NULL DEFAULT 0,
    comment_count BIGINT NOT NULL DEFAULT 0,
    accepted BOOLEAN NOT NULL DEFAULT FALSE,
    revision BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    edited_by BIGINT REFERENCES members (id),
    wiki_at BIGINT,
    hidden_at BIGINT,
    deleted_at BIGINT,
    deleted_by BIGINT REFERENCES members (id),
    deleted_event_id BIGINT
);
CREATE INDEX posts_of_topic ON posts (topic_id, accepted DESC, score DESC, id);
CREATE INDEX posts_of_author ON posts (author_id, created_at DESC, id DESC);
CREATE INDEX posts_best_of_author ON posts (author_id, score DESC, id DESC) WHERE deleted_at IS NULL;

CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    number BIGINT NOT NULL,
    editor_id BIGINT REFERENCES members (id),
    title TEXT,
    tag_names TEXT,
    body_md TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    UNIQUE (post_id, number)
);

CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    topic_id BIGINT NOT NULL REFERENCES topics (id),
    author_id BIGINT REFERENCES members (id),
    author_name TEXT NOT NULL DEFAULT '',
    body_md TEXT NOT NULL,
    body_html TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT,
    deleted_by BIGINT REFERENCES members (id)
);
CREATE INDEX comments_of_post ON comments (post_id, id);
CREATE INDEX comments_of_author ON comments (author_id, created_at DESC, id DESC);

CREATE TABLE topic_links (
    from_topic_id BIGINT NOT NULL REFERENCES topics (id),
    to_topic_id BIGINT NOT NULL REFERENCES topics (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (from_topic_id, to_topic_id)
);
CREATE INDEX topic_links_back ON topic_links (to_topic_id);

CREATE TABLE votes (
    id INTEGER PRIMARY KEY,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    member_id BIGINT REFERENCES members (id),
    author_id BIGINT REFERENCES members (id),
    value BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (post_id, member_id)
);
CREATE INDEX votes_of_member ON votes (member_id, created_at DESC) WHERE member_id IS NOT NULL;

CREATE TABLE bookmarks (
    member_id BIGINT NOT NULL REFERENCES members (id),
    topic_id BIGINT NOT NULL REFERENCES topics (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, topic_id)
);

CREATE TABLE follows (
    member_id BIGINT NOT NULL REFERENCES members (id),
    topic_id BIGINT NOT NULL REFERENCES topics (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, topic_id)
);
CREATE INDEX follows_of_topic ON follows (topic_id);

-- When a member last opened a topic. Topics without a line here are unread when newer than the member's first visit.
CREATE TABLE topic_reads (
    member_id BIGINT NOT NULL REFERENCES members (id),
    topic_id BIGINT NOT NULL REFERENCES topics (id),
    read_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, topic_id)
);

CREATE TABLE drafts (
    member_id BIGINT NOT NULL REFERENCES members (id),
    place TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, place)
);

-- What happened, as JSON; append only.
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    actor_id BIGINT REFERENCES members (id),
    topic_id BIGINT,
    post_id BIGINT,
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX events_of_post ON events (post_id, id) WHERE post_id IS NOT NULL;

-- Points; append only. An opposite line takes back, nothing is changed or removed.
CREATE TABLE ledger_lines (
    id INTEGER PRIMARY KEY,
    member_id BIGINT NOT NULL REFERENCES members (id),
    event_id BIGINT NOT NULL REFERENCES events (id),
    rule TEXT NOT NULL,
    rulebook_version BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    nominal BIGINT NOT NULL,
    note TEXT NOT NULL,
    balance BIGINT NOT NULL,
    topic_id BIGINT,
    post_id BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (member_id, rule, event_id)
);
CREATE INDEX ledger_lines_of_member ON ledger_lines (member_id, id DESC);
CREATE INDEX ledger_lines_of_event ON ledger_lines (event_id);
CREATE INDEX ledger_lines_of_post ON ledger_lines (post_id) WHERE post_id IS NOT NULL;

-- One member's UTC day: points gained, those under capped rules, and contributions (posts and comments).
CREATE TABLE member_days (
    member_id BIGINT NOT NULL REFERENCES members (id),
    day BIGINT NOT NULL,
    points BIGINT NOT NULL DEFAULT 0,
    capped BIGINT NOT NULL DEFAULT 0,
    contributions BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (member_id, day)
);
CREATE INDEX member_days_by_day ON member_days (day, member_id);

CREATE TABLE awards (
    id INTEGER PRIMARY KEY,
    member_id BIGINT NOT NULL REFERENCES members (id),
    badge TEXT NOT NULL,
    level TEXT NOT NULL,
    occasion TEXT NOT NULL,
    event_id BIGINT NOT NULL REFERENCES events (id),
    rulebook_version BIGINT NOT NULL,
    topic_id BIGINT,
    post_id BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (member_id, badge, occasion)
);
CREATE INDEX awards_of_badge ON awards (badge, id DESC);

CREATE TABLE notifications (
    id INTEGER PRIMARY KEY,
    member_id BIGINT NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    event_id BIGINT NOT NULL REFERENCES events (id),
    actor_id BIGINT REFERENCES members (id),
    topic_id BIGINT,
    post_id BIGINT,
    data TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    read_at BIGINT,
    shown_at BIGINT,
    UNIQUE (member_id, kind, event_id)
);
CREATE INDEX notifications_of_member ON notifications (member_id, id DESC);
CREATE INDEX notifications_to_show ON notifications (member_id, id) WHERE shown_at IS NULL;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    member_id BIGINT NOT NULL REFERENCES members (id),
    event_id BIGINT,
    data TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    leased_until BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT '',
    sent_at BIGINT,
    UNIQUE (member_id, kind, event_id)
);
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_of_member ON outbox (member_id, kind) WHERE state = 'waiting';
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead';

CREATE TABLE flags (
    id INTEGER PRIMARY KEY,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    topic_id BIGINT NOT NULL REFERENCES topics (id),
    member_id BIGINT NOT NULL REFERENCES members (id),
    reason TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'open',
    created_at BIGINT NOT NULL,
    UNIQUE (post_id, member_id)
);
CREATE INDEX flags_of_member ON flags (member_id);

-- One open item per flagged post. `version` rises with each change, so that two moderators cannot decide over each other.
CREATE TABLE review_items (
    id INTEGER PRIMARY KEY,
    post_id BIGINT NOT NULL UNIQUE REFERENCES posts (id),
    topic_id BIGINT NOT NULL REFERENCES topics (id),
    open BOOLEAN NOT NULL DEFAULT TRUE,
    version BIGINT NOT NULL DEFAULT 1,
    flag_count BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    decision TEXT,
    decided_by BIGINT REFERENCES members (id),
    decided_at BIGINT
);
CREATE INDEX review_items_open ON review_items (created_at, id) WHERE open;

CREATE TABLE sanctions (
    id INTEGER PRIMARY KEY,
    member_id BIGINT NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_id BIGINT NOT NULL REFERENCES members (id),
    created_at BIGINT NOT NULL,
    ends_at BIGINT,
    lifted_at BIGINT
);
CREATE INDEX sanctions_of_member ON sanctions (member_id, id DESC);

-- What staff did; append only.
CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY,
    actor_id BIGINT REFERENCES members (id),
    action TEXT NOT NULL,
    member_id BIGINT,
    topic_id BIGINT,
    post_id BIGINT,
    reason TEXT NOT NULL,
    data TEXT NOT NULL DEFAULT '{}',
    created_at BIGINT NOT NULL
);
CREATE INDEX audit_log_of_member ON audit_log (member_id, id DESC) WHERE member_id IS NOT NULL;

CREATE TABLE media (
    name TEXT PRIMARY KEY,
    member_id BIGINT REFERENCES members (id),
    content_type TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    bytes BLOB NOT NULL,
    created_at BIGINT NOT NULL
);

-- Published rulebooks; the newest counts.
CREATE TABLE rulebooks (
    version BIGINT PRIMARY KEY,
    document TEXT NOT NULL,
    published_by BIGINT REFERENCES members (id),
    created_at BIGINT NOT NULL
);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Work that one node does at a time.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL
);

-- What an import has brought: where each row of a source went, and a digest of what it was.
CREATE TABLE import_rows (
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    external_id BIGINT NOT NULL,
    local_id BIGINT NOT NULL,
    digest BIGINT NOT NULL,
    round BIGINT NOT NULL,
    PRIMARY KEY (source, kind, external_id)
) WITHOUT ROWID;

-- Where an import stands, so that an interrupted one continues, and a digest of the dump it reads.
CREATE TABLE import_runs (
    source TEXT PRIMARY KEY,
    round BIGINT NOT NULL,
    stage TEXT NOT NULL,
    position BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Events waiting to be replayed in the order of their dates.
CREATE TABLE import_events (
    source TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    external_id BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (source, happened_at, sequence, kind, external_id)
) WITHOUT ROWID;

-- The search index: SQLite keeps an FTS5 table fed with the product's own tokens; `rowid` is the post's id.
CREATE VIRTUAL TABLE search_documents USING fts5(title, tags, body, content='', contentless_delete=1, tokenize="ascii tokenchars '+#'");
