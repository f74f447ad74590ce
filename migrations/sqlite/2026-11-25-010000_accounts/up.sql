-- Who is suspended now, or gone, stands in no list of members; they are few.
CREATE INDEX members_suspended ON members (suspended_until) WHERE suspended_until IS NOT NULL;
CREATE INDEX members_deleted ON members (id) WHERE deleted_at IS NOT NULL;
