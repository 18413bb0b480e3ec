package io.mailyard.db;

import io.mailyard.base.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite itself, a native library in the driver's jar. It is unpacked here and removed as soon as
 * it is loaded: the driver's own way compares the file byte by byte, which takes a fifth of a
 * start, and a killed process would leave the file, a megabyte or two each time.
 */
final class SqliteLibrary {
    /** System properties of the driver for the library's place, or where to unpack it. */
    private static final String PATH = "org.sqlite.lib.path";

    private static final String NAME = "org.sqlite.lib.name";
    private static final String TEMPORARY = "org.sqlite.tmpdir";

    private static boolean loaded;

    private SqliteLibrary() {}

    /** Loads it once, in the driver's own way if the operator configured a place. */
    static synchronized void load() {
        if (loaded || System.getProperty(PATH) != null || System.getProperty(TEMPORARY) != null) {
            return;
        }
        try {
            Path folder = Files.createTempDirectory("mailyard-sqlite-");
            try {
                unpack(folder);
                System.setProperty(PATH, folder.toString());
                System.setProperty(NAME, LibraryLoaderUtil.getNativeLibName());
                System.setProperty(TEMPORARY, folder.toString());
                loaded = SQLiteJDBCLoader.initialize();
            } finally {
                System.clearProperty(PATH);
                System.clearProperty(NAME);
                System.clearProperty(TEMPORARY);
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

    /** If the jar has none for this machine, the driver reports it. */
    private static void unpack(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (in != null) {
                Files.copy(in, folder.resolve(name));
            }
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
