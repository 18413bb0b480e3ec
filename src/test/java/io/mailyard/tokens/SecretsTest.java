package io.mailyard.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a secret must not be: in the store, the list, the audit, the logs, any answer but one. */
class SecretsTest {
    private static final String PASSWORD = "correct horse battery staple";

    /** All that is logged meanwhile, down to the finest. */
    private static final class Ear extends Handler {
        private final Queue<String> heard = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord event) {
            heard.add(
                    event.getMessage()
                            + List.of(
                                    event.getParameters() == null
                                            ? new Object[0]
                                            : event.getParameters())
                            + event.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @EnumSource
    void secrets_areShownOnceAndKeptNowhere(StoreKind kind) throws IOException {
        Logger all = Logger.getLogger("io.mailyard");
        Level level = all.getLevel();
        Ear ear = new Ear();
        all.addHandler(ear);
        all.setLevel(Level.ALL);
        List<String> secrets = new ArrayList<>();
        Path folder;
        try (TestServer server = TestServer.start(kind)) {
            folder = server.folder();
            secrets.addAll(used(server));
            String told =
                    server.api().call("tokens/list").ok().text()
                            + server.api().call("audit/list").ok().text()
                            + String.join("\n", ear.heard);
            String kept = server.dump().text() + told;

            assertThat(ear.heard).isNotEmpty();
            for (String secret : secrets) {
                assertThat(kept).doesNotContain(secret).doesNotContain(hex(secret));
            }
            secrets.remove(server.token()); // kept in a file, for the operator
        } finally {
            all.removeHandler(ear);
            all.setLevel(level);
        }
        assertThat(filesHolding(folder, secrets)).isEmpty();
    }

    /** Secrets that were made, sent and refused in many ways. */
    private static List<String> used(TestServer server) {
        Api api = server.api();
        NewToken token = api.newToken();
        Answer keyed = api.with("Idempotency-Key", "k").call("tokens/save", "name", "keyed").ok();
        Answer rotated =
                api.with("Idempotency-Key", "r")
                        .callXml("tokens/rotate", "id", token.id(), "overlap_seconds", 60)
                        .ok();
        token.api().withToken("").call("accounts/list", "token", token.api().token()).ok();
        api.withToken("").call("accounts/list?token=" + token.api().token());
        api.withToken(keyed.at("data.token").text()).call("accounts/lists");
        token.api().call("accounts/get", "id", "x");
        long account = token.api().newAccount();
        NewToken own =
                api.with("Idempotency-Key", "own").newTokenOf(account, "scopes", List.of("read"));
        Answer renewed =
                api.call(
                                "accounts/tokens/rotate",
                                "account_id",
                                account,
                                "id",
                                own.id(),
                                "overlap_seconds",
                                60)
                        .ok();
        own.api().call("/api/v1.1/account/get").ok();
        own.api().call("accounts/list");
        api.withToken("").call("/api/v1.1/account/get?token=" + own.api().token());
        api.with("Idempotency-Key", "u")
                .call(
                        "accounts/users/add",
                        "account_id",
                        account,
                        "name",
                        "anna",
                        "email",
                        "a@example.com",
                        "password",
                        PASSWORD)
                .ok();
        api.call("accounts/users/update", "account_id", account, "name", "x", "password", PASSWORD);
        return List.of(
                server.token(),
                token.api().token(),
                keyed.at("data.token").text(),
                rotated.at("data.token").text(),
                own.api().token(),
                renewed.at("data.token").text(),
                PASSWORD);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> filesHolding(Path folder, List<String> secrets) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                secrets.stream().filter(bytes::contains).forEach(item -> found.add(file + item));
            }
        }
        return found;
    }
}
