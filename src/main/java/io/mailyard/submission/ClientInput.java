package io.mailyard.submission;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a client sends, octet by octet and line by line. */
final class ClientInput {
    /** For commands: a thousand connections that never send a message have 1 MiB. */
    private static final int BUFFER = 1024;

    /** For messages: two packets of Ethernet hold less. */
    private static final int WIDE = 8192;

    /** What is thrown away of a line that is too long, before the connection is ended. */
    private static final int MAX_SKIPPED = 1 << 20;

    /** Called before the client is waited for. */
    @FunctionalInterface
    interface BeforeWait {
        void run() throws IOException;
    }

    /** A command, or what came in place of one. */
    sealed interface InputLine {
        /** Without its CRLF. */
        record Text(String text) implements InputLine {}

        /** Longer than is allowed; it was thrown away. */
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

    /** Reads larger pieces from now on: a message comes. */
    void widen() {
        if (buffer.length < WIDE) {
            buffer = Arrays.copyOf(buffer, WIDE);
        }
    }

    /** Goes on with another stream and forgets what came by the one before. */
    void turnTo(InputStream other) {
        in = other;
        next = 0;
        end = 0;
    }

    /**
     * The next octet, 0 to 255.
     *
     * @throws EOFException where the client has closed
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

    /**
     * A client that always has more at hand would keep the carrier of virtual threads for itself.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void giveTurn() {
        Thread.yield();
    }

    /** The next line, at most {@code most} octets with its end. */
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
                // the last place holds the CR that may end the line
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
            return new InputLine.Text(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line, 0, length))
                            .toString());
        } catch (CharacterCodingException bad) {
            return new InputLine.Malformed();
        }
    }
}
