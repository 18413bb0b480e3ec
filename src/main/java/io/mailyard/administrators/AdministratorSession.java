package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.api.ObjectSchema;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.time.Instant;
import java.util.List;

/** An open session of an administrator. Each field is declared here once. */
public record AdministratorSession(FieldValues values) implements FieldRow {
    static final Field<Long> ID = Field.id("The session.");
    static final Field<AdministratorId> ADMINISTRATOR =
            Field.own(
                    "administrator_id",
                    ColumnCodec.NUMBER.map(AdministratorId::new, AdministratorId::value),
                    "Whose it is.");
    private static final Field<String> LOGIN =
            Field.own("login", "The person's login.")
                    .in(
                            "",
                            "(SELECT login FROM administrators a WHERE a.id = administrator_id)",
                            "")
                    .joined();
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

    /** Members of the API, in this order. */
    static final List<Field<?>> SHOWN =
            List.of(
                    ID,
                    ADMINISTRATOR,
                    LOGIN,
                    CREATED_AT,
                    CONFIRMED_AT,
                    LAST_SEEN_AT,
                    ENDS_AT,
                    ADDRESS,
                    USER_AGENT);

    static final ObjectSchema SCHEMA =
            Fields.declare(
                    ObjectSchema.of("AdministratorSession", "An open session of an administrator."),
                    SHOWN);

    static final FieldTable<AdministratorSession> TABLE =
            new FieldTable<>(
                    "administrator_sessions",
                    Fields.joined(SHOWN, List.of(HASH, PENDING, WRONG_CODES)),
                    AdministratorSession::new);

    public long id() {
        return get(ID);
    }

    public AdministratorId administrator() {
        return get(ADMINISTRATOR);
    }

    public Instant createdAt() {
        return get(CREATED_AT);
    }

    /** When the password was given last. */
    public Instant confirmedAt() {
        return get(CONFIRMED_AT);
    }

    public Instant lastSeenAt() {
        return get(LAST_SEEN_AT);
    }

    /** When it ends at the latest. */
    public Instant endsAt() {
        return get(ENDS_AT);
    }

    public String address() {
        return get(ADDRESS);
    }

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
