-- Members are found by their display name as well as by their handle.
ALTER TABLE members ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE members SET name_key = lower(display_name);
CREATE INDEX members_by_name ON members (name_key);

-- What is searched by its beginning is compared byte by byte, whatever the cluster's language.
ALTER TABLE members ALTER COLUMN handle_key TYPE TEXT COLLATE "C";
ALTER TABLE tags ALTER COLUMN name TYPE TEXT COLLATE "C";
