package io.mailyard.erasure;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.outcomes.ContentStream;
import io.mailyard.tasks.Task;
import io.mailyard.tasks.TaskKind;
import io.mailyard.tasks.TaskProgress;
import io.mailyard.wire.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes everything of an account to a file in the data folder: lines of JSON, compressed. Each
 * step appends one member of gzip (RFC 1952, section 2.2); one that is repeated cuts the file to
 * where it began.
 */
final class AccountExport implements TaskKind {
    static final String NAME = "accounts.export";

    /** Time that the file stays. */
    static final Duration KEPT = Duration.ofDays(7);

    private static final String FOLDER = "exports";
    private static final int ROWS = 500;
    private static final int BUFFER = 64 * 1024;

    private final Database database;
    private final Path folder;
    private final InstantSource clock;

    AccountExport(Database database, Path dataFolder, InstantSource clock) {
        this.database = database;
        this.folder = dataFolder.resolve(FOLDER);
        this.clock = clock;
    }

    /** Table, key and size of the file, as numbers with commas. */
    private record ExportCursor(int table, long key, long size, long rows) {
        static ExportCursor parse(String text) {
            String[] parts = text.split(",", -1);
            return new ExportCursor(
                    Integer.parseInt(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]));
        }

        ExportCursor next(long after, long fileSize, int more) {
            return new ExportCursor(table, after, fileSize, rows + more);
        }

        ExportCursor nextTable(long fileSize, int more) {
            return new ExportCursor(table + 1, Long.MIN_VALUE, fileSize, rows + more);
        }

        String text() {
            return table + "," + key + "," + size + "," + rows;
        }
    }

    static String begin() {
        return new ExportCursor(0, Long.MIN_VALUE, 0, 0).text();
    }

    @Override
    public String name() {
        return NAME;
    }

    private Path file(Task task) {
        long account = task.account().map(AccountId::value).orElse(0L);
        return folder.resolve("account-" + account + "-export-" + task.id() + ".ndjson.gz");
    }

    /**
     * Opens the file of a task that is done.
     *
     * @throws ApiException error 404 if it is past its time, or another server's
     */
    InputStream open(Task task) {
        try {
            return Files.newInputStream(file(task));
        } catch (IOException gone) {
            throw ApiException.notFound(
                    "the file of task "
                            + task.id()
                            + " is not here: it is past its time, or another server has it");
        }
    }

    @Override
    public TaskProgress step(TaskStepRun step) {
        Task task = step.task();
        ExportCursor cursor = ExportCursor.parse(task.cursor());
        Path file = file(task);
        if (cursor.table() >= AccountTable.ALL.size()) {
            return TaskProgress.over(
                    AccountTable.ALL.size(),
                    JsonText.write(out ->
                            out.text("file", FOLDER + "/" + file.getFileName())
                                    .number("bytes", cursor.size())
                                    .number("rows", cursor.rows())
                                    .time("expires_at", clock.instant().plus(KEPT))));
        }
        AccountTable table = AccountTable.ALL.get(cursor.table());
        long account = task.account().map(AccountId::value).orElseThrow();
        ExportCursor next =
                table.equals(AccountTable.CONTENTS)
                        ? appendContents(file, account, cursor)
                        : appendRows(file, account, cursor, table);
        return TaskProgress.at(next.text(), next.table(), AccountTable.ALL.size());
    }

    private ExportCursor appendRows(
            Path file, long account, ExportCursor cursor, AccountTable table) {
        List<AccountTable.TableLine> lines =
                database.read(tx -> table.read(tx, account, cursor.key(), ROWS));
        long size = append(file, cursor, out -> out.write(AccountTable.bytes(lines))).orElseThrow();
        return lines.size() < ROWS
                ? cursor.nextTable(size, lines.size())
                : cursor.next(lines.getLast().key(), size, lines.size());
    }

    private ExportCursor appendContents(Path file, long account, ExportCursor cursor) {
        while (true) {
            ContentBatch batch = database.read(tx -> ContentBatch.find(tx, account, cursor.key()));
            Optional<Long> size = append(file, cursor, out -> batch.write(database, out));
            if (size.isPresent()) {
                return batch.last()
                        ? cursor.nextTable(size.get(), batch.contents().size())
                        : cursor.next(
                                batch.contents().getLast().message(),
                                size.get(),
                                batch.contents().size());
            }
        }
    }

    /** Writes lines of a member. */
    private interface MemberWriter {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Appends a member where the file of the cursor ends, and returns the new size; empty if a
     * content was removed meanwhile, which the next batch is without.
     */
    private Optional<Long> append(Path file, ExportCursor cursor, MemberWriter lines) {
        long size = cursor.size();
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file)) {
                if (size > 0) {
                    throw new TaskFailed("its file is gone, or on the machine of another server");
                }
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(size);
                channel.position(size);
                OutputStream end = new UnclosedStream(Channels.newOutputStream(channel));
                try (GZIPOutputStream zip = new GZIPOutputStream(end, BUFFER)) {
                    lines.write(zip);
                }
                channel.force(true);
                return Optional.of(channel.position());
            }
        } catch (ContentStream.ContentGoneException removed) {
            return Optional.empty();
        } catch (IOException broken) {
            throw new TaskFailed("its file cannot be written: " + broken.getMessage());
        }
    }

    @Override
    public void abandoned(Task task) {
        try {
            Files.deleteIfExists(file(task));
        } catch (IOException stays) {
            throw new UncheckedIOException(stays);
        }
    }

    /** Removes files past their time. */
    @Override
    public void tidy() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Instant oldest = clock.instant().minus(KEPT);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException stays) {
            throw new UncheckedIOException(stays);
        }
    }
}
