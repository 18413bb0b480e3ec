package io.mailyard.api;

import io.mailyard.wire.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a call, as the route table declares it: this single declaration is used to read,
 * check and document it. Equal only to itself.
 */
public final class Param<T> {
    private enum Presence {
        OPTIONAL,
        REQUIRED,
        REQUIRED_TO_CREATE
    }

    private final String name;
    private final Type<T> type;
    private final Presence presence;
    private final @Nullable T defaultValue;
    private final String doc;

    private Param(
            String name, Type<T> type, Presence presence, @Nullable T defaultValue, String doc) {
        this.name = name;
        this.type = type;
        this.presence = presence;
        this.defaultValue = defaultValue;
        this.doc = doc;
    }

    /** An optional parameter. */
    public static <T> Param<T> of(String name, Type<T> type, String doc) {
        return new Param<>(name, type, Presence.OPTIONAL, null, doc);
    }

    /** Requires the parameter. */
    public Param<T> required() {
        return new Param<>(name, type, Presence.REQUIRED, null, doc);
    }

    /** Requires the parameter if the body has no {@code id}, so that the call creates an object. */
    public Param<T> requiredToCreate() {
        return new Param<>(name, type, Presence.REQUIRED_TO_CREATE, null, doc);
    }

    /** Sets the value of an absent parameter. */
    public Param<T> defaultsTo(T value) {
        return new Param<>(name, type, Presence.OPTIONAL, value, doc);
    }

    /** Name of the member in JSON, of the element in XML, or of the field in a query. */
    public String name() {
        return name;
    }

    /** Conversion from the wire with its own checks; checks across parameters are the route's. */
    public Type<T> type() {
        return type;
    }

    /** Sentence for the OpenAPI document and the command's help. */
    public String doc() {
        return doc;
    }

    /**
     * Value that a call gets which does not send the parameter; empty: the call sees that it is
     * absent.
     */
    public Optional<T> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** Whether {@code body} lacks the parameter although it is required. */
    boolean missedIn(Value.Members body) {
        return switch (presence) {
            case OPTIONAL -> false;
            case REQUIRED -> true;
            case REQUIRED_TO_CREATE -> Binder.isWithoutId(body);
        };
    }

    /** Whether every call must have it. */
    public boolean alwaysRequired() {
        return presence == Presence.REQUIRED;
    }

    boolean requiredOnCreate() {
        return presence == Presence.REQUIRED_TO_CREATE;
    }
}
