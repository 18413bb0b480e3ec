package io.mailyard.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the description that a server gives of itself against what it answers. */
class OpenApiServedTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);

    @Test
    void everyDescribedPath_isACallThatRequiresAToken() {
        List<String> paths = paths();
        assertThat(paths)
                .contains("/api/v1.1/admin/accounts/save", "/api/v1.1/admin/accounts/users/list");
        Api stranger = server.api().withToken("mya_unknown");
        for (String path : paths) {
            assertThat(path).startsWith("/api/v1.1/");
            assertThat(stranger.json(path, "{}").error()).as(path).isEqualTo(401);
            assertThat(stranger.xml(path + "/", "<xml/>").error()).as(path).isEqualTo(401);
        }
    }

    @Test
    void everyCall_statesItsKindOfToken() {
        assertThat(Routes.of(server))
                .extracting(Routes.RouteLine::path)
                .contains("/api/v1.1/admin/accounts/tokens/save");
        assertThat(Routes.ofAccounts(server))
                .extracting(Routes.RouteLine::path)
                .contains("/api/v1.1/account/get")
                .noneMatch(path -> path.startsWith("/api/v1.1/admin/"));
    }

    @Test
    void names_ofOperationsAreUnique() {
        Tree paths = server.api().send("GET", "/api/v1.1/openapi.json", "", "").at("paths");
        assertThat(paths.names())
                .extracting(path -> paths.member(path).at("post.operationId").text())
                .doesNotHaveDuplicates();
    }

    @Test
    void description_needsNoToken() {
        Answer answer = server.api().withToken("").send("GET", "/api/v1.1/openapi.json", "", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).startsWith("{\"openapi\":\"3.1.0\"");
    }

    private List<String> paths() {
        Answer answer = server.api().send("GET", "/api/v1.1/openapi.json", "", "");
        Value paths =
                JsonText.read(answer.text()).values().getOrDefault("paths", new Value.Nothing());
        return paths instanceof Value.Members members
                ? List.copyOf(members.values().keySet())
                : List.of();
    }

    /** Anybody may read it: whoever does not read on must not hold what others' answers need. */
    @Test
    void slowReaders_doNotDelayOthers() throws IOException {
        byte[] asked =
                "GET /api/v1.1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
                        .repeat(8)
                        .getBytes(StandardCharsets.US_ASCII);
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                Socket socket = new Socket();
                held.add(socket);
                socket.setReceiveBufferSize(2048);
                socket.connect(
                        new InetSocketAddress(server.uri().getHost(), server.uri().getPort()));
                socket.getOutputStream().write(asked);
            }
            for (Socket socket : held) {
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            try (Socket other = new Socket(server.uri().getHost(), server.uri().getPort())) {
                RawHttp.send(other, "GET /api/v1.1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(RawHttp.answer(other).status()).isEqualTo(200);
            }
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }
}
