//! A letter as HTML: tables and inline styles, which is what mail programs understand.

use super::letter::{Block, Letter, Link, Span};
use maud::{DOCTYPE, Markup, html};

const INK: &str = "#211e1a";
const MUTED: &str = "#69635a";
const LINK: &str = "color:#0f6353";

/// The whole HTML part. Pictures are named `cid:<picture>`.
pub fn html(letter: &Letter, site: &str, site_url: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(letter.language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light";
                title { (letter.subject) }
            }
            body style={ "margin:0;background:#f2eee6;font:16px/1.6 system-ui,-apple-system,'Segoe UI','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif;color:" (INK) } {
                table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="border-collapse:collapse" {
                    tr {
                        td align="center" style="padding:32px 16px" {
                            table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="width:100%;max-width:560px;overflow-wrap:anywhere;background:#ffffff;border-radius:14px;border-collapse:separate;text-align:left" {
                                tr { td style="padding:28px 32px 8px;font-weight:700" { a href=(site_url) style={ "color:" (INK) ";text-decoration:none" } { (site) } } }
                                tr { td style="padding:8px 32px 0" { @for block in &letter.blocks { (draw(block)) } } }
                                tr { td style={ "padding:26px 32px 28px;font-size:13px;color:" (MUTED) } { (foot(letter)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn draw(block: &Block) -> Markup {
    match block {
        Block::Medal { picture, alt } => html! {
            img src={ "cid:" (picture) } alt=(alt) width="96" height="96" style="display:block;width:96px;height:96px;border:0";
        },
        Block::Heading(spans) => html! { h1 style="font-size:22px;line-height:1.3;margin:14px 0 6px" { (line(spans)) } },
        Block::Paragraph(spans) => html! { p style="margin:0 0 12px" { (line(spans)) } },
        Block::Quote(said) => html! {
            blockquote style={ "margin:0 0 16px;padding:2px 0 2px 14px;border-left:3px solid #e2dccf;color:" (MUTED) } {
                @for (i, l) in said.lines().enumerate() { @if i > 0 { br; } (l) }
            }
        },
        Block::Button(link) => html! {
            p style="margin:18px 0 12px" {
                a href=(link.href) style="display:inline-block;background:#0f6353;color:#ffffff;text-decoration:none;font-weight:600;border-radius:8px;padding:10px 18px" { (link.words) }
            }
        },
        Block::Rule => html! { hr style="border:0;border-top:1px solid #e2dccf;margin:22px 0"; },
    }
}

fn line(spans: &[Span]) -> Markup {
    html! {
        @for span in spans {
            @match span {
                Span::Text(said) => (said),
                Span::Link(link) => (anchor(link, LINK)),
                Span::Tier { word, colour } => b style={ "color:" (colour) } { (word) },
            }
        }
    }
}

fn anchor(link: &Link, style: &str) -> Markup {
    html! { a href=(link.href) style=(style) { (link.words) } }
}

fn foot(letter: &Letter) -> Markup {
    html! {
        (letter.reason)
        @for (i, link) in letter.links.iter().enumerate() {
            @if i == 0 { " " } @else { " · " }
            (anchor(link, &format!("color:{MUTED}")))
        }
    }
}
