package io.mailyard.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Reports that could not reach the server, kept on the node's own disk until they can: a message
 * that a host has taken must not go out again because the node was restarted meanwhile. One batch a
 * line; a line cut short by a crash is passed over, for it was never acknowledged.
 */
final class ReportJournal {
    /** Some hundred thousand reports; a node that has as many unsent takes no more work. */
    private static final long MAX_BYTES = 64L << 20;

    private final Path written;
    private final Path sending;

    ReportJournal(Path folder) {
        this.written = folder.resolve("reports.journal");
        this.sending = folder.resolve("reports.sending");
        cutTorn();
    }

    /** What a crash cut short would swallow the next line. */
    private void cutTorn() {
        if (!Files.exists(written)) {
            return;
        }
        try (FileChannel file = FileChannel.open(written, StandardOpenOption.WRITE)) {
            byte[] bytes = Files.readAllBytes(written);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            file.truncate(end);
            file.force(true);
        } catch (IOException failed) {
            throw new UncheckedIOException("the journal of reports cannot be mended", failed);
        }
    }

    /** Where a batch goes. */
    @FunctionalInterface
    interface Sink {
        void send(String batch);
    }

    /** Appends a batch; durable on return. False where there is no more room. */
    synchronized boolean append(String batch) {
        try (FileChannel file =
                FileChannel.open(
                        written,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND)) {
            if (file.size() + batch.length() > MAX_BYTES) {
                return false;
            }
            ByteBuffer line = ByteBuffer.wrap((batch + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                file.write(line);
            }
            file.force(true);
            return true;
        } catch (IOException failed) {
            throw new UncheckedIOException("the journal of reports cannot be written", failed);
        }
    }

    synchronized boolean empty() {
        return !Files.exists(written) && !Files.exists(sending);
    }

    /**
     * Sends what there is, the oldest first; what {@code sink} throws ends it, and all of it is
     * sent again the next time: a report may come twice, and the second is passed over by the
     * server.
     */
    void flush(Sink sink) {
        while (!empty()) {
            for (String batch : toSend()) {
                sink.send(batch);
            }
            done();
        }
    }

    private synchronized List<String> toSend() {
        try {
            if (!Files.exists(sending)) {
                Files.move(written, sending, StandardCopyOption.ATOMIC_MOVE);
            }
            String text = Files.readString(sending, StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n');
            return end < 0 ? List.of() : text.substring(0, end).lines().toList();
        } catch (IOException failed) {
            throw new UncheckedIOException("the journal of reports cannot be read", failed);
        }
    }

    private synchronized void done() {
        try {
            Files.deleteIfExists(sending);
        } catch (IOException failed) {
            throw new UncheckedIOException("the journal of reports cannot be removed", failed);
        }
    }
}
