-- Old lines about sales and reports are packed: a block replaces its lines. What
-- is few beside them (shifts, closes, money of nobody, the till's own lines) stays
-- as it is.
CREATE TABLE journal_blocks (
    first_seq INTEGER PRIMARY KEY,
    last_seq  INTEGER NOT NULL CHECK (last_seq >= first_seq),
    lines     BLOB NOT NULL
) STRICT;

-- In which blocks a subject has lines. The key is a number made of its id, which
-- another subject may share.
CREATE TABLE packed_subjects (
    key   INTEGER NOT NULL,
    block INTEGER NOT NULL,
    PRIMARY KEY (key, block)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER blocks_are_not_rewritten BEFORE UPDATE ON journal_blocks
BEGIN
    SELECT RAISE(ABORT, 'the journal is not rewritten');
END;

CREATE TRIGGER blocks_are_not_erased BEFORE DELETE ON journal_blocks
BEGIN
    SELECT RAISE(ABORT, 'the journal is not erased');
END;

-- Without this, INSERT OR REPLACE would pass both of the others by.
CREATE TRIGGER blocks_go_on_at_their_end BEFORE INSERT ON journal_blocks
WHEN NEW.first_seq <= (SELECT coalesce(max(last_seq), 0) FROM journal_blocks)
BEGIN
    SELECT RAISE(ABORT, 'the blocks of the journal go on at their end');
END;

-- A line goes only where a block holds every byte of it. The program itself
-- unpacks the block to answer; nothing else has this function, and so nothing
-- else can delete a line.
DROP TRIGGER journal_is_not_erased;
CREATE TRIGGER journal_is_not_erased BEFORE DELETE ON journal
WHEN NOT coalesce((
    SELECT block_holds(lines, OLD.seq, OLD.at_ms, OLD.actor, OLD.subject, OLD.subject_id,
        OLD.kind, OLD.body, OLD.evidence, OLD.hash, OLD.seal)
    FROM journal_blocks WHERE first_seq <= OLD.seq ORDER BY first_seq DESC LIMIT 1
), 0)
BEGIN
    SELECT RAISE(ABORT, 'the journal is not erased');
END;
