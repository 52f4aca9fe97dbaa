-- View: when the machine's clocks jumped, and from which line on the time had
-- been doubtful until then. A handful of rows in a till's life.
CREATE TABLE clock_moves (
    seq           INTEGER PRIMARY KEY,
    by_ms         INTEGER NOT NULL,
    slept_ms      INTEGER NOT NULL,
    doubtful_from INTEGER
) STRICT;

-- Recent sales are listed by ticket, which follows the journal's sequence; the
-- time of a line may be wrong.
CREATE INDEX sales_by_ticket ON sales (ticket_number);
