package io.mailyard.policies;

import io.mailyard.api.ObjectSchema;
import io.mailyard.fields.Field;
import io.mailyard.wire.Out;
import java.util.List;

/**
 * Speed and number of connections with which an address speaks to a mail host
 * (docs/spec/delivery.md).
 *
 * @param concurrentConnections at once, for each address
 * @param connectionAttempts connections begun in an interval
 * @param tryTlsFirst encrypts where the host offers it
 * @param dropMessage messages are not delivered: each is taken from the queue at its turn and
 *     counted as purged
 */
public record Strategy(
        long id,
        String name,
        int concurrentConnections,
        int messagesPerConnection,
        int connectionAttempts,
        int intervalSeconds,
        Helo helo,
        boolean tryTlsFirst,
        boolean dropMessage,
        boolean shipped)
        implements Policy {

    /** The name in EHLO. */
    public enum Helo {
        /** The name in the address's PTR record. */
        PTR,
        /** The domain of the message's From address. */
        FROM,
        /** The address itself, as a literal. */
        IP
    }

    static final Field<String> NAME = Field.named("Unique name.");
    static final Field<Long> CONNECTIONS =
            Field.number(
                    "concurrent_connections", 1, 1000, 1, "Connections at once, for each address.");
    static final Field<Long> MESSAGES =
            Field.number("messages_per_connection", 1, 100_000, 60, "Messages in one connection.");
    static final Field<Long> ATTEMPTS =
            Field.number("connection_attempts", 1, 100_000, 1, "Connections begun in an interval.");
    static final Field<Long> INTERVAL =
            Field.number("interval_seconds", 1, 86_400, 60, "The interval, in seconds.");
    static final Field<String> HELO =
            Field.word(
                    "helo",
                    "Greets by the address's PTR name, the From domain, or the address. Default ptr.",
                    "ptr",
                    "from",
                    "ip");
    static final Field<Boolean> TLS =
            Field.flag("try_tls_first", true, "Encrypts where the host offers it. Default true.");
    static final Field<Boolean> DROP =
            Field.flag(
                    "drop_message",
                    false,
                    "Messages are not delivered, but taken from the queue and counted as purged.");

    static PolicyKind<Strategy> described() {
        return new PolicyKind<>(
                "strategies",
                "strategy",
                "Strategies: how fast a sender's addresses send.",
                List.of(NAME, CONNECTIONS, MESSAGES, ATTEMPTS, INTERVAL, HELO, TLS, DROP),
                new PolicyHooks() {
                    @Override
                    public ObjectSchema shownSchema() {
                        return PolicyFigures.RATES;
                    }

                    @Override
                    public void shown(Out out, PolicyRow kept) {
                        Strategy strategy = made(kept);
                        PolicyFigures.writeRates(
                                out, strategy.messagesPerInterval(), strategy.intervalSeconds());
                    }
                },
                Strategy::made);
    }

    private static Strategy made(PolicyRow kept) {
        return new Strategy(
                kept.id(),
                kept.get(NAME),
                kept.get(CONNECTIONS).intValue(),
                kept.get(MESSAGES).intValue(),
                kept.get(ATTEMPTS).intValue(),
                kept.get(INTERVAL).intValue(),
                EnumNames.of(Helo.class, kept.get(HELO)),
                kept.get(TLS),
                kept.get(DROP),
                kept.shipped());
    }

    /** Messages of one address in an interval: the product of the first three. */
    public long messagesPerInterval() {
        return (long) concurrentConnections * messagesPerConnection * connectionAttempts;
    }
}
