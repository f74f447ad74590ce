//! The folder of an unpacked dump: which files are there, and how large.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{BadgeRow, CommentRow, HistoryRow, LinkRow, OpenError, PostRow, Row, Rows, TagRow, UserRow, VoteRow};

/// The files every dump has.
const REQUIRED: [&str; 3] = [UserRow::FILE, PostRow::FILE, VoteRow::FILE];
/// The files a dump may lack.
const OPTIONAL: [&str; 5] = [CommentRow::FILE, BadgeRow::FILE, TagRow::FILE, LinkRow::FILE, HistoryRow::FILE];

/// One file of a dump.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DumpFile {
    /// Its usual name, such as `Users.xml`, however the folder spells it.
    pub name: &'static str,
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes, which [`Rows::position`] reaches at the end.
    pub bytes: u64,
}

/// An unpacked dump: a folder that holds at least `Users.xml`, `Posts.xml` and `Votes.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dump {
    folder: PathBuf,
    files: Vec<DumpFile>,
}

impl Dump {
    /// Looks which files of a dump are in `folder`, whatever the case of their names. Their content is not read yet.
    ///
    /// # Errors
    /// [`OpenError::MissingFiles`] if one every dump has is not there; [`OpenError::Unreadable`].
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let unreadable = |path: &Path, source| OpenError::Unreadable { path: path.to_owned(), source };
        let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>()).map_err(|source| unreadable(folder, source))?;
        let mut files = Vec::new();
        let mut missing = Vec::new();
        for name in REQUIRED.into_iter().chain(OPTIONAL) {
            // `Users.xml` wins over `users.xml`, so that a folder with both always gives the same.
            let found = entries.iter().filter(|entry| entry.file_name().to_string_lossy().eq_ignore_ascii_case(name)).min_by_key(|entry| entry.file_name());
            if let Some(entry) = found {
                let path = entry.path();
                let bytes = fs::metadata(&path).map_err(|source| unreadable(&path, source))?.len();
                files.push(DumpFile { name, path, bytes });
            } else if REQUIRED.contains(&name) {
                missing.push(name);
            }
        }
        if missing.is_empty() {
            Ok(Self { folder: folder.to_owned(), files })
        } else {
            Err(OpenError::MissingFiles { folder: folder.to_owned(), files: missing })
        }
    }

    /// The folder that was opened.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files that are present: users, posts and votes first.
    #[must_use]
    pub fn files(&self) -> &[DumpFile] {
        &self.files
    }

    /// The file that holds rows of kind `T`, or `None` if this dump lacks it.
    #[must_use]
    pub fn file<T: Row>(&self) -> Option<&DumpFile> {
        self.files.iter().find(|file| file.name == T::FILE)
    }

    /// The sum of all the files' sizes in bytes.
    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// The rows of kind `T`, as in `dump.rows::<UserRow>()?`, or `None` if this dump lacks their file.
    ///
    /// # Errors
    /// As [`Rows::open`].
    pub fn rows<T: Row>(&self) -> Result<Option<Rows<T>>, OpenError> {
        self.file::<T>().map(|file| Rows::open(&file.path)).transpose()
    }
}
