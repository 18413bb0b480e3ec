package io.mailyard.panel;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Chart of what became of mail over time: bars of delivered, deferred and bounced recipients on
 * each other, and a line of accepted ones. Drawn on the server; a script replaces it by one that is
 * pointed at.
 *
 * @param json the same figures for the script
 * @param line points of the line
 */
public record MailChart(
        String title,
        List<Point> points,
        List<Bar> bars,
        List<Mark> marks,
        String line,
        String json) {
    /** Size of the picture, and of its margins. */
    private static final int WIDTH = 960;

    private static final int HEIGHT = 240;
    private static final int LEFT = 64;
    private static final int RIGHT = 12;
    private static final int TOP = 12;
    private static final int BOTTOM = 28;

    /** Labels of times that fit beside each other. */
    private static final int MOST_LABELS = 12;

    /** Figures of one piece of time. */
    public record Point(
            Instant at, String label, long accepted, long delivered, long deferred, long bounced) {
        static Point nothing(Instant at, String label) {
            return new Point(at, label, 0, 0, 0, 0);
        }

        static Point of(Instant at, String label, Value.Members row) {
            return new Point(
                    at,
                    label,
                    Values.number(row, "accepted"),
                    Values.number(row, "delivered"),
                    Values.number(row, "deferred"),
                    MailChart.bounced(row));
        }

        private long top() {
            return Math.max(accepted, delivered + deferred + bounced);
        }
    }

    /** A rectangle of a figure. */
    public record Bar(String figure, String x, String y, String width, String height) {}

    /** A label of an axis; {@code line} whether a line crosses the picture there. */
    public record Mark(String text, String x, String y, boolean line) {}

    /** Hard and soft bounces of a row of statistics; suppressed recipients do not count. */
    public static long bounced(Value.Members row) {
        return Values.number(row, "bounced_hard") + Values.number(row, "bounced_soft");
    }

    static MailChart of(Translations words, String title, List<Point> points) {
        long top = top(points.stream().mapToLong(Point::top).max().orElse(0));
        double step = (double) (WIDTH - LEFT - RIGHT) / Math.max(1, points.size());
        List<Bar> bars = new ArrayList<>();
        List<Mark> marks = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int quarter = 0; quarter <= 4; quarter++) {
            marks.add(
                    new Mark(
                            words.number(top * quarter / 4),
                            text(LEFT - 8),
                            text(y(top * quarter / 4, top)),
                            true));
        }
        int every = Math.max(1, (points.size() + MOST_LABELS - 1) / MOST_LABELS);
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            double left = LEFT + i * step;
            long below = 0;
            for (Map.Entry<String, Long> part : parts(point)) {
                if (part.getValue() > 0) {
                    double high = y(below + part.getValue(), top);
                    bars.add(
                            new Bar(
                                    part.getKey(),
                                    text(left + step * 0.12),
                                    text(high),
                                    text(step * 0.76),
                                    text(y(below, top) - high)));
                    below += part.getValue();
                }
            }
            line.append(text(left + step / 2)).append(',').append(text(y(point.accepted(), top)));
            line.append(' ');
            if (i % every == 0) {
                marks.add(new Mark(point.label(), text(left + step / 2), text(HEIGHT - 8), false));
            }
        }
        return new MailChart(title, points, bars, marks, line.toString().strip(), json(points));
    }

    private static List<Map.Entry<String, Long>> parts(Point point) {
        return List.of(
                Map.entry("delivered", point.delivered()),
                Map.entry("deferred", point.deferred()),
                Map.entry("bounced", point.bounced()));
    }

    private static double y(long value, long top) {
        return HEIGHT - BOTTOM - (double) (HEIGHT - TOP - BOTTOM) * value / top;
    }

    /** The next number such as 4, 8, 20, 40 ..., which four lines divide. */
    private static long top(long most) {
        for (long unit = 4; unit < Long.MAX_VALUE / 20; unit *= 10) {
            for (long factor : List.of(1L, 2L, 5L)) {
                if (unit * factor >= most) {
                    return unit * factor;
                }
            }
        }
        return Long.MAX_VALUE / 2;
    }

    /** A place in the picture, to a tenth. */
    private static String text(double place) {
        long tenths = Math.round(place * 10);
        return tenths / 10 + "." + Math.abs(tenths % 10);
    }

    private static String json(List<Point> points) {
        return JsonText.write(out -> {
            out.numbers(
                    "times", points.stream().map(point -> point.at().getEpochSecond()).toList());
            out.texts("labels", points.stream().map(Point::label).toList());
            out.numbers("accepted", points.stream().map(Point::accepted).toList());
            out.numbers("delivered", points.stream().map(Point::delivered).toList());
            out.numbers("deferred", points.stream().map(Point::deferred).toList());
            out.numbers("bounced", points.stream().map(Point::bounced).toList());
        });
    }

    /** Whether nothing happened. */
    public boolean isEmpty() {
        return points.stream().allMatch(point -> point.top() == 0);
    }
}
