-- SQLite gets an index here for ranking the matches of a search; PostgreSQL ranks by what the documents hold.
SELECT 1;
