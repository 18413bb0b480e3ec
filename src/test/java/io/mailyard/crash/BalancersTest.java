package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.db.StoreConfig;
import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.TestStores.StoreLocation;
import io.mailyard.testing.Tree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * HAProxy, nginx and PgBouncer with the files of {@code packaging/high-availability}, in front of
 * two servers and of a PostgreSQL under Patroni.
 */
@LongRun
final class BalancersTest {
    /** A heartbeat of the panel's streams, and some. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(16);

    /** Longest wait for a line of a stream. */
    private static final Duration STREAM = Duration.ofSeconds(30);

    private static final int CALLS = 100;

    /** More than the first event and the head before it have. */
    private static final int MOST_LINES = 5_000;

    private static final String PASSWORD = "quiet-Lantern-58-moss";

    private final List<Program> servers = new ArrayList<>();
    private final Path folder = TestStores.newFolder();

    @Test
    void balancers_passOnCallsStreamsAndAddresses() throws Exception {
        assumeTrue(
                DatabaseCluster.isInstalled(
                        "patroni", "etcd", "curl", "haproxy", "nginx", "pgbouncer"),
                "NO BALANCER WAS TRIED: haproxy, nginx or pgbouncer is not installed");
        try (DatabaseCluster cluster = DatabaseCluster.start()) {
            try {
                StoreLocation place =
                        new StoreLocation(StoreConfig.at(cluster.address("STORE_URL")), folder);
                URI one = serve(place, folder);
                URI two = serve(place, TestStores.newFolder());
                cluster.command("balance " + one.getPort() + " " + two.getPort());
                URI haproxy = balancer(cluster, "HAPROXY_HTTP");
                URI nginx = balancer(cluster, "NGINX_HTTP");
                for (URI balancer : List.of(haproxy, nginx)) {
                    cluster.await("the balancer answers", () -> isReady(balancer));
                    keepsTheCallersAddress(balancer);
                    passesStreamsOn(balancer);
                }
                goesToTheOtherServer(haproxy, nginx);
                reachesThePrimary(cluster);
                poolerThatSharesSessions_isRefused(cluster);
            } catch (AssertionError failed) {
                System.err.println(cluster.logs());
                throw failed;
            } finally {
                servers.forEach(Program::close);
            }
        }
    }

    private URI serve(StoreLocation place, Path data) {
        Program server =
                Program.serve(
                        place,
                        data,
                        "--set",
                        "http.trusted-proxies=127.0.0.1",
                        "--set",
                        "drain.notice=2s",
                        "--set",
                        "log.requests=none");
        servers.add(server);
        return server.ready();
    }

    private static URI balancer(DatabaseCluster cluster, String name) {
        return URI.create("http://127.0.0.1:" + cluster.address(name));
    }

    private static boolean isReady(URI balancer) {
        try {
            return RawHttp.exchange(balancer, "GET /readiness HTTP/1.1\r\nHost: mail\r\n\r\n")
                            .status()
                    == 200;
        } catch (UncheckedIOException away) {
            return false;
        }
    }

    private Api api(URI server) {
        return new Api(server, Program.token(folder));
    }

    /** A caller at 127.0.0.9 that claims to be another. */
    private void keepsTheCallersAddress(URI balancer) throws IOException {
        String name = Api.unique("caller");
        String body = Body.json(Api.accountMembers());
        try (Socket socket =
                new Socket(
                        InetAddress.getByName(balancer.getHost()),
                        balancer.getPort(),
                        InetAddress.getByName("127.0.0.9"),
                        0)) {
            RawHttp.send(
                    socket,
                    "POST /api/v1.1/admin/accounts/save HTTP/1.1\r\nHost: mail\r\n"
                            + "Content-Type: application/json\r\nAuthorization: Bearer "
                            + Program.token(folder)
                            + "\r\nX-Forwarded-For: 192.0.2.1\r\nForwarded: for=192.0.2.2\r\n"
                            + "User-Agent: "
                            + name
                            + "\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body);
            RawHttp.answer(socket).ok();
        }
        List<Tree> noted =
                api(balancer)
                        .call("audit/list", "order", "desc", "limit", 20)
                        .ok()
                        .at("data")
                        .items();
        assertThat(noted)
                .as(balancer.toString())
                .filteredOn(row -> row.at("user_agent").text().equals(name))
                .isNotEmpty()
                .allMatch(row -> row.at("address").text().equals("127.0.0.9"));
    }

    private void passesStreamsOn(URI balancer) throws IOException {
        String login = Api.unique("person");
        api(balancer)
                .call(
                        "administrators/save",
                        "login",
                        login,
                        "role",
                        "master",
                        "password",
                        PASSWORD,
                        "must_change_password",
                        false)
                .ok();
        PanelClient panel = new PanelClient(balancer, "/admin", "").signedIn(login, PASSWORD);
        assertThat(panel.get("/admin").statusCode()).isEqualTo(200);
        try (Socket socket = new Socket(balancer.getHost(), balancer.getPort())) {
            socket.setSoTimeout((int) STREAM.toMillis());
            RawHttp.send(
                    socket,
                    "GET /admin/health/live HTTP/1.1\r\nHost: 127.0.0.1:"
                            + balancer.getPort()
                            + "\r\nAccept: text/event-stream\r\nCookie: "
                            + panel.cookie()
                            + "\r\n\r\n");
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(lines.readLine()).contains("200");
            long began = System.nanoTime();
            awaitLine(lines, "event: figures");
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(10));
            // events and heartbeats go on, beyond the first of them
            while (System.nanoTime() - began < HEARTBEAT.toNanos()) {
                assertThat(lines.readLine()).as("the stream goes on").isNotNull();
            }
        }
    }

    private static void awaitLine(BufferedReader lines, String start) throws IOException {
        String line = lines.readLine();
        for (int read = 0; line != null && !line.startsWith(start); read++) {
            assertThat(read).isLessThan(MOST_LINES);
            line = lines.readLine();
        }
        assertThat(line).as("a line '" + start + "'").isNotNull();
    }

    /** One server stops as for an upgrade, then the other one is killed: HAProxy shows neither. */
    private void goesToTheOtherServer(URI haproxy, URI nginx) {
        servers.getFirst().terminate();
        for (int i = 0; i < CALLS; i++) {
            api(haproxy).call("accounts/list").ok();
            Program.pause(20);
        }
        assertThat(servers.getFirst().end().code()).isZero();
        for (int i = 0; i < CALLS; i++) {
            api(nginx).call("accounts/list").ok();
        }
    }

    /** What knows one address only reaches the primary by HAProxy, and by PgBouncer before it. */
    private void reachesThePrimary(DatabaseCluster cluster) {
        for (String port : List.of("HAPROXY_POSTGRESQL", "PGBOUNCER_PORT")) {
            Program.End end = Program.run(verify(at(cluster, port)).toArray(String[]::new));
            assertThat(end.code()).as(port + end.out() + end.err()).isZero();
        }
        Path data = TestStores.newFolder();
        URI server =
                serve(new StoreLocation(StoreConfig.at(at(cluster, "PGBOUNCER_PORT")), data), data);
        Answer saved = api(server).call("accounts/list").ok();
        assertThat(saved.status()).isEqualTo(200);
        api(server).newAccount();
    }

    private static String at(DatabaseCluster cluster, String port) {
        return "postgresql://mailyard:change-me-mailyard@127.0.0.1:"
                + cluster.address(port)
                + "/mailyard";
    }

    private List<String> verify(String url) {
        List<String> arguments = new ArrayList<>(List.of("audit", "verify"));
        arguments.addAll(Program.on(new StoreLocation(StoreConfig.at(url), folder), folder));
        return arguments;
    }

    private void poolerThatSharesSessions_isRefused(DatabaseCluster cluster) throws IOException {
        Path file = cluster.folder().resolve("pgbouncer.ini");
        String session = Files.readString(file);
        Files.writeString(
                file,
                session.replace("pool_mode = session", "pool_mode = transaction"),
                StandardOpenOption.TRUNCATE_EXISTING);
        cluster.reload("pgbouncer");
        cluster.await(
                "PgBouncer shares sessions",
                () -> {
                    Program.End end =
                            Program.runHere(
                                    verify(at(cluster, "PGBOUNCER_PORT")).toArray(String[]::new));
                    return end.code() != 0
                            && end.err()
                                    .contains(
                                            "lends sessions for a transaction only: set pool_mode = session");
                });
    }
}
