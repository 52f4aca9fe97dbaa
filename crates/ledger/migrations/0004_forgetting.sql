-- What is to be erased is found without reading all that is kept: it is looked
-- for at every start.
CREATE INDEX payers_by_moment ON payers (kept_at_ms);
CREATE INDEX outbox_with_salt ON outbox (due_at_ms)
    WHERE request IS NULL AND request_salt IS NOT NULL;
