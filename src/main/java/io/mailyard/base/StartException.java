package io.mailyard.base;

import org.jspecify.annotations.Nullable;

/**
 * The program cannot start or a command cannot run: one clear line for the operator, an exit status
 * that is not 0, no stack trace shown.
 */
public final class StartException extends RuntimeException {
    /** The next try may succeed, or the operator corrects the command. */
    public static final int FAILED = 1;

    /**
     * The store is one that this program must not use, or damaged: every further start ends like
     * this until somebody acts. EX_CONFIG of sysexits(3), which the unit names in
     * RestartPreventExitStatus.
     */
    public static final int STORE_REFUSED = 78;

    private final int status;

    public StartException(String line) {
        this(line, null);
    }

    public StartException(String line, @Nullable Throwable cause) {
        this(line, cause, FAILED);
    }

    private StartException(String line, @Nullable Throwable cause, int status) {
        super(line, cause);
        this.status = status;
    }

    /** A store that this program must not use, or that is damaged. */
    public static StartException storeRefused(String line) {
        return storeRefused(line, null);
    }

    /** A store that this program must not use, or that is damaged, with its cause. */
    public static StartException storeRefused(String line, @Nullable Throwable cause) {
        return new StartException(line, cause, STORE_REFUSED);
    }

    /** The line to print. */
    public String line() {
        String message = getMessage();
        return message == null ? "cannot start" : message;
    }

    /** Exit status of a server or node; that of other commands is 1. */
    public int status() {
        return status;
    }
}
