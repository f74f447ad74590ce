-- Who may read a category: `everybody`, `members`, `groups 3 5`, `tier KEY`. One column, since it is read with every topic that is acted upon.
ALTER TABLE categories ADD COLUMN audience TEXT NOT NULL DEFAULT 'everybody';

-- Members whom managers put together, so that a category can be theirs.
CREATE TABLE member_groups (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL
);

CREATE TABLE group_members (
    group_id BIGINT NOT NULL REFERENCES member_groups (id),
    member_id BIGINT NOT NULL REFERENCES members (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, member_id)
);
CREATE INDEX groups_of_member ON group_members (member_id, group_id);

-- Addresses of feeds that show what one member sees; only the digest of their secret is kept.
CREATE TABLE feed_keys (
    id INTEGER PRIMARY KEY,
    member_id BIGINT NOT NULL REFERENCES members (id),
    token_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX feed_keys_of_member ON feed_keys (member_id, id DESC);

-- Which pictures stand in which posts (comments under a post included). Filled for earlier posts beside the requests.
CREATE TABLE post_media (
    name TEXT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES posts (id),
    PRIMARY KEY (name, post_id)
);

-- A copy of the opening post's: a hidden question is in no list, and nobody reads its title.
ALTER TABLE topics ADD COLUMN hidden_at BIGINT;
UPDATE topics SET hidden_at = (SELECT p.hidden_at FROM posts p WHERE p.id = topics.opening_post_id)
    WHERE opening_post_id IN (SELECT id FROM posts WHERE kind = 'opening' AND hidden_at IS NOT NULL);

