package io.mailyard.signin;

import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldValues;
import java.time.Instant;

/**
 * An open session of a person. Each field is declared here once.
 *
 * @param person number of whose it is
 */
public record SignInSession(FieldValues values, long person) implements FieldRow {
    static final Field<Long> ID = Field.id("The session.");
    static final Field<Instant> CREATED_AT =
            Field.own("created_at", ColumnCodec.MOMENT, "When the person signed in.");
    static final Field<Instant> CONFIRMED_AT =
            Field.own("confirmed_at", ColumnCodec.MOMENT, "When the password was given last.");
    static final Field<Instant> LAST_SEEN_AT =
            Field.own("last_seen_at", ColumnCodec.MOMENT, "When it was used last.");
    static final Field<Instant> ENDS_AT =
            Field.own("ends_at", ColumnCodec.MOMENT, "When it ends at the latest.");
    static final Field<String> ADDRESS = Field.own("address", "Where the person signed in from.");
    static final Field<String> USER_AGENT = Field.own("user_agent", "The browser's User-Agent.");
    static final Field<String> HASH = Field.own("hash", "Of the cookie; never shown.");
    static final Field<Boolean> PENDING =
            Field.own("pending", ColumnCodec.FLAG, false, "Whether the second factor is missing.");
    static final Field<Long> WRONG_CODES =
            Field.own("wrong_codes", ColumnCodec.NUMBER, 0L, "How many were given.");

    /** Number by which people end it; the cookie has a secret instead. */
    public long id() {
        return get(ID);
    }

    /** When the person signed in. */
    public Instant createdAt() {
        return get(CREATED_AT);
    }

    /** When the password was given last. */
    public Instant confirmedAt() {
        return get(CONFIRMED_AT);
    }

    /** When it was used last; stored every 30 seconds at most. */
    public Instant lastSeenAt() {
        return get(LAST_SEEN_AT);
    }

    /** When it ends at the latest. */
    public Instant endsAt() {
        return get(ENDS_AT);
    }

    /** IP address that the person signed in from; later ones are not stored. */
    public String address() {
        return get(ADDRESS);
    }

    /** User-Agent of the browser at the sign-in. */
    public String userAgent() {
        return get(USER_AGENT);
    }

    boolean pending() {
        return get(PENDING);
    }

    long wrongCodes() {
        return get(WRONG_CODES);
    }
}
