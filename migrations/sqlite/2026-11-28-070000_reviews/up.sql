-- What waits for somebody's decision, queue by queue: what it is about (a kind and its id), and where that stands, which decides who may see it.
-- `version` rises with each change, so that two who decide cannot decide over each other; who has opened an item is shown to the others for a while.
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    queue TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    topic_id BIGINT REFERENCES topics (id),
    post_id BIGINT REFERENCES posts (id),
    weight BIGINT NOT NULL DEFAULT 0,
    open BOOLEAN NOT NULL DEFAULT TRUE,
    version BIGINT NOT NULL DEFAULT 1,
    claimed_by BIGINT REFERENCES members (id),
    claimed_until BIGINT,
    created_at BIGINT NOT NULL,
    decision TEXT,
    decided_by BIGINT REFERENCES members (id),
    decided_at BIGINT,
    UNIQUE (queue, subject, subject_id)
);
CREATE INDEX reviews_open ON reviews (queue, created_at, id) WHERE open;
CREATE INDEX reviews_claimed ON reviews (claimed_by) WHERE claimed_by IS NOT NULL;

-- The flagged posts, under the numbers that they had. `review_items` stays for the version before, and is read by nobody else.
INSERT INTO reviews (id, queue, subject, subject_id, topic_id, post_id, weight, open, version, created_at, decision, decided_by, decided_at)
    SELECT id, 'flags', 'post', post_id, topic_id, post_id, flag_count, open, version, created_at, decision, decided_by, decided_at FROM review_items;

-- By what housekeeping finds what nobody needs any more.
CREATE INDEX email_tokens_by_end ON email_tokens (expires_at);
CREATE INDEX notifications_read ON notifications (read_at, id) WHERE read_at IS NOT NULL;
CREATE INDEX media_by_age ON media (created_at, name);
CREATE INDEX members_with_avatar ON members (avatar) WHERE avatar IS NOT NULL;
CREATE INDEX members_with_pictures ON members (id) WHERE about_md LIKE '%/media/%';
CREATE INDEX drafts_with_pictures ON drafts (member_id, place) WHERE body LIKE '%/media/%';
