package io.mailyard.suppressions;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The reach and the lifetime of suppressions.
 *
 * @param platformAfter hard bounces of this many accounts suppress an address for all; 0: never
 * @param maxImport maximum size of an import's body, in bytes
 * @param keepHard lifetime of class {@code hard}; zero: unlimited
 */
public record SuppressionConfig(int platformAfter, Duration keepHard, int maxImport) {
    private static final Setting<Integer> PLATFORM_AFTER =
            Setting.integer(
                    "suppressions.platform-after",
                    2,
                    0,
                    1000,
                    "An address is suppressed for every account once mail of so many accounts bounced hard there; 0: never. One"
                            + " account's mail alone does not decide for the others.");

    private static final Setting<Duration> KEEP_HARD =
            Setting.duration(
                    "suppressions.keep.hard",
                    "180d",
                    Duration.ZERO,
                    Duration.ofDays(36_500),
                    "How long an address stays suppressed after a hard bounce: mailboxes come back, and hosts err. 0: for ever."
                            + " Suppressions of the other classes have no end of their own.");

    private static final Setting<Integer> MAX_IMPORT =
            Setting.byteSize(
                    "suppressions.max-import",
                    "256MiB",
                    1 << 20,
                    1 << 30,
                    "Largest body of suppressions/import, unpacked. It is read as it arrives, with memory for a few hundred lines.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(PLATFORM_AFTER, KEEP_HARD, MAX_IMPORT);

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static SuppressionConfig from(Settings settings) {
        return new SuppressionConfig(
                settings.get(PLATFORM_AFTER), settings.get(KEEP_HARD), settings.get(MAX_IMPORT));
    }

    /** End of a suppression of that class that begins now; empty: never. */
    Optional<Instant> end(SuppressionClass kind, Instant now) {
        return kind == SuppressionClass.HARD && !keepHard.isZero()
                ? Optional.of(now.plus(keepHard))
                : Optional.empty();
    }
}
