//! Collects a table and writes it with pipes.

/// A table being read.
#[derive(Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
    /// The first row holds titles.
    has_titles: bool,
    /// The delimiter cell of every column, from the first row that has it.
    delimiters: Vec<&'static str>,
    in_cell: bool,
}

impl Table {
    /// Begins a row.
    pub fn open_row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Begins a cell; its style or attribute may name an alignment.
    pub fn open_cell(&mut self, is_title: bool, style: &str, align: &str) {
        if self.rows.is_empty() {
            self.open_row();
        }
        self.has_titles |= is_title && self.rows.len() == 1;
        self.in_cell = true;
        let column = self.rows.last().map_or(0, Vec::len);
        if column >= self.delimiters.len() {
            let says = |side: &str| align == side || (style.contains("text-align") && style.contains(side));
            self.delimiters.push(match () {
                () if says("right") => "--:",
                () if says("center") => ":-:",
                () => "---",
            });
        }
    }

    /// Adds the words read since the cell began; words between cells join the cell before.
    pub fn close_cell(&mut self, text: String) {
        if self.in_cell {
            self.in_cell = false;
            if let Some(row) = self.rows.last_mut() {
                row.push(text);
            }
        } else if !text.is_empty() {
            if self.rows.is_empty() {
                self.open_row();
            }
            if let Some(row) = self.rows.last_mut() {
                match row.last_mut() {
                    Some(cell) => {
                        cell.push(' ');
                        cell.push_str(&text);
                    }
                    None => row.push(text),
                }
            }
        }
    }

    /// The table, or nothing if it has no cell.
    pub fn into_markdown(mut self) -> String {
        self.rows.retain(|row| !row.is_empty());
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        if columns == 0 {
            return String::new();
        }
        if !self.has_titles {
            self.rows.insert(0, Vec::new());
        }
        self.delimiters.resize(columns, "---");
        let mut lines = Vec::with_capacity(self.rows.len() + 1);
        for (at, row) in self.rows.iter().enumerate() {
            let cells = (0..columns).map(|column| row.get(column).map_or("", String::as_str));
            lines.push(line(cells));
            if at == 0 {
                lines.push(line(self.delimiters.iter().copied()));
            }
        }
        lines.join("\n")
    }
}

fn line<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let mut line = String::from("|");
    for cell in cells {
        line.push(' ');
        line.push_str(cell);
        line.push_str(" |");
    }
    line
}
