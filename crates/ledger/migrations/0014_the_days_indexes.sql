-- Payments that nobody confirmed stay open for good: a close and the day's screen
-- find them without passing over all payments.
CREATE INDEX payments_unconfirmed ON payments (requested_at_ms) WHERE state = 'unconfirmed';

-- A sale is found by the beginning of a provider's reference. Since then the
-- words by which it is found, `sale_words`, are those of its concept alone; a
-- sale without a concept has no row there.
CREATE INDEX transactions_by_reference ON transactions (reference COLLATE NOCASE);

-- Sales are found by their corrected time, by `sales_by_day`.
DROP INDEX sales_by_moment;
