package io.mailyard.senders;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Reference;
import io.mailyard.api.Schemas;
import io.mailyard.api.Types;
import io.mailyard.db.Tx;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.fields.FieldList;
import io.mailyard.fields.FieldValues;
import io.mailyard.policies.Policies;
import io.mailyard.policies.Policy;
import io.mailyard.policies.PolicyKind;
import io.mailyard.wire.Out;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Fields that name policies: set by id or name, stored by id, shown by both. For one answer, with
 * the names at the time of its creation.
 */
final class PolicyFields {
    /** No policy; a new sender gets the shipped one. */
    static final Reference NONE = new Reference.ById(0);

    private static final int MAX_LISTED = 100;

    /** The kinds that senders name. */
    private static final List<PolicyKind<?>> NAMED =
            List.of(
                    PolicyKind.STRATEGY,
                    PolicyKind.RETRY_RULE,
                    PolicyKind.LOCK_RULE,
                    PolicyKind.ISP,
                    PolicyKind.KEY);

    private final Map<String, Map<Long, String>> names = new HashMap<>();

    PolicyFields(Tx tx, Policies policies) {
        for (PolicyKind<?> kind : NAMED) {
            Map<Long, String> named = new HashMap<>();
            for (Policy policy : policies.all(tx, kind)) {
                named.put(policy.id(), policy.name());
            }
            names.put(kind.noun(), named);
        }
    }

    /** One policy; none in a new sender. */
    static Field<Reference> one(String name, PolicyKind<?> kind, String doc) {
        return kept(Field.of(name, Types.reference(), codec(name), NONE, doc), kind, name + "_id");
    }

    /** One policy, required. */
    static Field<Reference> needed(String name, PolicyKind<?> kind, String doc) {
        return kept(Field.needed(name, Types.reference(), codec(name), doc), kind, name + "_id");
    }

    /**
     * Any number of policies.
     *
     * @param column the column of {@code table} with the policy's id
     */
    static FieldList<Reference> many(
            String name, PolicyKind<?> kind, String doc, String table, String column) {
        Field<Reference> item = kept(Field.own(name, codec(name), doc), kind, column);
        return FieldList.of(
                name,
                Types.array(Types.reference(), MAX_LISTED),
                (out, _, given) -> out.numbers(idsName(name), ids(given)),
                item,
                doc,
                table,
                "sender_id");
    }

    private static Field<Reference> kept(
            Field<Reference> field, PolicyKind<?> kind, String column) {
        return field.in(column, column, "?").naming(kind.noun());
    }

    private static ColumnCodec<Reference> codec(String name) {
        return new ColumnCodec<Reference>(
                        FieldKind.REFERENCE,
                        PolicyFields::id,
                        (row, column) -> new Reference.ById(row.number(column)),
                        (out, _, given) -> out.number(name + "_id", id(given)),
                        Schemas.integer())
                .orNull(NONE);
    }

    /** Name of the member with ids: {@code lock_rule_ids} for {@code lock_rules}. */
    private static String idsName(String name) {
        return name.substring(0, name.length() - 1) + "_ids";
    }

    /** The id of a policy that was found. */
    static long id(Reference given) {
        return switch (given) {
            case Reference.ById(long id) -> id;
            case Reference.ByName(String name) ->
                    throw new IllegalStateException("not resolved: policy " + name);
        };
    }

    static List<Long> ids(List<Reference> given) {
        return given.stream().map(PolicyFields::id).toList();
    }

    /**
     * Writes an object's members; fields of policies both by name, as they are given, and by id.
     */
    void write(Out out, List<Field<?>> fields, FieldValues values) {
        for (Field<?> field : fields) {
            switch (values.get(field)) {
                case Reference given -> {
                    out.text(field.name(), name(field, given));
                    field.write(out, values);
                }
                case List<?> items when field.codec().kind() == FieldKind.REFERENCES -> {
                    out.texts(
                            field.name(),
                            items.stream().map(item -> name(field, (Reference) item)).toList());
                    field.write(out, values);
                }
                case List<?> items when field.codec().kind() == FieldKind.OBJECTS ->
                        out.objects(
                                field.name(),
                                items,
                                (each, item) -> write(each, field.items(), (FieldValues) item));
                default -> field.write(out, values);
            }
        }
    }

    private String name(Field<?> field, Reference given) {
        long id = id(given);
        return names.getOrDefault(field.noun(), Map.of()).getOrDefault(id, Long.toString(id));
    }

    /** The members that {@link #write} writes. */
    static ObjectSchema declare(ObjectSchema answer, List<Field<?>> fields) {
        ObjectSchema declared = answer;
        for (Field<?> field : fields) {
            declared =
                    switch (field.codec().kind()) {
                        case REFERENCE -> {
                            String one = "The " + kind(field).one();
                            yield declared.text(field.name(), one + ", by name.")
                                    .number(field.name() + "_id", one + ".");
                        }
                        case REFERENCES -> {
                            String many = capital(field.noun().replace('_', ' '));
                            yield declared.texts(field.name(), many + ", by name.")
                                    .numbers(idsName(field.name()), many + ".");
                        }
                        default -> field.declare(declared);
                    };
        }
        return declared;
    }

    /** The kind of the policies that a field names. */
    static PolicyKind<?> kind(Field<?> field) {
        return NAMED.stream()
                .filter(kind -> kind.noun().equals(field.noun()))
                .findFirst()
                .orElseThrow();
    }

    private static String capital(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
