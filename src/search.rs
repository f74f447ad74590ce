//! The one tokeniser, query language and passage finder of search, for SQLite and PostgreSQL alike.
//!
//! Neither database cuts words itself: both index the tokens of [`scan`](tokens) and are asked for
//! tokens, so a query finds the same posts in both, in English, Chinese, Japanese and Korean.
//!
//! - `search/normal.rs` spells texts and queries in one way
//! - `search/token.rs` cuts text into tokens, `search/fold.rs` folds words
//! - `search/simplified.rs` folds traditional Chinese characters to simplified ones
//! - `search/index.rs` writes what the databases store
//! - `search/query.rs` reads what members type, `search/expression.rs` writes it for a database
//! - `search/passage.rs` finds the passage to show

mod expression;
mod fold;
mod index;
mod normal;
mod passage;
mod query;
mod simplified;
mod token;

pub use index::{FTS5_TOKENIZE, SPANS, index_text, index_title, span_token, title_token, tsvector};
pub use passage::{Piece, passage};
pub use query::{Comparison, Is, Query, ScoreFilter, Term, parse_query};
pub use token::{Token, tokens};

#[cfg(test)]
mod tests;
