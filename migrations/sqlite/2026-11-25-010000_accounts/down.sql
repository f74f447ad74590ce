DROP INDEX members_deleted;
DROP INDEX members_suspended;
