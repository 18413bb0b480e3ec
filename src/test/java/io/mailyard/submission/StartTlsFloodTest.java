package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHostCertificate;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Handshakes of strangers from many addresses, and what others see of them. */
@Tag("alone")
class StartTlsFloodTest {
    private static final int ADDRESSES = 400;
    private static final int AT_ONCE = 100;

    private final AtomicInteger made = new AtomicInteger();

    private void handshake(InetSocketAddress smtp, int number, byte[] hello) {
        String from = "127.8." + number / 200 + "." + (1 + number % 200);
        try (RawSmtp client = RawSmtp.silent(smtp, from)) {
            client.expect(220);
            client.ask("EHLO x", 250);
            client.ask("STARTTLS", 220);
            // the server calculates its part of the handshake; the client has none
            client.send(hello);
            client.octet();
            made.incrementAndGet();
        }
    }

    @Test
    void floodOfHandshakes_keepsNoCallWaiting() throws Exception {
        Path pem = FakeMailHostCertificate.localhost().pem();
        try (TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "submission.tls.certificate=" + pem,
                                "submission.tls.key=" + SignInTest.key(pem));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            byte[] hello = RawSmtp.clientHello();
            Semaphore open = new Semaphore(AT_ONCE);
            Thread flood =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < ADDRESSES; i++) {
                                    int number = i;
                                    open.acquireUninterruptibly();
                                    threads.execute(() -> {
                                        try {
                                            handshake(server.submission(), number, hello);
                                        } finally {
                                            open.release();
                                        }
                                    });
                                }
                            });
            Api api = server.api();
            List<Long> millis = new ArrayList<>();
            Await.until(() -> made.get() > 0);
            while (flood.isAlive() || millis.size() < 5) {
                long begun = System.nanoTime();
                api.call("accounts/list", "limit", 1).ok();
                millis.add(Duration.ofNanos(System.nanoTime() - begun).toMillis());
            }
            Await.until(() -> made.get() == ADDRESSES);

            assertThat(Collections.max(millis)).as("accounts/list: %s ms", millis).isLessThan(1000);
            // whoever comes afterwards is served as before
            try (RawSmtp client = RawSmtp.greeted(server.submission())) {
                client.ask("STARTTLS", 220);
                client.startTls().ask("EHLO x", 250);
            }
        }
    }
}
