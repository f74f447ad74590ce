DROP INDEX revisions_of_editor;
DROP INDEX notifications_unread;
DROP TABLE jobs;
