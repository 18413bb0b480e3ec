package io.mailyard.api;

import io.mailyard.base.Fault;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a body's members into the parameters that are declared, with every fault at once. */
public final class Binder {
    /**
     * Reading stops here. A hostile body could be wrong in 100,000 places, and each is named twice
     * in the answer; nobody mends more than these at once.
     */
    public static final int MOST_FAULTS = 100;

    private Binder() {}

    /**
     * Faults are added to {@code faults}, their fields behind {@code prefix}; with one or more of
     * them the parameters are not all there.
     */
    public static Params bind(
            List<Param<?>> params,
            Value.Members body,
            String prefix,
            WireFormat source,
            List<Fault> faults) {
        Map<String, Object> values = new HashMap<>();
        Set<String> sent = new HashSet<>();
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
                param.type()
                        .read(value, path, source, faults)
                        .ifPresent(read -> values.put(param.name(), read));
            }
        }
        return new Params(values, sent);
    }

    /**
     * Adds the paths of members that no parameter is declared for, nested ones too; it stops at
     * {@link #MOST_FAULTS}.
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
