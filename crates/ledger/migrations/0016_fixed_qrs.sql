-- Views of the fixed QRs, all of them for ever: money that comes under an
-- earlier one is still the shop's. Rebuildable from the journal, as all views.
CREATE TABLE fixed_qrs (
    fixed_qr        TEXT PRIMARY KEY,
    first_seq       INTEGER NOT NULL UNIQUE,
    state           TEXT NOT NULL,
    requested_at_ms INTEGER NOT NULL,
    valid_until_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX fixed_qrs_under_way ON fixed_qrs (state, first_seq)
    WHERE state IN ('requested', 'in-force');

-- The fixed QR that a notice without a sale is under.
ALTER TABLE strays ADD COLUMN fixed_qr TEXT;
CREATE INDEX strays_by_fixed_qr ON strays (last_seq)
    WHERE fixed_qr IS NOT NULL AND standing = 'open';

-- The sales that such a notice may belong to.
CREATE INDEX payments_by_fixed_qr ON payments (charged_centavos, requested_at_ms)
    WHERE method = 'fixed-qr';
