DROP INDEX events_of_rulebooks;
ALTER TABLE rulebooks DROP COLUMN why;
ALTER TABLE rulebooks DROP COLUMN counts_from;
ALTER TABLE rulebooks DROP COLUMN state;
