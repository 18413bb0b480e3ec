package io.mailyard.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Standard output that remembers the first fault of writing to it, such as a full disk: the streams
 * that Java and picocli put over it keep only that there was one, or nothing.
 */
final class StandardOutput extends OutputStream {
    private final OutputStream target;
    private Optional<String> fault = Optional.empty();

    StandardOutput() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    StandardOutput(OutputStream target) {
        this.target = target;
    }

    /** Why the output is not whole, in the words of the operating system. */
    Optional<String> fault() {
        return fault;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int start, int count) throws IOException {
        try {
            target.write(octets, start, count);
        } catch (IOException failed) {
            if (fault.isEmpty()) {
                fault = Optional.of(ApiClient.why(failed));
            }
            throw failed;
        }
    }

    /** Whether the reader went away, as {@code head} does: that deserves no sentence. */
    boolean readerGone() {
        return fault.filter(reason -> reason.contains("Broken pipe")).isPresent();
    }
}
