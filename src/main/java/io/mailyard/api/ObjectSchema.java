package io.mailyard.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Declares an object that the API returns, member by member in the order in which they are written.
 * Its name becomes a component of the OpenAPI document, and so a class of generated clients.
 * Immutable: every method returns a copy. {@link #orNull} and {@link #optional} change the member
 * declared last.
 */
public final class ObjectSchema {
    /**
     * A member.
     *
     * @param schema JSON Schema of its value, with its description
     * @param always whether every answer has the member
     */
    public record SchemaMember(String name, Map<String, Object> schema, boolean always) {}

    private final String name;
    private final String doc;
    private final List<SchemaMember> members;

    private ObjectSchema(String name, String doc, List<SchemaMember> members) {
        this.name = name;
        this.doc = doc;
        this.members = members;
    }

    /** An object without members yet. */
    public static ObjectSchema of(String name, String doc) {
        return new ObjectSchema(name, doc, List.of());
    }

    /** Members to include in other objects; no component of its own. */
    public static ObjectSchema part() {
        return of("", "");
    }

    /** A copy under another name. */
    public ObjectSchema as(String otherName, String otherDoc) {
        return new ObjectSchema(otherName, otherDoc, members);
    }

    /** A whole number of 64 bits. */
    public ObjectSchema number(String member, String doc) {
        return with(member, Schemas.integer(), doc);
    }

    /** A number that may have decimal places. */
    public ObjectSchema decimal(String member, String doc) {
        return with(member, Types.schema("type", "number"), doc);
    }

    /** Adds a string of any content, the empty one included. */
    public ObjectSchema text(String member, String doc) {
        return with(member, Schemas.text(), doc);
    }

    /** One of these words. */
    public ObjectSchema word(String member, String doc, String... words) {
        return word(member, doc, Arrays.asList(words));
    }

    /** One of these words. */
    public ObjectSchema word(String member, String doc, List<String> words) {
        return with(member, Schemas.word(words), doc);
    }

    /** Adds a boolean. */
    public ObjectSchema flag(String member, String doc) {
        return with(member, Types.schema("type", "boolean"), doc);
    }

    /** A time, RFC 3339 in UTC. */
    public ObjectSchema time(String member, String doc) {
        return with(member, Schemas.time(), doc);
    }

    /** A date, for example 2026-01-31. */
    public ObjectSchema date(String member, String doc) {
        Map<String, Object> schema = Schemas.text();
        schema.put("format", "date");
        return with(member, schema, doc);
    }

    /** Adds an array of strings. */
    public ObjectSchema texts(String member, String doc) {
        return with(member, Schemas.array(Schemas.text()), doc);
    }

    /** Adds an array of whole numbers of 64 bits. */
    public ObjectSchema numbers(String member, String doc) {
        return with(member, Schemas.array(Schemas.integer()), doc);
    }

    /** Adds a nested object; a named schema becomes a reference to its component. */
    public ObjectSchema object(String member, ObjectSchema of, String doc) {
        return with(member, of.schema(), doc);
    }

    /** Adds an array of objects; a named schema becomes a reference to its component. */
    public ObjectSchema objects(String member, ObjectSchema item, String doc) {
        return with(member, Schemas.array(item.schema()), doc);
    }

    /** An object with arbitrary member names and whole numbers as values. */
    public ObjectSchema counts(String member, String doc) {
        return with(member, Schemas.map(Schemas.integer()), doc);
    }

    /** An object with arbitrary members, each of which TypedSchemasTest has a reason for. */
    public ObjectSchema anyObject(String member, String doc) {
        return with(member, Schemas.map(Map.of()), doc);
    }

    /** A member whose value has this JSON Schema. */
    public ObjectSchema with(String member, Map<String, Object> schema, String doc) {
        Map<String, Object> described = new LinkedHashMap<>(schema);
        described.put("description", doc);
        List<SchemaMember> more = new ArrayList<>(members);
        more.add(new SchemaMember(member, described, true));
        return new ObjectSchema(name, this.doc, List.copyOf(more));
    }

    /** Lets the last member be null. */
    public ObjectSchema orNull() {
        return last(member ->
                new SchemaMember(member.name(), Schemas.orNull(member.schema()), member.always()));
    }

    /** Lets the last member be absent. */
    public ObjectSchema optional() {
        return last(member -> new SchemaMember(member.name(), member.schema(), false));
    }

    private ObjectSchema last(UnaryOperator<SchemaMember> change) {
        List<SchemaMember> changed = new ArrayList<>(members);
        changed.set(changed.size() - 1, change.apply(changed.getLast()));
        return new ObjectSchema(name, doc, List.copyOf(changed));
    }

    /** Appends the members of another object. */
    public ObjectSchema including(ObjectSchema other) {
        List<SchemaMember> all = new ArrayList<>(members);
        all.addAll(other.members);
        return new ObjectSchema(name, doc, List.copyOf(all));
    }

    /** Appends the members of another object; each may be absent. */
    public ObjectSchema includingOptional(ObjectSchema other) {
        List<SchemaMember> all = new ArrayList<>(members);
        other.members.forEach(
                member -> all.add(new SchemaMember(member.name(), member.schema(), false)));
        return new ObjectSchema(name, doc, List.copyOf(all));
    }

    List<SchemaMember> members() {
        return members;
    }

    /** A reference to its component. */
    public Map<String, Object> schema() {
        if (name.isEmpty()) {
            throw new IllegalStateException("an object without a name");
        }
        return Schemas.component(name, object());
    }

    /** The schema itself. */
    Map<String, Object> object() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (SchemaMember member : members) {
            if (properties.put(member.name(), member.schema()) != null) {
                throw new IllegalStateException("two members " + member.name() + " in " + name);
            }
        }
        Map<String, Object> schema = Types.schema("type", "object");
        schema.put("description", doc);
        schema.put("properties", properties);
        List<String> required =
                members.stream().filter(SchemaMember::always).map(SchemaMember::name).toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }
}
