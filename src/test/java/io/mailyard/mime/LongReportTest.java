package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A report of nothing but empty lines takes memory by its length, not by the square of it. */
class LongReportTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long allocated(int emptyLines) {
        String text =
                "Feedback-Type: abuse\n"
                        + "\n".repeat(emptyLines)
                        + "Original-Mail-From: a@b.example\n";
        long before = THREADS.getCurrentThreadAllocatedBytes();
        MailReport report = MailReport.parse(text);
        long after = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(report.kind()).isEqualTo(MailReport.MailReportKind.FEEDBACK);
        assertThat(report.references()).containsExactly("a@b.example");
        return after - before;
    }

    @Test
    void emptyLines_areReadOnce() {
        allocated(10);
        assertThat(allocated(40_000)).isLessThan(3 * allocated(20_000));
    }
}
