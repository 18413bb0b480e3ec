package io.mailyard.backups;

import io.mailyard.base.OwnerFiles;
import io.mailyard.base.Sha256;
import io.mailyard.base.StartException;
import io.mailyard.base.Version;
import io.mailyard.db.StoreBackup;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.wire.UnreadableBody;
import io.mailyard.wire.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Contents of a backup and results of its check: {@code manifest.json} in its folder, written last.
 *
 * @param program version of the program that made it
 * @param store the {@link StoreBackup.StoreFile}'s facts, and what was checked; without a check if
 *     the store is of an older program
 */
public record Manifest(
        String program,
        Instant madeAt,
        long millis,
        StoreBackup.StoreFile<Optional<StoreCheck>> store,
        List<BackupFile> files) {
    static final String NAME = "manifest.json";

    private static final int FORMAT = 1;

    /** Far above what a manifest of all tables has. */
    private static final long MOST_BYTES = 4L << 20;

    /** A file of a backup, by its name relative to the folder. */
    public record BackupFile(String name, long bytes, String sha256) {
        private void write(Out out) {
            out.text("name", name).number("bytes", bytes).text("sha256", sha256);
        }
    }

    /** The manifest of what lies in {@code folder} now. */
    static Manifest of(
            Path folder,
            Instant madeAt,
            long millis,
            StoreBackup.StoreFile<Optional<StoreCheck>> store)
            throws IOException {
        List<BackupFile> files = new ArrayList<>();
        for (Path file : files(folder)) {
            files.add(
                    new BackupFile(
                            folder.relativize(file).toString(), Files.size(file), sha256(file)));
        }
        return new Manifest(Version.text(), madeAt, millis, store, List.copyOf(files));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(folder.resolve(NAME)))
                    .sorted()
                    .toList();
        }
    }

    /** Whether the backup is of PostgreSQL. */
    public boolean isPostgres() {
        return store.file().equals(StoreBackup.POSTGRES_FILE);
    }

    /** Returns what was wrong with the store itself when the backup was made; empty: nothing. */
    public List<String> faults() {
        return store.checked().map(StoreCheck::faults).orElse(List.of());
    }

    /** Bytes of all files. */
    public long bytes() {
        return files.stream().mapToLong(BackupFile::bytes).sum();
    }

    /** Rows of all tables. */
    public long rows() {
        return store.rows().values().stream().mapToLong(Long::longValue).sum();
    }

    void write(Path folder) throws IOException {
        OwnerFiles.write(
                folder.resolve(NAME),
                (JsonText.write(this::write) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void write(Out out) {
        out.number("format", FORMAT)
                .text("program", program)
                .time("made_at", madeAt)
                .number("millis", millis)
                .text("store", isPostgres() ? "postgresql" : "sqlite")
                .text("file", store.file())
                .text("server", store.server())
                .text("schema", store.schema())
                .number("schema_version", store.version())
                .objects("files", files, (member, file) -> file.write(member))
                .object("rows", rows -> store.rows().forEach(rows::number));
        store.checked().ifPresent(check -> out.object("checked", check::write));
    }

    /**
     * Reads the manifest of a backup.
     *
     * @throws StartException if there is none, or it cannot be understood
     */
    public static Manifest read(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            if (!Files.isRegularFile(file)) {
                throw new StartException(
                        folder + " is not a backup: it has no " + NAME + ", which is written last");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException("it is too large");
            }
            return read(JsonText.read(Files.readString(file)));
        } catch (IOException | IllegalArgumentException | DateTimeException | UnreadableBody e) {
            throw new StartException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Manifest read(Value.Members written) {
        long format = JsonMembers.number(written, "format");
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "its format is " + format + ", this program knows " + FORMAT);
        }
        List<BackupFile> files = new ArrayList<>();
        for (Value item : JsonMembers.items(written, "files")) {
            if (item instanceof Value.Members file) {
                files.add(
                        new BackupFile(
                                known(JsonMembers.text(file, "name")),
                                JsonMembers.number(file, "bytes"),
                                JsonMembers.text(file, "sha256")));
            }
        }
        String store = JsonMembers.text(written, "file");
        requireListed(store, files);
        Value.Members tables = JsonMembers.object(written, "rows");
        Map<String, Long> rows = new LinkedHashMap<>();
        tables.values().keySet().forEach(name -> rows.put(name, JsonMembers.number(tables, name)));
        Optional<StoreCheck> checked =
                JsonMembers.has(written, "checked")
                        ? Optional.of(StoreCheck.read(JsonMembers.object(written, "checked")))
                        : Optional.empty();
        return new Manifest(
                JsonMembers.text(written, "program"),
                Instant.parse(JsonMembers.text(written, "made_at")),
                JsonMembers.number(written, "millis"),
                new StoreBackup.StoreFile<>(
                        store,
                        JsonMembers.text(written, "server"),
                        JsonMembers.text(written, "schema"),
                        (int) JsonMembers.number(written, "schema_version"),
                        rows,
                        checked),
                List.copyOf(files));
    }

    /** A restore writes these names into a data folder: only those that a backup has. */
    private static String known(String name) {
        Path path = Path.of(name);
        Path plain = path.normalize();
        if (name.isEmpty() || path.isAbsolute() || plain.startsWith("..") || !path.equals(plain)) {
            throw new IllegalArgumentException("the file name '" + name + "' leads elsewhere");
        }
        if (!isStore(name) && !BackupMaker.FILES.contains(path.getName(0).toString())) {
            throw new IllegalArgumentException("a backup has no file '" + name + "'");
        }
        return name;
    }

    private static boolean isStore(String name) {
        return name.equals(StoreBackup.SQLITE_FILE) || name.equals(StoreBackup.POSTGRES_FILE);
    }

    /** The store is compared by the checksum that it has among the files. */
    private static void requireListed(String store, List<BackupFile> files) {
        if (!isStore(store)) {
            throw new IllegalArgumentException("no store is called '" + store + "'");
        }
        if (files.stream().noneMatch(file -> file.name().equals(store))) {
            throw new IllegalArgumentException("its files are without the store, " + store);
        }
    }

    /**
     * Reads every file of the backup and compares.
     *
     * @throws StartException that names the first file that is missing or differs
     */
    public void verifyFiles(Path folder) {
        for (BackupFile file : files) {
            Path path = folder.resolve(file.name());
            try {
                if (!Files.isRegularFile(path)) {
                    throw new StartException(path + " is missing: the backup is not whole");
                }
                if (Files.size(path) != file.bytes() || !sha256(path).equals(file.sha256())) {
                    throw new StartException(
                            path + " is not the file that the backup was made with");
                }
            } catch (IOException e) {
                throw new StartException("cannot read " + path + ": " + OwnerFiles.reason(e), e);
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            DigestInputStream digested = new DigestInputStream(content, Sha256.digest());
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        }
    }
}
