//! Read models: one file and one function for each page, with a fixed number of queries.
