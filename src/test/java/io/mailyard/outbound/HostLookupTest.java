package io.mailyard.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.testing.Await;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Name servers that answer late, and what other accounts see of them. */
class HostLookupTest {
    private static final String MUCH = "1";
    private static final String OTHER = "2";
    private static final Duration LONG = Duration.ofSeconds(20);

    private final CountDownLatch answering = new CountDownLatch(1);

    private InetAddress[] resolved(String host) {
        if (host.startsWith("late")) {
            await(answering);
        }
        return new InetAddress[] {InetAddress.ofLiteral("192.0.2.1")};
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void slowNameServersOfAnAccount_doNotDelayOthers() throws Exception {
        try (HostLookup lookup = new HostLookup(true, "a.setting", 4, this::resolved)) {
            List<CompletableFuture<List<InetAddress>>> late = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                late.add(lookup.of(MUCH, "late" + i + ".example", Duration.ofMillis(100)));
            }

            assertThat(lookup.of(OTHER, "quick.example", LONG).get(10, TimeUnit.SECONDS))
                    .hasSize(1);
            assertThatThrownBy(
                            () -> lookup.of(MUCH, "quick.example", LONG).get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("the host quick.example is not looked up while 4 others");
            Await.until(() -> late.stream().allMatch(CompletableFuture::isCompletedExceptionally));

            answering.countDown();
            Await.until(() -> {
                CompletableFuture<List<InetAddress>> again = lookup.of(MUCH, "a.example", LONG);
                return again.handle((found, refused) -> refused == null).join();
            });
        }
    }
}
