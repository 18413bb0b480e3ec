package io.mailyard.submission;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client's input by octets and lines. */
final class ClientInput {
    /** Buffer for commands: a thousand connections that never send a message use 1 MiB. */
    private static final int BUFFER = 1024;

    /** Buffer for messages, more than two Ethernet packets. */
    private static final int WIDE = 8192;

    /** Discarded octets of a line that is too long, before the connection is closed. */
    private static final int MAX_SKIPPED = 1 << 20;

    /** Called before waiting for the client. */
    @FunctionalInterface
    interface BeforeWait {
        void run() throws IOException;
    }

    /** A line, or why there is none. */
    sealed interface InputLine {
        /** The line without its CRLF. */
        record InputText(String text) implements InputLine {}

        /** Too long; it was discarded. */
        record TooLong() implements InputLine {}

        /** A CR or LF that is not part of a CRLF, or a NUL (RFC 5321 section 2.3.8). */
        record BareLineEnd() implements InputLine {}

        /** Not UTF-8. */
        record Malformed() implements InputLine {}
    }

    private final BeforeWait beforeWait;
    private byte[] buffer = new byte[BUFFER];
    private InputStream in;
    private int next;
    private int end;

    ClientInput(InputStream in, BeforeWait beforeWait) {
        this.in = in;
        this.beforeWait = beforeWait;
    }

    /** Enlarges the buffer for a message. */
    void widen() {
        if (buffer.length < WIDE) {
            buffer = Arrays.copyOf(buffer, WIDE);
        }
    }

    /** Switches to another stream and discards buffered input. */
    void turnTo(InputStream other) {
        in = other;
        next = 0;
        end = 0;
    }

    /**
     * The next octet, 0 to 255.
     *
     * @throws EOFException if the client closed the connection
     */
    int octet() throws IOException {
        if (next == end) {
            beforeWait.run();
            end = Math.max(0, in.read(buffer));
            next = 0;
            giveTurn();
            if (end == 0) {
                throw new EOFException("the client closed the connection");
            }
        }
        return buffer[next++] & 0xFF;
    }

    /** Yields, since a client with constant input would monopolize a carrier of virtual threads. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void giveTurn() {
        Thread.yield();
    }

    /** The next line of at most {@code most} octets including its end. */
    InputLine line(int most) throws IOException {
        byte[] line = new byte[Math.min(most, 512)];
        int length = 0;
        boolean bare = false;
        int skipped = 0;
        while (true) {
            int c = octet();
            if (c == '\n') {
                boolean crlf = length > 0 && line[length - 1] == '\r' && !bare;
                return !crlf
                        ? new InputLine.BareLineEnd()
                        : skipped > 0 ? new InputLine.TooLong() : text(line, length - 1);
            }
            bare |= c == 0 || (length > 0 && line[length - 1] == '\r');
            if (length == most - 1) {
                // The last place holds the CR that may end the line.
                line[length - 1] = (byte) c;
                if (++skipped > MAX_SKIPPED) {
                    throw new EOFException("the client sends a line without end");
                }
                continue;
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, Math.min(most, length * 2));
            }
            line[length++] = (byte) c;
        }
    }

    private static InputLine text(byte[] line, int length) {
        try {
            return new InputLine.InputText(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line, 0, length))
                            .toString());
        } catch (CharacterCodingException bad) {
            return new InputLine.Malformed();
        }
    }
}
