package io.mailyard.base;

/**
 * The {@code error} member of an answer (docs/spec/admin-api.md, section 1 "Error codes"), and the
 * codes that only the transport uses.
 */
public enum ErrorCode {
    /** The request was understood and is wrong; the faults name each member at fault. */
    BAD_REQUEST(400),
    /** No token, or one that is unknown, inactive or expired. */
    UNAUTHENTICATED(401),
    /** A limit of the account's tariff is reached. */
    LIMIT_REACHED(402),
    /** The token is valid, but not for this call. */
    FORBIDDEN(403),
    /** No such path, no such object, or none that this token may see. */
    NOT_FOUND(404),
    /** Transport: the path exists but takes another method. */
    METHOD_NOT_ALLOWED(405),
    /** Transport: the body did not arrive in time. */
    REQUEST_TIMEOUT(408),
    /** A name is taken, an object in use, a plan outdated, or an idempotency key reused. */
    CONFLICT(409),
    /** Transport: the body is larger than {@code http.max-body}. */
    TOO_LARGE(413),
    /** Transport: neither JSON nor XML. */
    UNSUPPORTED_TYPE(415),
    /** The token's rate is used up; the answer carries Retry-After. */
    TOO_MANY_REQUESTS(429),
    /** A fault of the server. The log has it under the answer's Request-Id. */
    INTERNAL(500),
    /** The store is unavailable or the write queue is full: try again. */
    NOT_READY(503);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The number on the wire, equal to the HTTP status with the same meaning. */
    public int number() {
        return number;
    }
}
