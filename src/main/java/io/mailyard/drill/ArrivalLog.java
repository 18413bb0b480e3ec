package io.mailyard.drill;

import io.mailyard.submission.SinkServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Messages that arrived at the sink of a drill, with their times. For any thread. */
final class ArrivalLog {
    private static final Pattern SUBJECT = Pattern.compile("(?m)^Subject: (d-([0-9]+)-\\S+)\r?$");

    /** An arrival takes up to so long, so that faults meet mail on its way. */
    private static final int MOST_MILLIS = 20;

    private final Map<String, List<MailArrival>> bySubject = new HashMap<>();
    private final Random random;
    private final Predicate<String> loses;
    private long count;

    /**
     * A message that the sink took.
     *
     * @param dataNanos when DATA was answered
     * @param acceptedNanos when 250 was about to be answered
     */
    record MailArrival(long account, long dataNanos, long acceptedNanos) {}

    /**
     * An empty log.
     *
     * @param loses which subjects it does not note, to try whether the drill sees that
     */
    ArrivalLog(long seed, Predicate<String> loses) {
        this.random = new Random(seed);
        this.loses = loses;
    }

    /** Takes a message; false where it is none of the drill's. */
    boolean receive(SinkServer.SinkMessage message) {
        pause();
        Matcher subject = SUBJECT.matcher(message.header());
        if (!subject.find()) {
            return false;
        }
        synchronized (this) {
            if (!loses.test(subject.group(1))) {
                count++;
                bySubject
                        .computeIfAbsent(subject.group(1), _ -> new ArrayList<>())
                        .add(
                                new MailArrival(
                                        Long.parseLong(subject.group(2)),
                                        message.dataNanos(),
                                        System.nanoTime()));
            }
        }
        return true;
    }

    private void pause() {
        int millis;
        synchronized (this) {
            millis = random.nextInt(MOST_MILLIS);
        }
        DrillTime.pause(millis);
    }

    /** Arrivals so far, repeated ones too. */
    synchronized long count() {
        return count;
    }

    /** Arrivals by subject, in their order. */
    synchronized Map<String, List<MailArrival>> bySubject() {
        Map<String, List<MailArrival>> copy = new HashMap<>();
        bySubject.forEach((subject, arrivals) -> copy.put(subject, List.copyOf(arrivals)));
        return copy;
    }
}
