package io.mailyard.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.DataFolder;
import io.mailyard.db.OlderStore;
import io.mailyard.db.Stores;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** {@code mailyard migrate} over a store that the release before made. */
class MigrateCommandTest {
    private static final String FIRST_AFTER_0_1_0 = "0075-";

    private static String run(int status, TestStores.StoreLocation location, String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--data", location.folder().toString()));
        if (!location.config().url().isEmpty()) {
            line.addAll(List.of("--set", "store.url=" + location.config().url()));
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = InProcess.run(out, err, line.toArray(String[]::new));
        assertThat(code).as(out + "" + err).isEqualTo(status);
        return out + "" + err;
    }

    @ParameterizedTest
    @StoresOfRun
    void upgrade_isShownFromBeginToEnd(StoreKind kind) throws IOException {
        TestStores.StoreLocation location = TestStores.place(kind);
        OlderStore.before(location, FIRST_AFTER_0_1_0).close();
        int newest = Stores.schema();
        assertThat(run(0, location, "migrate"))
                .startsWith("schema 74; this program is dev and knows up to " + newest + "\n")
                .contains("at the next start: 0080-schema-of-servers\n");

        Stores.open(location.config(), location.folder(), Clock.systemUTC()).close();
        assertThat(run(0, location, "migrate"))
                .contains("servers of 0.1.0 can still use it; `mailyard migrate --contract`");
        // the release before starts on it again
        OlderStore.before(location, FIRST_AFTER_0_1_0).close();

        assertThat(run(0, location, "migrate", "--contract"))
                .contains("finished 0080-schema-of-servers\n", "schema " + newest + ";")
                .contains("the upgrade is complete");
        assertThat(run(0, location, "migrate", "--contract")).doesNotContain("finished");
    }

    @Test
    void contract_waitsForTheServerOfAnEmbeddedStore() {
        TestStores.StoreLocation location = TestStores.place(StoreKind.SQLITE);
        location.open().close();
        try (DataFolder inUse = DataFolder.open(location.folder())) {
            assertThat(inUse).isNotNull();
            assertThat(run(1, location, "migrate", "--contract"))
                    .contains("is in use by another process");
        }
        assertThat(run(0, location, "migrate", "--contract")).contains("complete");
    }

    @Test
    void noStore_isSaid() {
        TestStores.StoreLocation location = TestStores.place(StoreKind.SQLITE);
        assertThat(run(1, location, "migrate")).contains("there is no store in");
        assertThat(run(1, location, "migrate", "--contract")).contains("there is no store in");
    }

    @Test
    void version_namesTheSchema() {
        StringWriter out = new StringWriter();
        assertThat(InProcess.run(out, new StringWriter(), "--version")).isZero();
        assertThat(out.toString()).contains("mailyard ", "\nschema " + Stores.schema() + "\n");
    }
}
