package io.mailyard.base;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A caller's mistake, or a refusal: becomes the envelope's {@code error} and {@code error_text}.
 * Carries no stack trace. The package wire has a subclass with more members.
 */
public class ApiException extends RuntimeException {
    private final ErrorCode code;
    private final transient List<Fault> faults;

    public ApiException(ErrorCode code, String text) {
        this(code, text, List.of());
    }

    public ApiException(ErrorCode code, String text, List<Fault> faults) {
        super(text, null, false, false);
        this.code = code;
        this.faults = List.copyOf(faults);
    }

    /** Error 400 that names every fault at once. */
    public static ApiException badRequest(List<Fault> faults) {
        String text =
                faults.stream()
                        .map(f -> f.field() + ": " + f.reason())
                        .collect(Collectors.joining("; "));
        return new ApiException(ErrorCode.BAD_REQUEST, text, faults);
    }

    /** Error 400 for one member. */
    public static ApiException badRequest(String field, String reason) {
        return badRequest(List.of(new Fault(field, reason)));
    }

    /** Error 404; also for an object that the caller may not know of. */
    public static ApiException notFound(String text) {
        return new ApiException(ErrorCode.NOT_FOUND, text);
    }

    /** Error 409: the request is correct, and the present state does not allow it. */
    public static ApiException conflict(String text) {
        return new ApiException(ErrorCode.CONFLICT, text);
    }

    /** Error 403: the caller is known, and its scopes or state do not allow the call. */
    public static ApiException forbidden(String text) {
        return new ApiException(ErrorCode.FORBIDDEN, text);
    }

    /** Code of the envelope's {@code error}; the HTTP status may be 200 all the same. */
    public final ErrorCode code() {
        return code;
    }

    /** The text of {@code error_text}. */
    public final String text() {
        String message = getMessage();
        return message == null ? code.name() : message;
    }

    /** Every member at fault; empty if the refusal concerns the whole request. */
    public final List<Fault> faults() {
        return faults;
    }
}
