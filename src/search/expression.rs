//! Writes a query for FTS5 and for PostgreSQL, with the same meaning.

use super::index::{push_quoted, title_token};
use super::query::{Query, Term};

impl Query {
    /// The right side of FTS5's `MATCH`, or `None` if there is no word to find: a query of
    /// exclusions alone finds nothing in either database. Bind it, never paste it.
    #[must_use]
    pub fn fts5(&self) -> Option<String> {
        self.fts5_with(|_, token| token.to_owned())
    }

    /// As [`fts5`](Self::fts5), for posts with all the words in their title. What is excluded is excluded from all of the post.
    #[must_use]
    pub fn fts5_titles(&self) -> Option<String> {
        self.fts5_with(|term, token| if term.is_excluded { token.to_owned() } else { title_token(token) })
    }

    fn fts5_with(&self, written: impl Fn(&Term, &str) -> String) -> Option<String> {
        self.join(" AND ", " NOT ", |out, term| {
            out.push('"');
            for (at, token) in term.tokens.iter().enumerate() {
                if at > 0 {
                    out.push(' ');
                }
                out.push_str(&written(term, token).replace('"', "\"\""));
            }
            out.push('"');
            if term.is_prefix {
                out.push('*');
            }
        })
    }

    /// The literal to cast with `::tsquery`, or `None` as with [`fts5`](Self::fts5).
    #[must_use]
    pub fn tsquery(&self) -> Option<String> {
        self.tsquery_with(|_, token| token.to_owned())
    }

    /// As [`tsquery`](Self::tsquery), for posts with all the words in their title.
    #[must_use]
    pub fn tsquery_titles(&self) -> Option<String> {
        self.tsquery_with(|term, token| if term.is_excluded { token.to_owned() } else { title_token(token) })
    }

    fn tsquery_with(&self, written: impl Fn(&Term, &str) -> String) -> Option<String> {
        self.join(" & ", " & !", |out, term| {
            out.push('(');
            for (at, token) in term.tokens.iter().enumerate() {
                if at > 0 {
                    out.push_str(" <-> ");
                }
                push_quoted(out, &written(term, token));
            }
            if term.is_prefix {
                out.push_str(":*");
            }
            out.push(')');
        })
    }

    fn join(&self, and: &str, not: &str, write: impl Fn(&mut String, &Term)) -> Option<String> {
        let mut out = String::new();
        for term in self.terms.iter().filter(|term| !term.is_excluded) {
            out.push_str(if out.is_empty() { "(" } else { and });
            write(&mut out, term);
        }
        if out.is_empty() {
            return None;
        }
        out.push(')');
        for term in self.terms.iter().filter(|term| term.is_excluded) {
            out.push_str(not);
            write(&mut out, term);
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_query;

    #[test]
    fn both_languages_say_the_same() {
        let query = parse_query("brewing \"exact phrase\" -c++ 糖 发酵罐");
        assert_eq!(query.fts5().as_deref(), Some("(\"brew\" AND \"exact phrase\" AND \"糖\"* AND \"发酵 酵罐\") NOT \"c++\""));
        assert_eq!(query.fts5_titles().as_deref(), Some("(\"ᵗbrew\" AND \"ᵗexact ᵗphrase\" AND \"ᵗ糖\"* AND \"ᵗ发酵 ᵗ酵罐\") NOT \"c++\""));
        assert_eq!(query.tsquery_titles().as_deref(), Some("(('ᵗbrew') & ('ᵗexact' <-> 'ᵗphrase') & ('ᵗ糖':*) & ('ᵗ发酵' <-> 'ᵗ酵罐')) & !('c++')"));
        assert_eq!(query.tsquery().as_deref(), Some("(('brew') & ('exact' <-> 'phrase') & ('糖':*) & ('发酵' <-> '酵罐')) & !('c++')"));
    }

    #[test]
    fn no_word_means_no_expression() {
        for input in ["", "-a", "tag:x", "!!! ???", "\"\"", "' \" ; -- \\", "( ) * ^ :", "\u{200B}", "-\"a b\""] {
            assert_eq!((parse_query(input).fts5(), parse_query(input).tsquery()), (None, None), "{input}");
        }
    }

    /// Words of the two languages, and what would end a literal of theirs.
    const HOSTILE: [&str; 8] = [
        "' OR 1=1 --",
        "'; drop table x -- \" ) OR ( * ^ NEAR(a b) title:x {a b}: \\ AND NOT",
        "a' & 'b | !c <-> d:*",
        "\"a\" OR \"b\"",
        "\\' \\\\' '' a\\'b",
        "a\"\"b* -\"c\" OR d\"",
        "O’Brien c++ ' f# \"x' y\"",
        "＂a＂ ＇b＇ ＼c",
    ];

    #[test]
    fn no_input_reaches_the_database_as_syntax() {
        for input in HOSTILE {
            let query = parse_query(input);
            let fts5 = query.fts5().unwrap();
            // Whatever stands between the quotes is one of our tokens: no quote can be among them.
            let outside: Vec<&str> = fts5.split('"').step_by(2).collect();
            assert!(
                outside.iter().all(|part| ["", "(", ")", "*", "*)", " AND ", "* AND ", " NOT ", "* NOT ", ") NOT ", "*) NOT "].contains(part)),
                "{input}: {fts5}"
            );
            assert!(fts5.split('"').skip(1).step_by(2).all(|inside| inside.split(' ').all(is_token)), "{input}: {fts5}");
            let tsquery = query.tsquery().unwrap();
            let outside: String = tsquery.split('\'').step_by(2).collect();
            assert!(outside.chars().all(|c| "()&!:*<-> ".contains(c)), "{input}: {tsquery}");
            assert!(tsquery.split('\'').skip(1).step_by(2).all(is_token), "{input}: {tsquery}");
        }
    }

    fn is_token(text: &str) -> bool {
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "+#".contains(c))
    }
}
