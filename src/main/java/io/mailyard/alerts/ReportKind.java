package io.mailyard.alerts;

/** Kind of a report, by how often it goes out. */
enum ReportKind {
    DAILY("daily_reports", 1),
    WEEKLY("weekly_reports", 7);

    private final String flag;
    private final int days;

    ReportKind(String flag, int days) {
        this.flag = flag;
        this.days = days;
    }

    /** The member of a user's {@code alerts} that turns it on. */
    String flag() {
        return flag;
    }

    /** Days that it is about. */
    int days() {
        return days;
    }
}
