package io.mailyard.events;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Settings of the calls of webhooks, and of how long events are kept.
 *
 * @param privateNetworks whether requests may go to loopback and private addresses
 * @param timeout for one request, from the lookup to the answer's head
 * @param retryFirst pause of a webhook after one failure; five times as long after each further one
 * @param retryLongest maximum pause
 * @param retryFor age at which an event is dropped
 * @param queue maximum number of events that wait for one webhook
 * @param keep how long soft bounces are kept
 * @param log requests of one webhook that its log keeps
 * @param logKeep how long it keeps them
 * @param conversations how long and in how much space SMTP conversations are kept
 */
public record EventConfig(
        boolean privateNetworks,
        Duration timeout,
        Duration retryFirst,
        Duration retryLongest,
        Duration retryFor,
        int queue,
        Duration keep,
        int log,
        Duration logKeep,
        ConversationKeeping conversations) {
    private static final Setting<String> PRIVATE =
            Setting.oneOf(
                    "webhooks.private-networks",
                    List.of("refuse", "allow"),
                    "refuse",
                    "Whether webhooks may be sent to loopback, private and other addresses that are not of the public"
                            + " Internet.");
    private static final Setting<Duration> TIMEOUT =
            Setting.duration(
                    "webhooks.timeout",
                    "10s",
                    Duration.ofMillis(100),
                    Duration.ofSeconds(60),
                    "How long one request of a webhook may take, from the look-up of its host to the head of the answer.");
    private static final Setting<Duration> RETRY_FIRST =
            Setting.duration(
                    "webhooks.retry-first",
                    "5s",
                    Duration.ofMillis(10),
                    Duration.ofHours(24),
                    "How long a webhook rests after a request that failed; after each further one five times as long.");
    private static final Setting<Duration> RETRY_LONGEST =
            Setting.duration(
                    "webhooks.retry-longest",
                    "1h",
                    Duration.ofMillis(10),
                    Duration.ofHours(24),
                    "No webhook rests longer.");
    private static final Setting<Duration> RETRY_FOR =
            Setting.duration(
                    "webhooks.retry-for",
                    "3d",
                    Duration.ofMinutes(1),
                    Duration.ofDays(30),
                    "An event that waited for a webhook this long is dropped, and counted.");
    private static final Setting<Integer> QUEUE =
            Setting.integer(
                    "webhooks.queue",
                    100_000,
                    1,
                    10_000_000,
                    "How many events wait for one webhook; what is over is dropped, and counted.");
    private static final Setting<Duration> KEEP =
            Setting.duration(
                    "events.keep",
                    "30d",
                    Duration.ofMinutes(1),
                    Duration.ofDays(3650),
                    "How long soft bounces are kept.");

    private static final Setting<Integer> LOG =
            Setting.integer(
                    "webhooks.log",
                    100,
                    0,
                    10_000,
                    "How many requests of one webhook its log keeps, the newest, each with what was sent: 40 KB at most as"
                            + " a rule. 0: none, and then none can be replayed.");
    private static final Setting<Duration> LOG_KEEP =
            Setting.duration(
                    "webhooks.log-keep",
                    "7d",
                    Duration.ofMinutes(1),
                    Duration.ofDays(365),
                    "How long the log of a webhook's requests keeps them.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS =
            Stream.concat(ownSettings(), ConversationKeeping.SETTINGS.stream()).toList();

    private static Stream<Setting<?>> ownSettings() {
        return Stream.of(
                PRIVATE,
                TIMEOUT,
                RETRY_FIRST,
                RETRY_LONGEST,
                RETRY_FOR,
                QUEUE,
                KEEP,
                LOG,
                LOG_KEEP);
    }

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static EventConfig from(Settings settings) {
        return new EventConfig(
                "allow".equals(settings.get(PRIVATE)),
                settings.get(TIMEOUT),
                settings.get(RETRY_FIRST),
                settings.get(RETRY_LONGEST),
                settings.get(RETRY_FOR),
                settings.get(QUEUE),
                settings.get(KEEP),
                settings.get(LOG),
                settings.get(LOG_KEEP),
                ConversationKeeping.from(settings));
    }
}
