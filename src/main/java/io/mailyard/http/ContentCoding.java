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

    /** The result of decoding gzip. */
    enum DecodedBody {
        WHOLE,
        TOO_LARGE,
        NO_ROOM,
        MALFORMED
    }

    /** The codings in the header's lines, without {@code identity}, which means none. */
    public static List<String> of(List<String> lines) {
        if (lines.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(String.join(",", lines).split(",", -1))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .toList();
    }

    /** The coding that cannot be decoded, if any: any but gzip, and gzip applied twice. */
    static Optional<String> refused(List<String> codings) {
        if (codings.size() == 1 && isGzip(codings.getFirst())) {
            return Optional.empty();
        }
        return codings.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", codings));
    }

    /** The transfer coding besides chunked, which Jetty would not decode, if any. */
    static Optional<String> unknownTransfer(List<String> lines) {
        return lines.stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("chunked"))
                .findFirst();
    }

    private static boolean isGzip(String coding) {
        return coding.equals("gzip") || coding.equals("x-gzip");
    }

    /** Decodes a body as it arrives; call {@link #refused} first. */
    public static InputStream decoded(List<String> codings, InputStream body) throws IOException {
        return codings.isEmpty() ? body : new GzipMembers(body);
    }

    /** Decodes gzip from one body into another, whose limits apply to the decoded size. */
    static DecodedBody gunzip(ReceivedBody from, ReceivedBody into) {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = new GzipMembers(from.stream())) {
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
     * Consecutive members form one content (RFC 1952, section 2.2). Java reads on into the next
     * member by a recursive call, so a body of many empty members would exhaust the stack.
     */
    private static final class GzipMembers extends GZIPInputStream {
        /** Maximum number of consecutive empty members; no compressor writes any. */
        private static final int MOST_EMPTY = 64;

        private int depth;

        GzipMembers(InputStream in) throws IOException {
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
