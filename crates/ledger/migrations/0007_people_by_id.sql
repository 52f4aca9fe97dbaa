-- Views: the people whom the shop has named, by their id, and what a manager
-- is to be told about the till itself. Rebuildable from the journal, the hash of
-- a PIN too: one that is altered here differs from what is sealed there. The
-- table before this one stood outside the journal; nobody's ledger has rows in it.
DROP TABLE people;

CREATE TABLE people (
    person     TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    pin_hash   TEXT,
    pin_pepper TEXT
) STRICT;

CREATE TABLE till_notices (
    seq    INTEGER PRIMARY KEY,
    at_ms  INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    person TEXT
) STRICT;
