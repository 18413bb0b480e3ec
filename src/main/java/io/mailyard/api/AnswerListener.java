package io.mailyard.api;

import io.mailyard.http.HttpRequest;

/** Is notified of every answer, for metrics and logs. Must be quick and must not throw. */
@FunctionalInterface
public interface AnswerListener {
    /**
     * Called after a call was answered.
     *
     * @param path the route's path; empty if no route was reached
     * @param error 0, or the code of the envelope
     * @param nanos from the arrival of the whole body to the rendered answer
     */
    void answered(HttpRequest request, String path, int error, long nanos);

    /** Notifies this listener, then {@code next}. */
    default AnswerListener and(AnswerListener next) {
        return (request, path, error, nanos) -> {
            answered(request, path, error, nanos);
            next.answered(request, path, error, nanos);
        };
    }
}
