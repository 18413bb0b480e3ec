package io.mailyard.routing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/**
 * Daily warmup of a sender unknown to mail hosts: the recipients of an ISP that may be routed to it
 * per day. The first day allows {@code start}, each later day {@code growth} times the day before,
 * up to the ceiling. Days are UTC.
 *
 * @param start recipients of each ISP on the first day, at least 1
 * @param growth factor from one day to the next, 1 to {@value #MAX_GROWTH}
 * @param ceiling daily maximum of an ISP without its own; stays in force once reached
 * @param ceilings ceilings of single ISPs by name
 * @param begins the first day; nothing is routed to the sender before it
 */
public record Warmup(
        long start, BigDecimal growth, long ceiling, Map<String, Long> ceilings, LocalDate begins) {
    static final long MAX_PER_DAY = 1_000_000_000;
    static final int MAX_GROWTH = 10;
    static final int MAX_CEILINGS = 100;

    /** Copies the ceilings, ordered by name. */
    public Warmup {
        ceilings = new TreeMap<>(ceilings);
    }

    /** Recipients of an ISP that may be routed to the sender on {@code day}. */
    public long limit(String isp, LocalDate day) {
        long days = ChronoUnit.DAYS.between(begins, day);
        if (days < 0) {
            return 0;
        }
        long most = ceilings.getOrDefault(isp, ceiling);
        double grown = start * Math.pow(growth.doubleValue(), (double) days);
        // Rounds up slightly, so that 100 x 1.1 is 110 and not 109.
        return grown >= most ? most : Math.min(most, (long) Math.floor(grown * (1 + 1e-12)));
    }

    /** Whether the warmup has reached an ISP's ceiling on {@code day}. */
    public boolean isFull(String isp, LocalDate day) {
        return limit(isp, day) >= ceilings.getOrDefault(isp, ceiling);
    }
}
