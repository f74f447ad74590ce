-- Every published version stays, and counts from a moment of its own. None where the version before published it: its document says since when.
ALTER TABLE rulebooks ADD COLUMN state TEXT NOT NULL DEFAULT 'published';
ALTER TABLE rulebooks ADD COLUMN counts_from BIGINT;
ALTER TABLE rulebooks ADD COLUMN why TEXT NOT NULL DEFAULT '';
-- By what the last one that was published is found.
CREATE INDEX events_of_rulebooks ON events (id) WHERE kind = 'rulebook_published';
