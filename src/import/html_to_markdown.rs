//! Turns the HTML of Stack Exchange posts into Markdown that renders to the same words.
//!
//! One pass over the tokens of html5ever, no tree and no recursion: blocks are written as they
//! end, each line behind the marks of the quotes and items around it. What Markdown cannot say
//! safely is said with the bare tags that `markdown/raw_tags.rs` lets through.
//!
//! - `html_to_markdown/converter.rs` follows the tags, `html_to_markdown/attributes.rs` reads them
//! - `html_to_markdown/table.rs` collects tables
//! - `html_to_markdown/block.rs` writes blocks behind their marks
//! - `html_to_markdown/inline.rs` writes emphasis, links, code and images
//! - `html_to_markdown/escape.rs` keeps words from turning into marks

mod attributes;
mod block;
mod converter;
mod escape;
mod inline;
mod table;

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use converter::Converter;

/// Returns Markdown for the HTML of one post. Words, their order, links, images, code with its
/// language, tables, lists and spoilers survive; formulas in dollars are kept as they are, other
/// dollars and `@` are escaped so that they stay words. Any input is answered, none panics.
#[must_use]
pub fn to_markdown(html: &str) -> String {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let sink = Sink(RefCell::new(Converter::default()));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    // The only thing the tokeniser stops for is a script, which our sink never announces.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct Sink(RefCell<Converter>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut converter = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => converter.text(&text),
            Token::TagToken(tag) => match tag.kind {
                TagKind::StartTag => converter.start(&tag),
                TagKind::EndTag => converter.end(&tag.name),
            },
            Token::CommentToken(comment) => converter.comment(&comment),
            Token::DoctypeToken(_) | Token::NullCharacterToken | Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests;
