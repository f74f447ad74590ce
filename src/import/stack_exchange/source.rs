//! Which dump this is: the source's name, its title, and a digest of all its files.

use super::rows::{BadgeRow, CommentRow, Dump, HistoryRow, LinkRow, PostRow, Row, TagRow, UserRow, VoteRow};
use crate::import::{ImportError, Progress};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Opens a dump and looks at the beginning of each of its files, so that what is no dump is refused before anything is written.
pub(super) fn open(dir: &Path) -> Result<Dump, ImportError> {
    let dump = Dump::open(dir)?;
    check::<UserRow>(&dump)?;
    check::<PostRow>(&dump)?;
    check::<VoteRow>(&dump)?;
    check::<CommentRow>(&dump)?;
    check::<BadgeRow>(&dump)?;
    check::<TagRow>(&dump)?;
    check::<LinkRow>(&dump)?;
    check::<HistoryRow>(&dump)?;
    Ok(dump)
}

fn check<T: Row>(dump: &Dump) -> Result<(), ImportError> {
    dump.rows::<T>()?;
    Ok(())
}

/// The source's name: what was asked for, or the folder's name without its date (`se-beer-2016-09` gives `stack-exchange:se-beer`).
pub(super) fn name(dir: &Path, wished: Option<&str>) -> Result<String, ImportError> {
    let folder = match wished {
        Some(name) => name.trim().to_owned(),
        None => {
            let whole = dir.canonicalize().map_err(|source| ImportError::File { path: dir.to_owned(), what: "read", source })?;
            whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
        }
    };
    let site = without_date(&folder);
    if site.is_empty() {
        return Err(ImportError::Nameless(dir.to_owned()));
    }
    Ok(format!("stack-exchange:{site}"))
}

/// `beer-2016-09`, `beer-2016-09-03` and `beer-2016` are `beer`.
fn without_date(folder: &str) -> &str {
    let mut site = folder;
    loop {
        match site.rsplit_once('-') {
            Some((before, last)) if (last.len() == 2 || last.len() == 4) && last.bytes().all(|b| b.is_ascii_digit()) => {
                site = before;
                if last.len() == 4 {
                    return site;
                }
            }
            _ => return if site == folder { folder } else { folder.trim_end_matches('-') },
        }
    }
}

/// A title for the source's category: `stack-exchange:se-meta-conlang` gives `Meta conlang`.
pub(super) fn title(source: &str) -> String {
    let site = source.split_once(':').map_or(source, |(_, site)| site);
    let words = site.strip_prefix("se-").unwrap_or(site).replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).take(50).collect(),
        None => site.to_owned(),
    }
}

/// SHA-256 over the names and contents of all the dump's files, in hexadecimal.
pub(super) fn fingerprint(dump: &Dump, progress: &dyn Progress) -> Result<String, ImportError> {
    let mut digest = Sha256::new();
    let mut chunk = vec![0; 256 << 10];
    let mut position = 0;
    for file in dump.files() {
        let failed = |source| ImportError::File { path: file.path.clone(), what: "read", source };
        digest.update(file.name.as_bytes());
        digest.update(file.bytes.to_le_bytes());
        let mut content = File::open(&file.path).map_err(failed)?;
        loop {
            let read = content.read(&mut chunk).map_err(failed)?;
            if read == 0 {
                break;
            }
            digest.update(&chunk[..read]);
            position += read as u64;
            if progress.position(position, 0).is_break() {
                return Err(ImportError::Stopped);
            }
        }
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A digest of what a row says, to notice later that it changed; never 0, which marks what is gone. FNV-1a, 64 bits.
pub(super) struct RowDigest(u64);

impl RowDigest {
    pub(super) fn new() -> RowDigest {
        RowDigest(0xcbf2_9ce4_8422_2325)
    }

    pub(super) fn text(mut self, text: Option<&str>) -> RowDigest {
        // 0xFF stands in no UTF-8 text, so it parts the fields; one more tells a missing text from an empty one.
        for byte in text.unwrap_or_default().bytes().chain([0xFF, u8::from(text.is_none())]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self
    }

    pub(super) fn number(self, number: Option<i64>) -> RowDigest {
        self.text(number.map(|n| n.to_string()).as_deref())
    }

    pub(super) fn finish(self) -> i64 {
        // Without the sign's bit; 0 is kept for rows without a digest.
        ((self.0 >> 1) as i64).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_goes_from_the_name() {
        for (folder, site) in
            [("se-beer-2016-09", "se-beer"), ("beer-2016-09-03", "beer"), ("se-meta-conlang-2020", "se-meta-conlang"), ("beer", "beer"), ("area-51", "area-51")]
        {
            assert_eq!(without_date(folder), site);
        }
        assert_eq!(title("stack-exchange:se-meta-conlang"), "Meta conlang");
    }

    #[test]
    fn digests_tell_fields_apart() {
        let of = |a: Option<&str>, b: Option<&str>| RowDigest::new().text(a).text(b).finish();
        assert_ne!(of(Some("ab"), Some("c")), of(Some("a"), Some("bc")));
        assert_ne!(of(None, Some("c")), of(Some(""), Some("c")));
        assert_eq!(of(Some("x"), None), of(Some("x"), None));
    }
}
