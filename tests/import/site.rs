//! Small dumps made by hand.

use super::Scratch;
use std::path::Path;

/// The rows of a dump that is written to a folder of its own.
#[derive(Default, Clone)]
pub struct Site {
    pub users: Vec<String>,
    pub posts: Vec<String>,
    pub votes: Vec<String>,
    pub comments: Vec<String>,
    pub history: Vec<String>,
    pub tags: Vec<String>,
    pub links: Vec<String>,
    pub badges: Vec<String>,
    votes_cast: i64,
}

/// `2012-03-04`, or with a time of day, as dumps write it.
fn moment(at: &str) -> String {
    if at.contains('T') { at.to_owned() } else { format!("{at}T00:00:00.000") }
}

impl Site {
    pub fn user(&mut self, id: i64, name: &str) -> &mut Self {
        self.user_with(id, name, "")
    }

    pub fn user_with(&mut self, id: i64, name: &str, more: &str) -> &mut Self {
        self.users.push(format!(r#"<row Id="{id}" Reputation="1" CreationDate="2010-01-01T00:00:00.000" DisplayName="{name}" {more} />"#));
        self
    }

    pub fn question(&mut self, id: i64, owner: i64, at: &str, more: &str) -> &mut Self {
        self.posts.push(format!(
            r#"<row Id="{id}" PostTypeId="1" CreationDate="{}" Score="0" OwnerUserId="{owner}" Title="Question number {id}?" Tags="&lt;yeast&gt;&lt;mash&gt;" Body="&lt;p&gt;Why does number {id} not stop?&lt;/p&gt;" {more} />"#,
            moment(at)
        ));
        self
    }

    pub fn answer(&mut self, id: i64, question: i64, owner: i64, at: &str, more: &str) -> &mut Self {
        self.posts.push(format!(
            r#"<row Id="{id}" PostTypeId="2" ParentId="{question}" CreationDate="{}" Score="0" OwnerUserId="{owner}" Body="&lt;p&gt;Because of &lt;em&gt;number {id}&lt;/em&gt;.&lt;/p&gt;" {more} />"#,
            moment(at)
        ));
        self
    }

    /// Some votes of one type on a post on a day.
    pub fn votes(&mut self, count: i64, kind: i64, post: i64, day: &str) -> &mut Self {
        for _ in 0..count {
            self.vote(kind, post, day, "");
        }
        self
    }

    pub fn vote(&mut self, kind: i64, post: i64, day: &str, more: &str) -> &mut Self {
        self.votes_cast += 1;
        let id = self.votes_cast;
        self.votes.push(format!(r#"<row Id="{id}" PostId="{post}" VoteTypeId="{kind}" CreationDate="{}" {more} />"#, moment(day)));
        self
    }

    pub fn comment(&mut self, id: i64, post: i64, user: i64, at: &str, text: &str) -> &mut Self {
        self.comments.push(format!(r#"<row Id="{id}" PostId="{post}" Score="0" Text="{text}" CreationDate="{}" UserId="{user}" />"#, moment(at)));
        self
    }

    pub fn step(&mut self, id: i64, kind: i64, post: i64, user: i64, at: &str, guid: &str, more: &str) -> &mut Self {
        self.history.push(format!(
            r#"<row Id="{id}" PostHistoryTypeId="{kind}" PostId="{post}" RevisionGUID="{guid}" CreationDate="{}" UserId="{user}" {more} />"#,
            moment(at)
        ));
        self
    }

    /// Takes away every row that contains a text.
    pub fn without(&mut self, text: &str) -> &mut Self {
        for rows in [&mut self.users, &mut self.posts, &mut self.votes, &mut self.comments, &mut self.history] {
            rows.retain(|row| !row.contains(text));
        }
        self
    }

    /// Replaces a text in all rows.
    pub fn replace(&mut self, from: &str, to: &str) -> &mut Self {
        for rows in [&mut self.users, &mut self.posts, &mut self.votes, &mut self.comments, &mut self.history] {
            rows.iter_mut().for_each(|row| *row = row.replace(from, to));
        }
        self
    }

    /// Writes the dump.
    pub fn write(&self) -> Scratch {
        let scratch = Scratch::new();
        self.write_to(scratch.path());
        scratch
    }

    pub fn write_to(&self, folder: &Path) {
        let file = |name: &str, root: &str, rows: &[String]| {
            let text = format!("\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root}>\n  {}\n</{root}>", rows.join("\n  "));
            std::fs::write(folder.join(name), text).unwrap();
        };
        file("Users.xml", "users", &self.users);
        file("Posts.xml", "posts", &self.posts);
        file("Votes.xml", "votes", &self.votes);
        file("Comments.xml", "comments", &self.comments);
        file("Tags.xml", "tags", &self.tags);
        file("PostLinks.xml", "postlinks", &self.links);
        file("Badges.xml", "badges", &self.badges);
        if !self.history.is_empty() {
            file("PostHistory.xml", "posthistory", &self.history);
        }
    }
}

/// Ada (1) asks question 1 on 2012-01-01, Ben (2) answers (2) the day after; Cy (3) looks on.
pub fn pair() -> Site {
    let mut site = Site::default();
    site.user(1, "Ada").user(2, "Ben").user(3, "Cy");
    site.question(1, 1, "2012-01-01T10:00:00.000", "").answer(2, 1, 2, "2012-01-02T10:00:00.000", "");
    site
}

/// A little of everything.
pub fn busy() -> Site {
    let mut site = pair();
    site.user_with(4, "Dora Döll", r#"AboutMe="&lt;p&gt;I brew. Write to dora@example.org.&lt;/p&gt;" Location="Köln" WebsiteUrl="https://example.org/""#);
    site.user(5, "ben");
    site.question(3, 4, "2012-02-01T10:00:00.000", r#"ViewCount="1200" AcceptedAnswerId="5" LastActivityDate="2012-04-01T00:00:00.000""#);
    site.answer(4, 3, 2, "2012-02-02T10:00:00.000", "").answer(5, 3, 1, "2012-02-03T10:00:00.000", "").answer(6, 1, 4, "2012-06-01T10:00:00.000", "");
    site.votes(12, 2, 2, "2012-01-03").votes(11, 2, 3, "2012-02-02").votes(3, 3, 4, "2012-02-03").votes(6, 2, 6, "2012-06-03").votes(4, 2, 5, "2012-02-05");
    site.vote(1, 5, "2012-02-06", "").vote(5, 3, "2012-02-07", r#"UserId="2""#);
    for id in 1..=11 {
        site.comment(id, 2, 3, &format!("2012-01-{:02}T08:00:00.000", id + 2), "A remark by the way, @Ben.");
    }
    site.links.push(r#"<row Id="1" CreationDate="2012-03-01T00:00:00.000" PostId="1" RelatedPostId="3" LinkTypeId="1" />"#.to_owned());
    site.tags.push(r#"<row Id="1" TagName="yeast" Count="2" ExcerptPostId="90" />"#.to_owned());
    site.posts.push(r#"<row Id="90" PostTypeId="4" CreationDate="2012-01-01T00:00:00.000" Score="0" Body="What eats sugar." />"#.to_owned());
    site
}
