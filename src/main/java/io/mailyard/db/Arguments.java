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
        // In order of frequency; a switch over the types costs more than binding.
        if (value instanceof Long number) {
            statement.setLong(at, number);
        } else if (value instanceof String text) {
            statement.setString(at, plain(text));
        } else if (value == null) {
            statement.setNull(at, Types.NULL);
        } else if (value instanceof Integer number) {
            statement.setLong(at, number);
        } else if (value instanceof Instant time) {
            statement.setLong(at, time.toEpochMilli());
        } else if (value instanceof Enum<?> constant) {
            statement.setString(at, constant.name().toLowerCase(Locale.ROOT));
        } else if (value instanceof Boolean flag) {
            statement.setLong(at, flag ? 1 : 0);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(at, bytes);
        } else {
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
