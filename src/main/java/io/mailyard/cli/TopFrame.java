package io.mailyard.cli;

import io.mailyard.wire.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One update of a watched queue.
 *
 * @param at time for the reader
 * @param nanos time of reading, by a clock that is never set, for calculating rates
 * @param rows the rows of {@code senders/queue/stats}
 * @param ledger the members of {@code ledger/get}; empty if the token may not read it
 */
record TopFrame(Instant at, long nanos, List<TopRow> rows, Map<String, Long> ledger) {
    private static final List<String> HEADINGS =
            List.of(
                    "account",
                    "campaign",
                    "isp",
                    "new",
                    "retry",
                    "proc",
                    "hold",
                    "total",
                    "change/s");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final List<String> COUNTED =
            List.of("accepted", "delivered", "bounced", "expired", "purged");

    /** One row; a part of the scope that is not restricted is 0 or empty. */
    record TopRow(
            long account,
            long campaign,
            String isp,
            long fresh,
            long retry,
            long proc,
            long hold,
            long total) {
        /** Orders rows by active mail: suspended mail is not busy, however much it is. */
        private static final Comparator<TopRow> BUSIEST =
                Comparator.comparingLong(TopRow::active)
                        .thenComparingLong(TopRow::total)
                        .reversed()
                        .thenComparingLong(TopRow::account)
                        .thenComparingLong(TopRow::campaign)
                        .thenComparing(TopRow::isp);

        static TopRow of(Value value) {
            Map<String, Value> members =
                    value instanceof Value.Members(Map<String, Value> values) ? values : Map.of();
            return new TopRow(
                    number(members, "account_id"),
                    number(members, "campaign_id"),
                    members.get("isp") instanceof Value.Text(String isp) ? isp : "",
                    number(members, "new"),
                    number(members, "retry"),
                    number(members, "proc"),
                    number(members, "hold"),
                    number(members, "total"));
        }

        private long active() {
            return fresh + retry + proc;
        }

        private String key() {
            return account + "/" + campaign + "/" + isp;
        }

        private List<String> cells(String change) {
            return List.of(
                    account == 0 ? "-" : String.valueOf(account),
                    campaign == 0 ? "-" : String.valueOf(campaign),
                    isp.isEmpty() ? "-" : TerminalText.text(isp),
                    String.valueOf(fresh),
                    String.valueOf(retry),
                    String.valueOf(proc),
                    String.valueOf(hold),
                    String.valueOf(total),
                    change);
        }
    }

    static TopFrame of(Instant at, long nanos, List<Value> stats, Value ledger) {
        Map<String, Long> counted = new TreeMap<>();
        if (ledger instanceof Value.Members(Map<String, Value> members)) {
            COUNTED.forEach(name -> counted.put(name, number(members, name)));
        }
        return new TopFrame(at, nanos, stats.stream().map(TopRow::of).toList(), counted);
    }

    private static long number(Map<String, Value> members, String name) {
        try {
            return members.get(name) instanceof Value.Numeral(String literal)
                    ? Long.parseLong(literal)
                    : 0;
        } catch (NumberFormatException fraction) {
            return 0;
        }
    }

    /**
     * The lines of the update.
     *
     * @param before the update before, for rates; empty: no rates are known yet
     * @param subject the watched queue
     * @param most maximum number of rows
     * @param columns the terminal's width, or {@link Table#UNLIMITED}
     */
    List<String> lines(Optional<TopFrame> before, String subject, int most, int columns) {
        List<String> lines = new ArrayList<>();
        lines.add(at + "  " + subject + totals());
        if (!ledger.isEmpty()) {
            lines.add(ledgerLine(before));
        }
        lines.add("");
        Map<String, Long> was = new HashMap<>();
        before.ifPresent(frame -> frame.rows.forEach(row -> was.put(row.key(), row.total())));
        List<List<String>> cells =
                rows.stream()
                        .sorted(TopRow.BUSIEST)
                        .limit(most)
                        .map(row -> row.cells(rate(before, row.total(), was.get(row.key()))))
                        .toList();
        lines.addAll(new Table(HEADINGS, columns).first(cells));
        if (rows.size() > most) {
            lines.add("and " + (rows.size() - most) + " more");
        }
        return lines;
    }

    private String totals() {
        long fresh = rows.stream().mapToLong(TopRow::fresh).sum();
        long retry = rows.stream().mapToLong(TopRow::retry).sum();
        long proc = rows.stream().mapToLong(TopRow::proc).sum();
        long hold = rows.stream().mapToLong(TopRow::hold).sum();
        return "  new " + fresh + "  retry " + retry + "  proc " + proc + "  hold " + hold;
    }

    private String ledgerLine(Optional<TopFrame> before) {
        StringBuilder line = new StringBuilder("per second");
        for (String name : COUNTED) {
            Long was = before.map(frame -> frame.ledger.get(name)).orElse(null);
            line.append("  ")
                    .append(name)
                    .append(' ')
                    .append(rate(before, ledger.getOrDefault(name, 0L), was));
        }
        return line.toString();
    }

    /** The rate of a counter; one that is missing in the update before counts as 0 there. */
    private String rate(Optional<TopFrame> before, long now, @Nullable Long was) {
        if (before.isEmpty()) {
            return "-";
        }
        double seconds = Math.max(1, nanos - before.get().nanos) / (double) SECOND;
        double rate = (now - (was == null ? 0 : was)) / seconds;
        return Math.abs(rate) < 0.05 ? "0" : String.format(Locale.ROOT, "%.1f", rate);
    }
}
