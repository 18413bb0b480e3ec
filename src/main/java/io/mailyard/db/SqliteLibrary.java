package io.mailyard.db;

import io.mailyard.base.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite itself, which the driver unpacks to a file before it loads it. The file is taken away as
 * soon as it is loaded: a process that is killed would leave it, a megabyte or two each time.
 */
final class SqliteLibrary {
    private static final String FOLDER = "org.sqlite.tmpdir";

    private static boolean loaded;

    private SqliteLibrary() {}

    /** Loads it, once; where an operator names a folder for it, the driver's own way. */
    static synchronized void load() {
        if (loaded || System.getProperty(FOLDER) != null) {
            return;
        }
        try {
            Path folder = Files.createTempDirectory("mailyard-sqlite-");
            System.setProperty(FOLDER, folder.toString());
            try {
                loaded = SQLiteJDBCLoader.initialize();
            } finally {
                System.clearProperty(FOLDER);
                delete(folder);
            }
        } catch (Exception e) {
            throw new StartException(
                    "cannot load SQLite by way of "
                            + System.getProperty("java.io.tmpdir")
                            + " (-Djava.io.tmpdir names another folder): "
                            + e.getMessage(),
                    e);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
    }
}
