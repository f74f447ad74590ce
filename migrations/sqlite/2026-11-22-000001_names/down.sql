DROP INDEX members_by_name;
ALTER TABLE members DROP COLUMN name_key;
