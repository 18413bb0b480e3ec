package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Await;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A server that is told to stop while clients with kept connections ask without a pause. */
class DrainTest {
    private static final int CLIENTS = 24;
    private static final long LONGEST_MILLIS = 10_000;

    private final Queue<String> cut = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private volatile long told = Long.MAX_VALUE;
    private final AtomicInteger notReady = new AtomicInteger();

    @Test
    void sigtermUnderLoad_disconnectsNoClient_andReadinessFailsFirst() {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        try (Program server = Program.serve(location);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            URI uri = server.ready();
            String token = Program.token(location.folder());
            String call =
                    "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                            + "Authorization: Bearer "
                            + token
                            + "\r\n\r\n{}";
            for (int i = 0; i < CLIENTS; i++) {
                var _ = clients.submit(() -> ask(uri, call, false));
            }
            var _ =
                    clients.submit(
                            () -> ask(uri, "GET /readiness HTTP/1.1\r\nHost: x\r\n\r\n", true));
            long settled = System.nanoTime() + 2_500_000_000L;
            Await.until(() -> answers.get() > 500 && System.nanoTime() > settled);
            long began = System.nanoTime();
            told = began;
            server.terminate();
            Program.End end = server.end();
            long millis = (System.nanoTime() - began) / 1_000_000;

            assertThat(end.code()).as(end.err()).isZero();
            assertThat(millis).isLessThan(LONGEST_MILLIS);
            assertThat(end.err()).doesNotContain("ERROR", "WARN", "Exception");
        }
        assertThat(cut).isEmpty();
        assertThat(notReady.get()).as("answers of /readiness that say 503").isPositive();
    }

    /** Until nobody listens any more. */
    private void ask(URI uri, String request, boolean readiness) {
        while (true) {
            int before = 0;
            long since = System.nanoTime();
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                boolean goesOn = true;
                while (goesOn) {
                    RawHttp.send(socket, request);
                    Answer answer = RawHttp.answer(socket);
                    answers.incrementAndGet();
                    before++;
                    since = System.nanoTime();
                    if (readiness && answer.status() == 503) {
                        notReady.incrementAndGet();
                    } else if (answer.status() != 200) {
                        cut.add(answer.toString());
                    }
                    goesOn = !answer.header("Connection").equals("close");
                }
            } catch (ConnectException stopped) {
                return;
            } catch (IOException broken) {
                cut.add(
                        broken
                                + " after "
                                + before
                                + " answers, the last "
                                + (System.nanoTime() - since) / 1_000_000
                                + " ms ago, "
                                + (System.nanoTime() - told) / 1_000_000
                                + " ms after the signal");
            }
        }
    }
}
