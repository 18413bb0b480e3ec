package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.main.InProcess;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Dump;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code mailyard move}: from the embedded store to PostgreSQL, and back. */
final class MoveTest {
    /** The search is built anew, and these are of one store alone. */
    private static final List<String> OWN =
            List.of(
                    "schema_ahead",
                    "schema_versions",
                    "server_processes",
                    "search_progress",
                    "write_lock",
                    "message_words",
                    "message_answers");

    private record End(int status, String out, String err) {
        End ok() {
            assertThat(status).as(err).isZero();
            return this;
        }

        void refused(String words) {
            assertThat(status).isEqualTo(1);
            assertThat(err).contains(words);
        }
    }

    private static End run(TestStores.StoreLocation at, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--data", at.folder().toString()));
        if (!at.config().url().isEmpty()) {
            arguments.addAll(List.of("--set", "store.url=" + at.config().url()));
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = InProcess.run(out, err, arguments.toArray(String[]::new));
        return new End(status, out.toString(), err.toString());
    }

    @Test
    void fullStore_isMovedToPostgreSql_andBack() {
        TestStores.StoreLocation file = TestStores.migratedPlace(StoreKind.SQLITE);
        Path folder = file.folder();
        TestStores.StoreLocation database = TestStores.placeInOwnDatabase();
        TestStores.StoreLocation postgres = new TestStores.StoreLocation(database.config(), folder);
        Path back = TestStores.newFolder();
        try (FakeMailHost host = FakeMailHost.start()) {
            MailRoute route;
            long waiting;
            try (TestServer server = TestServer.over(StoreKind.SQLITE, file, Clock.systemUTC())) {
                RichWorld.populate(server, RichWorld.pem());
                route = MailRoute.to(server.api(), host.port());
                host.at("RCPT", new Does.Says("450 4.2.0 the mailbox is busy"));
                waiting = waiting(server.api(), route);
            }
            host.asUsual();
            Map<String, List<String>> before = dump(file, StoreKind.SQLITE);

            End moved = run(file, "move", "--to", postgres.config().url()).ok();

            assertThat(moved.out())
                    .containsPattern("[0-9]+ rows of [0-9]+ tables moved and compared in ")
                    .contains("balanced: 1 recipients", "start the server with store.url = ")
                    .doesNotContain("password");
            assertThat(dump(postgres, StoreKind.POSTGRESQL)).isEqualTo(before);
            assertThat(run(file, "move", "--to", postgres.config().url()).ok().out())
                    .containsPattern(
                            "[0-9]+ rows of [0-9]+ tables were moved and compared before, at 20[-0-9T:]+Z; nothing was copied now\n")
                    .contains("balanced: 1 recipients", "start the server with store.url = ");
            assertThat(dump(postgres, StoreKind.POSTGRESQL)).isEqualTo(before);
            TestStores.StoreLocation stranger = TestServer.usedPlace(StoreKind.SQLITE);
            run(stranger, "move", "--to", postgres.config().url()).refused("is not empty");
            End refused = run(file, "serve", "--listen", "127.0.0.1:0");
            assertThat(refused.err()).contains("this store was moved to ");
            assertThat(refused.status())
                    .as("one that a service manager does not retry")
                    .isEqualTo(78);
            run(file, "audit", "verify").ok();

            try (TestServer server =
                    TestServer.over(StoreKind.POSTGRESQL, postgres, Clock.systemUTC())) {
                assertWorks(server.api(), host, route, waiting);
            }
            assertThat(run(file, "move", "--to", postgres.config().url()).ok().out())
                    .contains("and the store there has been used since; nothing was copied now");
            run(postgres, "reconcile").ok();
            Map<String, List<String>> later = dump(postgres, StoreKind.POSTGRESQL);
            TestStores.StoreLocation again = new TestStores.StoreLocation(file.config(), back);

            run(postgres, "move", "--to", back.toString()).ok();

            assertThat(dump(again, StoreKind.SQLITE)).isEqualTo(later);
            assertThat(back.resolve("admin-token")).exists();
            run(again, "reconcile").ok();
        }
    }

    /** A message that was put off once. */
    private static long waiting(Api api, MailRoute route) {
        long id =
                Long.parseLong(
                        route.send("anna@recipient.example", "moon landing")
                                .ok()
                                .at("data.message_id")
                                .text());
        Await.until(() ->
                api.call("messages/get", "id", id).ok().at("data.states.retry").number() == 1);
        return id;
    }

    private static void assertWorks(Api api, FakeMailHost host, MailRoute route, long waiting) {
        Await.until(() ->
                api.call("messages/search", "subject", "moon").ok().at("data").items().size() == 1);
        assertThat(api.call("messages/search", "answer", "busy").ok().at("data").items())
                .as("the index of answers")
                .hasSize(1);
        Await.until(() -> {
            api.call("messages/try_now", "id", waiting).ok();
            return host.messages().size() == 1;
        });
        route.sendAt(api, "berta@recipient.example", "new").ok();
        host.awaitMessages(2, Duration.ofSeconds(30));
    }

    /** What is in a store that no server uses. */
    private static Map<String, List<String>> dump(TestStores.StoreLocation at, StoreKind kind) {
        Map<String, List<String>> tables = new TreeMap<>(Dump.of(at, kind).tables());
        tables.keySet().removeIf(name -> OWN.stream().anyMatch(name::startsWith));
        return tables;
    }
}
