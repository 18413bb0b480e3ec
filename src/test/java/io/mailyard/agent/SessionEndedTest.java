package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.Database;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/**
 * A machine that slept, or whose clock was put forward: the node was not heard of for longer than a
 * lease lasts, so its session has ended. It begins another and sends on.
 */
@ParameterizedClass
@StoresOfRun
class SessionEndedTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server;
    private final Api api;
    private final MailRoute route;

    SessionEndedTest(StoreKind kind) {
        this.server = TestServer.start(kind, "submission.listen=");
        this.api = server.api();
        this.route = MailRoute.to(api, host.port());
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    private long sessions() {
        return server.rows("node_sessions").size();
    }

    /** As whichever process comes first does to a node that it has not heard of for too long. */
    private void endSession() {
        try (Database database = server.database()) {
            int ended =
                    database.write(tx ->
                            tx.update(
                                    "UPDATE node_sessions SET ended_at = started_at WHERE ended_at IS NULL"));
            assertThat(ended).isEqualTo(1);
        }
    }

    @Test
    void nodeThatSlept_beginsAnotherSessionAndSendsOn() {
        for (int i = 1; i <= 3; i++) {
            long known = sessions();
            endSession();
            Await.until(() -> sessions() == known + 1);
            route.send("someone@recipient.example", "after " + i).ok();
            host.awaitMessages(i, SOON);
            // a session that ends before its report came leaves the mail in doubt, and it is sent
            // again
            int sent = i;
            Await.until(() -> route.ledger(api).at("delivered").number() == sent);
        }

        List<String> texts =
                host.messages().stream()
                        .map(message -> new String(message.raw(), StandardCharsets.ISO_8859_1))
                        .toList();
        assertThat(texts).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(texts.get(i)).contains("Subject: after " + (i + 1));
        }
    }
}
