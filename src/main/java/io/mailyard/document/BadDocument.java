package io.mailyard.document;

import java.util.List;

/** A document that cannot be planned or applied. Nothing was changed. */
public final class BadDocument extends RuntimeException {
    private final transient List<String> lines;

    /** Creates it with every fault, a line each. */
    public BadDocument(List<String> lines) {
        super(String.join("\n", lines), null, false, false);
        this.lines = List.copyOf(lines);
    }

    /** Every fault, for example {@code line 12: accounts[0].tz: must be text}. */
    public List<String> lines() {
        return lines;
    }
}
