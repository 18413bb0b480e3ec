package io.mailyard.api;

import io.mailyard.base.Fault;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Converts a body's members into the declared parameters, and finds every fault at once. */
public final class Binder {
    /**
     * Maximum number of faults. A hostile body could be wrong in 100,000 places, and the answer
     * names each twice; nobody corrects more than these at once.
     */
    public static final int MOST_FAULTS = 100;

    private Binder() {}

    /**
     * Reads the parameters and adds their faults to {@code faults}, with {@code prefix} before
     * their fields; if there are any, the parameters are incomplete.
     */
    public static Params bind(
            List<Param<?>> params,
            Value.Members body,
            String prefix,
            WireFormat source,
            List<Fault> faults) {
        Map<String, Object> values = new HashMap<>();
        Set<String> sent = new HashSet<>();
        List<Fault> objections = new ArrayList<>();
        for (Param<?> param : params) {
            if (faults.size() >= MOST_FAULTS) {
                break;
            }
            Value value = body.values().get(param.name());
            String path = prefix + param.name();
            if (value == null || EmptyIsAbsent.counts(param.type(), value)) {
                if (param.missedIn(body)) {
                    faults.add(new Fault(path, "is required"));
                }
            } else {
                sent.add(param.name());
                read(param.type(), value, path, source, faults, objections)
                        .ifPresent(read -> values.put(param.name(), read));
            }
        }
        // an object in a list has no earlier self; and where anything is wrong, all of it is said
        if (!prefix.isEmpty() || !faults.isEmpty()) {
            faults.addAll(objections);
        }
        return new Params(values, sent);
    }

    private static <T> Optional<T> read(
            Type<T> type,
            Value value,
            String path,
            WireFormat source,
            List<Fault> faults,
            List<Fault> objections) {
        Optional<T> read = type.read(value, path, source, faults);
        read.flatMap(type::objection).ifPresent(reason -> objections.add(new Fault(path, reason)));
        return read;
    }

    /**
     * Adds the paths of members without a declared parameter, nested ones too, up to {@link
     * #MOST_FAULTS}.
     */
    public static void unknown(
            List<Param<?>> params, Value.Members body, String prefix, List<String> found) {
        Map<String, Param<?>> known = new HashMap<>();
        params.forEach(param -> known.put(param.name(), param));
        for (Map.Entry<String, Value> member : body.values().entrySet()) {
            if (found.size() >= MOST_FAULTS) {
                return;
            }
            String path = prefix + member.getKey();
            Param<?> param = known.get(member.getKey());
            if (param == null) {
                found.add(path);
            } else {
                param.type().unknown(member.getValue(), path, found);
            }
        }
    }

    /** Whether a body names no object by its id, so that the call creates one. */
    static boolean isWithoutId(Value.Members body) {
        Value id = body.values().get("id");
        return id == null || EmptyIsAbsent.counts(Types.id(), id);
    }
}
