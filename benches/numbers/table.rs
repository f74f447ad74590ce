//! The table that is printed, in Markdown as it stands in the README.

use super::Database;
use super::dump::Size;
use super::forum::Imported;

/// What a number has to be.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    AtLeast(f64),
    AtMost(f64),
    /// Shown only.
    Nothing,
}

/// Prints one line for each number, as soon as it is known.
pub struct Table {
    missed: Vec<String>,
}

impl Table {
    pub fn begin() -> Table {
        println!("| What | Measured | Wanted | |\n|---|---:|---:|---|");
        Table { missed: Vec::new() }
    }

    fn line(&mut self, what: &str, measured: &str, value: f64, wanted: Wanted, unit: &str) {
        let (asked, met) = match wanted {
            Wanted::AtLeast(least) => (format!("≥ {least} {unit}"), value >= least),
            Wanted::AtMost(most) => (format!("≤ {most} {unit}"), value <= most),
            Wanted::Nothing => (String::new(), true),
        };
        println!("| {what} | {measured} | {} | {} |", asked.trim(), if met { "" } else { "**missed**" });
        if !met {
            self.missed.push(what.to_owned());
        }
    }

    /// A share of the limit, with both rates.
    pub fn share(&mut self, what: &str, (share, ours, most): (f64, f64, f64), wanted: f64, bytes: usize) {
        let size = if bytes == 0 { String::new() } else { format!(", {:.1} KB", bytes as f64 / 1024.0) };
        let measured = format!("{share:.3} of the limit ({ours:.0} of {most:.0} requests/s{size})");
        self.line(what, &measured, share, if wanted > 0.0 { Wanted::AtLeast(wanted) } else { Wanted::Nothing }, "of the limit");
    }

    pub fn number(&mut self, what: &str, value: f64, unit: &str, wanted: Wanted) {
        self.line(what, &format!("{value:.1} {unit}"), value, wanted, unit);
    }

    pub fn import(&mut self, database: Database, size: Size, imported: &Imported) {
        let what = format!("import of {} posts ({} rows), {}", size.posts, size.rows, database.name());
        self.number(
            &what,
            size.rows as f64 / imported.time.as_secs_f64(),
            "rows/s",
            if database == Database::Sqlite { Wanted::AtLeast(5_000.0) } else { Wanted::Nothing },
        );
        self.number(&format!("memory of that import, {}", database.name()), imported.memory, "MB", Wanted::AtMost(200.0));
    }

    /// Ends with an error where a number was missed.
    pub fn end(self) {
        if !self.missed.is_empty() {
            eprintln!("missed: {}", self.missed.join("; "));
            std::process::exit(1);
        }
    }
}
