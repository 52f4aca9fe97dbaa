-- View: the relay is still to be read since the ledger went back in time. It
-- was kept by name, where nothing sealed it.
CREATE TABLE unread_relay (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    waived INTEGER NOT NULL CHECK (waived IN (0, 1))
) STRICT;

DELETE FROM kept WHERE name IN ('restored.relay_unread', 'restored.relay_waived');

-- A value a key, and the keys are the code's.
ALTER TABLE kept RENAME TO till_state;
ALTER TABLE till_state RENAME COLUMN name TO key;
