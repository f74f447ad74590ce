-- A discussion, and answers by time, are read page by page in the order of their ids: without this a whole topic was sorted for each page.
CREATE INDEX posts_by_time ON posts (topic_id, id);
