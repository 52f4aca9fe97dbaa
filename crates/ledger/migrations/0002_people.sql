-- Those whom the shop has named. The hash of a PIN is no secret that opens
-- anything by itself, and stands here and nowhere else; a name stands in the
-- journal with what its bearer did.
CREATE TABLE people (
    name        TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 60),
    role        TEXT NOT NULL CHECK (role IN ('cashier', 'manager')),
    pin_hash    TEXT NOT NULL,
    added_at_ms INTEGER NOT NULL
) STRICT;
