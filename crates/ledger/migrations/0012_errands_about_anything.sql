-- An errand is about whatever has a history, and is a payment's only where it
-- has one: its sale alone could not be other than a sale's.
CREATE TABLE outbox_new (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    payment      TEXT REFERENCES payments (payment),
    once         INTEGER NOT NULL CHECK (once IN (0, 1)),
    request      BLOB,
    request_salt BLOB,
    request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
    attempts     INTEGER NOT NULL DEFAULT 0,
    lost_before  INTEGER NOT NULL DEFAULT 0 CHECK (lost_before IN (0, 1)),
    trouble      TEXT,
    due_at_ms    INTEGER NOT NULL,
    deadline_ms  INTEGER NOT NULL,
    standing     TEXT NOT NULL
        CHECK (standing IN ('owed', 'in-flight', 'held', 'done', 'given-up')),
    begun_at_ms  INTEGER
) STRICT;

INSERT INTO outbox_new (number, kind, subject, subject_id, payment, once, request, request_salt,
        request_hash, attempts, lost_before, trouble, due_at_ms, deadline_ms, standing, begun_at_ms)
    SELECT number, kind, 'sale', sale, payment, once, request, request_salt,
        request_hash, attempts, lost_before, trouble, due_at_ms, deadline_ms, standing, begun_at_ms
    FROM outbox;

DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;

CREATE INDEX outbox_due ON outbox (due_at_ms, number) WHERE standing = 'owed';
CREATE INDEX outbox_in_flight ON outbox (number) WHERE standing = 'in-flight';
CREATE INDEX outbox_held ON outbox (number) WHERE standing = 'held';
CREATE INDEX outbox_by_payment ON outbox (payment, number);
CREATE INDEX outbox_with_salt ON outbox (due_at_ms)
    WHERE request IS NULL AND request_salt IS NOT NULL;
