package io.mailyard.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** How a command ends, as scripts see it (docs/cli.md). */
enum Exit {
    DONE(0, "done"),
    REFUSED(
            1,
            "the server refused it for another reason than those below, or the output could not be"
                    + " written"),
    USAGE(2, "the command line, or a document, is wrong; nothing was changed"),
    UNREACHABLE(3, "no answer of a Mailyard server"),
    UNAUTHORISED(4, "the token is refused, or does not allow this call (401, 403)"),
    NOT_FOUND(5, "no such object (404)"),
    CONFLICT(6, "a name taken, an object in use, an idempotency key reused (409)"),
    LIMIT(7, "a limit is reached or the calls come too fast (402, 429)"),
    NOT_READY(8, "the server is not ready or failed (500, 503): try again"),
    DIFFERENT(9, "plan: the server is not as the document wants");

    /** The launcher's own: no Java, or a build that failed (EX_UNAVAILABLE of sysexits.h). */
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

    /** By the {@code error} of an answer, or its HTTP status: the numbers mean the same. */
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

    /** For the help: code and meaning, in order. */
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
