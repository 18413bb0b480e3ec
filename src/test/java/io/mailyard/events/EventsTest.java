package io.mailyard.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tenancy;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept of events, for how long, and by whom it is found. */
class EventsTest {
    @ParameterizedTest
    @EnumSource
    void withoutWebhooks_onlySoftBounceEventsAreStored(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            long account = server.api().newAccount();
            new EventMail(server)
                    .with(opened -> {
                        opened.database()
                                .write(tx -> {
                                    for (EventKind each : EventKind.values()) {
                                        opened.events()
                                                .happened(tx, EventMail.event(account, each, 1));
                                    }
                                    opened.events()
                                            .happenedAll(
                                                    tx,
                                                    List.of(
                                                            EventMail.event(
                                                                    account,
                                                                    EventKind.SBOUNCE,
                                                                    2)));
                                    return true;
                                });
                        List<Event> kept =
                                opened.database()
                                        .read(tx ->
                                                opened.events()
                                                        .ofMessage(tx, new AccountId(account), 1));
                        assertThat(kept).extracting(Event::kind).containsExactly(EventKind.SBOUNCE);
                        assertThat(kept.getFirst().answer()).isEqualTo("450-4.2.0 not 450 \"now\"");
                        assertThat(kept.getFirst().recipientId()).isEqualTo(10);
                    });
            assertThat(server.rows("events")).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oldEvents_areDeleted(StoreKind kind) {
        TestClock clock = new TestClock();
        try (FakeEndpoint endpoint = FakeEndpoint.start();
                TestServer server =
                        TestServer.start(
                                kind,
                                clock,
                                "webhooks.private-networks=allow",
                                "webhooks.retry-for=1h",
                                "events.keep=2d")) {
            endpoint.usually(FakeEndpoint.answering("500 No"));
            Api api = server.api();
            long account = api.newAccount();
            api.call(
                            "webhooks/save",
                            "account_id",
                            account,
                            "url",
                            endpoint.url("/"),
                            "events",
                            List.of("sbounce"))
                    .ok();
            new EventMail(server).happened(account, EventKind.SBOUNCE, 7);
            endpoint.awaitRequests(1);

            clock.advance(Duration.ofHours(2));
            Await.until(() -> row(api, account).at("dropped").number() == 7);
            assertThat(row(api, account).at("queued").number()).isZero();
            assertThat(row(api, account).at("last_answer").text()).isEqualTo("HTTP 500 No");
            assertThat(server.rows("events")).hasSize(7);
            clock.advance(Duration.ofDays(2));
            Await.until(() -> count(server) == 0);
        }
    }

    private static long count(TestServer server) {
        try (Connection connection = server.connection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT count(*) FROM events")) {
            found.next();
            return found.getLong(1);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Tree row(Api api, long account) {
        return api.call("webhooks/list", "account_id", account).ok().at("data.0");
    }

    /** Within a second; waited for here as long as a loaded machine may take. */
    @Test
    void anotherProcess_learnsOfAWebhookAndSharesTheWork() {
        try (FakeEndpoint endpoint = FakeEndpoint.start();
                TestServer one =
                        TestServer.start(StoreKind.POSTGRESQL, "webhooks.private-networks=allow");
                TestServer two = one.beside("webhooks.private-networks=allow")) {
            long account = one.api().newAccount();
            one.api()
                    .call(
                            "webhooks/save",
                            "account_id",
                            account,
                            "url",
                            endpoint.url("/"),
                            "events",
                            List.of("*"))
                    .ok();

            Await.until(() -> {
                Api there = one.api().at(two);
                there.call("accounts/freeze", "id", account).ok();
                there.call("accounts/unfreeze", "id", account).ok();
                return !endpoint.requests().isEmpty();
            });
            Await.until(() -> row(one.api(), account).at("queued").number() == 0);
            long told =
                    endpoint.requests().stream()
                            .mapToLong(
                                    request -> Tree.json(request.text()).at("data").items().size())
                            .sum();
            assertThat(told).isEqualTo(row(one.api(), account).at("delivered").number());
        }
    }

    @ParameterizedTest
    @EnumSource
    void foreignAccount_findsAndChangesNothing(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            long own = api.newAccount();
            AccountId foreign = new AccountId(api.newAccount());
            api.call(
                            "webhooks/save",
                            "account_id",
                            own,
                            "url",
                            "https://example.com/",
                            "events",
                            List.of("deliv"))
                    .ok();
            new EventMail(server).happened(own, EventKind.SBOUNCE, 2);
            Map<Class<?>, Object> given = Map.of(long.class, 1L, Page.class, new Page(1, 10));

            int ofEvents =
                    Tenancy.assertKept(server, new SqlEventStore(), foreign, given, Set.of());
            int ofWebhooks =
                    Tenancy.assertKept(
                            server, new SqlWebhookStore(), foreign, given, Set.of("list"));

            assertThat(ofEvents).isGreaterThanOrEqualTo(3);
            assertThat(ofWebhooks).isGreaterThanOrEqualTo(4);
        }
    }
}
