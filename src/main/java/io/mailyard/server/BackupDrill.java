package io.mailyard.server;

import io.mailyard.access.Passwords;
import io.mailyard.backups.BackupFolder;
import io.mailyard.backups.Restore;
import io.mailyard.base.OwnerFiles;
import io.mailyard.base.StartException;
import io.mailyard.config.HostPort;
import io.mailyard.config.Settings;
import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tries a backup: restores it into a scratch place, starts a server on it that sends nothing and
 * that nobody else reaches, and waits until it is ready.
 */
public final class BackupDrill {
    /**
     * Settings that keep the server of a drill, whatever the settings are, from taking the
     * addresses of the real one and from making backups.
     */
    public static final List<String> SETTINGS =
            List.of(
                    "http.listen=127.0.0.1:0",
                    "http.drain=0s",
                    "tls.certificate=",
                    "tls.key=",
                    "submission.tls.certificate=",
                    "submission.tls.key=",
                    "acme.directory=",
                    "operations.listen=",
                    "submission.listen=",
                    "backup.every=0s");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path scratch;
    private final String tools;
    private final InstantSource clock;

    /**
     * @param scratch an empty folder, whose content is deleted afterwards
     * @param tools the folder of PostgreSQL's tools; empty: search
     */
    public BackupDrill(Path scratch, String tools, InstantSource clock) {
        this.scratch = scratch;
        this.tools = tools;
        this.clock = clock;
    }

    /**
     * Result of a drill.
     *
     * @param restoreMillis how long it took to restore and verify
     * @param readyMillis how long it then took until a server was ready
     */
    public record BackupDrillReport(
            Restore.RestoreResult restored, long restoreMillis, long readyMillis) {}

    /**
     * Runs the drill.
     *
     * @param store the scratch store, which is empty
     * @param settings of the server of the drill
     * @throws StartException with what failed
     */
    public BackupDrillReport run(BackupFolder.Backup backup, StoreConfig store, Settings settings) {
        Path data = scratch.resolve("data");
        try {
            long began = System.nanoTime();
            Restore.RestoreResult restored =
                    new Restore(store, data, tools, clock).run(backup, false);
            silence(store, data);
            long restoredAt = System.nanoTime();
            serve(settings, data);
            return new BackupDrillReport(
                    restored, millis(restoredAt - began), millis(System.nanoTime() - restoredAt));
        } finally {
            delete(data);
        }
    }

    /** The stop of all mail concerns no webhooks: the copy must not tell the world either. */
    private void silence(StoreConfig store, Path data) {
        try (Database database = Stores.open(store, data, clock)) {
            database.write(tx -> tx.update("UPDATE webhooks SET active = 0"));
        }
    }

    private void serve(Settings settings, Path data) {
        try (Server server =
                new Server(
                        settings,
                        data,
                        Optional.of(new HostPort("127.0.0.1", 0)),
                        clock,
                        new Passwords(),
                        () -> false)) {
            requireReady(server.address());
        }
    }

    private static void requireReady(InetSocketAddress address) {
        URI readiness = URI.create("http://127.0.0.1:" + address.getPort() + "/readiness");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient client =
                HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build()) {
            Function<URI, HttpRequest> request =
                    uri -> HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
            HttpResponse<String> answer =
                    client.send(request.apply(readiness), HttpResponse.BodyHandlers.ofString());
            while (answer.statusCode() != 200) {
                if (System.nanoTime() > deadline) {
                    throw new StartException(
                            "a server on the restored store is not ready: " + answer.body());
                }
                Thread.sleep(100);
                answer =
                        client.send(request.apply(readiness), HttpResponse.BodyHandlers.ofString());
            }
        } catch (IOException e) {
            throw new StartException(
                    "a server on the restored store does not answer: " + OwnerFiles.reason(e), e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StartException("the drill was interrupted", stopped);
        }
    }

    private static void delete(Path data) {
        try {
            OwnerFiles.deleteTree(data);
        } catch (IOException e) {
            throw new StartException(
                    "cannot delete " + data + " after the drill: " + OwnerFiles.reason(e), e);
        }
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }

    /** A new folder for drills, beside the backups, where a copy of the store has room. */
    public static Path scratchIn(Path backups) {
        try {
            return Files.createTempDirectory(backups, ".drill-");
        } catch (IOException e) {
            throw new StartException(
                    "cannot make a folder in " + backups + ": " + OwnerFiles.reason(e), e);
        }
    }
}
