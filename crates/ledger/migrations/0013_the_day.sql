-- Views of the day: when money counted, the shifts of the till, what moved in
-- the drawer besides sales, and the closes. Rebuildable from the journal, as
-- all views.

-- One row for each tender and kind that a line of the journal changed.
-- `count` is how many payments it adds to those with such an amount. `at_ms` is
-- corrected where the clock was wrong.
CREATE TABLE movements (
    seq             INTEGER NOT NULL,
    place           INTEGER NOT NULL,
    at_ms           INTEGER NOT NULL,
    sale            TEXT NOT NULL,
    payment         TEXT NOT NULL,
    tender          TEXT NOT NULL,
    kind            TEXT NOT NULL,
    amount_centavos INTEGER NOT NULL,
    count           INTEGER NOT NULL,
    person          TEXT,
    shift           INTEGER,
    PRIMARY KEY (seq, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX movements_by_moment
    ON movements (at_ms, tender, kind, amount_centavos, count, person);
CREATE INDEX movements_by_sale ON movements (sale);
CREATE INDEX movements_by_shift ON movements (shift) WHERE shift IS NOT NULL;

CREATE TABLE shifts (
    number              INTEGER PRIMARY KEY,
    person              TEXT,
    float_centavos      INTEGER NOT NULL,
    opened_seq          INTEGER NOT NULL,
    opened_at_ms        INTEGER NOT NULL,
    ending              TEXT NOT NULL,
    ended_seq           INTEGER,
    ended_at_ms         INTEGER,
    moved_centavos      INTEGER NOT NULL,
    difference_centavos INTEGER
) STRICT;

CREATE UNIQUE INDEX shifts_open ON shifts (ending) WHERE ending = 'open';
CREATE INDEX shifts_to_confirm ON shifts (number) WHERE ending = 'to-confirm';

CREATE TABLE closes (
    number            INTEGER PRIMARY KEY,
    seq               INTEGER NOT NULL UNIQUE,
    after_seq         INTEGER NOT NULL,
    at_ms             INTEGER NOT NULL,
    received_centavos INTEGER NOT NULL
) STRICT;

-- The last number, which a restore moves on, and the last close's line.
CREATE TABLE close_count (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    last     INTEGER NOT NULL,
    last_seq INTEGER NOT NULL
) STRICT;

-- To which close a sale belongs: that of its first line. `day_at_ms` is when it
-- was opened, corrected where the clock was wrong.
ALTER TABLE sales ADD COLUMN first_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sales ADD COLUMN day_at_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sales ADD COLUMN concept TEXT;
CREATE INDEX sales_by_first_line ON sales (first_seq);
CREATE INDEX sales_by_day ON sales (day_at_ms, ticket_number);

-- What a sale is found by: its ticket, its concept and the references of its
-- payments and transactions. No payer's data is in it. The rowid is the
-- ticket's number, after that of its till.
CREATE VIRTUAL TABLE sale_words USING fts5(
    words, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 4'
);

-- What the provider says that it deducts, and when the money arrives.
ALTER TABLE transactions ADD COLUMN counted_seq INTEGER;
ALTER TABLE transactions ADD COLUMN net_centavos INTEGER;
ALTER TABLE transactions ADD COLUMN fees_centavos INTEGER;
ALTER TABLE transactions ADD COLUMN taxes_centavos INTEGER;
ALTER TABLE transactions ADD COLUMN credited_at_ms INTEGER;
CREATE INDEX transactions_by_count ON transactions (counted_seq)
    WHERE counted_seq IS NOT NULL;

-- What is still to be given back of an item that is to be returned.
ALTER TABLE discrepancies ADD COLUMN to_return_centavos INTEGER NOT NULL DEFAULT 0;
CREATE INDEX discrepancies_to_return ON discrepancies (sale, number)
    WHERE to_return_centavos > 0;

ALTER TABLE payments ADD COLUMN person TEXT;

ALTER TABLE people ADD COLUMN retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1));
