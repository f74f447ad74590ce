//! Cuts a dump into its tags, with the line each begins on, and finds the next row after damage.
//!
//! A streaming XML reader gives up at the first malformed byte. A dump of millions of rows deserves better, so the
//! cutting is done here, where the way back is known (a row begins a line), and each tag is then read as XML.

use std::io::{self, BufRead};

/// The longest row held in memory. The longest post allowed on these sites is 30,000 characters, under 1 MiB escaped.
const LONGEST_ROW: usize = 16 << 20;

/// The bytes that mean something inside a tag.
const MEANING: [bool; 256] = {
    let mut meaning = [false; 256];
    let bytes = b"<>\"'\n";
    let mut at = 0;
    while at < bytes.len() {
        meaning[bytes[at] as usize] = true;
        at += 1;
    }
    meaning
};

/// What comes next in the file.
pub(super) enum Piece {
    /// A whole tag, from `<` to `>`, now in the caller's buffer; it begins on this line.
    Tag { line: u64 },
    /// Something that is no tag; [`Elements::resync`] finds the next row.
    Junk { line: u64, what: &'static str },
    /// The file ends in the middle of a tag that begins on this line.
    Cut { line: u64 },
    /// The file ends here.
    End { line: u64 },
}

/// The tags of a file, read once from front to back.
pub(super) struct Elements<R> {
    source: R,
    line: u64,
    position: u64,
    /// Only blanks were met since the line began, so a `<` here begins a line.
    fresh_line: bool,
    /// The first tag, around all rows, has been met.
    among_rows: bool,
    /// Bytes of a tag that [`Elements::resync`] has already taken from the source.
    taken: Vec<u8>,
}

impl<R: BufRead> Elements<R> {
    /// Starts at the first byte of `source`, on line 1.
    pub(super) fn new(source: R) -> Self {
        Self { source, line: 1, position: 0, fresh_line: true, among_rows: false, taken: Vec::new() }
    }

    /// Bytes consumed so far.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// The line being read, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Skips a UTF-8 byte order mark; says whether the file may still be UTF-8 text.
    pub(super) fn skip_byte_order_mark(&mut self) -> io::Result<bool> {
        match self.peek()? {
            Some(0xEF) => {
                let mut mark = [0; 3];
                for byte in &mut mark {
                    *byte = self.next_byte()?.unwrap_or(0);
                }
                self.fresh_line = true;
                Ok(mark == [0xEF, 0xBB, 0xBF])
            }
            Some(0xFE | 0xFF | 0) => Ok(false),
            Some(_) | None => Ok(true),
        }
    }

    /// Puts the next tag in `into`; comments, the XML declaration and the document type are passed over.
    pub(super) fn next(&mut self, into: &mut Vec<u8>) -> io::Result<Piece> {
        into.clear();
        if !self.taken.is_empty() {
            into.append(&mut self.taken);
            return self.rest_of_tag(self.line, into);
        }
        loop {
            let line = self.line;
            match self.peek()? {
                None => return Ok(Piece::End { line }),
                Some(b'<') => {}
                Some(blank) if blank.is_ascii_whitespace() => {
                    self.skip(blank);
                    continue;
                }
                Some(_) => {
                    return Ok(Piece::Junk { line, what: "there is text outside any row" });
                }
            }
            self.skip(b'<');
            let ending: &[u8] = match self.peek()? {
                Some(b'!') => {
                    self.skip(b'!');
                    if self.peek()? == Some(b'-') { b"-->" } else { b">" }
                }
                Some(b'?') => b"?>",
                Some(_) | None => {
                    self.among_rows = true;
                    into.push(b'<');
                    return self.rest_of_tag(line, into);
                }
            };
            // Among rows only comments are at home; anything else is a row whose name is damaged.
            if self.among_rows && ending != b"-->" {
                return Ok(Piece::Junk { line, what: "there is a declaration among the rows" });
            }
            if !self.pass_over(ending)? {
                return Ok(Piece::Cut { line });
            }
        }
    }

    /// Passes over what is left of a damaged place: on to the next line that begins with `<row` or closes an element.
    pub(super) fn resync(&mut self) -> io::Result<()> {
        loop {
            match self.peek()? {
                None => return Ok(()),
                Some(b'<') if self.fresh_line => {
                    self.taken.clear();
                    if self.take_beginning()? {
                        return Ok(());
                    }
                    self.taken.clear();
                }
                Some(byte) => self.skip(byte),
            }
        }
    }

    /// Takes the beginning of a tag at `<`; true if it is one to go on from.
    fn take_beginning(&mut self) -> io::Result<bool> {
        self.skip(b'<');
        self.taken.push(b'<');
        if self.peek()? == Some(b'/') {
            self.skip(b'/');
            self.taken.push(b'/');
            return Ok(true);
        }
        for letter in b"row" {
            if self.peek()? != Some(*letter) {
                return Ok(false);
            }
            self.skip(*letter);
            self.taken.push(*letter);
        }
        Ok(self.peek()?.is_some_and(|byte| byte.is_ascii_whitespace() || byte == b'/' || byte == b'>'))
    }

    /// Reads on to the `>` that closes the tag, leaving a `<` unread: no tag may hold one.
    fn rest_of_tag(&mut self, line: u64, into: &mut Vec<u8>) -> io::Result<Piece> {
        let mut quote = None;
        loop {
            let chunk = self.source.fill_buf()?;
            if chunk.is_empty() {
                return Ok(Piece::Cut { line });
            }
            let mut used = 0;
            let mut found = None;
            while found.is_none() && used < chunk.len() {
                // Nearly all bytes are plain: they are passed as one run, and asked only whether they are blank.
                let rest = &chunk[used..];
                let plain = rest.iter().position(|&byte| MEANING[usize::from(byte)]).unwrap_or(rest.len());
                if self.fresh_line && !rest[..plain].iter().all(u8::is_ascii_whitespace) {
                    self.fresh_line = false;
                }
                used += plain;
                let Some(&byte) = rest.get(plain) else { break };
                if byte == b'<' {
                    found = Some(Piece::Junk { line, what: "a row is not closed, or holds a bare <" });
                    break;
                }
                used += 1;
                self.fresh_line = byte == b'\n';
                match (byte, quote) {
                    (b'\n', _) => self.line += 1,
                    (b'>', None) => found = Some(Piece::Tag { line }),
                    (b'"' | b'\'', None) => quote = Some(byte),
                    (_, Some(open)) if open == byte => quote = None,
                    (_, _) => {}
                }
            }
            into.extend_from_slice(&chunk[..used]);
            self.source.consume(used);
            self.position += used as u64;
            if let Some(piece) = found {
                return Ok(piece);
            }
            if into.len() > LONGEST_ROW {
                return Ok(Piece::Junk { line, what: "a row is longer than 16 MiB" });
            }
        }
    }

    /// Passes over a comment or declaration up to `ending`; false if the file ends first.
    fn pass_over(&mut self, ending: &[u8]) -> io::Result<bool> {
        let mut last = [0; 3];
        while !last.ends_with(ending) {
            match self.next_byte()? {
                None => return Ok(false),
                Some(byte) => last = [last[1], last[2], byte],
            }
        }
        Ok(true)
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.source.fill_buf()?.first().copied())
    }

    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        if let Some(byte) = byte {
            self.skip(byte);
        }
        Ok(byte)
    }

    /// Consumes the byte that was peeked, keeping the count of lines.
    fn skip(&mut self, byte: u8) {
        self.source.consume(1);
        self.position += 1;
        match byte {
            b'\n' => {
                self.line += 1;
                self.fresh_line = true;
            }
            b' ' | b'\t' | b'\r' => {}
            _ => self.fresh_line = false,
        }
    }
}
