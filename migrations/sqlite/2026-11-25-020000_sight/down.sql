ALTER TABLE topics DROP COLUMN hidden_at;
DROP TABLE post_media;
DROP TABLE feed_keys;
DROP TABLE group_members;
DROP TABLE member_groups;
ALTER TABLE categories DROP COLUMN audience;
