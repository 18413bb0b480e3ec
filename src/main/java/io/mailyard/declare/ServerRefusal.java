package io.mailyard.declare;

import io.mailyard.base.Fault;
import java.util.List;

/** A server's refusal. */
public final class ServerRefusal extends RuntimeException {
    private final long error;
    private final String text;
    private final transient List<Fault> faults;

    /**
     * @param error as in the envelope
     * @param text its sentence
     * @param faults members at fault, where the server told them one by one
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

    /** The members at fault; empty: the text says it. */
    public List<Fault> faults() {
        return faults;
    }
}
