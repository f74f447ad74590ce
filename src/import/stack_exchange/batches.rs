//! Runs one stage: a thread reads and prepares batches of rows, this one writes them, each batch in one transaction together with
//! the place where the stage stands.

use super::rows::{BrokenRow, Row, Rows};
use super::{Import, Work};
use crate::effects;
use crate::import::{ImportError, Summary};
use crate::store::imports;
use crate::store::{Mode, Tx};
use std::collections::HashSet;
use std::sync::mpsc::{SyncSender, sync_channel};

/// Most rows, and about how many bytes of the file, in one batch.
const ROWS: usize = 4_000;
const BYTES: u64 = 4 << 20;
/// The first batch is as many times smaller, and each one after it twice as large: of a small file, too, one part is written while the
/// next is read.
const FIRST_IS_SMALLER: u64 = 16;

/// What a stage does with a row.
pub(super) enum Take {
    /// It brings it.
    Yes,
    /// It belongs to another stage that reads the same file.
    Elsewhere,
    /// It is not brought at all, and why.
    No(&'static str),
}

/// A row that is new, or has changed since it was brought as `local`.
pub(super) struct Fresh<R> {
    pub row: R,
    pub digest: i64,
    pub local: Option<i64>,
}

/// How the rows of one file are brought.
pub(super) trait Stage {
    type Row: Row + Send;
    /// A row made ready to be written.
    type Ready: Send + Sync + 'static;
    /// The stage's key.
    const KEY: &'static str;
    /// Kind of its rows in `import_rows`; none for rows that are not kept there one by one.
    const KIND: Option<&'static str>;
    /// Whether it is the first stage that reads the file: that one tells what is broken.
    const FIRST_TO_READ: bool = true;

    fn id(row: &Self::Row) -> i64;
    /// Digest of all that would change what was brought.
    fn digest(row: &Self::Row) -> i64;
    fn take(_: &Self::Row) -> Take {
        Take::Yes
    }
    /// Looks up what the rows name, and converts their texts. Runs outside of any transaction.
    fn prepare(work: &Work, rows: Vec<Fresh<Self::Row>>, summary: &mut Summary) -> Result<Vec<Self::Ready>, ImportError>;
    /// Writes one row. Events that are emitted take effect right after it.
    fn write(tx: &mut Tx<'_>, work: &Work, ready: &Self::Ready, summary: &mut Summary) -> Result<(), ImportError>;
}

struct Batch<R> {
    ready: Vec<R>,
    /// Rows that stand unchanged.
    seen: Vec<i64>,
    broken: Vec<BrokenRow>,
    summary: Summary,
    /// Rows of the file that are done with this batch.
    position: i64,
    /// Bytes of the file, likewise.
    bytes: u64,
}

/// Brings the rows of a stage, beginning after the first `start` of its file.
pub(super) fn run_stage<S: Stage>(import: &mut Import<'_>, start: i64) -> Result<(), ImportError> {
    let Some(file) = import.dump.file::<S::Row>() else { return Ok(()) };
    import.progress.stage(S::KEY, file.bytes);
    let rows = Rows::open(&file.path)?;
    let work = import.work.clone();
    let (sender, batches) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(move || read::<S>(rows, start, &work, &sender));
        for batch in batches {
            write::<S>(import, batch?)?;
        }
        Ok(())
    })
}

fn write<S: Stage>(import: &mut Import<'_>, batch: Batch<S::Ready>) -> Result<(), ImportError> {
    let Batch { ready, seen, broken, summary, position, bytes } = batch;
    for row in &broken {
        import.progress.message(&row.to_string());
    }
    let work = import.work.clone();
    let written = import.work.db.write_now(move |tx| {
        tx.mode = Mode::Silent;
        let mut summary = summary.clone();
        for one in &ready {
            S::write(tx, &work, one, &mut summary)?;
            effects::settle(tx)?;
        }
        if let Some(kind) = S::KIND {
            imports::seen(tx.conn, &work.source, kind, &seen, work.round)?;
        }
        work.stand(tx, S::KEY, position)?;
        Ok::<_, ImportError>(summary)
    })?;
    import.summary.add(&written);
    import.tell(bytes)
}

/// Reads the file to its end, or until nobody takes the batches any more.
fn read<S: Stage>(mut rows: Rows<S::Row>, start: i64, work: &Work, sender: &SyncSender<Result<Batch<S::Ready>, ImportError>>) {
    let mut position = 0;
    // The ids of the last batches: what repeats an id so soon cannot be seen in the database yet, while one batch is being written and
    // another waits.
    let (mut last, mut before) = (HashSet::new(), HashSet::new());
    let mut smaller = FIRST_IS_SMALLER;
    let mut over = false;
    while !over {
        let (most_rows, most_bytes) = (ROWS / smaller as usize, BYTES / smaller);
        smaller = (smaller / 2).max(1);
        let began = rows.position();
        let mut found = Vec::new();
        let mut broken = Vec::new();
        let mut summary = Summary::default();
        let older = std::mem::replace(&mut before, std::mem::take(&mut last));
        while found.len() < most_rows && rows.position() - began < most_bytes {
            let Some(row) = rows.next() else {
                over = true;
                break;
            };
            position += 1;
            if position <= start {
                continue;
            }
            match row {
                Ok(row) => match S::take(&row) {
                    Take::Elsewhere => {}
                    take @ (Take::Yes | Take::No(_)) => {
                        summary.rows += 1;
                        if let Take::No(why) = take {
                            summary.left_out(why);
                        } else if !last.insert(S::id(&row)) || before.contains(&S::id(&row)) || older.contains(&S::id(&row)) {
                            summary.left_out("rows that repeat an id");
                        } else {
                            found.push(row);
                        }
                    }
                },
                Err(row) if S::FIRST_TO_READ => {
                    summary.rows += 1;
                    summary.broken += 1;
                    broken.push(row);
                }
                Err(_) => {}
            }
        }
        if position <= start && !over {
            continue;
        }
        let bytes = rows.position();
        let batch = prepare::<S>(work, found, summary).map(|(ready, seen, summary)| Batch { ready, seen, broken, summary, position, bytes });
        let failed = batch.is_err();
        if sender.send(batch).is_err() || failed {
            return;
        }
    }
}

type Prepared<R> = (Vec<R>, Vec<i64>, Summary);

fn prepare<S: Stage>(work: &Work, found: Vec<S::Row>, mut summary: Summary) -> Result<Prepared<S::Ready>, ImportError> {
    let ids: Vec<i64> = found.iter().map(S::id).collect();
    let known = match S::KIND {
        Some(kind) => work.db.read_now(|conn| imports::known(conn, &work.source, kind, &ids))?,
        None => std::collections::HashMap::new(),
    };
    let mut seen = Vec::new();
    let mut fresh = Vec::new();
    for row in found {
        let id = S::id(&row);
        let digest = S::digest(&row);
        match known.get(&id) {
            Some(brought) if brought.digest == digest => seen.push(id),
            before => fresh.push(Fresh { row, digest, local: before.map(|b| b.local) }),
        }
    }
    summary.unchanged += seen.len() as u64;
    let ready = S::prepare(work, fresh, &mut summary)?;
    Ok((ready, seen, summary))
}
