//! Communities from elsewhere.

pub mod html_to_markdown;
