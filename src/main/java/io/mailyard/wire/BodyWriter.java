package io.mailyard.wire;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the content of an answer as it comes to be; closed afterwards, written or not. */
public interface BodyWriter extends AutoCloseable {
    void write(OutputStream out) throws IOException;

    @Override
    void close();
}
