package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code plan} and {@code apply} do where a server is too busy, or its answer is lost. */
class DeclareRetryTest {
    private static final String ROWS =
            "{\"data\":[{\"id\":1,\"name\":\"a\",\"overrun\":\"flag\"}],\"error\":0,\"error_text\":\"\"}";
    private static final String REHEARSED =
            "{\"data\":{\"saved_id\":1},\"error\":0,\"error_text\":\"\",\"changes\":[{}]}";
    private static final String SAVED =
            "{\"data\":{\"saved_id\":1},\"error\":0,\"error_text\":\"\"}";
    private static final String BUSY = "{\"error\":429,\"error_text\":\"too many calls\"}";
    private static final Map<String, String> NOW = Map.of("Retry-After", "0");

    private final ScriptedApi api = new ScriptedApi();
    private final Path folder = TestStores.newFolder();

    private Shell.Left apply(String... more) throws IOException {
        Files.writeString(folder.resolve("m.yaml"), "tariffs: [{name: a, overrun: refuse}]");
        String[] args = new String[more.length + 2];
        args[0] = "apply";
        args[1] = "m.yaml";
        System.arraycopy(more, 0, args, 2, more.length);
        return new Shell(folder)
                .with("MAILYARD_URL", api.url())
                .with("MAILYARD_TOKEN", "t")
                .run(args);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void rateLimitedCall_isRetriedAfterRetryAfter() throws IOException {
        api.answers(429, NOW, BUSY).answers(ROWS).answers(REHEARSED);
        api.answers(503, NOW, "{\"error\":503,\"error_text\":\"not ready\"}").answers(SAVED);
        Shell.Left result = apply("--idempotency-key=run");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("tariff 'a': changed\n");
        assertThat(api.asked()).hasSize(5);
        assertThat(api.asked().get(2).header("Prefer")).contains("dry-run");
        assertThat(api.asked().get(4).json()).isEqualTo("{\"id\":1,\"overrun\":\"refuse\"}");
        assertThat(api.asked().get(4).header("Idempotency-key"))
                .startsWith("run-")
                .isEqualTo(api.asked().get(3).header("Idempotency-key"));
    }

    @Test
    void persistentlyBusyServer_isReported() throws IOException {
        for (int i = 0; i < 5; i++) {
            api.answers(429, NOW, BUSY);
        }
        Shell.Left result = apply();
        assertThat(result.code()).isEqualTo(7);
        assertThat(result.err()).contains("error 429: too many calls");
        assertThat(api.asked()).hasSize(5);
    }

    @Test
    void lostAnswer_isFetchedAgainByItsIdempotencyKey() throws IOException {
        api.answers(ROWS).answers(REHEARSED);
        api.answers(200, Map.of(), "what is this").answers(SAVED);
        Shell.Left result = apply();
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(api.asked().get(2).header("Idempotency-key"))
                .isNotEmpty()
                .isEqualTo(api.asked().get(3).header("Idempotency-key"));
    }
}
