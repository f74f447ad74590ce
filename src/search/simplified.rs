//! Folds traditional Chinese characters to simplified ones, one by one.
//!
//! The table comes from OpenCC (Apache License 2.0) and lies in `simplified.txt`. Where one form
//! stands for several the first that differs is taken: a search forgives what a translation may not.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The block of common Chinese characters, looked up without hashing.
const COMMON: std::ops::Range<u32> = 0x4E00..0xA000;

struct Table {
    common: Vec<u16>,
    rare: HashMap<char, char>,
}

/// Returns the simplified form of a character, or the character itself.
pub fn simplified(c: char) -> char {
    let code = c as u32;
    if COMMON.contains(&code) {
        let folded = TABLE.common[(code - COMMON.start) as usize];
        return char::from_u32(u32::from(folded)).filter(|_| folded != 0).unwrap_or_else(|| rare(c));
    }
    if code < 0x3400 { c } else { rare(c) }
}

fn rare(c: char) -> char {
    TABLE.rare.get(&c).copied().unwrap_or(c)
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { common: vec![0; COMMON.len()], rare: HashMap::new() };
    for line in include_str!("simplified.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut chars = line.chars();
        let (Some(from), Some(to)) = (chars.next(), chars.next()) else {
            continue;
        };
        match u16::try_from(to as u32) {
            Ok(to) if COMMON.contains(&(from as u32)) => {
                table.common[(from as u32 - COMMON.start) as usize] = to;
            }
            _ => {
                table.rare.insert(from, to);
            }
        }
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_becomes_simplified() {
        let folded: String = "釀酒發酵 麥芽 糖化 裏 説 abc 啤酒".chars().map(simplified).collect();
        assert_eq!(folded, "酿酒发酵 麦芽 糖化 里 说 abc 啤酒");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in (0x3400..0x30000).filter_map(char::from_u32) {
            assert_eq!(simplified(simplified(c)), simplified(c));
        }
    }
}
