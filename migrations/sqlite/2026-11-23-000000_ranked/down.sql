INSERT INTO search_documents (search_documents) VALUES ('delete-all');
DROP INDEX posts_ranked;
