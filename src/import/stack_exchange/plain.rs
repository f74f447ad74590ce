//! Small changes to texts on their way in.

/// HTML or Markdown without the e-mail addresses in it: nobody agreed to show them here.
pub(super) fn without_addresses(text: &str) -> String {
    let local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let domain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, after) = rest.split_at(at);
        let name = before.chars().rev().take_while(|c| local(*c)).count();
        let host: usize = after[1..].chars().take_while(|c| domain(*c)).count();
        let host_name = after[1..1 + host].trim_end_matches(['.', '-']);
        let is_address = name > 0 && host_name.trim_start_matches('.').contains('.');
        if is_address {
            let start = &before[..before.len() - name];
            kept.push_str(start.strip_suffix("mailto:").unwrap_or(start));
            rest = &after[1 + host_name.len()..];
        } else {
            kept.push_str(before);
            kept.push('@');
            rest = &after[1..];
        }
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::without_addresses;

    #[test]
    fn addresses_go_and_the_rest_stays() {
        for (text, left) in [
            ("write to ada.l+x@mail.example.org.", "write to ."),
            ("<a href=\"mailto:a@b.org\">a@b.org</a>", "<a href=\"\"></a>"),
            ("I am @ada on https://m.example/@ada", "I am @ada on https://m.example/@ada"),
            ("a @ b.c, é@x.y, x@y", "a @ b.c, é@x.y, x@y"),
            ("", ""),
        ] {
            assert_eq!(without_addresses(text), left);
        }
    }
}
