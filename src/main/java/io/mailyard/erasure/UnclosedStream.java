package io.mailyard.erasure;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Stays open where an encoder of its own is closed, which then writes its last octets. */
final class UnclosedStream extends FilterOutputStream {
    UnclosedStream(OutputStream open) {
        super(open);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        out.write(octets, offset, length);
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }
}
