//! Finds which marks belong together before anything is written.

use super::writer::InlineWriter;
use super::{Inline, is_linkable, is_space};

impl InlineWriter<'_> {
    /// Breaks and white space at the end of a block mean nothing.
    pub(super) fn drop_trailing_space(&mut self) {
        for at in (0..self.items.len()).rev() {
            match &mut self.items[at] {
                Inline::Break => self.items[at] = Inline::Nothing,
                Inline::Words(end) => {
                    let run = &self.words[self.starts[at]..*end];
                    let kept = run.trim_end_matches(is_space).len();
                    *end = self.starts[at] + kept;
                    if kept > 0 {
                        return;
                    }
                }
                Inline::Close(_) | Inline::CloseLink | Inline::Nothing => {}
                _ => return,
            }
        }
    }

    /// Finds partners; what has none, or holds nothing, becomes nothing.
    pub(super) fn match_pairs(&mut self) {
        const MAX_OPEN: usize = 12;
        let mut open: Vec<usize> = Vec::new();
        let mut link_open = false;
        for at in 0..self.items.len() {
            let wanted = match &self.items[at] {
                Inline::Open(_) if open.len() < MAX_OPEN => {
                    open.push(at);
                    continue;
                }
                Inline::OpenLink { href, .. } if !link_open && is_linkable(href) && open.len() < MAX_OPEN => {
                    link_open = true;
                    open.push(at);
                    continue;
                }
                Inline::Open(_) | Inline::OpenLink { .. } => {
                    self.items[at] = Inline::Nothing;
                    continue;
                }
                Inline::Close(style) => Some(*style),
                Inline::CloseLink => None,
                _ => continue,
            };
            let found = open.iter().rposition(|&opener| match (&self.items[opener], wanted) {
                (Inline::Open(style), Some(wanted)) => *style == wanted,
                (Inline::OpenLink { .. }, None) => true,
                _ => false,
            });
            let Some(found) = found else {
                self.items[at] = Inline::Nothing;
                continue;
            };
            for unclosed in open.drain(found + 1..) {
                link_open &= !matches!(self.items[unclosed], Inline::OpenLink { .. });
                self.items[unclosed] = Inline::Nothing;
            }
            let Some(opener) = open.pop() else { continue };
            link_open &= !matches!(self.items[opener], Inline::OpenLink { .. });
            let is_empty = (opener + 1..at).all(|inner| self.is_blank(inner));
            if is_empty {
                self.items[opener] = Inline::Nothing;
                self.items[at] = Inline::Nothing;
            } else {
                self.partner[opener] = at;
                self.partner[at] = opener;
            }
        }
        for unclosed in open {
            self.items[unclosed] = Inline::Nothing;
        }
    }

    /// Says whether the item shows nothing but white space.
    fn is_blank(&self, at: usize) -> bool {
        match &self.items[at] {
            Inline::Nothing | Inline::Break => true,
            Inline::Words(end) => self.words[self.starts[at]..*end].trim_matches(is_space).is_empty(),
            _ => false,
        }
    }
}
