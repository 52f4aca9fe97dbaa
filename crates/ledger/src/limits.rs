//! Every limit of the ledger, by name.

use std::time::Duration;

/// Bytes of a notice's body. A relay has the same limit.
pub const NOTICE_BODY_BYTES_MAX: usize = 64 * 1024;
/// Bytes of an errand's request.
pub const REQUEST_BYTES_MAX: usize = 64 * 1024;
/// Bytes of one event in the journal.
pub const EVENT_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a value that the till remembers, and of a relay's cursor.
pub const VALUE_BYTES_MAX: usize = 16 * 1024;
/// Bytes of a name: a cashier's request id, a relay, a kept value's name, an
/// errand's kind, a merchant.
pub const NAME_BYTES_MAX: usize = 256;
/// Characters kept of what went wrong with an errand; the rest is cut off.
pub const TROUBLE_CHARS_MAX: usize = 1_000;
/// Bytes of each word about a payer.
pub const PAYER_BYTES_MAX: usize = 1_024;
/// Sales in the answer to one query.
pub const SALES_MAX: u32 = 20_000;
/// Bytes of a text that sales are searched by; nothing is found by a longer one.
pub const SEARCH_BYTES_MAX: usize = 256;
/// Journal entries, errands or tray items in the answer to one query.
pub const ENTRIES_MAX: u32 = 10_000;
/// Writes that share a commit.
pub const BATCH_WRITES_MAX: usize = 64;
/// Writes that wait for the writer; a further one waits for room.
pub const WRITE_QUEUE_MAX: usize = 1_024;
/// Connections that answer queries at the same time, each on a thread of its own:
/// a long query leaves the others to the short ones. Each holds up to 2 MiB of
/// pages and [`STATEMENTS_KEPT`] statements.
pub const READERS: usize = 3;
/// Queries that wait for a reader; a further one waits for room.
pub const READ_QUEUE_MAX: usize = 1_024;
/// Commits that a listener may fall behind before it is told that it missed
/// some.
pub const COMMITTED_BACKLOG_MAX: usize = 256;
/// How long to wait for another process's lock on the file.
pub const LOCK_WAIT_MAX: Duration = Duration::from_secs(5);
/// Bytes of the write-ahead log that stay on disk once it is written back.
pub const LOG_BYTES_KEPT: u32 = 4 * 1024 * 1024;
/// Statements kept ready per connection.
pub const STATEMENTS_KEPT: usize = 128;
/// Problems that a report of `verify` lists; the others are counted.
pub const PROBLEMS_MAX: usize = 1_000;
/// Rows of people's data that one write erases when their time is over.
pub const ERASED_ROWS_MAX: u32 = 200;
/// Print jobs that have not ended; no further one is owed while there are so
/// many.
pub const PRINT_JOBS_OPEN_MAX: u64 = 5_000;
/// Print jobs in the answer to one query.
pub const PRINT_JOBS_LISTED_MAX: u32 = 5_000;
/// Lines of the journal in one packed block.
pub const BLOCK_LINES: usize = 256;
/// Lines that a packed block may have at most.
pub const BLOCK_LINES_MAX: usize = 1_024;
/// The newest lines of the journal, which are not packed.
pub const UNPACKED_LINES: i64 = 65_536;
/// Unpacked blocks that a query keeps at hand.
pub const BLOCKS_AT_HAND: usize = 8;
