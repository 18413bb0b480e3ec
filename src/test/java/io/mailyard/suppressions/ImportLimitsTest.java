package io.mailyard.suppressions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an import may hold. */
class ImportLimitsTest {
    private static final String IMPORT = "/api/v1.1/admin/suppressions/import";

    private final TestServer server =
            TestServer.start(StoreKind.SQLITE, "suppressions.max-import=1MiB");
    private final Api api = server.api();

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] lines(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("user").append(i).append("@recipient.example\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void moreThanTheLimit_is413_andWhatCameBeforeIsKeptAndNoted() {
        Answer answer = api.send("POST", IMPORT, "text/csv", lines(60_000));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.errorText()).contains("1048576");
        long kept = api.call("suppressions/list", "limit", 1).ok().at("total_count").number();
        assertThat(kept).isBetween(30_000L, 50_000L);
        assertThat(api.call("audit/list", "action", "suppressions.import").ok().text())
                .contains("\"added\":" + kept);
        Answer again = api.send("POST", IMPORT, "text/csv", lines(10)).ok();
        assertThat(again.at("data.present").number()).isEqualTo(10);
    }

    @Test
    void gzip_isLimitedByWhatComesOut() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("a@recipient.example\n".repeat(200_000).getBytes(StandardCharsets.UTF_8));
        }

        Answer answer =
                api.with("Content-Encoding", "gzip")
                        .send("POST", IMPORT, "text/csv", packed.toByteArray());

        assertThat(answer.status()).isEqualTo(413);
        Answer broken =
                api.with("Content-Encoding", "gzip").send("POST", IMPORT, "text/csv", lines(10));
        assertThat(broken.status()).isEqualTo(400);
    }
}
