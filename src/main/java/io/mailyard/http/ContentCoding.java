package io.mailyard.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Content-Encoding of a request (RFC 9110, section 8.4): gzip is decoded, others are refused. */
public final class ContentCoding {
    private static final int BUFFER = 8 * 1024;

    private ContentCoding() {}

    /** What became of a body in gzip. */
    enum DecodedBody {
        WHOLE,
        TOO_LARGE,
        NO_ROOM,
        MALFORMED
    }

    /** What the lines of the header name besides {@code identity}, which is none. */
    public static List<String> of(List<String> lines) {
        return Arrays.stream(String.join(",", lines).split(",", -1))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .toList();
    }

    /** The one that cannot be decoded, if there is one: all but gzip, and gzip twice. */
    static Optional<String> refused(List<String> codings) {
        if (codings.size() == 1 && isGzip(codings.getFirst())) {
            return Optional.empty();
        }
        return codings.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", codings));
    }

    private static boolean isGzip(String coding) {
        return coding.equals("gzip") || coding.equals("x-gzip");
    }

    /** A body that is read as it arrives, decoded; {@link #refused} was asked before. */
    public static InputStream decoded(List<String> codings, InputStream body) throws IOException {
        return codings.isEmpty() ? body : new Members(body);
    }

    /** Decodes gzip from one body into another, whose limits hold for what comes out. */
    static DecodedBody gunzip(ReceivedBody from, ReceivedBody into) {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = new Members(from.stream())) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                switch (into.add(ByteBuffer.wrap(buffer, 0, read))) {
                    case TOO_LARGE -> {
                        return DecodedBody.TOO_LARGE;
                    }
                    case NO_ROOM -> {
                        return DecodedBody.NO_ROOM;
                    }
                    case DONE -> {}
                }
            }
            return DecodedBody.WHOLE;
        } catch (IOException malformed) {
            return DecodedBody.MALFORMED;
        }
    }

    /**
     * Several members behind one another are one content (RFC 1952, section 2.2). Java reads on
     * into the next by a call within the call, so that a body of many empty ones would exhaust the
     * stack.
     */
    private static final class Members extends GZIPInputStream {
        /** In a row; nobody who compresses something writes any. */
        private static final int MOST_EMPTY = 64;

        private int depth;

        Members(InputStream in) throws IOException {
            super(in, BUFFER);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (depth > MOST_EMPTY) {
                throw new ZipException("too many empty members");
            }
            depth++;
            try {
                return super.read(into, from, length);
            } finally {
                depth--;
            }
        }
    }
}
