-- Members are found by their display name as well as by their handle. SQLite's lower() knows ASCII only, which is where letters have cases
-- that matter here; the next change of a name writes the rest.
ALTER TABLE members ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
UPDATE members SET name_key = lower(display_name);
CREATE INDEX members_by_name ON members (name_key);
