package io.mailyard.signin;

import io.mailyard.api.Types;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Fields that all kinds of people have. */
public final class PersonFields {
    /** Where the person signed in last. */
    public static final Field<Optional<String>> LAST_SIGN_IN_FROM =
            Field.own(
                            "last_sign_in_from",
                            ColumnCodec.TEXT_OR_NULL,
                            Optional.empty(),
                            "The address of the last sign-in.")
                    .once();

    private PersonFields() {}

    /** A time that the server notes; empty: it has not come. */
    public static Field<Optional<Instant>> time(String name, String doc) {
        return Field.own(name, ColumnCodec.TIME, Optional.empty(), doc).once();
    }

    /** The language that the person reads; English unless it is set. */
    public static Field<String> language(String doc) {
        return Field.of(
                "lang", Types.oneOf("RU", "EN"), ColumnCodec.word(List.of("RU", "EN")), "EN", doc);
    }
}
