//! Style sheets, scripts, drawings and fonts: embedded, compressed once at the start, served under names with a digest.

use crate::rules::rulebook::Rulebook;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

#[derive(RustEmbed)]
#[folder = "assets"]
#[include = "css/*"]
#[include = "js/*"]
#[include = "icons/*"]
#[include = "vendor/*"]
#[exclude = "*.md"]
struct Files;

/// One file as it is served.
#[derive(Debug, Clone)]
pub struct Asset {
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
    /// Compressed with brotli, where that helps.
    pub brotli: Option<Vec<u8>>,
    pub digest: String,
}

/// All files, by path below `/assets/`; and the sheets of tier colours, which the rulebooks make.
#[derive(Debug)]
pub struct Assets {
    files: HashMap<String, Asset>,
    /// By the version of the rulebook.
    sheets: RwLock<HashMap<i64, Arc<Asset>>>,
}

/// The path of the sheet of tier colours, whichever rulebook made it.
pub const TIERS: &str = "tiers.css";

impl Assets {
    /// Reads the embedded files.
    pub fn load() -> Assets {
        let mut files = HashMap::new();
        for path in Files::iter() {
            if let Some(file) = Files::get(&path) {
                files.insert(path.to_string(), asset(&path, file.data.into_owned()));
            }
        }
        Assets { files, sheets: RwLock::default() }
    }

    /// The tier colours of a rulebook: made once for each version.
    pub fn tiers(&self, book: &Rulebook) -> Arc<Asset> {
        // A poisoned lock still holds whole sheets: they are put in at once.
        if let Some(sheet) = self.sheets.read().unwrap_or_else(PoisonError::into_inner).get(&book.version) {
            return sheet.clone();
        }
        let sheet = Arc::new(asset(TIERS, tier_css(book).into_bytes()));
        self.sheets.write().unwrap_or_else(PoisonError::into_inner).entry(book.version).or_insert(sheet).clone()
    }

    /// A file by its path below `/assets/`.
    pub fn find(&self, path: &str) -> Option<&Asset> {
        self.files.get(path)
    }

    /// The address of a file, with its digest so that it can be kept for ever.
    pub fn href(&self, path: &str) -> String {
        match self.files.get(path) {
            Some(file) => file.address(path),
            None => format!("/assets/{path}"),
        }
    }
}

impl Asset {
    fn address(&self, path: &str) -> String {
        format!("/assets/{path}?v={}", self.digest)
    }

    /// The address of a sheet of tier colours, with its digest.
    pub fn href(&self) -> String {
        self.address(TIERS)
    }
}

fn asset(path: &str, bytes: Vec<u8>) -> Asset {
    let content_type = match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    };
    let brotli = matches!(path.rsplit('.').next(), Some("css" | "js" | "svg")).then(|| brotli(&bytes, 9));
    let digest = format!("{:x}", HexPrefix(&Sha256::digest(&bytes)));
    Asset { content_type, bytes, brotli, digest }
}

/// The first six bytes in hexadecimal digits: enough to tell versions of a file apart.
struct HexPrefix<'a>(&'a [u8]);

impl std::fmt::LowerHex for HexPrefix<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().take(6).try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// Compresses with brotli; quality 1 (fast) to 11 (small). The window is no larger than the text, as its memory is many times its size.
pub fn brotli(bytes: &[u8], quality: i32) -> Vec<u8> {
    let bits = usize::BITS - bytes.len().leading_zeros();
    let lgwin = i32::try_from(bits).unwrap_or(20).clamp(16, 20);
    let params = brotli::enc::BrotliEncoderParams { quality, lgwin, size_hint: bytes.len(), ..Default::default() };
    let mut out = Vec::with_capacity(bytes.len() / 3);
    // Reading from a slice and writing to a vector cannot fail.
    let _ = brotli::BrotliCompress(&mut &bytes[..], &mut out, &params);
    out
}

/// The tier colours as custom properties and classes.
fn tier_css(book: &Rulebook) -> String {
    let mut css = String::from(":root{");
    for tier in &book.tiers {
        css.push_str(&format!("--tier-{}:light-dark({},{});", tier.key, tier.colour.light, tier.colour.dark));
    }
    css.push('}');
    for tier in &book.tiers {
        css.push_str(&format!(".tier-{0}{{--tier:var(--tier-{0})}}", tier.key));
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::rulebook::QUESTIONS_PRESET;

    #[test]
    fn the_sheet_of_tier_colours_follows_the_rulebook() {
        let css = tier_css(&Rulebook::parse(QUESTIONS_PRESET).unwrap());
        assert!(css.contains("--tier-expert:light-dark(#ae450c,#f59b6b)"));
        assert!(css.contains(".tier-expert{--tier:var(--tier-expert)}"));
    }

    #[test]
    fn each_version_has_a_sheet_of_its_own_name() {
        let assets = Assets::load();
        let two = Rulebook::parse(QUESTIONS_PRESET).unwrap();
        let mut three = two.clone();
        three.version += 1;
        three.tiers[0].colour.light = "#123456".into();
        assert_ne!(assets.tiers(&two).href(), assets.tiers(&three).href());
        assert_eq!(assets.tiers(&two).href(), assets.tiers(&two).href());
    }

    #[test]
    fn scripts_of_an_ordinary_page_stay_under_forty_kilobytes() {
        let assets = Assets::load();
        let size: usize = ["js/app.js", "js/theme.js"].iter().map(|f| assets.find(f).unwrap().brotli.as_ref().unwrap().len()).sum();
        assert!(size <= 40 * 1024, "{size} bytes");
    }
}
