package io.mailyard.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rules for what counts as a difference.
 *
 * @param exactTimes whether times are compared; otherwise it suffices that both are times
 * @param order whether the order of elements of XML is compared
 * @param ignored members that are not compared, by path; * stands for anything
 */
public record ComparisonRules(boolean exactTimes, boolean order, List<Pattern> ignored) {
    /** Members that differ from one call to the next, or by nature between installations. */
    private static final Set<String> BY_NATURE =
            Set.of(
                    "request_id",
                    "took_ms",
                    "version",
                    "server_version",
                    "program_version",
                    "uptime",
                    "uptime_seconds");

    private static final Set<String> SECRET =
            Set.of("token", "secret", "password", "private_key", "plan_token", "invite");

    private static final Pattern TIME =
            Pattern.compile(
                    "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"
                            + " ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?");

    private static final Pattern SECONDS = Pattern.compile("1[0-9]{9}([0-9]{3})?");
    private static final Pattern TIME_NAME = Pattern.compile(".*(_at|time|date|since|until)");

    /** Rules from the paths to ignore, as they are typed. */
    public static ComparisonRules of(boolean exactTimes, boolean order, List<String> ignored) {
        return new ComparisonRules(
                exactTimes, order, ignored.stream().map(ComparisonRules::pattern).toList());
    }

    private static Pattern pattern(String path) {
        return Pattern.compile(
                Arrays.stream(path.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")));
    }

    /** Whether a member is not compared. */
    boolean ignores(String path, String name) {
        return BY_NATURE.contains(name)
                || ignored.stream().anyMatch(pattern -> pattern.matcher(path).matches());
    }

    /** Whether a member's values are not shown. */
    static boolean isSecret(String name) {
        return SECRET.contains(name);
    }

    /** Whether two values differ only as times do. */
    boolean areTimes(String name, String old, String now) {
        return !exactTimes
                && ((TIME.matcher(old).matches() && TIME.matcher(now).matches())
                        || (TIME_NAME.matcher(name).matches()
                                && SECONDS.matcher(old).matches()
                                && SECONDS.matcher(now).matches()));
    }
}
