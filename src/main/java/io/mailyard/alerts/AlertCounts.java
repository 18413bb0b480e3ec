package io.mailyard.alerts;

import java.util.concurrent.atomic.AtomicLong;

/** Counts of this process since its start, for metrics. */
public final class AlertCounts {
    private final AtomicLong alerts = new AtomicLong();
    private final AtomicLong reports = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    AlertCounts() {}

    void addAlerts(long mails) {
        alerts.addAndGet(mails);
    }

    void addReport() {
        reports.incrementAndGet();
    }

    void addDropped(long events) {
        dropped.addAndGet(events);
    }

    /** Mails of alerts that were queued. */
    public long alerts() {
        return alerts.get();
    }

    /** Mails of reports that were queued. */
    public long reports() {
        return reports.get();
    }

    /** Events that nobody was alerted of, since too many waited or for too long. */
    public long dropped() {
        return dropped.get();
    }
}
