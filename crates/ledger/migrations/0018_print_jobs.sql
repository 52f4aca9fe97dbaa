-- Papers that the till owes to a printer: kept in the commit that asks for them,
-- made and sent afterwards. They are no part of the journal and no view of it.
CREATE TABLE print_jobs (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT NOT NULL,
    about       TEXT NOT NULL,
    copy        INTEGER NOT NULL CHECK (copy IN (0, 1)),
    kicks       INTEGER NOT NULL CHECK (kicks IN (0, 1)),
    way         TEXT NOT NULL,
    standing    TEXT NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,
    trouble     TEXT,
    asked_by    TEXT NOT NULL,
    asked_at_ms INTEGER NOT NULL,
    owed_at_ms  INTEGER NOT NULL,
    due_at_ms   INTEGER NOT NULL,
    ended_at_ms INTEGER
) STRICT;

CREATE INDEX print_jobs_open ON print_jobs (number)
    WHERE standing IN ('owed', 'printing', 'failed', 'held');
CREATE INDEX print_jobs_ended ON print_jobs (ended_at_ms)
    WHERE ended_at_ms IS NOT NULL;
CREATE INDEX print_jobs_about ON print_jobs (kind, about, number);
