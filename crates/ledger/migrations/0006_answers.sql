-- What a manager answers, and what waits in the tray beside notices: sales that
-- were left with covered money, and payments in doubt.

ALTER TABLE sales ADD COLUMN put_aside INTEGER NOT NULL DEFAULT 0 CHECK (put_aside IN (0, 1));
CREATE INDEX sales_left ON sales (opened_at_ms) WHERE put_aside = 1 AND state = 'partly-paid';
CREATE INDEX payments_in_doubt ON payments (requested_at_ms) WHERE state = 'in-doubt';

-- Which stray a notice of the inbox speaks of: the relay tells of notices who
-- has taken them.
CREATE TABLE stray_notices (
    notice INTEGER PRIMARY KEY,
    stray  TEXT NOT NULL
) STRICT;
CREATE INDEX inbox_by_relay_id ON inbox (relay_id) WHERE relay_id IS NOT NULL;
