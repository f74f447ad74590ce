DROP INDEX drafts_with_pictures;
DROP INDEX members_with_pictures;
DROP INDEX members_with_avatar;
DROP INDEX media_by_age;
DROP INDEX notifications_read;
DROP INDEX email_tokens_by_end;

DELETE FROM review_items;
INSERT INTO review_items (id, post_id, topic_id, open, version, flag_count, created_at, decision, decided_by, decided_at)
    SELECT id, post_id, topic_id, open, version, weight, created_at, decision, decided_by, decided_at FROM reviews WHERE queue = 'flags';
DROP TABLE reviews;
