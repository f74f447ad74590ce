ALTER TABLE accounts ALTER COLUMN email_key TYPE TEXT;
DROP INDEX members_deleted;
DROP INDEX members_suspended;
