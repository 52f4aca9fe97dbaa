-- What is due for a payment is found by an index, however many payments are
-- under way: when its state is timed, and whether its time is up. The ticket's
-- number is its sale's, so that the newest are found without their sales.
ALTER TABLE payments ADD COLUMN ticket INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payments ADD COLUMN timed_at_ms INTEGER;
ALTER TABLE payments ADD COLUMN time_up INTEGER NOT NULL DEFAULT 0 CHECK (time_up IN (0, 1));

DROP INDEX payments_under_way;
CREATE INDEX payments_under_way ON payments (ticket) WHERE under_way = 1;
CREATE INDEX payments_timed ON payments (state, timed_at_ms, payment)
    WHERE timed_at_ms IS NOT NULL;
CREATE INDEX payments_time_up ON payments (ticket) WHERE time_up = 1;

-- Payments of one means, found without passing over the others under way.
CREATE INDEX payments_declared ON payments (requested_at_ms) WHERE state = 'declared';
CREATE INDEX payments_by_wallet ON payments (charged_centavos)
    WHERE method = 'wallet' AND state = 'waiting';
CREATE INDEX payments_by_card ON payments (ticket)
    WHERE method = 'card' AND under_way = 1;

-- Money without a payment, by its amount.
CREATE INDEX strays_open ON strays (amount_centavos, since_ms) WHERE standing = 'open';
