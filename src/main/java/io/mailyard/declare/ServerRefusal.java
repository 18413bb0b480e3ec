package io.mailyard.declare;

import io.mailyard.base.Fault;
import java.util.List;

/** A server's refusal. */
public final class ServerRefusal extends RuntimeException {
    private final long error;
    private final String text;
    private final transient List<Fault> faults;

    /**
     * Creates a refusal.
     *
     * @param error the envelope's {@code error}
     * @param text the envelope's {@code error_text}
     * @param faults the faulty members, if the server listed them
     */
    public ServerRefusal(long error, String text, List<Fault> faults) {
        super(error + ": " + text, null, false, false);
        this.error = error;
        this.text = text;
        this.faults = List.copyOf(faults);
    }

    /** The envelope's {@code error}. */
    public long error() {
        return error;
    }

    /** The server's sentence. */
    public String text() {
        return text;
    }

    /** The faulty members; empty if only the text describes them. */
    public List<Fault> faults() {
        return faults;
    }
}
