package io.mailyard.policies;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.base.NameRules;
import io.mailyard.wire.Out;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One member of a policy, said once: the parameter that sets it, the column that keeps it, the
 * member that shows it, all of the same name.
 *
 * @param param what sets it; empty where the program alone does
 * @param initial what a new policy has where nothing is given; empty where it must be given
 * @param column its column, where that has another name
 * @param select what reads the column, as SQL
 * @param insert what is written to the column, as SQL with one {@code ?}
 * @param doc a line for the description of the API
 */
public record Field<V>(
        String name,
        Optional<Param<V>> param,
        ColumnCodec<V> cell,
        Optional<V> initial,
        String column,
        String select,
        String insert,
        String doc) {
    private static final int MAX_NAME = 128;

    private static <V> Field<V> of(Param<V> param, ColumnCodec<V> cell, Optional<V> initial) {
        Param<V> declared = initial.isEmpty() ? param.requiredToCreate() : param;
        String name = param.name();
        return new Field<>(
                name, Optional.of(declared), cell, initial, name, name, "?", param.doc());
    }

    /** The name, which every new policy needs. */
    public static Field<String> named(String doc) {
        Type<String> type = Types.text(1, MAX_NAME).map(Field::checkedName);
        return of(Param.of("name", type, doc), ColumnCodec.TEXT, Optional.empty());
    }

    public static Field<Long> number(String name, long least, long most, long initial, String doc) {
        Param<Long> param = Param.of(name, Types.integer(least, most), doc);
        return of(param, ColumnCodec.NUMBER, Optional.of(initial));
    }

    public static Field<BigDecimal> decimal(
            String name, Type<BigDecimal> type, String initial, String doc) {
        return of(
                Param.of(name, type, doc),
                ColumnCodec.DECIMAL,
                Optional.of(new BigDecimal(initial)));
    }

    public static Field<Boolean> flag(String name, boolean initial, String doc) {
        return of(Param.of(name, Types.flag(), doc), ColumnCodec.FLAG, Optional.of(initial));
    }

    /** One of some words; the first is what a new policy has. */
    public static Field<String> word(String name, String doc, String... words) {
        return of(
                Param.of(name, Types.oneOf(words), doc),
                ColumnCodec.word(List.of(words)),
                Optional.of(words[0]));
    }

    /** A text that a new policy needs. */
    public static Field<String> text(String name, Type<String> type, String doc) {
        return of(Param.of(name, type, doc), ColumnCodec.TEXT, Optional.empty());
    }

    /** A value that a new policy has where nothing is given. */
    public static <V> Field<V> of(
            String name, Type<V> type, ColumnCodec<V> cell, V initial, String doc) {
        return of(Param.of(name, type, doc), cell, Optional.of(initial));
    }

    /** A value that the program alone sets, of which a new one has {@code initial}. */
    public static <V> Field<V> own(String name, ColumnCodec<V> cell, V initial, String doc) {
        return new Field<>(
                name, Optional.empty(), cell, Optional.of(initial), name, name, "?", doc);
    }

    /** A text that the program alone sets. */
    public static Field<String> own(String name, String doc) {
        return own(name, ColumnCodec.TEXT, "", doc);
    }

    /** What is bound to its column. */
    public @Nullable Object bound(FieldValues values) {
        return cell.column().apply(values.get(this));
    }

    /** Writes it as a member. */
    public void write(Out out, FieldValues values) {
        cell.writer().write(out, name, values.get(this));
    }

    /** Declares it as a member of an answer. */
    public ObjectSchema declare(ObjectSchema answer) {
        return answer.with(name, cell.schema(), doc);
    }

    /** The same in a column of another name, read and written by these expressions. */
    Field<V> in(String otherColumn, String selectSql, String insertSql) {
        return new Field<>(name, param, cell, initial, otherColumn, selectSql, insertSql, doc);
    }

    private static String checkedName(String given) {
        if (!given.equals(given.strip())) {
            throw new IllegalArgumentException("must not start or end with white space");
        }
        if (given.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(
                    "'" + given + "' is of digits alone and would be read as an id");
        }
        return NameRules.visible(given);
    }
}
