package io.mailyard.db;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Binds the values that {@link Tx} takes. */
final class Arguments {
    private Arguments() {}

    static void bind(PreparedStatement statement, @Nullable Object[] args) throws SQLException {
        for (int i = 0; i < args.length; i++) {
            bind(statement, i + 1, args[i]);
        }
    }

    private static void bind(PreparedStatement statement, int at, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(at, Types.NULL);
            case Long number -> statement.setLong(at, number);
            case Integer number -> statement.setLong(at, number);
            case String text -> statement.setString(at, plain(text));
            case Instant time -> statement.setLong(at, time.toEpochMilli());
            case Boolean flag -> statement.setLong(at, flag ? 1 : 0);
            case byte[] bytes -> statement.setBytes(at, bytes);
            case Enum<?> constant ->
                    statement.setString(at, constant.name().toLowerCase(Locale.ROOT));
            default ->
                    throw new IllegalArgumentException(
                            "argument " + at + " is a " + value.getClass().getName());
        }
    }

    /** PostgreSQL cannot store U+0000 in a text, so neither store takes it. */
    private static String plain(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text with the character U+0000");
        }
        return text;
    }
}
