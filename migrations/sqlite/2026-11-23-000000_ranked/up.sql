-- What ranks the matches of a search, close together: the posts themselves lie far apart in a large forum.
CREATE INDEX posts_ranked ON posts (id, score, accepted) WHERE deleted_at IS NULL AND hidden_at IS NULL;

-- Titles are written twice into the search index from now on, so that they can be asked for alone. The next start fills it.
INSERT INTO search_documents (search_documents) VALUES ('delete-all');
