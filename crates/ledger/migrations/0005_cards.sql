-- Views for cards: the plans, what each card of a payment was offered, and the
-- provider's ids of its legs. Rebuildable from the journal, as all views.

CREATE TABLE plans (
    plan                TEXT PRIMARY KEY,
    name                TEXT NOT NULL,
    instalments         INTEGER NOT NULL CHECK (instalments BETWEEN 1 AND 99),
    code                INTEGER NOT NULL CHECK (code BETWEEN 1 AND 99),
    valid_from          TEXT,
    valid_until         TEXT,
    weekdays            TEXT NOT NULL,
    amount_min_centavos INTEGER NOT NULL,
    amount_max_centavos INTEGER,
    coefficient_bp      INTEGER NOT NULL,
    tna_bp              INTEGER,
    tea_bp              INTEGER,
    cftea_bp            INTEGER,
    subscription_code   TEXT,
    enabled             INTEGER NOT NULL CHECK (enabled IN (0, 1))
) STRICT;

CREATE TABLE payment_cards (
    payment        TEXT NOT NULL REFERENCES payments (payment),
    place          INTEGER NOT NULL,
    brand          TEXT NOT NULL,
    bin            TEXT NOT NULL,
    last_four      TEXT NOT NULL CHECK (length(last_four) = 4),
    plan           TEXT NOT NULL,
    plan_name      TEXT NOT NULL,
    instalments    INTEGER NOT NULL,
    code           INTEGER NOT NULL,
    cash_centavos  INTEGER NOT NULL,
    total_centavos INTEGER NOT NULL,
    PRIMARY KEY (payment, place)
) STRICT;

CREATE TABLE legs (
    leg     TEXT NOT NULL,
    payment TEXT NOT NULL REFERENCES payments (payment),
    place   INTEGER,
    word    TEXT NOT NULL CHECK (word IN ('succeeded', 'failed', 'not-yet', 'hinted')),
    PRIMARY KEY (leg, payment)
) STRICT;

-- Legs of which the provider is still to be asked.
CREATE INDEX legs_to_ask ON legs (payment) WHERE word IN ('hinted', 'not-yet');
