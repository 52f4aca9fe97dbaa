-- Views of the reports to Bind. Rebuildable from the journal, as all views.
CREATE TABLE reports (
    report          TEXT PRIMARY KEY,
    first_seq       INTEGER NOT NULL UNIQUE,
    sale            TEXT NOT NULL,
    payment         TEXT NOT NULL,
    transaction_key TEXT NOT NULL,
    outcome         TEXT NOT NULL,
    state           TEXT NOT NULL,
    amount_centavos INTEGER NOT NULL,
    owed_at_ms      INTEGER NOT NULL,
    changed_at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX reports_by_time ON reports (owed_at_ms, first_seq);
CREATE INDEX reports_by_state ON reports (state, owed_at_ms, first_seq);
CREATE INDEX reports_by_transaction ON reports (transaction_key, first_seq);
CREATE INDEX reports_by_payment ON reports (payment, first_seq);

-- Whom a report tells of, and the messages as they were sent, with what Bind
-- said against them. These are people's data: outside the journal, and erased
-- when their time is over.
CREATE TABLE report_buyers (
    report     TEXT PRIMARY KEY,
    cuit       TEXT NOT NULL,
    account    TEXT NOT NULL,
    kept_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX report_buyers_by_moment ON report_buyers (kept_at_ms);

CREATE TABLE report_messages (
    report     TEXT NOT NULL,
    number     INTEGER NOT NULL,
    message    TEXT NOT NULL,
    body       BLOB NOT NULL,
    answer     TEXT,
    code       TEXT,
    words      TEXT,
    kept_at_ms INTEGER NOT NULL,
    PRIMARY KEY (report, number),
    UNIQUE (report, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_messages_by_moment ON report_messages (kept_at_ms);

CREATE INDEX outbox_by_report ON outbox (subject_id, number) WHERE subject = 'report';
