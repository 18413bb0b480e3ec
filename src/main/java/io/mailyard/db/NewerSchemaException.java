package io.mailyard.db;

/** A newer program has changed the schema under this one, which from then on writes no more. */
final class NewerSchemaException extends StoreAwayException {
    NewerSchemaException(long is, long known) {
        super(
                "the store's schema is version "
                        + is
                        + " by now, and this program knows up to "
                        + known
                        + ": it writes no more; stop it and start the newer program",
                "",
                false,
                null);
    }
}
