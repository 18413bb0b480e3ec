package io.mailyard.providers;

import io.mailyard.api.Types;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldValues;
import java.time.Instant;
import java.util.Optional;

/**
 * A secret that goes with requests to a provider, so that it is kept as it is; never shown.
 *
 * @param setAt when it was set, which is shown in its place
 */
public record SecretField(Field<String> text, Field<Optional<Instant>> setAt) {
    private static final int MAX_SECRET = 1024;

    /**
     * Declares one.
     *
     * @param doc what it is
     */
    static SecretField of(String name, String doc, String docSetAt) {
        return new SecretField(
                Field.of(
                        name,
                        Types.text(0, MAX_SECRET)
                                .described("format", "password")
                                .described("writeOnly", true),
                        ColumnCodec.TEXT,
                        "",
                        doc),
                Field.own(name + "_set_at", ColumnCodec.TIME, Optional.empty(), docSetAt));
    }

    /** Values with the time at which the secret was set, where it is among those given. */
    FieldValues noted(FieldValues values, FieldValues given, Instant now) {
        return given.find(text)
                .map(secret ->
                        values.with(setAt, secret.isEmpty() ? Optional.empty() : Optional.of(now)))
                .orElse(values);
    }
}
