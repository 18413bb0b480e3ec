package io.mailyard.wire;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import java.util.function.Consumer;

/** A refusal with members after {@code error_text}. */
public final class Refusal extends ApiException {
    private final transient Consumer<Out> members;

    public Refusal(ErrorCode code, String text, Consumer<Out> members) {
        super(code, text);
        this.members = members;
    }

    /** Writes the members after {@code error_text}. */
    Consumer<Out> members() {
        return members;
    }
}
