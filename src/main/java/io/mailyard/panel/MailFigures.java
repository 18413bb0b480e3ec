package io.mailyard.panel;

import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.wire.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Figures of mail as pages show them. */
public final class MailFigures {
    private static final int HOURS = 24;

    /** Senders that the filter of the dashboard offers. */
    private static final int OFFERED = 30;

    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm");

    private MailFigures() {}

    /** Where the last 24 hours begin, counting the present one. */
    static Instant dayAgo(Visit visit) {
        return visit.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(HOURS - 1));
    }

    /** The last 24 hours, of the sender and the ISP in the address. */
    public static MailChart lastDay(SignedIn signedIn) {
        Instant since = dayAgo(signedIn.visit());
        List<Object> params = new ArrayList<>(List.of("since", since));
        String sender = signedIn.visit().values().number("sender");
        if (!sender.isEmpty()) {
            params.addAll(List.of("sender_id", Long.parseLong(sender)));
        }
        String isp = signedIn.visit().param("isp");
        if (!isp.isEmpty()) {
            params.addAll(List.of("isp", isp));
        }
        Translations words = signedIn.words();
        return MailChart.of(
                words,
                words.text("chart.day"),
                hours(
                        signedIn.call("statistics/get", params.toArray()).objects(),
                        since,
                        HOURS,
                        signedIn.visit().zone()));
    }

    /** One point an hour; hours in which nothing happened are in no answer. */
    private static List<MailChart.Point> hours(
            List<Value.Members> rows, Instant from, int hours, ZoneId zone) {
        Map<Instant, Value.Members> byHour = new HashMap<>();
        rows.forEach(row -> Values.time(row, "at").ifPresent(at -> byHour.put(at, row)));
        List<MailChart.Point> points = new ArrayList<>();
        for (int i = 0; i < hours; i++) {
            Instant at = from.plus(Duration.ofHours(i));
            String label = HOUR.format(at.atZone(zone));
            Value.Members row = byHour.get(at);
            points.add(
                    row == null
                            ? MailChart.Point.nothing(at, label)
                            : MailChart.Point.of(at, label, row));
        }
        return points;
    }

    /** A filter that is typed. */
    static FilterView.ShownFilter typed(Visit visit, String name, String label, String example) {
        return new FilterView.ShownFilter(
                name, "text", label, visit.param(name), example, List.of());
    }

    /** The senders and ISPs that had mail within a day. */
    static FilterView filters(SignedIn signedIn) {
        Translations words = signedIn.words();
        List<SelectOption> senders = new ArrayList<>();
        senders.add(new SelectOption("", words.text("filter.all")));
        for (Value.Members row : by(signedIn, "sender")) {
            String name = Values.text(row, "sender_name");
            senders.add(
                    new SelectOption(
                            Values.text(row, "sender_id"),
                            name.isEmpty() ? words.text("statistics.nosender") : name));
        }
        List<SelectOption> isps = new ArrayList<>();
        isps.add(new SelectOption("", words.text("filter.all")));
        for (Value.Members row : by(signedIn, "isp")) {
            String isp = Values.text(row, "isp");
            isps.add(new SelectOption(isp, isp(words, isp)));
        }
        return new FilterView(
                "/admin",
                List.of(
                        FilterView.choice(
                                "sender",
                                words.text("statistics.by.sender"),
                                signedIn.visit(),
                                senders),
                        FilterView.choice(
                                "isp", words.text("statistics.by.isp"), signedIn.visit(), isps)),
                List.of());
    }

    private static List<Value.Members> by(SignedIn signedIn, String dimension) {
        return signedIn.call(
                        "statistics/get",
                        "since",
                        dayAgo(signedIn.visit()),
                        "step",
                        "total",
                        "by",
                        List.of(dimension),
                        "sort",
                        "accepted",
                        "limit",
                        OFFERED)
                .objects();
    }

    /** The name of an ISP; those of none and of the rest have words. */
    static String isp(Translations words, String isp) {
        return switch (isp) {
            case "other" -> words.text("statistics.isp.other");
            case "(rest)" -> words.text("statistics.isp.rest");
            default -> isp;
        };
    }

    /** By how many recipients the queue grew. */
    static long gained(Value.Members row) {
        long left = 0;
        for (String figure :
                List.of("delivered", "bounced_hard", "bounced_soft", "suppressed", "expired")) {
            left += Values.number(row, figure);
        }
        return Values.number(row, "accepted") - left - Values.number(row, "purged");
    }

    /** A share such as {@code 1.2 %}. */
    public static String percent(Translations words, long part, long whole) {
        NumberFormat format = NumberFormat.getNumberInstance(words.language().locale());
        format.setMinimumFractionDigits(1);
        format.setMaximumFractionDigits(1);
        BigDecimal share =
                whole <= 0
                        ? BigDecimal.ZERO
                        : BigDecimal.valueOf(part * 100)
                                .divide(BigDecimal.valueOf(whole), 1, RoundingMode.HALF_UP);
        return format.format(share) + " %";
    }

    /** An age such as {@code 14 min}. */
    static String age(Translations words, Duration age) {
        if (age.toMinutes() < 1) {
            return words.text("figure.seconds", words.number(Math.max(0, age.toSeconds())));
        }
        if (age.toHours() < 2) {
            return words.text("figure.minutes", words.number(age.toMinutes()));
        }
        return age.toDays() < 2
                ? words.text("figure.hours", words.number(age.toHours()))
                : words.text("figure.days", words.number(age.toDays()));
    }

    /** A time to delivery such as {@code 1.2 s}; empty where nothing was delivered. */
    static String took(Translations words, Value.Members row, String member) {
        if (!Values.has(row, member)) {
            return "";
        }
        long millis = Values.number(row, member);
        if (millis >= 60_000) {
            return age(words, Duration.ofMillis(millis));
        }
        NumberFormat format = NumberFormat.getNumberInstance(words.language().locale());
        format.setMaximumFractionDigits(1);
        return words.text("figure.seconds", format.format(BigDecimal.valueOf(millis, 3)));
    }

    /** A size such as {@code 1.2 MB}. */
    static String size(Translations words, long bytes) {
        List<String> units = List.of("B", "KB", "MB", "GB", "TB", "PB");
        BigDecimal size = BigDecimal.valueOf(bytes);
        int unit = 0;
        while (size.compareTo(BigDecimal.valueOf(1000)) >= 0 && unit < units.size() - 1) {
            size = size.movePointLeft(3);
            unit++;
        }
        NumberFormat format = NumberFormat.getNumberInstance(words.language().locale());
        format.setMaximumFractionDigits(1);
        return format.format(size) + " " + words.text("size." + units.get(unit));
    }
}
