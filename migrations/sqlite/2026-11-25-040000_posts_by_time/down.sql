DROP INDEX posts_by_time;
