package io.mailyard.backups;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.main.InProcess;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A backup whose manifest is damaged, or was written by somebody else. */
final class DamagedManifestTest {
    /** What is replaced in a whole manifest, by what, and what the answer says of it. */
    private record Damage(String whole, String with, String says) {}

    private static final List<Damage> DAMAGES =
            List.of(
                    new Damage("\"made_at\":\"2", "\"made_at\":\"x2", "x2"),
                    new Damage("\"format\":1", "\"format\":2", "its format is 2"),
                    new Damage(
                            "\"millis\":", "\"millis\":9999999999999999999999", "cannot be read"),
                    new Damage("{", "", "cannot be read"),
                    named("../evil", "leads elsewhere"),
                    named("acme/../../evil", "leads elsewhere"),
                    named("/tmp/evil", "leads elsewhere"),
                    named(".", "leads elsewhere"),
                    named("", "leads elsewhere"),
                    named("a\\u0000b", "cannot be read"),
                    named("mailyard.db-wal", "a backup has no file 'mailyard.db-wal'"),
                    named("lock", "a backup has no file 'lock'"),
                    new Damage(
                            "\"name\":\"mailyard.db\"", "\"name\":\"acme/x\"", "without the store"),
                    new Damage("\"file\":\"mailyard.db\"", "\"file\":\"admin-token\"", "no store"));

    private final Path backups = TestStores.newFolder().resolve("backups");

    private static Damage named(String name, String says) {
        return new Damage("\"name\":\"admin-token\"", "\"name\":\"" + name + "\"", says);
    }

    @Test
    void damagedManifest_isNamedAndRefused_andTheBackupBeforeRestores() throws IOException {
        TestStores.StoreLocation place = TestServer.usedPlace(StoreKind.SQLITE);
        Files.writeString(place.folder().resolve("admin-token"), "mya_x");
        run("backup", "--to", backups.toString(), "--data", place.folder().toString());
        run("backup", "--to", backups.toString(), "--data", place.folder().toString());
        List<BackupFolder.Backup> made = BackupFolder.at(backups).list();
        Path newest = made.getFirst().path();
        Path manifest = newest.resolve(Manifest.NAME);
        String whole = Files.readString(manifest);
        Path into = TestStores.newFolder().resolve("into");

        for (Damage damage : DAMAGES) {
            String damaged = whole.replace(damage.whole(), damage.with());
            assertThat(damaged).as(damage.toString()).isNotEqualTo(whole);
            Files.writeString(manifest, damaged);
            for (Path from : List.of(newest, backups)) {
                assertThat(run("restore", from.toString(), "--data", into.toString()))
                        .as(damage.toString())
                        .startsWith("1 mailyard: ")
                        .contains(manifest.toString(), damage.says())
                        .doesNotContain("\tat ");
            }
            assertThat(into).doesNotExist();
            assertThat(run("backup", "list", backups.toString()))
                    .as(damage.toString())
                    .startsWith("1 ")
                    .contains(manifest.toString(), damage.says(), made.getLast().path().toString());
        }
        assertThat(run("restore", made.getLast().path().toString(), "--data", into.toString()))
                .startsWith("0 ");
    }

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = InProcess.run(out, err, arguments);
        return status + " " + err + out;
    }
}
