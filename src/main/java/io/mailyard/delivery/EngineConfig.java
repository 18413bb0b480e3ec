package io.mailyard.delivery;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Resources and timeouts of a node's engine.
 *
 * @param name EHLO name if neither the source nor DNS has one; empty to use the address
 * @param port of mail hosts found by DNS
 * @param privateNetworks whether hosts found by DNS may have addresses outside the public Internet
 * @param maxConnections connections at once to all hosts, including idle ones
 * @param maxWaiting tasks that are leased and not begun
 * @param connectTimeout for one address
 * @param greetingTimeout time allowed for the greeting of hosts that have never greeted
 * @param timeout for one answer, where RFC 5321 gives it longer
 * @param idle how long a connection is kept open for the next message
 * @param messageMemory octets of messages in running attempts, both as accepted and as sent
 * @param contentCache octets of messages cached for further recipients
 * @param conversations which SMTP conversations are recorded
 */
public record EngineConfig(
        String name,
        int port,
        boolean privateNetworks,
        int maxConnections,
        int maxWaiting,
        Duration connectTimeout,
        Duration greetingTimeout,
        Duration timeout,
        Duration idle,
        int messageMemory,
        int contentCache,
        ConversationConfig conversations) {
    /** A relay allows a client a handful of connections. */
    private static final int SMALL_CONNECTIONS = 4;

    /** A few times what the connections carry at once. */
    private static final int SMALL_WAITING = 100;

    /** A notice has some 10 KB. */
    private static final int SMALL_MEMORY = 1024 * 1024;

    private static final Setting<String> NAME =
            new Setting<>(
                    "delivery.name",
                    EngineConfig::host,
                    "",
                    "a host name",
                    false,
                    "The name given in EHLO where neither the sender's address nor DNS has one;"
                            + " empty: the address itself.");
    private static final Setting<Integer> PORT =
            Setting.integer(
                    "delivery.port",
                    25,
                    1,
                    65_535,
                    "The port of mail hosts found by DNS; routes have their own.");
    private static final Setting<String> PRIVATE =
            Setting.oneOf(
                    "delivery.private-networks",
                    List.of("refuse", "allow"),
                    "refuse",
                    "Whether mail may go to mail hosts that DNS puts at loopback, private and other addresses that are"
                            + " not of the public Internet; routes go where they say.");
    private static final Setting<Integer> MAX_CONNECTIONS =
            Setting.integer(
                    "delivery.max-connections",
                    500,
                    1,
                    20_000,
                    "Connections to mail hosts at once; each takes some 40 KB.");
    private static final Setting<Integer> MAX_WAITING =
            Setting.integer(
                    "delivery.max-waiting",
                    4_000,
                    10,
                    100_000,
                    "Recipients that a node may hold leased before their attempts begin.");
    private static final Setting<Duration> CONNECT_TIMEOUT =
            Setting.duration(
                    "delivery.connect-timeout",
                    "30s",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(5),
                    "How long the connection to one address may take.");
    private static final Setting<Duration> GREETING_TIMEOUT =
            Setting.duration(
                    "delivery.greeting-timeout",
                    "30s",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(5),
                    "How long a host that has not answered for a message yet may take to greet and for each answer up to that of"
                            + " DATA; twice as long at each further attempt, up to the 5 minutes of RFC 5321.");
    private static final Setting<Duration> TIMEOUT =
            Setting.duration(
                    "delivery.timeout",
                    "10m",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(10),
                    "How long one answer of a mail host may take, where RFC 5321 allows longer.");
    private static final Setting<Duration> IDLE =
            Setting.duration(
                    "delivery.idle",
                    "5s",
                    Duration.ofMillis(1),
                    Duration.ofMinutes(1),
                    "How long a connection is kept open for the next message.");
    private static final Setting<Integer> MESSAGE_MEMORY =
            Setting.byteSize(
                    "delivery.message-memory",
                    "32MiB",
                    1024 * 1024,
                    1024 * 1024 * 1024,
                    "Messages that attempts hold in memory, twice their size, each once. What finds no room is tried"
                            + " again a second later; a message that is larger goes alone.");
    private static final Setting<Integer> CONTENT_CACHE =
            Setting.byteSize(
                    "delivery.content-cache",
                    "12MiB",
                    1024 * 1024,
                    1024 * 1024 * 1024,
                    "Messages kept in memory for their next recipients.");

    /** The settings this package reads. */
    public static final List<Setting<?>> SETTINGS =
            Stream.concat(ownSettings(), ConversationConfig.SETTINGS.stream()).toList();

    private static Stream<Setting<?>> ownSettings() {
        return Stream.of(
                NAME,
                PORT,
                PRIVATE,
                MAX_CONNECTIONS,
                MAX_WAITING,
                CONNECT_TIMEOUT,
                GREETING_TIMEOUT,
                TIMEOUT,
                IDLE,
                MESSAGE_MEMORY,
                CONTENT_CACHE);
    }

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static EngineConfig from(Settings settings) {
        return new EngineConfig(
                settings.get(NAME),
                settings.get(PORT),
                settings.get(PRIVATE).equals("allow"),
                settings.get(MAX_CONNECTIONS),
                settings.get(MAX_WAITING),
                settings.get(CONNECT_TIMEOUT),
                settings.get(GREETING_TIMEOUT),
                settings.get(TIMEOUT),
                settings.get(IDLE),
                settings.get(MESSAGE_MEMORY),
                settings.get(CONTENT_CACHE),
                ConversationConfig.from(settings));
    }

    /**
     * For the platform's own mail: little of it at a time, in memory that tenants' mail does not
     * use.
     *
     * @param connectTimeout and {@code timeout} in place of these
     */
    public EngineConfig small(Duration connectTimeout, Duration timeout) {
        return new EngineConfig(
                name,
                port,
                privateNetworks,
                SMALL_CONNECTIONS,
                SMALL_WAITING,
                connectTimeout,
                greetingTimeout,
                timeout,
                idle,
                SMALL_MEMORY,
                SMALL_MEMORY,
                ConversationConfig.OFF);
    }

    private static String host(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (!name.matches("[a-z0-9.-]{0,253}")) {
            throw new IllegalArgumentException("is not a valid host name");
        }
        return name;
    }
}
