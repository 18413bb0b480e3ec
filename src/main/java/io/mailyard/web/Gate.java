package io.mailyard.web;

/**
 * Lets a call in or throws ApiException 401, 403 or 429. Runs after the body is read and before its
 * parameters are.
 */
@FunctionalInterface
public interface Gate {
    /** Checks the caller and notes who it is on the call. */
    void admit(Call call);
}
