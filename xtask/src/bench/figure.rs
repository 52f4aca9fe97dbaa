//! The figures, their bars, and how long each is measured.

use std::path::Path;

/// A program that measures one figure or several.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Ledger,
    Key,
    Webhook,
    Start,
    Memory,
    /// The queries and the close of a shop's five years.
    Day,
    DayScreen,
    /// The ledger of an earlier commit.
    Before,
    /// The queue of errands.
    Queue,
    /// Receipts and exports.
    Paper,
    /// PAGADO while a slow printer prints.
    PaidPrinting,
    /// A million sales on the disk.
    Years,
}

/// How the two sides are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ratio {
    /// The product's median divided by the bare side's.
    OfMedians,
    /// The larger one of the medians' ratio and the 95th percentiles' ratio.
    OfMediansAndP95,
    /// The median of the ratios of each pair.
    MedianOfPairs,
    /// The bare side's median time divided by the product's: the share of the
    /// bare side's rate that the product reaches.
    OfRates,
}

/// A figure and its bar, in thousandths of the bare side's.
#[derive(Clone, Copy)]
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) source: Source,
    pub(crate) ratio: Ratio,
    /// The largest allowed ratio; for rates, the smallest.
    pub(crate) bar_thousandths: u64,
    pub(crate) words: &'static str,
}

pub(crate) const FIGURES: [Figure; 6] = [
    Figure {
        name: "ledger-1",
        source: Source::Ledger,
        ratio: Ratio::OfRates,
        bar_thousandths: 700,
        words: "a charge written by one writer",
    },
    Figure {
        name: "ledger-64",
        source: Source::Ledger,
        ratio: Ratio::OfRates,
        bar_thousandths: 600,
        words: "a charge written by one of 64 writers",
    },
    Figure {
        name: "key-to-qr",
        source: Source::Key,
        ratio: Ratio::OfMedians,
        bar_thousandths: 2_000,
        words: "key press to QR painted",
    },
    Figure {
        name: "webhook-to-paid",
        source: Source::Webhook,
        ratio: Ratio::OfMedians,
        bar_thousandths: 2_500,
        words: "webhook posted to PAGADO painted",
    },
    Figure {
        name: "start",
        source: Source::Start,
        ratio: Ratio::MedianOfPairs,
        bar_thousandths: 1_100,
        words: "start to usable, 1,000,000 sales to none",
    },
    Figure {
        name: "memory",
        source: Source::Memory,
        ratio: Ratio::OfMedians,
        bar_thousandths: 1_200,
        words: "idle memory, 2,000 sales to 10",
    },
];

/// The figures of `cargo xtask bench day`.
pub(crate) const DAY_FIGURES: [Figure; 9] = [
    Figure {
        name: "day-page",
        source: Source::Day,
        ratio: Ratio::OfMedians,
        bar_thousandths: 2_000,
        words: "a day of 550 sales: totals and first page",
    },
    Figure {
        name: "busiest-day-page",
        source: Source::Day,
        ratio: Ratio::OfMedians,
        bar_thousandths: 2_000,
        words: "a day of 1,800 sales: totals and first page",
    },
    Figure {
        name: "month-totals",
        source: Source::Day,
        ratio: Ratio::OfMedians,
        bar_thousandths: 3_000,
        words: "a month's totals",
    },
    Figure {
        name: "find-word",
        source: Source::Day,
        ratio: Ratio::OfMedians,
        bar_thousandths: 3_000,
        words: "a word that many sales of a year have: first page and count",
    },
    Figure {
        name: "find-reference",
        source: Source::Day,
        ratio: Ratio::OfMedians,
        bar_thousandths: 3_000,
        words: "a reference in a year: first page and count",
    },
    Figure {
        name: "close",
        source: Source::Day,
        ratio: Ratio::OfMedians,
        bar_thousandths: 3_000,
        words: "a close of 1,800 sales",
    },
    Figure {
        name: "day-screen",
        source: Source::DayScreen,
        ratio: Ratio::OfMedians,
        bar_thousandths: 1_500,
        words: "key press to the day painted",
    },
    Figure {
        name: "sale-before",
        source: Source::Before,
        ratio: Ratio::MedianOfPairs,
        bar_thousandths: 1_100,
        words: "a whole sale, now to before",
    },
    Figure {
        name: "commit-before",
        source: Source::Before,
        ratio: Ratio::MedianOfPairs,
        bar_thousandths: 1_100,
        words: "a charge and its commit, now to before",
    },
];

/// The figures of `cargo xtask bench queue`. Where a limit is not a ratio, the
/// bare side is the limit.
pub(crate) const QUEUE_FIGURES: [Figure; 7] = [
    Figure {
        name: "drain",
        source: Source::Queue,
        ratio: Ratio::OfRates,
        bar_thousandths: 500,
        words: "an errand sent, to a request and a row",
    },
    Figure {
        name: "drain-memory",
        source: Source::Queue,
        ratio: Ratio::OfMedians,
        bar_thousandths: 1_000,
        words: "memory above idle while all are sent, to 32 MiB",
    },
    Figure {
        name: "idle-cpu",
        source: Source::Queue,
        ratio: Ratio::OfMedians,
        bar_thousandths: 1_000,
        words: "processor time of an idle till, all dead, to 1 %",
    },
    Figure {
        name: "page-dead",
        source: Source::Queue,
        ratio: Ratio::OfMedians,
        bar_thousandths: 2_000,
        words: "the queue's page, all dead",
    },
    Figure {
        name: "page-owed",
        source: Source::Queue,
        ratio: Ratio::OfMedians,
        bar_thousandths: 2_000,
        words: "the queue's page, all owed",
    },
    Figure {
        name: "sale-beside",
        source: Source::Queue,
        ratio: Ratio::MedianOfPairs,
        bar_thousandths: 1_100,
        words: "a sale in cash, all owed to none",
    },
    Figure {
        name: "qr-beside",
        source: Source::Queue,
        ratio: Ratio::MedianOfPairs,
        bar_thousandths: 1_100,
        words: "a sale by QR until its code, all owed to none",
    },
];

/// The figures of `cargo xtask bench paper`. Where a limit is not a ratio, the
/// bare side is the limit.
pub(crate) const PAPER_FIGURES: [Figure; 6] = [
    Figure {
        name: "receipt",
        source: Source::Paper,
        ratio: Ratio::OfMediansAndP95,
        bar_thousandths: 1_000,
        words: "a receipt from the ledger to bytes, to 2 ms",
    },
    Figure {
        name: "export-csv",
        source: Source::Paper,
        ratio: Ratio::OfRates,
        bar_thousandths: 500,
        words: "a row of the log as CSV, to the bare writer over the bare query",
    },
    Figure {
        name: "export-xlsx",
        source: Source::Paper,
        ratio: Ratio::OfRates,
        bar_thousandths: 500,
        words: "a row of the log as XLSX, to the bare writer over the bare query",
    },
    Figure {
        name: "export-csv-memory",
        source: Source::Paper,
        ratio: Ratio::OfMedians,
        bar_thousandths: 1_000,
        words: "memory of the export as CSV, to 200 MiB",
    },
    Figure {
        name: "export-xlsx-memory",
        source: Source::Paper,
        ratio: Ratio::OfMedians,
        bar_thousandths: 1_000,
        words: "memory of the export as XLSX, to 200 MiB",
    },
    Figure {
        name: "paid-printing",
        source: Source::PaidPrinting,
        ratio: Ratio::OfMediansAndP95,
        bar_thousandths: 1_000,
        words: "webhook to PAGADO with printing, to without and a frame",
    },
];

/// The figures of `cargo xtask bench years`. Where a limit is not a ratio, the
/// bare side is the limit.
pub(crate) const YEARS_FIGURES: [Figure; 6] = [
    Figure {
        name: "bytes",
        source: Source::Years,
        ratio: Ratio::OfMedians,
        bar_thousandths: 1_000,
        words: "bytes of a sale on the disk, to 2,500",
    },
    Figure {
        name: "verify",
        source: Source::Years,
        ratio: Ratio::OfMedians,
        bar_thousandths: 4_000,
        words: "a whole check, to one pass over the lines with both hashes",
    },
    Figure {
        name: "verify-memory",
        source: Source::Years,
        ratio: Ratio::OfMedians,
        bar_thousandths: 1_000,
        words: "memory of a check, to 64 MiB",
    },
    Figure {
        name: "copy",
        source: Source::Years,
        ratio: Ratio::OfMedians,
        bar_thousandths: 2_000,
        words: "a whole copy, to a copied and synced file and that pass",
    },
    Figure {
        name: "copy-memory",
        source: Source::Years,
        ratio: Ratio::OfMedians,
        bar_thousandths: 1_000,
        words: "memory of a copy, to 64 MiB",
    },
    Figure {
        name: "sale-beside-copy",
        source: Source::Years,
        ratio: Ratio::OfMediansAndP95,
        bar_thousandths: 2_000,
        words: "one of ten sales a second, while a copy goes on to without",
    },
];

/// Sales in the long history.
pub(crate) const fn history_sales(quick: bool) -> u64 {
    if quick { 20_000 } else { 1_000_000 }
}

impl Source {
    /// The figures in the order in which they run: the one that disturbs others
    /// least comes first.
    pub(crate) const ALL: [Source; 5] = [
        Source::Ledger,
        Source::Key,
        Source::Webhook,
        Source::Start,
        Source::Memory,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Source::Ledger => "ledger",
            Source::Key => "key to QR",
            Source::Webhook => "webhook to PAGADO",
            Source::Start => "start to usable",
            Source::Memory => "idle memory",
            Source::Day => "the day's queries",
            Source::DayScreen => "the day's screen",
            Source::Before => "the commit before",
            Source::Queue => "the queue",
            Source::Paper => "paper and files",
            Source::PaidPrinting => "PAGADO while a printer prints",
            Source::Years => "five years",
        }
    }

    /// The arguments of its program.
    pub(crate) fn arguments(self, quick: bool, folder: &Path) -> Vec<String> {
        let text = |path: &Path| path.display().to_string();
        let times = |quickly: u64, fully: u64| if quick { quickly } else { fully }.to_string();
        match self {
            Source::Ledger => {
                let charges = times(100, 400);
                vec![
                    "compare".to_owned(),
                    text(&folder.join("ledger")),
                    times(5, 30),
                    charges,
                ]
            }
            Source::Key => vec!["key-to-qr".to_owned(), times(20, 200)],
            Source::Webhook => vec!["webhook-to-paid".to_owned(), times(20, 200)],
            Source::Start => {
                let history = folder.join(format!("history-{}", history_sales(quick)));
                vec!["start".to_owned(), times(5, 30), text(&history)]
            }
            Source::Memory => vec!["memory".to_owned(), times(100, 2_000)],
            // `day.rs`, `queue.rs`, `paper.rs` and `years.rs` have the arguments of
            // these.
            Source::Day
            | Source::DayScreen
            | Source::Before
            | Source::Queue
            | Source::Paper
            | Source::PaidPrinting
            | Source::Years => Vec::new(),
        }
    }
}
