package io.mailyard.routing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/**
 * A daily ramp of a sender that hosts do not know yet: how many recipients of an ISP may be routed
 * to it on a day. The first day has {@code start}, each later one {@code growth} times the day
 * before, never more than the ceiling. Days are those of UTC.
 *
 * @param start recipients of each ISP on the first day, at least 1
 * @param growth by how much a day has more than the one before, 1 to {@value #MOST_GROWTH}
 * @param ceiling the most of a day, of an ISP that has none of its own; it stays when the ramp has
 *     reached it
 * @param ceilings those of single ISPs, by their names
 * @param begins the first day; before it nothing is routed to the sender
 */
public record Warmup(
        long start, BigDecimal growth, long ceiling, Map<String, Long> ceilings, LocalDate begins) {
    static final long MOST_A_DAY = 1_000_000_000;
    static final int MOST_GROWTH = 10;
    static final int MOST_CEILINGS = 100;

    /** Keeps its own copy, in the order of the names. */
    public Warmup {
        ceilings = new TreeMap<>(ceilings);
    }

    /** How many recipients of an ISP may be routed to the sender on {@code day}. */
    public long limit(String isp, LocalDate day) {
        long days = ChronoUnit.DAYS.between(begins, day);
        if (days < 0) {
            return 0;
        }
        long most = ceilings.getOrDefault(isp, ceiling);
        double grown = start * Math.pow(growth.doubleValue(), (double) days);
        // a hair more, so that 100 x 1.1 is 110 and not 109
        return grown >= most ? most : Math.min(most, (long) Math.floor(grown * (1 + 1e-12)));
    }

    /** Whether the ramp has reached an ISP's ceiling on {@code day}. */
    public boolean isFull(String isp, LocalDate day) {
        return limit(isp, day) >= ceilings.getOrDefault(isp, ceiling);
    }
}
