package io.mailyard.wire;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes the content of an answer piece by piece; always closed afterwards, even if nothing was
 * written.
 */
public interface BodyWriter extends AutoCloseable {
    /**
     * Writes all of the content; the caller closes {@code out}.
     *
     * @throws IOException if the reader has left, or the content cannot be read to its end
     */
    void write(OutputStream out) throws IOException;

    @Override
    void close();
}
