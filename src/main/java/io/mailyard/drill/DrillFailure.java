package io.mailyard.drill;

/** Why a drill cannot go on: what it says is a fault that the drill found. */
final class DrillFailure extends RuntimeException {
    DrillFailure(String message) {
        super(message);
    }

    DrillFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** The sentence for the report. */
    String sentence() {
        String message = getMessage();
        return message == null ? "the drill failed" : message;
    }
}
