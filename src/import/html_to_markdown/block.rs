//! Writes blocks behind the marks of the quotes and items that hold them.

/// How deep quotes and items may nest; deeper ones keep their words only.
const MAX_DEPTH: usize = 40;

struct List {
    /// The next number, or `None` for bullets.
    number: Option<u64>,
    mark: char,
    /// Items written so far.
    written: usize,
    /// An item holds paragraphs: items are set apart by blank lines.
    is_loose: bool,
}

enum Container {
    Quote {
        is_spoiler: bool,
    },
    /// A list; it prints nothing itself.
    List(List),
    Item,
}

struct Open {
    container: Container,
    /// The mark of an item's first line, known when it is written.
    width: usize,
    has_started: bool,
}

/// The Markdown written so far and the containers that are open.
#[derive(Default)]
pub struct Blocks {
    out: String,
    open: Vec<Open>,
    /// Depth and mark of a list that ended just now: a list right behind needs another mark.
    ended_list: Option<(usize, char)>,
}

impl Blocks {
    /// Opens a quote; one that hides its words is a spoiler.
    pub fn open_quote(&mut self, is_spoiler: bool) {
        self.push(Container::Quote { is_spoiler });
    }

    /// Closes the innermost quote and all it holds.
    pub fn close_quote(&mut self) {
        self.close(|container| matches!(container, Container::Quote { .. }), |_| false);
    }

    /// Opens a numbered list with its first number, or one with bullets.
    pub fn open_list(&mut self, number: Option<u64>) {
        let marks = if number.is_some() { ['.', ')'] } else { ['-', '*'] };
        let clashes = self.ended_list == Some((self.open.len(), marks[0]));
        // Markdown takes at most nine digits.
        let number = number.map(|number| number.min(99_999_999));
        let mark = marks[usize::from(clashes)];
        self.push(Container::List(List { number, mark, written: 0, is_loose: false }));
    }

    /// Closes the innermost list and its items.
    pub fn close_list(&mut self) {
        self.close(|container| matches!(container, Container::List(_)), |_| false);
    }

    /// Opens an item; the one before it ends. An item outside a list starts a list.
    pub fn open_item(&mut self) {
        self.close_item();
        if !matches!(self.open.last(), Some(Open { container: Container::List(_), .. })) {
            if self.open.len() >= MAX_DEPTH {
                return;
            }
            self.open_list(None);
        }
        self.push(Container::Item);
    }

    /// Closes the present item, but none of a list around.
    pub fn close_item(&mut self) {
        let stop = |container: &Container| matches!(container, Container::List(_) | Container::Quote { .. });
        self.close(|container| matches!(container, Container::Item), stop);
    }

    /// Notes that the present item holds paragraphs.
    pub fn loosen(&mut self) {
        let len = self.open.len();
        if let [.., list, item] = &mut self.open[..len]
            && let (Container::List(list), Container::Item) = (&mut list.container, &item.container)
        {
            list.is_loose = true;
        }
    }

    /// Writes a paragraph; in a spoiler its lines carry the mark.
    pub fn write_paragraph(&mut self, text: &str) {
        match self.open.last() {
            Some(Open { container: Container::Quote { is_spoiler: true }, .. }) => {
                // A line that goes on within a style would show its mark: only forced breaks begin a new one.
                let joined = text.replace("\\\n", "\u{0}").replace('\n', " ").replace('\u{0}', "\\\n");
                let marked: Vec<_> = joined.split('\n').map(|line| format!("! {line}")).collect();
                self.settle_spoilers(self.open.len() - 1);
                self.write_lines(&marked.join("\n"));
            }
            _ => self.write(text),
        }
    }

    /// Writes the lines of one block, apart from what stands before it.
    pub fn write(&mut self, block: &str) {
        self.settle_spoilers(self.open.len());
        self.write_lines(block);
    }

    /// Only a quote's own words can carry a spoiler's mark: of the outermost `depth` containers,
    /// those that start now with something else are plain quotes.
    fn settle_spoilers(&mut self, depth: usize) {
        for open in self.open[..depth].iter_mut().filter(|open| !open.has_started) {
            if let Container::Quote { is_spoiler } = &mut open.container {
                *is_spoiler = false;
            }
        }
    }

    fn write_lines(&mut self, block: &str) {
        self.ended_list = None;
        let started = self.open.iter().take_while(|open| open.has_started).count();
        if !self.out.is_empty() && !self.joins(started) {
            self.write_prefix(started);
            self.end_line();
        }
        for (at, line) in block.split('\n').enumerate() {
            if at == 0 {
                self.start_containers();
            } else {
                self.write_prefix(self.open.len());
            }
            self.out.push_str(line);
            if line.is_empty() {
                self.end_line();
            } else {
                self.out.push('\n');
            }
        }
    }

    /// Ends what is still open and returns the Markdown.
    pub fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end_matches('\n').len());
        self.out
    }

    /// Says whether the next block follows without a blank line: the items of a tight list.
    fn joins(&self, started: usize) -> bool {
        // What starts now: a first item brings its list along.
        let (list, outer) = match &self.open[started..] {
            [Open { container: Container::Item, .. }, ..] => (started.checked_sub(1), None),
            [Open { container: Container::List(_), .. }, ..] => (Some(started), started.checked_sub(2)),
            _ => return false,
        };
        let Some(Container::List(list)) = list.map(|at| &self.open[at].container) else {
            return false;
        };
        if list.written > 0 {
            return !list.is_loose;
        }
        // A nested list joins the words of a tight item, if it may interrupt a paragraph.
        let in_item = started > 0 && matches!(self.open[started - 1].container, Container::Item);
        let outer = outer.and_then(|at| match &self.open[at].container {
            Container::List(outer) => Some(outer),
            _ => None,
        });
        let interrupts = list.number.is_none_or(|number| number == 1);
        in_item && interrupts && outer.is_some_and(|outer| !outer.is_loose)
    }

    fn start_containers(&mut self) {
        for at in 0..self.open.len() {
            let (before, rest) = self.open.split_at_mut(at);
            let open = &mut rest[0];
            let mark = match (&open.container, before.last_mut()) {
                (Container::Quote { .. }, _) => "> ".to_owned(),
                (Container::Item, Some(Open { container: Container::List(list), .. })) if !open.has_started => {
                    list.written += 1;
                    match &mut list.number {
                        Some(number) => {
                            *number += 1;
                            format!("{}{} ", *number - 1, list.mark)
                        }
                        None => format!("{} ", list.mark),
                    }
                }
                (Container::Item, _) => " ".repeat(open.width),
                (Container::List(_), _) => String::new(),
            };
            open.has_started = true;
            open.width = mark.len();
            self.out.push_str(&mark);
        }
    }

    fn write_prefix(&mut self, depth: usize) {
        for open in &self.open[..depth] {
            match open.container {
                Container::Quote { .. } => self.out.push_str("> "),
                Container::Item => self.out.extend(std::iter::repeat_n(' ', open.width)),
                Container::List(_) => {}
            }
        }
    }

    /// Ends an empty line without white space.
    fn end_line(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
    }

    fn push(&mut self, container: Container) {
        if self.open.len() < MAX_DEPTH {
            self.open.push(Open { container, width: 0, has_started: false });
        }
    }

    /// Closes the innermost container that is `wanted`, and all inside, unless `stop` comes first.
    fn close(&mut self, wanted: impl Fn(&Container) -> bool, stop: impl Fn(&Container) -> bool) {
        for at in (0..self.open.len()).rev() {
            let container = &self.open[at].container;
            if wanted(container) {
                if let Container::List(list) = container
                    && list.written > 0
                {
                    self.ended_list = Some((at, list.mark));
                }
                self.open.truncate(at);
                return;
            }
            if stop(container) {
                return;
            }
        }
    }
}
