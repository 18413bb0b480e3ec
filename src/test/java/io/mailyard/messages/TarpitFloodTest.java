package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tarpit;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Some accounts' mail to many hosts that say nothing, and what another account sees of it. */
@ParameterizedClass
@EnumSource
@Tag("alone")
class TarpitFloodTest {
    private static final int HOGS = 6;
    private static final int DOMAINS = 100;
    private static final int MESSAGES = 15;

    private final Tarpit tarpit = Tarpit.start();
    private final FakeMailHost good = FakeMailHost.start();
    private final TestServer server;
    private final Api api;

    TarpitFloodTest(StoreKind kind) {
        // Few connections and little room, so that a few domains fill them.
        this.server =
                TestServer.start(kind, "delivery.max-connections=30", "delivery.max-waiting=200");
        this.api = server.api();
    }

    @AfterEach
    void close() {
        server.close();
        tarpit.close();
        good.close();
    }

    private void settled() {
        Await.until(() -> {
            Tree status = api.call("nodes/mta/status", "id", 1).ok().at("data");
            return status.at("synced").flag() && status.at("running").flag();
        });
    }

    private void flood(MailRoute route) {
        List<String> to =
                IntStream.range(0, DOMAINS).mapToObj(i -> "a@tar" + i + ".example").toList();
        for (int from = 0; from < DOMAINS; from += 100) {
            api.withToken(route.token())
                    .call(
                            "/api/v1.1/messages/send",
                            "from",
                            "a@sender.example",
                            "to",
                            to.subList(from, from + 100),
                            "subject",
                            "x",
                            "text",
                            "x")
                    .ok();
        }
    }

    @Test
    void anotherAccountsMail_leavesAtOnce() {
        List<MailRoute> hogs = new ArrayList<>(List.of(MailRoute.to(api, tarpit.port())));
        for (int i = 1; i < HOGS; i++) {
            hogs.add(MailRoute.beside(api));
        }
        MailRoute other = MailRoute.beside(api);
        api.call("routes/save", "domain", "good.example", "host", "127.0.0.1", "port", good.port())
                .ok();
        settled();
        hogs.forEach(this::flood);
        Await.until(() -> tarpit.connections() >= 28);

        List<Long> millis = new ArrayList<>();
        for (int i = 1; i <= MESSAGES; i++) {
            long begun = System.nanoTime();
            other.send("b" + i + "@good.example", "x").ok();
            good.awaitMessages(i, Duration.ofSeconds(20));
            millis.add(Duration.ofNanos(System.nanoTime() - begun).toMillis());
        }

        assertThat(millis).allSatisfy(id -> assertThat(id).isLessThan(2_000));
    }
}
