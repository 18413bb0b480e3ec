package io.mailyard.web;

import java.util.Map;
import java.util.Optional;

/** The parameters of a call, or of a nested object, read and checked. */
public final class Params {
    private final Map<Param<?>, Object> values;

    Params(Map<Param<?>, Object> values) {
        this.values = values;
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
        Object value = values.get(param);
        return value == null ? param.defaultValue() : Optional.of((T) value);
    }

    /** Whether it was sent. */
    public boolean has(Param<?> param) {
        return values.containsKey(param);
    }
}
