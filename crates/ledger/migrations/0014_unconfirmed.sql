-- Payments that nobody confirmed stay open for good: a close and the day's screen
-- find them without passing over all payments.
CREATE INDEX payments_unconfirmed ON payments (requested_at_ms) WHERE state = 'unconfirmed';
