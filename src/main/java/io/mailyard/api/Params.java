package io.mailyard.api;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The checked parameters of a call or of a nested object. Stored by name: a parameter and its
 * {@link Param#required} form are the same.
 */
public final class Params {
    private final Map<String, Object> values;
    private final Set<String> sent;

    /**
     * Creates parameters.
     *
     * @param sent names of those that were sent, including faulty ones
     */
    Params(Map<String, Object> values, Set<String> sent) {
        this.values = values;
        this.sent = sent;
    }

    /** The value of a parameter that is required or has a default. */
    public <T> T get(Param<T> param) {
        return find(param)
                .orElseThrow(() ->
                        new IllegalStateException(param.name() + " is neither required nor given"));
    }

    /** The value of a parameter, or its default, if there is one. */
    @SuppressWarnings("unchecked")
    public <T> Optional<T> find(Param<T> param) {
        Object value = values.get(param.name());
        return value == null ? param.defaultValue() : Optional.of((T) value);
    }

    /** Whether the parameter was sent. */
    public boolean has(Param<?> param) {
        return sent.contains(param.name());
    }
}
