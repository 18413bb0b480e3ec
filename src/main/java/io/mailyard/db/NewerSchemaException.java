package io.mailyard.db;

/** A newer program changed the schema under this one, which stops writing. */
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
