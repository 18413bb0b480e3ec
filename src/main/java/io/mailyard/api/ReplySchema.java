package io.mailyard.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Declares the successful answers of a call, beside its route. The OpenAPI document describes them,
 * and the tests check every answer against them.
 *
 * @param data the member {@code data}
 * @param always whether every success has {@code data}, if it is declared
 * @param after the members after {@code error_text}
 * @param headers further headers of the answer, with descriptions
 */
public record ReplySchema(
        DataSchema data, boolean always, ObjectSchema after, Map<String, String> headers) {
    /** The member {@code data}. */
    sealed interface DataSchema {
        /** No data; in XML there may be an empty element. */
        record NoDataSchema() implements DataSchema {}

        /** {@code null}. */
        record NullSchema() implements DataSchema {}

        record ObjectDataSchema(ObjectSchema of) implements DataSchema {}

        /** An array; in XML repeated, or one {@code data} that contains elements of this name. */
        record ListDataSchema(ObjectSchema item, String wrapper) implements DataSchema {}

        /** A body of one of these types instead of an envelope. */
        record FileDataSchema(List<String> mediaTypes) implements DataSchema {}
    }

    private static final ObjectSchema NOTHING = ObjectSchema.part();
    private static final ObjectSchema SAVED =
            ObjectSchema.of("SavedId", "Id of the object that was created or changed.")
                    .number("saved_id", "The id.");
    private static final ObjectSchema COUNTED =
            ObjectSchema.part().number("total_count", "Number of all matching rows.");
    private static final ObjectSchema NEXT_ID =
            ObjectSchema.part()
                    .number("next_from_id", "Start of the next page; absent on the last page.")
                    .optional();

    /** No {@code data}, as {@link io.mailyard.wire.ApiReply#none} answers. */
    public static ReplySchema none() {
        return of(new DataSchema.NoDataSchema());
    }

    /** {@code "data": null}, as {@link io.mailyard.wire.ApiReply#nullData} answers. */
    public static ReplySchema nullData() {
        return of(new DataSchema.NullSchema());
    }

    /** {@code {"saved_id": id}}. */
    public static ReplySchema savedId() {
        return one(SAVED);
    }

    /** One object as {@code data}. */
    public static ReplySchema one(ObjectSchema object) {
        return of(new DataSchema.ObjectDataSchema(object));
    }

    /** Rows without a count. */
    public static ReplySchema many(ObjectSchema row) {
        return many(row, "");
    }

    /** Rows without a count; in XML each is an element of this name. */
    public static ReplySchema many(ObjectSchema row, String wrapper) {
        return of(new DataSchema.ListDataSchema(row, wrapper));
    }

    /** A page of a list by ids, with its count. */
    public static ReplySchema list(ObjectSchema row) {
        return many(row).and(COUNTED).and(NEXT_ID);
    }

    /** A page of a list by names, with its count; in XML each row is an element of this name. */
    public static ReplySchema listByName(ObjectSchema row, String wrapper, String next) {
        return many(row, wrapper)
                .and(COUNTED)
                .and(
                        ObjectSchema.part()
                                .text(next, "Start of the next page; absent on the last page.")
                                .optional());
    }

    /** A page of a list by ids, without a count. */
    public static ReplySchema page(ObjectSchema row) {
        return many(row).and(NEXT_ID);
    }

    /** A body of one of these types instead of the envelope. */
    public static ReplySchema file(String... mediaTypes) {
        return of(new DataSchema.FileDataSchema(List.of(mediaTypes)));
    }

    private static ReplySchema of(DataSchema data) {
        return new ReplySchema(data, true, NOTHING, Map.of());
    }

    /** Allows successes without {@code data}. */
    public ReplySchema orNone() {
        return new ReplySchema(data, false, after, headers);
    }

    /** Adds members after {@code error_text}. */
    public ReplySchema and(ObjectSchema members) {
        return new ReplySchema(data, always, after.including(members), headers);
    }

    /** Adds a response header. */
    public ReplySchema header(String name, String doc) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, doc);
        return new ReplySchema(data, always, after, more);
    }

    /** Compares bodies, without headers. */
    boolean isAs(ReplySchema other) {
        return data.equals(other.data) && always == other.always && after.equals(other.after);
    }

    /** Members that every success has. */
    List<String> required() {
        List<String> names = new ArrayList<>();
        if (always && !(data instanceof DataSchema.NoDataSchema)) {
            names.add("data");
        }
        after.members().stream()
                .filter(ObjectSchema.SchemaMember::always)
                .map(ObjectSchema.SchemaMember::name)
                .forEach(names::add);
        return names;
    }
}
