-- An errand may be dead: not finished, and not sent by itself any more, until a
-- person settles it. The words of a standing are checked where they are read;
-- they grow.
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
    owed_at_ms   INTEGER NOT NULL,
    due_at_ms    INTEGER NOT NULL,
    deadline_ms  INTEGER NOT NULL,
    standing     TEXT NOT NULL,
    dead_because TEXT,
    begun_at_ms  INTEGER
) STRICT;

-- When an older errand was first owed is not known; its first known moment is.
INSERT INTO outbox_new (number, kind, subject, subject_id, payment, once, request, request_salt,
        request_hash, attempts, lost_before, trouble, owed_at_ms, due_at_ms, deadline_ms,
        standing, begun_at_ms)
    SELECT number, kind, subject, subject_id, payment, once, request, request_salt,
        request_hash, attempts, lost_before, trouble,
        min(ifnull(begun_at_ms, due_at_ms), due_at_ms), due_at_ms, deadline_ms,
        standing, begun_at_ms
    FROM outbox;

DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;

-- What is due, and each list of the queue's page, by kind.
CREATE INDEX outbox_queue ON outbox (kind, standing, due_at_ms, number)
    WHERE standing = 'owed' OR standing = 'in-flight' OR standing = 'held' OR standing = 'dead';
-- Since when the oldest is owed, and whose time is over, also while a provider's
-- errands are held back.
CREATE INDEX outbox_owed_since ON outbox (kind, owed_at_ms) WHERE standing = 'owed';
CREATE INDEX outbox_deadlines ON outbox (kind, deadline_ms) WHERE standing = 'owed';
CREATE INDEX outbox_in_flight ON outbox (number) WHERE standing = 'in-flight';
CREATE INDEX outbox_held ON outbox (number) WHERE standing = 'held';
CREATE INDEX outbox_by_payment ON outbox (payment, number);
CREATE INDEX outbox_with_salt ON outbox (due_at_ms)
    WHERE request IS NULL AND request_salt IS NOT NULL;

-- How many errands of each kind have each standing: a page over a hundred
-- thousand does not count them.
CREATE TABLE outbox_counts (
    kind     TEXT NOT NULL,
    standing TEXT NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (kind, standing)
) STRICT, WITHOUT ROWID;

INSERT INTO outbox_counts (kind, standing, count)
    SELECT kind, standing, count(*) FROM outbox GROUP BY kind, standing;

CREATE TRIGGER outbox_counts_new AFTER INSERT ON outbox BEGIN
    INSERT INTO outbox_counts (kind, standing, count) VALUES (NEW.kind, NEW.standing, 1)
        ON CONFLICT (kind, standing) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER outbox_counts_change AFTER UPDATE OF standing ON outbox
WHEN OLD.standing <> NEW.standing BEGIN
    UPDATE outbox_counts SET count = count - 1 WHERE kind = OLD.kind AND standing = OLD.standing;
    INSERT INTO outbox_counts (kind, standing, count) VALUES (NEW.kind, NEW.standing, 1)
        ON CONFLICT (kind, standing) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER outbox_counts_gone AFTER DELETE ON outbox BEGIN
    UPDATE outbox_counts SET count = count - 1 WHERE kind = OLD.kind AND standing = OLD.standing;
END;
