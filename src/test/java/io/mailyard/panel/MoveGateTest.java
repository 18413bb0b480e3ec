package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.backups.Move;
import io.mailyard.db.DataFolder;
import io.mailyard.db.DrainedStore;
import io.mailyard.db.StoreConfig;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A running server whose store is moved: what it answers, and that nothing of it writes. */
final class MoveGateTest {
    private static final String TARGET = "postgresql://db.example.com/mailyard";
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";
    private static final Duration WAIT = Duration.ofSeconds(30);

    private static DrainedStore hold(TestServer server) {
        return DrainedStore.hold(server.folder(), TARGET, WAIT, Clock.systemUTC(), underWay -> {});
    }

    /** Changes with each commit of any other connection, whatever it wrote. */
    private static long version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA data_version")) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    @Test
    void serverWhoseStoreIsMoved_writesNothing_whoeverAsks_andReads() throws SQLException {
        try (TestServer server = TestServer.start(StoreKind.SQLITE);
                DataFolder folder = DataFolder.open(server.folder());
                FakeMailHost host = FakeMailHost.start()) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            api.newUser(route.account(), "anna", "password", PASSWORD);
            PanelClient person = PanelPeople.master(server).client();
            try (RawSmtp client =
                            RawSmtp.signedIn(
                                    server.submission(), "anna@" + route.accountName(), PASSWORD);
                    Connection connection = server.connection()) {
                try (DrainedStore hold = hold(server)) {
                    assertThat(hold.isOfRunningServer()).isTrue();
                    long before = version(connection);

                    assertRefused(api.call("accounts/save", "id", route.account(), "title", "x"));
                    assertRefused(route.send("b@recipient.example", "m-1"));
                    assertRefused(api.call("platform/stop", "reason", "x"));
                    assertThat(client.mail("a@sender.example", "b@recipient.example", "x"))
                            .startsWith("451 ");
                    assertEveryCallAnswers(server);
                    assertPanelReadsAndRefuses(server, person);
                    assertThat(readiness(server)).contains("503", "store-move");
                    assertThat(api.call("accounts/list").ok().at("total_count").number())
                            .isPositive();
                    // every loop that looks once a second has looked
                    Thread.sleep(1500);

                    assertThat(version(connection)).as("nothing was committed").isEqualTo(before);
                    assertThat(folder.path()).isDirectory();
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException(stopped);
                }
                Await.until(() -> route.send("b@recipient.example", "m-2").error() == 0);
                assertThat(client.mail("a@sender.example", "b@recipient.example", "x"))
                        .startsWith("250 ");
                host.awaitMessages(2, WAIT);
                Await.until(() -> readiness(server).contains("200"));
            }
        }
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotBlank();
        assertThat(answer.errorText()).contains("the store is being moved");
    }

    /** Each call of the API, though few of these are whole: none breaks, and none writes. */
    private static void assertEveryCallAnswers(TestServer server) {
        List<String> broken = new ArrayList<>();
        for (Routes.RouteLine line : Routes.of(server)) {
            Answer answer = server.api().json(line.path(), "{}");
            if (answer.status() == 500) {
                broken.add(line.path() + ": " + answer);
            }
        }
        assertThat(broken).isEmpty();
    }

    private static void assertPanelReadsAndRefuses(TestServer server, PanelClient person) {
        HttpResponse<String> read = person.get("/admin/accounts");
        assertThat(read.statusCode()).isEqualTo(200);
        HttpResponse<String> refused =
                new PanelClient(server.uri(), "")
                        .post("/admin/signin", "login=admin&password=" + PASSWORD);
        assertThat(refused.statusCode()).isIn(422, 503);
        assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
        HttpResponse<String> stopped = person.form("/admin/platform/stop", "reason=Test");
        assertThat(stopped.body()).contains("the store is being moved");
        assertThat(person.get("/admin/health").body()).contains(TARGET);
    }

    private static String readiness(TestServer server) {
        Answer answer = server.api().send("GET", "/readiness", "", "");
        return answer.status() + " " + answer.text();
    }

    @Test
    void serverWhoseStoreWasMoved_staysClosed_andTheNewOneGoesOn() throws SQLException {
        TestStores.StoreLocation postgres = TestStores.place(StoreKind.POSTGRESQL);
        try (TestServer server = TestServer.start(StoreKind.SQLITE);
                DataFolder folder = DataFolder.open(server.folder());
                FakeMailHost host = FakeMailHost.start()) {
            MailRoute route = MailRoute.to(server.api(), host.port());
            server.api().call("senders/queue/hold", "id", route.sender()).ok();
            route.send("b@recipient.example", "m-1").ok();

            Move.MoveResult result =
                    new Move(
                                    StoreConfig.embedded(),
                                    server.folder(),
                                    postgres.config(),
                                    server.folder(),
                                    Clock.systemUTC(),
                                    Optional.of(WAIT))
                            .run((what, rows, total) -> {});

            assertThat(result.serverRuns()).isTrue();
            assertThat(result.check().faults()).isEmpty();
            Await.until(() -> {
                Answer late = route.send("b@recipient.example", "m-2");
                assertThat(late.status()).isEqualTo(503);
                return late.errorText().contains("the store was moved to another place");
            });
            assertThat(server.api().call("accounts/list").ok().at("total_count").number())
                    .isPositive();
            assertThat(readiness(server)).contains("503", "store-move");
            try (TestServer next =
                    TestServer.over(
                            StoreKind.POSTGRESQL,
                            new TestStores.StoreLocation(postgres.config(), server.folder()),
                            Clock.systemUTC())) {
                next.api().call("senders/queue/release", "id", route.sender()).ok();
                route.sendAt(next.api(), "b@recipient.example", "m-3").ok();
                host.awaitMessages(2, WAIT);
                Await.until(() -> route.ledger(next.api()).at("queued").number() == 0);
                assertThat(route.ledger(next.api()).at("delivered").number()).isEqualTo(2);
            }
            assertThat(folder.path()).isDirectory();
        }
    }
}
