//! stub
pub fn index_text(t: &str) -> String {
    t.to_lowercase()
}
pub fn tsvector(parts: &[(&str, char)]) -> String {
    parts.iter().map(|p| p.0).collect()
}
