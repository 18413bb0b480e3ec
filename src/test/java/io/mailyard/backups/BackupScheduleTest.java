package io.mailyard.backups;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backups that the server makes by itself. */
final class BackupScheduleTest {
    private final Path folder = TestStores.newFolder();

    private static Tree health(Api api) {
        return api.call("platform/health").ok().at("data").items().stream()
                .filter(check -> check.at("check").text().equals("backup"))
                .findFirst()
                .orElseThrow();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String metrics(Api api) {
        return api.send("GET", "/metrics", "", "").text();
    }

    @Test
    void schedule_makesBackups_keepsTheNewest_andShowsThem() {
        Path backups = folder.resolve("backups");
        try (TestServer server =
                TestServer.start(
                        StoreKind.SQLITE,
                        "backup.every=1s",
                        "backup.keep=2",
                        "backup.to=" + backups)) {
            Api api = server.api();
            Await.until(() -> BackupFolder.at(backups).list().size() == 2);
            Path newest = BackupFolder.at(backups).list().getFirst().path();
            Await.until(() -> !BackupFolder.at(backups).list().getFirst().path().equals(newest));
            Await.until(() -> health(api).at("reason").text().equals("ok"));
            assertThat(health(api).at("state").text()).isEqualTo("ok");
            assertThat(health(api).at("details.0").text()).startsWith(backups.toString());
            assertThat(metrics(api))
                    .containsPattern("mailyard_backup_age_seconds [0-9]")
                    .containsPattern("mailyard_backup_bytes [1-9]")
                    .contains("mailyard_backup_failures_total 0.0");
            assertThat(BackupFolder.at(backups).list()).hasSizeBetween(2, 3);
        }
    }

    @Test
    void failedBackup_raisesHealthAndEvent_untilTheNextSucceeds() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        TestStores.StoreLocation place = TestStores.migratedPlace(StoreKind.SQLITE);
        String[] settings = {"backup.every=1s", "backup.to=" + file};
        try (FakeEndpoint endpoint = FakeEndpoint.start();
                TestServer server =
                        TestServer.over(
                                StoreKind.SQLITE,
                                place,
                                Clock.systemUTC(),
                                "webhooks.private-networks=allow")) {
            Api api = server.api();
            assertThat(health(api).at("reason").text()).isEqualTo("off");
            api.call(
                            "webhooks/save",
                            "url",
                            endpoint.url("/"),
                            "events",
                            List.of("platform.backup_failed"))
                    .ok();
            server.restart("webhooks.private-networks=allow", settings[0], settings[1]);
            Api again = server.api();
            Await.until(() -> health(again).at("reason").text().equals("failed"));
            assertThat(health(again).at("state").text()).isEqualTo("bad");
            assertThat(health(again).at("details.0").text()).contains(file.toString());
            Await.until(() ->
                    metrics(again)
                            .matches(
                                    "(?s).*mailyard_backup_failures_total ([2-9]|[1-9][0-9])\\.0.*"));
            endpoint.awaitRequests(1);

            server.restart("webhooks.private-networks=allow", "backup.every=1h", settings[1]);
            Api third = server.api();
            assertThat(health(third).at("reason").text())
                    .as("known after a restart")
                    .isEqualTo("failed");

            Files.delete(file);
            server.restart("webhooks.private-networks=allow", settings[0], settings[1]);
            Api last = server.api();
            Await.until(() -> health(last).at("reason").text().equals("ok"));
        }
    }

    /** As a clock that was ahead for some days leaves them. */
    @Test
    void backupsOfAMomentThatIsYetToCome_holdNothingOff_areKept_andNamed() throws IOException {
        Path backups = Files.createDirectory(folder.resolve("backups"));
        BackupFolderTest.backup(backups, -3, true);
        BackupFolderTest.backup(backups, -4, true);
        List<Path> ahead =
                List.of(
                        backups.resolve(BackupFolderTest.name(-4)),
                        backups.resolve(BackupFolderTest.name(-3)));
        TestStores.StoreLocation place = TestStores.migratedPlace(StoreKind.SQLITE);
        Files.writeString(
                place.folder().resolve("backup-failure.json"),
                "{\"at\":\"2020-12-05T00:00:00Z\",\"reason\":\"full\"}");
        String[] settings = {"backup.every=1h", "backup.keep=1", "backup.to=" + backups};
        Clock then =
                Clock.offset(
                        Clock.systemUTC(),
                        Duration.between(Instant.now(), Instant.parse("2020-11-30T12:00:00Z")));
        for (int hours : List.of(0, 2)) {
            Clock clock = Clock.offset(then, Duration.ofHours(hours));
            Path before = newest(backups, ahead);
            try (TestServer server = TestServer.over(StoreKind.SQLITE, place, clock, settings)) {
                Await.until(() ->
                        !newest(backups, ahead).equals(before)
                                && health(server.api()).at("reason").text().equals("ok"));
                Tree check = health(server.api());
                assertThat(check.at("details.0").text())
                        .isEqualTo(newest(backups, ahead).toString());
                assertThat(check.at("details.1").text())
                        .contains("2020-12-04T02:00:00Z", "in the future", ahead.get(0).toString());
                assertThat(check.at("details.2").text()).contains(ahead.get(1).toString());
            }
            assertThat(BackupFolder.at(backups).list())
                    .as("one is kept, and what is ahead")
                    .hasSize(3);
        }
    }

    private static Path newest(Path backups, List<Path> except) {
        return BackupFolder.at(backups).list().stream()
                .map(BackupFolder.Backup::path)
                .filter(path -> !except.contains(path))
                .findFirst()
                .orElse(backups);
    }

    @Test
    void oldBackupThatCannotBeDeleted_isTold_andNoBackupIsMadeBeforeItIsDue() throws IOException {
        Path backups = Files.createDirectory(folder.resolve("backups"));
        BackupFolderTest.backup(backups, 9, true);
        Path stuck = BackupFolderTest.undeletable(backups, BackupFolderTest.name(9));
        TestStores.StoreLocation place = TestStores.migratedPlace(StoreKind.SQLITE);
        Path failure = place.folder().resolve("backup-failure.json");
        String[] settings = {"backup.every=6h", "backup.keep=1", "backup.to=" + backups};
        Clock clock = Clock.systemUTC();
        try (TestServer server = TestServer.over(StoreKind.SQLITE, place, clock, settings)) {
            Await.until(() -> health(server.api()).at("reason").text().equals("failed"));
            assertThat(health(server.api()).at("details.0").text()).contains(stuck.toString());
        }
        String before = text(failure);
        assertThat(BackupFolder.at(backups).list()).hasSize(2);
        Clock later = Clock.offset(clock, Duration.ofMinutes(20));
        try (TestServer _ = TestServer.over(StoreKind.SQLITE, place, later, settings)) {
            Await.until(() -> !text(failure).equals(before));
            assertThat(BackupFolder.at(backups).list()).as("none more").hasSize(2);
        }
        Files.move(stuck, backups.resolve(BackupFolderTest.name(9)));
        Clock last = Clock.offset(clock, Duration.ofMinutes(40));
        try (TestServer server = TestServer.over(StoreKind.SQLITE, place, last, settings)) {
            Await.until(() -> health(server.api()).at("reason").text().equals("ok"));
            assertThat(BackupFolder.at(backups).list()).hasSize(1);
        }
    }
}
