package io.mailyard.smtp;

import java.time.Duration;

/**
 * How long each step may take (RFC 5321 section 4.5.3.2). A step that takes longer breaks the
 * connection.
 *
 * @param connect the TCP connection to one address
 * @param banner the first 220
 * @param command EHLO, STARTTLS with its handshake, AUTH, RSET
 * @param data the 354 after DATA
 * @param block the sending of one block of the message
 * @param end the answer to the final dot: the host is storing the message, and giving up too early
 *     makes it arrive twice
 * @param quit the answer to QUIT, which decides nothing
 * @param envelope MAIL, all RCPT and DATA of one message together: hundreds of answers, each within
 *     its own time, would hold a connection for days
 * @param octetsPerSecond what a host takes of a message at least, beside the time of one block
 */
public record Timeouts(
        Duration connect,
        Duration banner,
        Duration command,
        Duration mail,
        Duration recipient,
        Duration data,
        Duration block,
        Duration end,
        Duration quit,
        Duration envelope,
        int octetsPerSecond) {
    /** As Postfix's smtp_min_data_rate. */
    private static final int LEAST_OCTETS_PER_SECOND = 500;

    /** The times of RFC 5321; connecting and quitting, of which it says nothing, are short. */
    public static final Timeouts RFC_5321 =
            new Timeouts(
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(15),
                    LEAST_OCTETS_PER_SECOND);

    /** These, no step longer than {@code most}. */
    public Timeouts atMost(Duration most) {
        return new Timeouts(
                least(connect, most),
                least(banner, most),
                least(command, most),
                least(mail, most),
                least(recipient, most),
                least(data, most),
                least(block, most),
                least(end, most),
                least(quit, most),
                envelope,
                octetsPerSecond);
    }

    /**
     * These, nothing before the message longer than {@code most}: for a host that has never
     * answered. Once it has a message it gets its time, since giving up then sends it twice.
     */
    Timeouts untilMessage(Duration most) {
        return new Timeouts(
                connect,
                least(banner, most),
                least(command, most),
                least(mail, most),
                least(recipient, most),
                least(data, most),
                block,
                end,
                quit,
                envelope,
                octetsPerSecond);
    }

    /** These with another time for the connection. */
    public Timeouts withConnect(Duration other) {
        return new Timeouts(
                other,
                banner,
                command,
                mail,
                recipient,
                data,
                block,
                end,
                quit,
                envelope,
                octetsPerSecond);
    }

    /** These with other limits for one message as a whole. */
    Timeouts withMessage(Duration otherEnvelope, int otherRate) {
        return new Timeouts(
                connect,
                banner,
                command,
                mail,
                recipient,
                data,
                block,
                end,
                quit,
                otherEnvelope,
                otherRate);
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
