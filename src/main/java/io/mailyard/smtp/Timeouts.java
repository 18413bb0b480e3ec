package io.mailyard.smtp;

import java.time.Duration;

/**
 * Time limits of the steps (RFC 5321 section 4.5.3.2). A step that exceeds its limit closes the
 * connection.
 *
 * @param connect the TCP connection to one address
 * @param banner the first 220
 * @param command EHLO, STARTTLS with its handshake, AUTH, RSET
 * @param data the 354 after DATA
 * @param block sending one block of the message
 * @param end the reply to the final dot: the host is storing the message, and giving up too early
 *     delivers it twice
 * @param quit the reply to QUIT, which decides nothing
 * @param envelope MAIL, all RCPT and DATA of one message together: hundreds of replies, each within
 *     its limit, would hold a connection for days
 * @param octetsPerSecond minimum rate at which a host must accept a message, in addition to the
 *     time of one block
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
    /** The value of Postfix's smtp_min_data_rate. */
    private static final int LEAST_OCTETS_PER_SECOND = 500;

    /**
     * The limits of RFC 5321, with short ones for connecting and QUIT, which it does not define.
     */
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

    /** These limits, each at most {@code most}. */
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
     * These limits, those before the message at most {@code most}: for a host that never replied.
     * After the message is sent the full time applies, since giving up would send it twice.
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

    /** These limits with another connection time-out. */
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

    /** These limits with other limits for a whole message. */
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

    private static Duration least(Duration duration, Duration other) {
        return duration.compareTo(other) < 0 ? duration : other;
    }
}
