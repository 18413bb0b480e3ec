package io.mailyard.submission;

import java.util.concurrent.atomic.LongAdder;

/** Counts of the SMTP server since its start. */
public final class SubmissionCounts {
    final LongAdder connections = new LongAdder();
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder signInsRefused = new LongAdder();
    final LongAdder withoutProxyHeader = new LongAdder();

    /** Connections taken. */
    public long connections() {
        return connections.sum();
    }

    /** Messages answered with 250. */
    public long accepted() {
        return accepted.sum();
    }

    /** Messages answered with 4xx or 5xx at the end of DATA. */
    public long refused() {
        return refused.sum();
    }

    /** Sign-ins that were refused. */
    public long signInsRefused() {
        return signInsRefused.sum();
    }

    /** Connections of trusted proxies that did not begin with a header of the PROXY protocol. */
    public long withoutProxyHeader() {
        return withoutProxyHeader.sum();
    }
}
