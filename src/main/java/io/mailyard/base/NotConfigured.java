package io.mailyard.base;

/**
 * A refusal, error 409, because a setting of the server is missing. It is not kept under an
 * idempotency key: the same call succeeds once the setting is there.
 */
public final class NotConfigured extends ApiException {
    public NotConfigured(String text) {
        super(ErrorCode.CONFLICT, text);
    }
}
