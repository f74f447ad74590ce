//! Reads a Stack Exchange dump row by row, in constant memory.
//!
//! A dump is a folder of XML files, each a list of `<row … />` with one attribute a column. [`Dump::open`] finds the
//! files; [`Rows`] reads one of them as typed rows. A row that cannot be read costs that row alone: it is given as a
//! [`BrokenRow`] and reading goes on with the next line that begins with `<row`. Unknown attributes are ignored.

mod date;
mod dump;
mod elements;
mod fields;
mod member_rows;
mod post_rows;
#[cfg(test)]
mod tests;

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    iter::FusedIterator,
    marker::PhantomData,
    path::{Path, PathBuf},
};

pub use dump::{Dump, DumpFile};
use elements::{Elements, Piece};
pub use fields::Fields;
pub use member_rows::{BadgeRow, CommentRow, UserRow, VoteRow};
pub use post_rows::{HistoryRow, LinkRow, PostRow, TagRow};

/// How much of a file is read at once.
const CHUNK: usize = 128 << 10;

/// A kind of row: which file holds it, and how it is read.
pub trait Row: Sized {
    /// The file's usual name, such as `Users.xml`.
    const FILE: &str;
    /// The name of the element around all rows, such as `users`.
    const ROOT: &str;
    /// The row in these attributes.
    ///
    /// # Errors
    /// A sentence saying what is wrong with it.
    fn read(row: &Fields<'_>) -> Result<Self, String>;
}

/// A row, or a stretch of the file, that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {what}")]
pub struct BrokenRow {
    /// The file's name.
    pub file: String,
    /// The line it begins on, from 1.
    pub line: u64,
    /// What is wrong, in a sentence.
    pub what: String,
}

/// Why a dump, or one file of it, cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or file could not be read.
    #[error("{} cannot be read ({source}): name the folder of an unpacked dump.", path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder lacks files that every dump has.
    #[error("{} is no unpacked Stack Exchange dump ({} missing): name the folder into which the archive was unpacked.", folder.display(), files.join(", "))]
    MissingFiles {
        /// The folder.
        folder: PathBuf,
        /// The names of the files it lacks.
        files: Vec<&'static str>,
    },
    /// The file is something else than this part of a dump.
    #[error("{file} is no Stack Exchange dump: it should begin with <{expected}>, but {found}. Unpack the archive anew.")]
    NotADump {
        /// The file's name.
        file: String,
        /// The name of the element it should begin with.
        expected: &'static str,
        /// What it begins with instead, as the end of a sentence.
        found: String,
    },
}

/// Where the reading of a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    InsideRoot,
    AfterRoot,
    Over,
}

/// The rows of one file, in the file's order. After the last row it stays at `None`.
pub struct Rows<T, R = BufReader<File>> {
    file: String,
    elements: Elements<R>,
    tag: Vec<u8>,
    stage: Stage,
    row: PhantomData<fn() -> T>,
}

impl<T: Row> Rows<T> {
    /// Opens a file and checks that it holds such rows.
    ///
    /// # Errors
    /// [`OpenError::Unreadable`], or [`OpenError::NotADump`] if its root element is not [`Row::ROOT`].
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let file = File::open(path).map_err(|source| OpenError::Unreadable { path: path.to_owned(), source })?;
        let name = path.file_name().map_or_else(|| T::FILE.to_owned(), |name| name.to_string_lossy().into_owned());
        Self::from_reader(name, BufReader::with_capacity(CHUNK, file))
    }
}

impl<T: Row, R: BufRead> Rows<T, R> {
    /// Reads from any source; `file` is the name that errors will give.
    ///
    /// # Errors
    /// As [`Rows::open`].
    pub fn from_reader(file: impl Into<String>, source: R) -> Result<Self, OpenError> {
        let mut rows = Self { file: file.into(), elements: Elements::new(source), tag: Vec::new(), stage: Stage::InsideRoot, row: PhantomData };
        match rows.read_root() {
            Ok(None) => Ok(rows),
            Ok(Some(found)) => Err(OpenError::NotADump { file: rows.file, expected: T::ROOT, found }),
            Err(source) => Err(OpenError::Unreadable { path: rows.file.into(), source }),
        }
    }

    /// Bytes read so far, for a progress bar against [`DumpFile::bytes`].
    pub fn position(&self) -> u64 {
        self.elements.position()
    }

    /// Reads up to the root element; the end of a sentence if it is another one.
    fn read_root(&mut self) -> io::Result<Option<String>> {
        if !self.elements.skip_byte_order_mark()? {
            return Ok(Some("it is no UTF-8 text".to_owned()));
        }
        Ok(match self.elements.next(&mut self.tag)? {
            Piece::Tag { .. } => {
                let (name, closed) = name_and_closing(&self.tag);
                if name == T::ROOT.as_bytes() {
                    if closed {
                        self.stage = Stage::AfterRoot;
                    }
                    None
                } else {
                    let shown: String = String::from_utf8_lossy(name).chars().take(40).collect();
                    Some(format!("begins with <{shown}>"))
                }
            }
            Piece::Junk { .. } => Some("it begins with something that is no XML".to_owned()),
            Piece::Cut { .. } => Some("it ends within its first tag".to_owned()),
            Piece::End { .. } => Some("it is empty".to_owned()),
        })
    }

    /// The next row or breakage; `None` for a tag that says nothing.
    fn step(&mut self) -> io::Result<Option<Result<T, BrokenRow>>> {
        let piece = self.elements.next(&mut self.tag)?;
        if self.stage == Stage::AfterRoot {
            self.stage = Stage::Over;
            return Ok(match piece {
                Piece::End { .. } => None,
                Piece::Tag { line } | Piece::Junk { line, .. } | Piece::Cut { line } => {
                    Some(Err(self.broken(line, format!("what follows </{}> is not read", T::ROOT))))
                }
            });
        }
        Ok(match piece {
            Piece::Tag { line } => self.read_tag().map(|row| row.map_err(|what| self.broken(line, what))),
            Piece::Junk { line, what } => {
                self.elements.resync()?;
                Some(Err(self.broken(line, what.to_owned())))
            }
            Piece::Cut { line } => {
                self.stage = Stage::Over;
                Some(Err(self.broken(line, "the file ends in the middle of a tag; it is cut short".to_owned())))
            }
            Piece::End { line } => {
                self.stage = Stage::Over;
                Some(Err(self.broken(line, format!("the file ends before </{}>; it is cut short", T::ROOT))))
            }
        })
    }

    /// Reads the tag just found.
    fn read_tag(&mut self) -> Option<Result<T, String>> {
        let (name, _) = name_and_closing(&self.tag);
        if name == b"row" {
            return Some(read_row(&self.tag));
        }
        // An end tag that says more than its name is a damaged row.
        let bare = self.tag[name.len() + 1..].iter().all(|byte| byte.is_ascii_whitespace() || *byte == b'>');
        match name.strip_prefix(b"/").filter(|_| bare) {
            // `<row …></row>` is as good as `<row … />`, whose end says nothing.
            Some(b"row") => None,
            Some(root) if root == T::ROOT.as_bytes() => {
                self.stage = Stage::AfterRoot;
                None
            }
            Some(_) | None => {
                let shown: String = String::from_utf8_lossy(name).chars().take(40).collect();
                Some(Err(format!("<{shown}> stands where a <row> should")))
            }
        }
    }

    fn broken(&self, line: u64, what: String) -> BrokenRow {
        BrokenRow { file: self.file.clone(), line, what }
    }
}

impl<T: Row, R: BufRead> Iterator for Rows<T, R> {
    type Item = Result<T, BrokenRow>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.stage != Stage::Over {
            match self.step() {
                Ok(Some(row)) => return Some(row),
                Ok(None) => {}
                Err(error) => {
                    self.stage = Stage::Over;
                    return Some(Err(self.broken(self.elements.line(), format!("the file cannot be read on: {error}"))));
                }
            }
        }
        None
    }
}

impl<T: Row, R: BufRead> FusedIterator for Rows<T, R> {}

/// The name of a tag, with the `/` of a closing one, and whether the tag closes itself.
fn name_and_closing(tag: &[u8]) -> (&[u8], bool) {
    let inside = tag.strip_prefix(b"<").unwrap_or(tag);
    let inside = inside.strip_suffix(b">").unwrap_or(inside);
    let (inside, closed) = match inside.strip_suffix(b"/") {
        Some(inside) => (inside, true),
        None => (inside, false),
    };
    let end = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
    (&inside[..end], closed)
}

fn read_row<T: Row>(tag: &[u8]) -> Result<T, String> {
    let text = std::str::from_utf8(tag).map_err(|_| "the row is no UTF-8 text".to_owned())?;
    let inside = text.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    T::read(&Fields::parse(inside, "row".len())?)
}
