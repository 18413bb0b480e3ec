package io.mailyard.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Compares what arrived at the sink of a drill with what was acknowledged, and with the stops. */
final class ArrivalChecks {
    /** A node reports an end within this time, unless a fault comes between. */
    private static final long REPORTED_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Map<String, List<ArrivalLog.MailArrival>> arrivals;
    private final FaultsFound faults;

    ArrivalChecks(Map<String, List<ArrivalLog.MailArrival>> arrivals, FaultsFound faults) {
        this.arrivals = arrivals;
        this.faults = faults;
    }

    /** Everything that was acknowledged has arrived. */
    void complete(Set<String> acknowledged) {
        List<String> missing =
                acknowledged.stream()
                        .filter(subject -> !arrivals.containsKey(subject))
                        .sorted()
                        .toList();
        if (!missing.isEmpty()) {
            faults.add(
                    missing.size()
                            + " acknowledged messages never arrived: "
                            + DrillChecks.named(missing));
        }
    }

    /**
     * A message arrives again only where a fault came between the first arrival and its report.
     *
     * @param spans the faults that were done
     */
    void repeatedOnlyByFaults(List<FaultSpan> spans) {
        List<FaultSpan> causes =
                spans.stream().filter(span -> span.fault().kind().mayRepeatMail()).toList();
        List<String> unexplained = new ArrayList<>();
        arrivals.forEach((subject, times) -> {
            for (int i = 1; i < times.size(); i++) {
                ArrivalLog.MailArrival first = times.get(i - 1);
                ArrivalLog.MailArrival again = times.get(i);
                if (causes.stream().noneMatch(span -> explains(span, first, again))) {
                    unexplained.add(subject);
                }
            }
        });
        if (!unexplained.isEmpty()) {
            faults.add(
                    unexplained.size()
                            + " messages arrived again without a fault between: "
                            + DrillChecks.named(unexplained));
        }
    }

    private static boolean explains(
            FaultSpan span, ArrivalLog.MailArrival first, ArrivalLog.MailArrival again) {
        return span.beganNanos() - REPORTED_NANOS < first.acceptedNanos()
                && first.acceptedNanos() < span.backNanos() + REPORTED_NANOS
                && span.beganNanos() < again.acceptedNanos();
    }

    /** While a stop was proved, no mail of its account began to arrive. */
    void noneWhileStopped(List<FreezeClient.ProvedStop> stops) {
        arrivals.forEach((subject, times) -> {
            for (ArrivalLog.MailArrival arrival : times) {
                if (stops.stream().anyMatch(stop -> passed(stop, arrival))) {
                    faults.add(
                            "'"
                                    + subject
                                    + "' began to arrive while account "
                                    + arrival.account()
                                    + " was frozen, after the receipt was complete");
                }
            }
        });
    }

    private static boolean passed(FreezeClient.ProvedStop stop, ArrivalLog.MailArrival arrival) {
        return stop.account() == arrival.account()
                && stop.fromNanos() < arrival.dataNanos()
                && arrival.dataNanos() < stop.untilNanos();
    }
}
