package io.mailyard.agent;

import io.mailyard.base.OwnerFiles;
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
 * Reports that could not reach the server, saved on the node's disk until they can: a message
 * accepted by a host must not be sent again because the node restarted meanwhile. One batch per
 * line; a line cut short by a crash is skipped, since it was never acknowledged.
 */
final class ReportJournal {
    /** Some hundred thousand reports; a node with that many unsent reports leases no more mail. */
    private static final long MAX_BYTES = 64L << 20;

    private final Path written;
    private final Path sending;

    ReportJournal(Path folder) {
        this.written = folder.resolve("reports.journal");
        this.sending = folder.resolve("reports.sending");
        dropTornLine();
    }

    private void dropTornLine() {
        if (!Files.exists(written)) {
            return;
        }
        try (FileChannel file =
                FileChannel.open(written, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            dropTornLine(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("the journal of reports cannot be mended", failed);
        }
    }

    /**
     * Removes an incomplete last line, which would swallow the next one: of a process that was
     * killed, or of a batch that the disk had no space for.
     */
    private static void dropTornLine(FileChannel file) throws IOException {
        long end = file.size();
        while (end > 0 && byteAt(file, end - 1) != '\n') {
            end--;
        }
        if (end < file.size()) {
            file.truncate(end);
            file.force(true);
        }
    }

    private static int byteAt(FileChannel file, long position) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        return file.read(one, position) == 1 ? one.get(0) : -1;
    }

    /** Receives a batch. */
    @FunctionalInterface
    interface JournalSink {
        void send(String batch);
    }

    /** Appends a batch; durable on return. False if the journal is full. */
    synchronized boolean append(String batch) {
        try (FileChannel file =
                FileChannel.open(
                        written,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            dropTornLine(file);
            ByteBuffer line = ByteBuffer.wrap((batch + "\n").getBytes(StandardCharsets.UTF_8));
            long end = file.size();
            if (end + line.remaining() > MAX_BYTES) {
                return false;
            }
            file.position(end);
            while (line.hasRemaining()) {
                file.write(line);
            }
            file.force(true);
            if (end == 0) {
                OwnerFiles.syncFolderOf(written);
            }
            return true;
        } catch (IOException failed) {
            throw new UncheckedIOException("the journal of reports cannot be written", failed);
        }
    }

    synchronized boolean empty() {
        return !Files.exists(written) && !Files.exists(sending);
    }

    /**
     * Sends all batches, the oldest first. An exception of {@code sink} stops the transfer, and all
     * are sent again next time: a report may arrive twice, and the server ignores the second.
     */
    void flush(JournalSink sink) {
        while (!empty()) {
            for (String batch : toSend()) {
                sink.send(batch);
            }
            deleteSent();
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

    private synchronized void deleteSent() {
        try {
            Files.deleteIfExists(sending);
        } catch (IOException failed) {
            throw new UncheckedIOException("the journal of reports cannot be removed", failed);
        }
    }
}
