package io.mailyard.senders;

import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.db.Tx;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.fields.FieldValues;
import io.mailyard.nodes.Nodes;
import io.mailyard.policies.Policies;
import io.mailyard.policies.Policy;
import io.mailyard.policies.PolicyKind;
import io.mailyard.policies.SigningKey;
import io.mailyard.senders.MtaSettings.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses the settings of a sender from a call, and resolves nodes and policies, by id or name, in
 * the store. Collects every fault with its place; the settings are valid only if there is none. For
 * one call.
 */
final class MtaParser {
    private final Tx tx;
    private final Nodes nodes;
    private final Policies policies;
    private final List<Fault> faults = new ArrayList<>();

    MtaParser(Tx tx, Nodes nodes, Policies policies) {
        this.tx = tx;
        this.nodes = nodes;
        this.policies = policies;
    }

    /** Adds a fault found elsewhere. */
    void fault(String field, String reason) {
        faults.add(new Fault(field, reason));
    }

    /**
     * Ends parsing.
     *
     * @throws ApiException error 400 with all faults
     */
    void mustBeRight() {
        if (!faults.isEmpty()) {
            throw ApiException.badRequest(faults);
        }
    }

    /** The given settings, with policies by their ids. */
    FieldValues given(Params params) {
        FieldValues given = FieldValues.given(Sender.MTA, params);
        given.find(MtaSettings.IPS.field()).ifPresent(this::checkIps);
        return resolved(Sender.MTA, given, "");
    }

    /** The given settings of a new sender, with shipped policies where none is given. */
    FieldValues created(Params params) {
        FieldValues created = FieldValues.initial(MtaSettings.FIELDS).under(given(params));
        for (Field<?> field : MtaSettings.FIELDS) {
            created = withShipped(field, created);
        }
        return created;
    }

    private void checkIps(List<FieldValues> given) {
        Map<String, Integer> places = new HashMap<>();
        Map<Long, Boolean> known = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            Ip one = new Ip(given.get(i));
            if (!known.computeIfAbsent(one.node(), id -> nodes.find(tx, id).isPresent())) {
                fault("ips[" + i + "].node_id", "no node with id " + one.node());
            }
            String source = one.ip() + " on node " + one.node();
            Integer earlier = places.putIfAbsent(source, i);
            if (earlier != null) {
                fault("ips[" + i + "].ip", source + " is in ips[" + earlier + "]");
            }
        }
    }

    private FieldValues resolved(List<Field<?>> fields, FieldValues given, String path) {
        FieldValues resolved = given;
        for (Field<?> field : fields) {
            resolved = resolved(field, resolved, path + field.name());
        }
        return resolved;
    }

    @SuppressWarnings("unchecked") // references and lists keep their types
    private <V> FieldValues resolved(Field<V> field, FieldValues given, String path) {
        return given.find(field)
                .map(value ->
                        switch (value) {
                            case Reference reference -> (V) resolved(field, reference, path);
                            case List<?> items when field.codec().kind() == FieldKind.REFERENCES ->
                                    (V) references(field, items, path);
                            case List<?> items when field.codec().kind() == FieldKind.OBJECTS ->
                                    (V) objects(field, items, path);
                            default -> value;
                        })
                .map(value -> given.with(field, value))
                .orElse(given);
    }

    private List<Reference> references(Field<?> field, List<?> given, String path) {
        List<Reference> resolved = new ArrayList<>();
        Map<Reference, Integer> places = new HashMap<>();
        for (Object item : given) {
            int place = resolved.size();
            Reference reference = resolved(field, (Reference) item, path + "[" + place + "]");
            once(places, reference, place, path, "");
            resolved.add(reference);
        }
        return resolved;
    }

    private List<FieldValues> objects(Field<?> field, List<?> given, String path) {
        List<FieldValues> resolved = new ArrayList<>();
        Map<Reference, Integer> places = new HashMap<>();
        for (Object item : given) {
            int place = resolved.size();
            FieldValues values =
                    resolved(field.items(), (FieldValues) item, path + "[" + place + "].");
            Field<?> key = field.items().getFirst();
            if (values.get(key) instanceof Reference reference) {
                once(places, reference, place, path, "." + key.name());
            }
            resolved.add(values);
        }
        return resolved;
    }

    private void once(
            Map<Reference, Integer> places,
            Reference given,
            int place,
            String path,
            String member) {
        Integer earlier = given.equals(PolicyFields.NONE) ? null : places.putIfAbsent(given, place);
        if (earlier != null) {
            fault(
                    path + "[" + place + "]" + member,
                    "is the same as " + path + "[" + earlier + "]" + member);
        }
    }

    /** The node with an id; empty, with a fault, if it does not exist. */
    private Reference resolved(Field<?> field, Reference given, String path) {
        Policy found;
        try {
            found = policies.named(tx, PolicyFields.kind(field), given);
        } catch (ApiException none) {
            fault(path, none.text());
            return PolicyFields.NONE;
        }
        if (found instanceof SigningKey key && key.kind() != SigningKey.SigningKeyKind.DKIM) {
            fault(path, "key '" + key.name() + "' is of the kind ssh, which signs no mail");
            return PolicyFields.NONE;
        }
        return new Reference.ById(found.id());
    }

    @SuppressWarnings("unchecked") // a reference stays a reference
    private <V> FieldValues withShipped(Field<V> field, FieldValues values) {
        return values.get(field).equals(PolicyFields.NONE)
                ? values.with(field, (V) new Reference.ById(shipped(PolicyFields.kind(field))))
                : values;
    }

    /** The shipped policy, whatever its name is now. */
    private long shipped(PolicyKind<?> kind) {
        return policies.all(tx, kind).stream()
                .filter(Policy::shipped)
                .findFirst()
                .map(Policy::id)
                .orElseThrow(() ->
                        new IllegalStateException("no " + kind.one() + " came with the program"));
    }
}
