-- The ledger: journal, outbox, inbox, views. Never edited: a later change is
-- a migration of its own.

-- "MOST": what tells this file from any other database.
PRAGMA application_id = 0x4D4F5354;

-- What happened, in order. `hash` chains every line to all lines before it,
-- by anyone's hand; `seal` is the same under the shop's key.
CREATE TABLE journal (
    seq        INTEGER PRIMARY KEY,
    at_ms      INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    subject    TEXT NOT NULL CHECK (subject IN ('sale', 'stray', 'till')),
    subject_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    body       TEXT NOT NULL,
    evidence   BLOB CHECK (length(evidence) = 32),
    hash       BLOB NOT NULL CHECK (length(hash) = 32),
    seal       BLOB NOT NULL CHECK (length(seal) = 32)
) STRICT;

CREATE INDEX journal_by_subject ON journal (subject, subject_id);

CREATE TRIGGER journal_is_not_rewritten BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is not rewritten');
END;

CREATE TRIGGER journal_is_not_erased BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is not erased');
END;

-- Without this, INSERT OR REPLACE would pass both of the others by.
CREATE TRIGGER journal_goes_on_at_its_end BEFORE INSERT ON journal
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal)
BEGIN
    SELECT RAISE(ABORT, 'the journal goes on at its end');
END;

-- Views: what screens ask for, rebuildable from the journal.

CREATE TABLE epochs (
    first_seq    INTEGER PRIMARY KEY,
    fingerprint  BLOB NOT NULL CHECK (length(fingerprint) = 32),
    because      TEXT NOT NULL,
    opened_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE sales (
    sale             TEXT PRIMARY KEY,
    ticket_till      INTEGER NOT NULL,
    ticket_number    INTEGER NOT NULL,
    total_centavos   INTEGER NOT NULL,
    covered_centavos INTEGER NOT NULL,
    state            TEXT NOT NULL,
    opened_at_ms     INTEGER NOT NULL,
    last_seq         INTEGER NOT NULL,
    UNIQUE (ticket_till, ticket_number)
) STRICT;

CREATE INDEX sales_by_moment ON sales (opened_at_ms, ticket_number);
CREATE INDEX sales_unpaid ON sales (sale) WHERE state IN ('open', 'partly-paid');

CREATE TABLE payments (
    payment           TEXT PRIMARY KEY,
    sale              TEXT NOT NULL REFERENCES sales (sale),
    method            TEXT NOT NULL,
    state             TEXT NOT NULL,
    under_way         INTEGER NOT NULL CHECK (under_way IN (0, 1)),
    amount_centavos   INTEGER NOT NULL,
    charged_centavos  INTEGER NOT NULL,
    received_centavos INTEGER NOT NULL,
    requested_at_ms   INTEGER NOT NULL,
    approved_at_ms    INTEGER
) STRICT;

CREATE INDEX payments_by_sale ON payments (sale);
CREATE INDEX payments_under_way ON payments (requested_at_ms) WHERE under_way = 1;

CREATE TABLE transactions (
    provider         TEXT NOT NULL,
    merchant         TEXT NOT NULL,
    reference        TEXT NOT NULL,
    payment          TEXT NOT NULL REFERENCES payments (payment),
    sale             TEXT NOT NULL REFERENCES sales (sale),
    counted_centavos INTEGER,
    PRIMARY KEY (provider, merchant, reference, payment)
) STRICT;

CREATE TABLE discrepancies (
    sale        TEXT NOT NULL REFERENCES sales (sale),
    number      INTEGER NOT NULL,
    payment     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    by_centavos INTEGER NOT NULL,
    standing    TEXT NOT NULL CHECK (standing IN ('open', 'withdrawn', 'settled')),
    PRIMARY KEY (sale, number)
) STRICT;

CREATE INDEX discrepancies_open ON discrepancies (sale, number) WHERE standing = 'open';

CREATE TABLE strays (
    stray           TEXT PRIMARY KEY,
    since_ms        INTEGER NOT NULL,
    amount_centavos INTEGER,
    proposes        TEXT,
    standing        TEXT NOT NULL
        CHECK (standing IN ('open', 'withdrawn', 'settled', 'contradicted')),
    last_seq        INTEGER NOT NULL
) STRICT;

CREATE INDEX strays_in_tray ON strays (since_ms) WHERE standing IN ('open', 'contradicted');

CREATE TABLE tickets (
    till INTEGER PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

-- What is owed to providers. `request` may hold people's data: it goes when
-- the errand is finished, and its hash's salt when people's data is erased.
CREATE TABLE outbox (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT NOT NULL,
    payment      TEXT NOT NULL REFERENCES payments (payment),
    sale         TEXT NOT NULL REFERENCES sales (sale),
    once         INTEGER NOT NULL CHECK (once IN (0, 1)),
    request      BLOB,
    request_salt BLOB,
    request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
    attempts     INTEGER NOT NULL DEFAULT 0,
    lost_before  INTEGER NOT NULL DEFAULT 0 CHECK (lost_before IN (0, 1)),
    trouble      TEXT,
    due_at_ms    INTEGER NOT NULL,
    deadline_ms  INTEGER NOT NULL,
    standing     TEXT NOT NULL CHECK (standing IN ('owed', 'in-flight', 'done', 'given-up')),
    begun_at_ms  INTEGER
) STRICT;

CREATE INDEX outbox_due ON outbox (due_at_ms, number) WHERE standing = 'owed';
CREATE INDEX outbox_in_flight ON outbox (number) WHERE standing = 'in-flight';
CREATE INDEX outbox_by_payment ON outbox (payment, number);

-- What came in. Every distinct body is kept whole until people's data is
-- erased; `evidence` is its salted hash, which the journal repeats.
CREATE TABLE inbox (
    number         INTEGER PRIMARY KEY AUTOINCREMENT,
    provider       TEXT NOT NULL,
    merchant       TEXT NOT NULL,
    relay_id       TEXT,
    body           BLOB,
    salt           BLOB,
    digest         BLOB,
    evidence       BLOB NOT NULL CHECK (length(evidence) = 32),
    received_at_ms INTEGER NOT NULL,
    heard_at_ms    INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX inbox_by_digest ON inbox (digest) WHERE digest IS NOT NULL;
CREATE INDEX inbox_with_body ON inbox (heard_at_ms) WHERE body IS NOT NULL;

CREATE TABLE payers (
    notice     INTEGER PRIMARY KEY REFERENCES inbox (number),
    payment    TEXT,
    name       TEXT,
    document   TEXT,
    email      TEXT,
    account    TEXT,
    kept_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX payers_by_payment ON payers (payment, notice);

CREATE TABLE requests (
    request TEXT PRIMARY KEY,
    sale    TEXT NOT NULL REFERENCES sales (sale)
) STRICT;

CREATE TABLE cursors (
    relay    TEXT PRIMARY KEY,
    position TEXT NOT NULL
) STRICT;

CREATE TABLE kept (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
