-- A subject of the journal is the code's word: a list of them in a CHECK could
-- not be widened later, when the journal is long.
CREATE TABLE journal_new (
    seq        INTEGER PRIMARY KEY,
    at_ms      INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    subject    TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    body       TEXT NOT NULL,
    evidence   BLOB CHECK (length(evidence) = 32),
    hash       BLOB NOT NULL CHECK (length(hash) = 32),
    seal       BLOB NOT NULL CHECK (length(seal) = 32)
) STRICT;

INSERT INTO journal_new (seq, at_ms, actor, subject, subject_id, kind, body, evidence, hash, seal)
    SELECT seq, at_ms, actor, subject, subject_id, kind, body, evidence, hash, seal
    FROM journal ORDER BY seq;

DROP TRIGGER journal_is_not_rewritten;
DROP TRIGGER journal_is_not_erased;
DROP TRIGGER journal_goes_on_at_its_end;
DROP TABLE journal;
ALTER TABLE journal_new RENAME TO journal;

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

-- Which version of the program made the views: another one makes them anew
-- when it opens the ledger.
CREATE TABLE views_made (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    by  TEXT NOT NULL
) STRICT;

-- What the journal says of held errands, to hold the outbox against.
ALTER TABLE payments ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));

-- View: whom the QRs pay. It was kept by name, where nothing sealed it.
CREATE TABLE merchant_identity (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    cuit TEXT,
    cvu  TEXT
) STRICT;

DELETE FROM kept WHERE name IN ('totalcoin.cuit', 'totalcoin.cvu');

-- A cursor that was set ahead would pass over notices of money. Each is sealed;
-- without one the relay is read from its start, which does no harm.
DROP TABLE cursors;
CREATE TABLE cursors (
    relay    TEXT PRIMARY KEY,
    position TEXT NOT NULL,
    seal     BLOB NOT NULL CHECK (length(seal) = 32)
) STRICT;
