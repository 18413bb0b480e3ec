package io.mailyard.erasure;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.tasks.Task;
import io.mailyard.tasks.TaskKind;
import io.mailyard.tasks.TaskProgress;
import io.mailyard.wire.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes everything of an account to a file in the data folder: lines of JSON, compressed. Each
 * step appends one member of gzip (RFC 1952, section 2.2); one that is repeated cuts the file to
 * where it began.
 */
final class AccountExport implements TaskKind {
    static final String NAME = "accounts.export";

    /** How long the file stays. */
    static final Duration KEPT = Duration.ofDays(7);

    private static final String FOLDER = "exports";
    private static final int ROWS = 500;

    /** Contents are larger than rows. */
    private static final int CONTENTS = 20;

    private final Database database;
    private final Path folder;
    private final InstantSource clock;

    AccountExport(Database database, Path dataFolder, InstantSource clock) {
        this.database = database;
        this.folder = dataFolder.resolve(FOLDER);
        this.clock = clock;
    }

    /** Table, key and size of the file, as numbers with commas. */
    private record Cursor(int table, long key, long size, long rows) {
        static Cursor parse(String text) {
            String[] parts = text.split(",", -1);
            return new Cursor(
                    Integer.parseInt(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]));
        }

        String text() {
            return table + "," + key + "," + size + "," + rows;
        }
    }

    static String begin() {
        return new Cursor(0, Long.MIN_VALUE, 0, 0).text();
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
    public TaskProgress step(Step step) {
        Task task = step.task();
        Cursor cursor = Cursor.parse(task.cursor());
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
        int limit = table.name().equals("contents") ? CONTENTS : ROWS;
        long account = task.account().map(AccountId::value).orElseThrow();
        List<AccountTable.TableLine> lines =
                database.read(tx -> table.read(tx, account, cursor.key(), limit));
        long size = append(file, cursor.size(), AccountTable.bytes(lines));
        long rows = cursor.rows() + lines.size();
        Cursor next =
                lines.size() < limit
                        ? new Cursor(cursor.table() + 1, Long.MIN_VALUE, size, rows)
                        : new Cursor(cursor.table(), lines.getLast().key(), size, rows);
        return TaskProgress.at(next.text(), next.table(), AccountTable.ALL.size());
    }

    /** Appends a member behind {@code size}, and returns the new size. */
    private long append(Path file, long size, byte[] text) {
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
            ByteArrayOutputStream member = new ByteArrayOutputStream();
            try (GZIPOutputStream zip = new GZIPOutputStream(member)) {
                zip.write(text);
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(size);
                channel.position(size);
                ByteBuffer bytes = ByteBuffer.wrap(member.toByteArray());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
                return channel.position();
            }
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
