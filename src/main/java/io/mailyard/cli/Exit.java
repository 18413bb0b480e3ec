package io.mailyard.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The exit codes of commands (docs/cli.md). */
enum Exit {
    DONE(0, "done"),
    REFUSED(
            1,
            "the server refused the call for a reason not listed below, or the output could not be"
                    + " written"),
    USAGE(2, "the command line, or a document, is wrong; nothing was changed"),
    UNREACHABLE(3, "no answer from a Mailyard server"),
    UNAUTHORISED(4, "the token is refused, or does not allow this call (401, 403)"),
    NOT_FOUND(5, "no such object (404)"),
    CONFLICT(6, "a name is taken, an object in use, or an idempotency key reused (409)"),
    LIMIT(7, "a limit was reached, or there were too many calls (402, 429)"),
    NOT_READY(8, "the server is not ready, or failed (500, 503): try again"),
    DIFFERENT(9, "plan: the server does not match the document");

    /**
     * Used by the launcher alone: no Java, or a build that failed (EX_UNAVAILABLE of sysexits.h).
     */
    private static final int LAUNCHER = 69;

    private final int code;
    private final String says;

    Exit(int code, String says) {
        this.code = code;
        this.says = says;
    }

    int code() {
        return code;
    }

    /**
     * The exit code for the {@code error} of an answer, or for its HTTP status: the numbers mean
     * the same.
     */
    static Exit of(long error) {
        if (error == 0) {
            return DONE;
        }
        if (error >= 500 && error <= 599) {
            return NOT_READY;
        }
        return switch (Math.clamp(error, 0, 1000)) {
            case 401, 403 -> UNAUTHORISED;
            case 404 -> NOT_FOUND;
            case 409 -> CONFLICT;
            case 402, 429 -> LIMIT;
            default -> REFUSED;
        };
    }

    /** Codes and meanings for the help, in order. */
    static Map<String, String> list() {
        Map<String, String> list = new LinkedHashMap<>();
        for (Exit exit : values()) {
            list.put(String.valueOf(exit.code), exit.says);
        }
        list.put(
                String.valueOf(LAUNCHER),
                "the launcher found no Java 25, or could not build the program");
        return list;
    }
}
