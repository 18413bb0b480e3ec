package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Drill;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** A server told to stop: within ten seconds, whatever goes on, with status 0. */
final class StopTest {
    private static final long LONGEST_MILLIS = 10_000;

    @ParameterizedTest
    @StoresOfRun
    void sigtermUnderLoad_answersEveryAppliedRequest(StoreKind kind) {
        TestStores.StoreLocation location = TestServer.usedPlace(kind);
        Storm storm = new Storm(16, System.nanoTime());
        Program.End end;
        try (Program server = Program.serve(location)) {
            storm.begin(List.of(server.api(location.folder())));
            storm.rage(300);
            end = stop(server);
            storm.end();
        }
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(end.err()).contains("stopping").doesNotContain("ERROR", "WARN", "Exception");
        Set<String> unanswered = storm.flying().stream().map(Op::id).collect(Collectors.toSet());
        assertThat(StoreImage.of(location).rowsOf.keySet())
                .as("done and not answered")
                .noneMatch(unanswered::contains);
        try (Program server = Program.serve(location)) {
            new Reckoning(location, storm).settle(server.api(location.folder()));
        }
    }

    private static Program.End stop(Program server) {
        long began = System.nanoTime();
        server.terminate();
        Program.End end = server.end();
        assertThat((System.nanoTime() - began) / 1_000_000)
                .as("ms to stop: %s", end.err())
                .isLessThan(LONGEST_MILLIS);
        return end;
    }

    @Test
    void sigterm_doesNotWaitForSlowClients() throws IOException {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        try (Program server = Program.serve(location)) {
            URI uri = server.ready();
            try (Socket idle = new Socket(uri.getHost(), uri.getPort());
                    Socket slow = new Socket(uri.getHost(), uri.getPort())) {
                String half =
                        "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nHost: a\r\n"
                                + "Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{";
                slow.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
                new Api(uri, Program.token(location.folder())).call("accounts/list").ok();
                assertThat(stop(server).code()).isZero();
                assertThat(idle.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void sigtermDuringStart_endsAtOnce() {
        int moments = Drill.length("stops amid a start, moments", "crash.moments", 3, 8);
        for (int i = 0; i < moments; i++) {
            int millis = 50 + i * 2800 / (moments - 1);
            TestStores.StoreLocation location = TestStores.place(StoreKind.SQLITE);
            try (Program server = Program.serve(location)) {
                Program.pause(millis);
                Program.End end = stop(server);
                assertThat(end.code()).as("after %d ms: %s", millis, end.err()).isIn(0, 143);
                assertThat(end.err()).doesNotContain("Exception");
            }
        }
    }
}
