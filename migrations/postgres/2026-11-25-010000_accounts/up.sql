-- Who is suspended now, or gone, stands in no list of members; they are few.
CREATE INDEX members_suspended ON members (suspended_until) WHERE suspended_until IS NOT NULL;
CREATE INDEX members_deleted ON members (id) WHERE deleted_at IS NOT NULL;

-- The claims on an address are found by its beginning: compared byte by byte, whatever the cluster's language.
ALTER TABLE accounts ALTER COLUMN email_key TYPE TEXT COLLATE "C";
