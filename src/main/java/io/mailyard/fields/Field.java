package io.mailyard.fields;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.base.DomainName;
import io.mailyard.base.Fault;
import io.mailyard.base.NameRules;
import io.mailyard.wire.Out;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One member of an object, declared once: the parameter that sets it, the column that stores it,
 * the member that shows it, its option on the command line and its input in a form.
 *
 * @param name name of the member, and of its column unless that has another name
 * @param param sets it; empty if only the program does
 * @param initial value in a new object if none is given; empty if it must be given
 * @param select reads the column, as SQL
 * @param insert writes the column, as SQL with one {@code ?}
 * @param doc a line for the OpenAPI document, the command line and the form
 * @param noun noun of the objects that it names, for example {@code strategies}; empty: it names
 *     none
 * @param items fields of each object in a list of them
 */
public record Field<V>(
        String name,
        Optional<Param<V>> param,
        ColumnCodec<V> codec,
        Optional<V> initial,
        String column,
        String select,
        String insert,
        String doc,
        Set<Trait> traits,
        String noun,
        List<Field<?>> items) {
    private static final int MAX_NAME = 128;

    /** Maximum length of a domain name (RFC 1035, section 2.3.4). */
    private static final int MAX_DOMAIN = 253;

    /** Properties in which fields differ. */
    enum Trait {
        /** Identifies the row: updates and deletions find it by this field. */
        KEY,
        /** Written with a new row; later only by special statements. */
        ONCE,
        /** A column of a joined table: never written. */
        JOINED,
        /** Rows of a table of its own: a {@link FieldList}. */
        LIST
    }

    private static <V> Field<V> of(Param<V> param, ColumnCodec<V> codec, Optional<V> initial) {
        Param<V> declared = initial.isEmpty() ? param.requiredToCreate() : param;
        return of(param.name(), Optional.of(declared), codec, initial, param.doc());
    }

    private static <V> Field<V> of(
            String name,
            Optional<Param<V>> param,
            ColumnCodec<V> codec,
            Optional<V> initial,
            String doc) {
        return new Field<>(
                name, param, codec, initial, name, name, "?", doc, Set.of(), "", List.of());
    }

    /** The id of a row; given to change an object, absent to create one. */
    public static Field<Long> id(String doc) {
        Param<Long> param = Param.of("id", Types.id(), doc + " Absent: makes one.");
        return of("id", Optional.of(param), ColumnCodec.NUMBER, Optional.empty(), doc)
                .with(Trait.KEY);
    }

    /** A name that is not an id: every new object needs one. */
    public static Field<String> named(String doc) {
        return needed("name", nameType(Field::notOfDigits), ColumnCodec.LINE, doc);
    }

    /** A name of an object that is identified by an id: every new object needs one. */
    public static Field<String> plainlyNamed(String doc) {
        return needed("name", nameType(name -> name), ColumnCodec.LINE, doc);
    }

    private static Type<String> nameType(Function<String, String> rule) {
        return Types.text(1, MAX_NAME).map(Field::checkedName).map(rule).forNew(NameRules::visible);
    }

    /** One line of text, the default an empty one. */
    public static Field<String> line(String name, int most, String doc) {
        return of(name, lineType(Types.text(0, most)), ColumnCodec.LINE, "", doc);
    }

    /** One line of text that a new object needs. */
    public static Field<String> neededLine(String name, int most, String doc) {
        return neededLine(name, Types.text(1, most), doc);
    }

    /** One line of text of a narrower type, which a new object needs. */
    public static Field<String> neededLine(String name, Type<String> type, String doc) {
        return needed(name, lineType(type).forNew(LineText::seen), ColumnCodec.LINE, doc);
    }

    /** One line of text of a narrower type. */
    public static Type<String> lineType(Type<String> type) {
        return type.forNew(LineText::checked);
    }

    /**
     * A whole number.
     *
     * @param least smallest value that a call may give
     * @param most largest value that a call may give
     * @param initial value of a new object that is given none
     */
    public static Field<Long> number(String name, long least, long most, long initial, String doc) {
        return of(name, Types.integer(least, most), ColumnCodec.NUMBER, initial, doc);
    }

    /**
     * A decimal number, exact in both stores.
     *
     * @param initial value of a new object that is given none
     */
    public static Field<BigDecimal> decimal(
            String name, Type<BigDecimal> type, String initial, String doc) {
        return of(name, type, ColumnCodec.DECIMAL, new BigDecimal(initial), doc);
    }

    /**
     * A boolean, 0 or 1 in the column.
     *
     * @param initial value of a new object that is given none
     */
    public static Field<Boolean> flag(String name, boolean initial, String doc) {
        return of(name, Types.flag(), ColumnCodec.FLAG, initial, doc);
    }

    /** A domain name; an empty text, the default, means none. */
    public static Field<String> domain(String name, String doc) {
        Type<String> type =
                Types.text(0, MAX_DOMAIN)
                        .map(given -> given.isBlank() ? "" : DomainName.checked(given));
        return of(name, type, ColumnCodec.TEXT.as(FieldKind.DOMAIN), "", doc);
    }

    /** The id of another object, which must be given. */
    public static Field<Long> idOf(String name, String objects, String doc) {
        return needed(name, Types.id(), ColumnCodec.NUMBER.as(FieldKind.ID), doc).naming(objects);
    }

    /** One of several words; the first is the default. */
    public static Field<String> word(String name, String doc, String... words) {
        return of(name, Types.oneOf(words), ColumnCodec.word(List.of(words)), words[0], doc);
    }

    /** One of an enum's constants, as lower-case words; the first is the default. */
    public static <E extends Enum<E>> Field<E> word(String name, Class<E> words, String doc) {
        return word(name, words, words.getEnumConstants()[0], doc);
    }

    /** One of an enum's constants, as lower-case words. */
    public static <E extends Enum<E>> Field<E> word(
            String name, Class<E> words, E initial, String doc) {
        return of(name, words(words), ColumnCodec.word(words), initial, doc);
    }

    /** An enum's constants as lower-case words, for example for a filter. */
    public static <E extends Enum<E>> Type<E> words(Class<E> words) {
        String[] texts =
                Arrays.stream(words.getEnumConstants())
                        .map(ColumnCodec::word)
                        .toArray(String[]::new);
        return Types.oneOf(texts).map(word -> ColumnCodec.constant(words, word));
    }

    /** A text that a new object needs. */
    public static Field<String> text(String name, Type<String> type, String doc) {
        return needed(name, type, ColumnCodec.TEXT, doc);
    }

    /** A value that a new object needs. */
    public static <V> Field<V> needed(String name, Type<V> type, ColumnCodec<V> codec, String doc) {
        return of(Param.of(name, type, doc), codec, Optional.empty());
    }

    /** A value with the default {@code initial}. */
    public static <V> Field<V> of(
            String name, Type<V> type, ColumnCodec<V> codec, V initial, String doc) {
        return of(Param.of(name, type, doc), codec, Optional.of(initial));
    }

    /** A value that only the program sets; initially {@code initial}. */
    public static <V> Field<V> own(String name, ColumnCodec<V> codec, V initial, String doc) {
        return of(name, Optional.empty(), codec, Optional.of(initial), doc);
    }

    /** A value that only the program sets, and that every row has. */
    public static <V> Field<V> own(String name, ColumnCodec<V> codec, String doc) {
        return of(name, Optional.empty(), codec, Optional.empty(), doc);
    }

    /** A text that only the program sets. */
    public static Field<String> own(String name, String doc) {
        return own(name, ColumnCodec.TEXT, "", doc);
    }

    /** The time of creation: {@code created_at}. */
    public static Field<Instant> createdAt() {
        return own("created_at", ColumnCodec.MOMENT, "When it was made.").once();
    }

    /** The time of the last change: {@code updated_at}. */
    public static Field<Instant> updatedAt() {
        return own("updated_at", ColumnCodec.MOMENT, "When it was changed last.");
    }

    private Field<V> with(Trait trait) {
        Set<Trait> more = EnumSet.of(trait);
        more.addAll(traits);
        return new Field<>(
                name, param, codec, initial, column, select, insert, doc, more, noun, items);
    }

    /** Makes it identify the row, for updates and deletions. */
    public Field<V> key() {
        return with(Trait.KEY);
    }

    /** Makes it written with a new row only; later by special statements. */
    public Field<V> once() {
        return with(Trait.ONCE);
    }

    /** Makes it a column of a joined table: read, never written. */
    public Field<V> joined() {
        return with(Trait.JOINED);
    }

    /** Sets a column of another name, read and written by these expressions. */
    public Field<V> in(String otherColumn, String selectSql, String insertSql) {
        return new Field<>(
                name,
                param,
                codec,
                initial,
                otherColumn,
                selectSql,
                insertSql,
                doc,
                traits,
                noun,
                items);
    }

    /** Sets a parameter of another name. */
    public Field<V> sentAs(String parameter) {
        Optional<Param<V>> renamed =
                param.map(sent -> {
                    Param<V> other = Param.of(parameter, sent.type(), sent.doc());
                    return initial.isEmpty() ? other.requiredToCreate() : other;
                });
        return new Field<>(
                name, renamed, codec, initial, column, select, insert, doc, traits, noun, items);
    }

    /** Makes it name objects of this noun. */
    public Field<V> naming(String objects) {
        return new Field<>(
                name, param, codec, initial, column, select, insert, doc, traits, objects, items);
    }

    /** Stores it in a {@link FieldList}. */
    Field<V> listing(List<Field<?>> fields) {
        Field<V> listed = with(Trait.LIST);
        return new Field<>(
                name,
                param,
                codec,
                initial,
                column,
                select,
                insert,
                doc,
                listed.traits,
                noun,
                fields);
    }

    /** Whether it identifies the row. */
    public boolean isKey() {
        return traits.contains(Trait.KEY);
    }

    /** The parameter that sets it. */
    public Param<V> sent() {
        return param.orElseThrow(() -> new IllegalStateException(name + " is not set by a call"));
    }

    /** The parameter, in calls that require it. */
    public Param<V> required() {
        return Param.of(sent().name(), sent().type(), doc).required();
    }

    /** Whether it must be given for a new object. */
    public boolean isNeeded() {
        return param.isPresent() && initial.isEmpty() && !isKey();
    }

    /** Its label in a form: {@code Interval minutes} for {@code interval_minutes}. */
    public String label() {
        String text = name.replace('_', ' ');
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** JSON Schema of its input, with the bounds and words for a form. */
    public Map<String, Object> bounds() {
        return sent().type().schema();
    }

    /** The value bound to its column. */
    public @Nullable Object bound(FieldValues values) {
        return codec.column().apply(values.get(this));
    }

    /** Whether both have the same value. */
    boolean isSameIn(FieldValues one, FieldValues other) {
        return one.find(this).equals(other.find(this));
    }

    /** Returns what is wrong with its value, if that is new. */
    Optional<Fault> objection(FieldValues values) {
        return param.flatMap(sent ->
                values.find(this)
                        .flatMap(sent.type()::objection)
                        .map(reason -> new Fault(sent.name(), reason)));
    }

    /** Writes it as a member. */
    public void write(Out out, FieldValues values) {
        write(out, values, 0);
    }

    /**
     * Writes it as a member.
     *
     * @param guess where its value may stand
     */
    void write(Out out, FieldValues values, int guess) {
        codec.writer().write(out, name, values.get(this, guess));
    }

    /** Declares it as a member of an answer. */
    public ObjectSchema declare(ObjectSchema answer) {
        return answer.with(name, codec.schema(), doc);
    }

    private static String checkedName(String given) {
        if (!given.equals(given.strip())) {
            throw new IllegalArgumentException("must not start or end with white space");
        }
        return given;
    }

    private static String notOfDigits(String given) {
        if (given.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(
                    "'" + given + "' is of digits alone and would be read as an id");
        }
        return given;
    }
}
