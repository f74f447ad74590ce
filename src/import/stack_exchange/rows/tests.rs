use std::io::{BufReader, Cursor};

use super::*;

type Read = Vec<Result<VoteRow, BrokenRow>>;

fn votes(text: &str) -> Read {
    let whole: Read = Rows::from_reader("Votes.xml", text.as_bytes()).expect("a dump of votes").collect();
    for chunk in [1, 2, 3, 7] {
        let source = BufReader::with_capacity(chunk, text.as_bytes());
        let pieces: Read = Rows::from_reader("Votes.xml", source).expect("a dump of votes").collect();
        assert_eq!(pieces, whole, "read {chunk} bytes at a time");
    }
    whole
}

fn vote(id: i64) -> String {
    format!(r#"<row Id="{id}" PostId="7" VoteTypeId="2" CreationDate="2014-01-21T00:00:00.000" />"#)
}

fn file(lines: &[&str]) -> String {
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<votes>\n{}\n</votes>", lines.join("\n"))
}

/// Ids of the whole rows and lines of the broken ones.
fn outcome(read: &Read) -> (Vec<i64>, Vec<u64>) {
    let ids = read.iter().flatten().map(|row| row.id).collect();
    (ids, read.iter().filter_map(|row| row.as_ref().err()).map(|broken| broken.line).collect())
}

fn refusal(bytes: &[u8]) -> String {
    match Rows::<UserRow, _>::from_reader("Users.xml", bytes) {
        Ok(_) => panic!("taken for a dump: {bytes:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn byte_order_mark_and_both_line_ends_are_read() {
    for end in ["\n", "\r\n"] {
        let text = format!("\u{FEFF}<?xml version=\"1.0\"?>{end}<votes>{end}  {}{end}  {}{end}</votes>", vote(1), vote(2));
        assert_eq!(outcome(&votes(&text)), (vec![1, 2], vec![]));
        let broken = text.replace("<row Id=\"2\"", "<row Id=\"two\"");
        assert_eq!(outcome(&votes(&broken)), (vec![1], vec![4]));
    }
}

#[test]
fn references_and_line_breaks_in_values_are_resolved() {
    let text = "<comments><row Id=\"1\" PostId=\"2\" Unknown=\"x\" CreationDate='2014-01-21T20:26:05.383' \
                Text=\"a &lt;b&gt; &amp;amp; &quot;c&apos; &#xA;&#13;&#x1F37A; > é\nd\" /></comments>";
    let rows: Vec<_> = Rows::<CommentRow, _>::from_reader("Comments.xml", text.as_bytes()).expect("a dump").collect();
    let row = rows[0].as_ref().expect("a whole row");
    assert_eq!(row.text, "a <b> &amp; \"c' \n\r\u{1F37A} > é d");
    assert_eq!((row.creation_date, row.user_id, row.score), (1_390_335_965_383, None, 0));
}

#[test]
fn a_row_that_lacks_or_garbles_a_column_is_named_and_passed() {
    let (a, e) = (vote(1), vote(5));
    let read = votes(&file(&[
        &a,
        &vote(2).replace("Id=\"2\" ", ""),
        &vote(3).replace("2014-01", "2014-99"),
        &vote(4).replace("\"7\"", "\"&nope;\""),
        &e,
        &vote(6).replace("Id=\"6\"", "Id=\"6\" Id=\"6\""),
    ]));
    assert_eq!(outcome(&read), (vec![1, 5], vec![4, 5, 6, 8]));
    let said: Vec<String> = read.iter().filter_map(|row| row.as_ref().err()).map(ToString::to_string).collect();
    assert_eq!(said[0], "Votes.xml, line 4: the row has no Id");
    assert_eq!(said[1], "Votes.xml, line 5: CreationDate is no date and time: \"2014-99-21T00:00:00.000\"");
    assert!(said[2].starts_with("Votes.xml, line 6: PostId is no well-formed XML"), "{}", said[2]);
}

#[test]
fn damage_costs_its_own_row_only() {
    let (first, last) = (vote(1), vote(9));
    for damage in [
        "<row Id=\"2\" PostId=\"7",
        "<row Id=\"2\" PostId=7\" VoteTypeId=\"2\" />",
        "<row Id=\"2\" Text=\"a < b\" />",
        "<row Id=\"2\" /",
        "<row",
        "<",
        "garbage > & \" here",
        "<rowdy Id=\"2\" />",
        "<ro\n<rowan\n<p>text</p>",
        "<!row Id=\"2\" />",
        "<?row Id=\"2\" />",
        "</row Id=\"2\" />",
        "</votes Id=\"2\" />",
        "<row Id=\"2\" Text=\"<p>\nmore\n<b>\" />",
    ] {
        let lines = damage.lines().count() as u64;
        let (ids, broken) = outcome(&votes(&file(&[&first, damage, &last, "<row bad", &first])));
        assert_eq!(ids, [1, 9, 1], "{damage}");
        assert_eq!((broken[0], broken[broken.len() - 1]), (4, 5 + lines), "{damage}");
        assert_eq!(broken.len(), 2, "{damage}");
    }
}

#[test]
fn line_breaks_inside_a_row_count() {
    let spread = vote(1).replace(' ', "\n");
    let read = votes(&file(&[&spread, "<!-- <row\n -->", "nonsense"]));
    assert_eq!(outcome(&read), (vec![1], vec![11]));
}

#[test]
fn rows_may_share_a_line_or_have_an_end_tag() {
    let both = vote(1) + &vote(2).replace(" />", "></row>") + &vote(3);
    assert_eq!(outcome(&votes(&file(&[&both]))), (vec![1, 2, 3], vec![]));
}

#[test]
fn a_file_cut_short_or_continued_is_told_once() {
    let whole = file(&[&vote(1), &vote(2)]);
    for (text, lines) in [
        (whole.replace("\n</votes>", ""), vec![4]),
        (whole.replace(" />\n</votes>", ""), vec![4]),
        (whole.clone() + &vote(3), vec![5]),
        (whole.clone() + "\n\n", vec![]),
    ] {
        assert_eq!(outcome(&votes(&text)).1, lines, "{text}");
    }
}

#[test]
fn bytes_that_are_no_utf_8_break_their_row_only() {
    let mut bytes = file(&[&vote(1), &vote(2), &vote(3)]).into_bytes();
    let at = bytes.windows(7).position(|seven| seven == b" Id=\"2\"").expect("row 2");
    bytes[at + 5] = 0xC3;
    let read: Read = Rows::from_reader("Votes.xml", &bytes[..]).expect("a dump").collect();
    assert_eq!(outcome(&read), (vec![1, 3], vec![4]));
}

#[test]
fn a_giant_row_is_passed_without_being_held() {
    let giant = format!("<row Id=\"2\" Text=\"{}\" />", "x".repeat(40 << 20));
    let text = file(&[&vote(1), &giant, &vote(3)]);
    let mut rows = Rows::<VoteRow, _>::from_reader("Votes.xml", BufReader::new(text.as_bytes())).expect("a dump");
    let read: Read = rows.by_ref().collect();
    assert_eq!(outcome(&read), (vec![1, 3], vec![4]));
    assert!(rows.tag.capacity() < 40 << 20);
    assert_eq!(rows.position(), text.len() as u64);
    assert!(rows.next().is_none());
}

#[test]
fn what_is_no_dump_is_refused_with_a_sentence() {
    let no_dump = "Users.xml is no Stack Exchange dump: it should begin with <users>, but ";
    for (bytes, found) in [
        (&b""[..], "it is empty"),
        (b"\xEF\xBB\xBF\n", "it is empty"),
        (b"<?xml version=\"1.0\"?><posts>", "begins with <posts>"),
        (b"<!DOCTYPE html><html lang=\"en\">", "begins with <html>"),
        (b"7z\xBC\xAF\x27\x1C", "it begins with something that is no XML"),
        (b"\xFF\xFE<\0", "it is no UTF-8 text"),
        (b"<users", "it ends within its first tag"),
    ] {
        assert_eq!(refusal(bytes), format!("{no_dump}{found}. Unpack the archive anew."));
    }
    assert_eq!(Rows::<UserRow, _>::from_reader("Users.xml", &b"<users />"[..]).expect("empty").count(), 0);
    assert!(refusal(&[b"<", "é".repeat(500).as_bytes(), b">"].concat()).len() < 200);
}

#[test]
fn many_comments_take_no_stack() {
    let text = format!("{}<votes>{}</votes>", "<!---->".repeat(300_000), vote(1));
    assert_eq!(Rows::<VoteRow, _>::from_reader("Votes.xml", Cursor::new(text)).expect("a dump").count(), 1);
}

#[test]
fn tags_are_split_in_either_spelling() {
    for tags in ["&lt;c++&gt;&lt;a.b-c&gt;", "|c++|a.b-c|"] {
        let text = format!("<posts><row Id='1' PostTypeId='1' CreationDate='2014-01-21T20:26:05' Score='-3' Tags='{tags}'/></posts>");
        let row = Rows::<PostRow, _>::from_reader("Posts.xml", text.as_bytes()).expect("a dump").next();
        let row = row.expect("a row").expect("a whole row");
        assert_eq!((row.tags, row.score), (vec!["c++".to_owned(), "a.b-c".to_owned()], -3));
    }
}

#[test]
fn a_folder_needs_users_posts_and_votes() {
    let folder = std::env::temp_dir().join(format!("accolade-dump-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    std::fs::write(folder.join("users.xml"), "<users></users>").expect("a file");
    let error = Dump::open(&folder).expect_err("two files are missing").to_string();
    assert!(error.contains("is no unpacked Stack Exchange dump (Posts.xml, Votes.xml missing): name the folder"), "{error}");
    std::fs::write(folder.join("Posts.xml"), "<posts />").expect("a file");
    std::fs::write(folder.join("Votes.xml"), "<html>").expect("a file");
    let dump = Dump::open(&folder).expect("a dump");
    assert_eq!((dump.total_bytes(), dump.files().len()), (15 + 9 + 6, 3));
    assert_eq!(dump.rows::<UserRow>().expect("users").expect("present").count(), 0);
    assert!(dump.rows::<TagRow>().expect("no error").is_none());
    assert!(matches!(dump.rows::<VoteRow>(), Err(OpenError::NotADump { .. })));
    std::fs::remove_dir_all(&folder).expect("the scratch folder goes");
    assert!(matches!(Dump::open(&folder), Err(OpenError::Unreadable { .. })));
}
