//! stub
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub links: usize,
    pub images: usize,
    pub mentions: usize,
}
pub struct Rendered {
    pub html: String,
    pub text: String,
    pub mentions: Vec<String>,
    pub counts: Counts,
}
pub fn render(m: &str, _k: &dyn Fn(&str) -> Option<String>) -> Rendered {
    Rendered { html: format!("<p>{m}</p>"), text: m.into(), mentions: vec![], counts: Counts::default() }
}
pub fn mentioned_handles(_m: &str) -> Vec<String> {
    vec![]
}
pub fn plain_text(h: &str) -> String {
    h.into()
}
pub fn excerpt(h: &str, max: usize) -> String {
    h.chars().take(max).collect()
}
