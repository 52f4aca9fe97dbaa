-- A repeat of a notice whose body is erased is still a repeat: the digest that
-- shows it is kept under the seal, so that nobody can guess the body from it.
ALTER TABLE inbox ADD COLUMN erased_digest BLOB CHECK (length(erased_digest) = 32);

CREATE INDEX inbox_by_erased_digest ON inbox (erased_digest)
    WHERE erased_digest IS NOT NULL;
