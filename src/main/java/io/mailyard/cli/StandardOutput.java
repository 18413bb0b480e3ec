package io.mailyard.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Standard output that remembers the first failed write, for example on a full disk. The streams of
 * Java and picocli remember only that there was one, or not even that.
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

    /** Why the output is incomplete, in the words of the operating system. */
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

    /** Whether the reader closed the pipe, as {@code head} does, which is not worth a message. */
    boolean readerGone() {
        return fault.filter(reason -> reason.contains("Broken pipe")).isPresent();
    }
}
