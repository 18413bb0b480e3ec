package io.mailyard.drill;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Report of what a drill did and found.
 *
 * @param version of the program
 * @param machine processors, memory, system and Java
 * @param store {@code embedded}, or PostgreSQL's address without a password
 * @param seconds how long it took
 * @param spans the faults that were done, in their order
 * @param notRun kinds that were not, with the reason
 * @param found sentences about what is wrong; empty: everything holds
 * @param place where the scratch folder remains; empty: deleted
 */
public record DrillReport(
        long seed,
        String version,
        String machine,
        String store,
        Instant beganAt,
        long seconds,
        List<FaultSpan> spans,
        Map<FaultKind, String> notRun,
        DrillCounts counts,
        List<String> found,
        String place) {
    /**
     * Figures of a drill.
     *
     * @param kills processes that were killed
     * @param acknowledged answers that said that something is stored
     * @param messages messages among them
     * @param arrived messages that arrived, each once
     * @param repeated arrivals of messages that had arrived before
     * @param stops stops whose receipt was complete
     * @param auditRows rows of the audit's chain
     * @param recipients recipients that were counted
     * @param wholeChecks how often the whole store was checked
     */
    public record DrillCounts(
            int kills,
            long acknowledged,
            long messages,
            long arrived,
            long repeated,
            int stops,
            long auditRows,
            long recipients,
            int wholeChecks) {
        static final DrillCounts NONE = new DrillCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    public DrillReport {
        spans = List.copyOf(spans);
        notRun = Collections.unmodifiableMap(new TreeMap<>(notRun));
        found = List.copyOf(found);
    }

    /** Whether everything holds. */
    public boolean passed() {
        return found.isEmpty();
    }

    /** Describes the machine that it runs on. */
    static String thisMachine() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.availableProcessors()
                + " processors, "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.version")
                + " "
                + System.getProperty("os.arch")
                + ", Java "
                + System.getProperty("java.version");
    }
}
