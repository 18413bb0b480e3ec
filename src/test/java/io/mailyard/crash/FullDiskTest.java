package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk that fills up under a running server. */
final class FullDiskTest {
    /** The native library of SQLite must fit, then some hundred writes. */
    private static final int FILES_KIB = 3 * 1024;

    private static final int MOST = 5_000;

    @Test
    void writesAreRefused_readsContinue_andNothingAcknowledgedIsLost() {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        List<Long> kept = new ArrayList<>();
        try (Program server = Program.serveWithFilesUpTo(FILES_KIB, location)) {
            Api api = server.api(location.folder());
            Answer refused = fill(api, kept);

            assertThat(refused.status()).as("%s", refused).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotBlank();
            // where an account does not fit any more, the little that readiness writes still may
            Await.until(() -> fill(api, kept).status() == 503 && !ready(api));
            assertThat(ready(api)).isFalse();
            assertThat(ready(api)).isFalse();
            assertThat(api.call("accounts/list").ok().at("total_count").number())
                    .isEqualTo(kept.size());
        }
        try (Program server = Program.serve(location)) {
            Api api = server.api(location.folder());
            assertThat(ready(api)).isTrue();
            kept.forEach(id -> api.call("accounts/get", "id", id).ok());
            api.newAccount();
        }
        assertThat(StoreImage.of(location).faults).isEmpty();
    }

    private static boolean ready(Api api) {
        Answer answer = api.send("GET", "/readiness", "", "");
        assertThat(answer.status()).isIn(200, 503);
        assertThat(answer.text().contains("\"failed\":[\"store\"]"))
                .isEqualTo(answer.status() == 503);
        return answer.status() == 200;
    }

    private static Answer fill(Api api, List<Long> kept) {
        for (int i = 0; i < MOST; i++) {
            Answer answer = api.json("accounts/save", Body.json(Api.accountMembers()));
            if (answer.error() != 0) {
                return answer;
            }
            kept.add(answer.savedId());
        }
        throw new AssertionError("the disk does not fill");
    }
}
