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
        Duration quit) {
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
                    Duration.ofSeconds(5));

    /** These, none longer than {@code most}. */
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
                least(quit, most));
    }

    /** These with another time for the connection. */
    public Timeouts withConnect(Duration other) {
        return new Timeouts(other, banner, command, mail, recipient, data, block, end, quit);
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
