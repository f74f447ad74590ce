//! How far long work has come: a bar with rate and remaining time on a terminal, a line for each stage elsewhere.

use crate::check;
use crate::import::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often a file that is being written is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How far work has come.
#[derive(Clone)]
pub(super) struct Bar {
    bar: ProgressBar,
    plain: bool,
    stage: Arc<Mutex<String>>,
}

impl Bar {
    pub(super) fn new() -> Bar {
        let plain = !std::io::stderr().is_terminal();
        let bar = if plain { ProgressBar::hidden() } else { ProgressBar::new(0) };
        let bar = Bar { bar, plain, stage: Arc::default() };
        bar.draw("{msg:20} {wide_bar} {percent:>3} %  {per_sec}  {eta} left");
        bar
    }

    fn draw(&self, template: &str) {
        // The templates are constant; without them the default bar is as good.
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }

    /// For work that tells its stages as they go on.
    pub(super) fn teller(&self) -> check::Tell {
        let bar = self.clone();
        Arc::new(move |stage, position, end| bar.tell(stage, position, end))
    }

    /// Shows how far a stage has come, of how much.
    pub(super) fn tell(&self, stage: &str, position: i64, end: i64) {
        if self.stage.lock().is_ok_and(|open| *open != stage) {
            self.stage(stage, u64::try_from(end).unwrap_or(0));
        }
        self.bar.set_position(u64::try_from(position).unwrap_or(0));
    }

    /// Shows how a file grows to about so many bytes while some work writes it. Elsewhere than on a terminal there is nothing to say: the
    /// command tells its one outcome.
    pub(super) fn watch<T>(&self, stage: &str, file: &Path, bytes: u64, work: impl FnOnce() -> T) -> T {
        self.draw("{msg:20} {wide_bar} {percent:>3} %  {binary_bytes_per_sec}  {eta} left");
        self.bar.set_length(bytes);
        self.bar.set_message(stage.to_owned());
        let (working, over) = mpsc::channel::<()>();
        std::thread::scope(|threads| {
            threads.spawn(move || {
                while over.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
                    self.bar.set_position(file.metadata().map_or(0, |file| file.len().min(bytes)));
                }
            });
            // The channel ends with the work, however that ends.
            let _working = working;
            work()
        })
    }

    /// Takes the bar away when all is done.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn stage(&self, stage: &str, total: u64) {
        self.bar.reset();
        self.bar.set_length(total);
        self.bar.set_message(stage.to_owned());
        // Only this thread locks it.
        if let Ok(mut open) = self.stage.lock() {
            if self.plain && *open != stage {
                eprintln!("{stage} …");
            }
            stage.clone_into(&mut open);
        }
    }

    fn position(&self, position: u64, _: u64) -> ControlFlow<()> {
        self.bar.set_position(position);
        ControlFlow::Continue(())
    }

    fn message(&self, line: &str) {
        if self.plain {
            eprintln!("{line}");
        } else {
            self.bar.println(line);
        }
    }
}
