package io.mailyard.http;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A body that is read as it arrives, within limits: a maximum size, and a minimum rate of {@value
 * #LEAST_BYTES_PER_SECOND} bytes a second, so that a slow link does not hold its place for ever.
 */
public final class ArrivingBody extends FilterInputStream {
    static final int LEAST_BYTES_PER_SECOND = 16 * 1024;

    /** Time in addition to what the size allows. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final long most;
    private final long began = System.nanoTime();
    private long seen;

    public ArrivingBody(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        byte[] bytes = new byte[1];
        return read(bytes, 0, 1) < 0 ? -1 : bytes[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = super.read(into, from, length);
        if (count > 0) {
            seen += count;
            if (seen > most) {
                throw new ApiException(
                        ErrorCode.TOO_LARGE, "the body is larger than " + most + " bytes");
            }
            long allowed = GRACE.toNanos() + seen * 1_000_000_000L / LEAST_BYTES_PER_SECOND;
            if (System.nanoTime() - began > allowed) {
                throw new ApiException(
                        ErrorCode.REQUEST_TIMEOUT,
                        "the body arrives more slowly than "
                                + LEAST_BYTES_PER_SECOND
                                + " bytes a second");
            }
        }
        return count;
    }
}
