package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 300 connections from 150 addresses sign in with wrong passwords, as fast as they are let: what
 * everybody else sees meanwhile.
 */
@Tag("alone")
class SignInFloodTest {
    private static final int ADDRESSES = 150;
    private static final int CONNECTIONS = 300;
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";

    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean over;

    /** Platform threads: the flood comes from elsewhere, and must not wait for the server's. */
    private void flood(InetSocketAddress smtp, int number) {
        String from = "127.9.0." + (1 + number % ADDRESSES);
        for (int i = 0; !over; i++) {
            try (RawSmtp client = RawSmtp.silent(smtp, from)) {
                client.reply();
                client.ask("EHLO x");
                String plain = RawSmtp.plain("nobody" + number + "@nowhere", "wrong" + i);
                for (int j = 0; j < 3 && !over; j++) {
                    client.ask("AUTH PLAIN " + plain);
                    answered.incrementAndGet();
                }
            } catch (UncheckedIOException refused) {
                Thread.onSpinWait();
            }
        }
    }

    private static long millis(Runnable call) {
        long began = System.nanoTime();
        call.run();
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }

    /** The middle one: other tests have the machine, too. */
    private static long middle(List<Long> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    @Test
    void floodOfWrongPasswords_keepsNobodyElseWaiting() throws InterruptedException {
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server =
                        TestServer.startWithCostlyPasswords(
                                StoreKind.SQLITE, "submission.refusal-delay=100ms");
                ExecutorService threads =
                        Executors.newThreadPerTaskExecutor(
                                Thread.ofPlatform().daemon().factory())) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            api.newUser(route.account(), "anna", "password", PASSWORD);
            for (int i = 0; i < CONNECTIONS; i++) {
                int number = i;
                threads.execute(() -> flood(server.submission(), number));
            }
            List<Long> health = new ArrayList<>();
            List<Long> calls = new ArrayList<>();
            List<Long> mail = new ArrayList<>();
            try {
                Await.until(() -> answered.get() > CONNECTIONS);
                for (int i = 0; i < 20; i++) {
                    health.add(millis(() -> api.send("GET", "/health", "", "").at("status")));
                    calls.add(millis(() -> api.call("accounts/list", "limit", 1).ok()));
                    int sent = i + 1;
                    mail.add(
                            millis(() -> {
                                route.send("someone@recipient.example", "m" + sent).ok();
                                host.awaitMessages(sent, Duration.ofSeconds(20));
                            }));
                }
                long signIn =
                        millis(() ->
                                RawSmtp.signedInFrom(
                                                server.submission(),
                                                "127.9.1.1",
                                                "anna@" + route.accountName(),
                                                PASSWORD)
                                        .close());
                assertThat(signIn).isLessThan(10_000);
            } finally {
                over = true;
                threads.shutdownNow();
            }
            assertThat(middle(health)).as("GET /health: %s ms", health).isLessThan(100);
            assertThat(middle(calls)).as("accounts/list: %s ms", calls).isLessThan(500);
            assertThat(middle(mail)).as("delivery: %s ms", mail).isLessThan(1000);
            assertThat(health).as("GET /health: %s ms", health).allMatch(time -> time < 1000);
            assertThat(calls).allMatch(time -> time < 5000);
            assertThat(server.rows("node_sessions")).hasSize(1);
        }
    }
}
