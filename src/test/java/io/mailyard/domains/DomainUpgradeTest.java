package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store of before domains gets at the first start. */
class DomainUpgradeTest {
    private static final String FROM = "mail.from=Mailyard <post@platform.test>";
    private static final long DAY = 86_400_000L;

    private static void key(Api api, String domain, String state) {
        api.call(
                        "keys/save",
                        "name",
                        Api.unique("key"),
                        "domain",
                        domain,
                        "selector",
                        "s1",
                        "state",
                        state)
                .ok();
    }

    private static void wrote(TestServer server, long id, long account, String from, long days) {
        server.tamper(
                "INSERT INTO messages (id, account_id, source, submitter, envelope_from,"
                        + " header_from, subject, header_id, campaign_id, group_id, size,"
                        + " recipients, accepted_at) VALUES ("
                        + id
                        + ", "
                        + account
                        + ", 'smtp', 'x', '', '"
                        + from
                        + "', '', '', 0, 0, 1, 1, "
                        + (System.currentTimeMillis() - days * DAY)
                        + ")");
    }

    private static void await(Api api) {
        Await.until(() -> api.call("domains/get", "domain", "platform.test").error() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void domainOfAnActiveKey_isAssignedToTheOnlyAccountThatUsedIt(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            long one = api.newAccount();
            long two = api.newAccount();
            key(api, "alone.example", "active");
            key(api, "both.example", "active");
            key(api, "sub.both.example", "active");
            key(api, "quiet.example", "active");
            key(api, "old.example", "active");
            key(api, "waits.example", "pending");
            key(api, "com", "active");
            // the platform's own, whoever alone wrote from it
            key(api, "platform.test", "active");
            long id = 1_000_000;
            wrote(server, id++, one, "a@old.example", 31);
            wrote(server, id++, one, "a@Alone.example", 29);
            wrote(server, id++, one, "a@news.alone.example", 1);
            wrote(server, id++, two, "a@notalone.example", 1);
            wrote(server, id++, one, "a@both.example", 1);
            wrote(server, id++, two, "a@x.both.example", 1);
            wrote(server, id++, two, "a@sub.both.example", 1);
            wrote(server, id++, one, "a@waits.example", 1);
            wrote(server, id, two, "a@platform.test", 1);
            server.tamper("DELETE FROM domains");
            server.tamper("DELETE FROM domain_tasks");

            server.restart(FROM);
            await(api.at(server));
            Api after = api.at(server);

            Answer given = after.call("domains/get", "domain", "alone.example").ok();
            assertThat(given.at("data.account_id").number()).isEqualTo(one);
            assertThat(given.at("data.proof").text()).isEqualTo("upgrade");
            assertThat(given.at("data.vouched").flag()).isTrue();
            assertThat(after.call("domains/get", "domain", "sub.both.example").text())
                    .contains("\"account_id\":" + two);
            Answer all = after.call("domains/list").ok();
            assertThat(all.at("data").items())
                    .extracting(row -> row.at("domain").text())
                    .containsExactlyInAnyOrder(
                            "alone.example", "sub.both.example", "platform.test");
            Answer platform = after.call("domains/get", "domain", "platform.test").ok();
            assertThat(platform.text()).contains("\"account_id\":null");
            assertThat(platform.at("data.use").text()).isEqualTo("from");
            assertThat(platform.text()).contains("\"account_ids\":[" + two + "]");

            // cut short after its transaction, or run by a second process: nothing is given twice
            server.tamper("DELETE FROM domain_tasks");
            server.restart(FROM);
            await(api.at(server));
            Await.until(() -> taskIsDone(server));
            assertThat(api.at(server).call("domains/list").at("total_count").number()).isEqualTo(3);
            assertThat(api.at(server).call("domains/list", "account_id", one).at("data").items())
                    .hasSize(1);
        }
    }

    private static boolean taskIsDone(TestServer server) {
        return server.tamper("UPDATE domain_tasks SET at = at WHERE name = 'upgrade'") == 1;
    }

    @ParameterizedTest
    @StoresOfRun
    void newStore_hasThePlatformsDomainsAtOnce(StoreKind kind) {
        try (TestServer server =
                TestServer.start(
                        kind,
                        FROM,
                        "public.url=https://panel.platform.test:8443/x",
                        "submission.name=localhost")) {
            assertThat(server.api().call("domains/list").ok().at("data").items())
                    .extracting(row -> row.at("domain").text())
                    .isEqualTo(List.of("platform.test", "panel.platform.test"));
        }
    }

    /** More accounts than a person would list: each that wrote still may, and no other. */
    @ParameterizedTest
    @StoresOfRun
    void platformDomain_staysOpenOnlyToAccountsThatUsedIt(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            List<Long> writers = new ArrayList<>();
            for (int i = 0; i < 102; i++) {
                long account = api.newAccount();
                writers.add(account);
                wrote(server, 1_000_000 + i, account, "a@platform.test", 1);
            }
            long other = api.newAccount();
            server.tamper("DELETE FROM domains");
            server.tamper("DELETE FROM domain_tasks");

            server.restart(FROM);
            await(api.at(server));

            Answer platform = api.at(server).call("domains/get", "domain", "platform.test").ok();
            assertThat(platform.at("data.use").text()).isEqualTo("from");
            assertThat(platform.at("data.account_ids").items())
                    .extracting(id -> id.number())
                    .isEqualTo(writers)
                    .doesNotContain(other);
            // what the upgrade gave can be given by a call as well
            api.at(server)
                    .call("domains/save", "domain", "platform.test", "account_ids", writers)
                    .ok();
        }
    }

    /** A pass that fails at every try is seen by whoever runs the server, and ends by itself. */
    @ParameterizedTest
    @StoresOfRun
    void failedUpgrade_isReportedAndRepeated(StoreKind kind) {
        try (FakeEndpoint endpoint = FakeEndpoint.start();
                TestServer server = TestServer.start(kind, "webhooks.private-networks=allow")) {
            Api api = server.api();
            api.call("webhooks/save", "url", endpoint.url("/"), "events", List.of("*")).ok();
            wrote(server, 1_000_000, api.newAccount(), "a@platform.test", 1);
            server.tamper("DELETE FROM domains");
            server.tamper("DELETE FROM domain_tasks");
            server.tamper("ALTER TABLE messages RENAME COLUMN header_from TO moved");

            server.restart(FROM, "webhooks.private-networks=allow");
            Api after = api.at(server);
            Await.until(() -> page(after, "/readiness").contains("\"domains-upgrade\""));
            assertThat(page(after, "/metrics"))
                    .containsPattern("mailyard_domains_upgrade_failures [1-9]");
            assertThat(endpoint.awaitRequests(1).getFirst().text())
                    .contains("domain.alarm", "no mail goes out");

            server.tamper("ALTER TABLE messages RENAME COLUMN moved TO header_from");
            Await.until(() -> page(after, "/readiness").contains("OK"));
            assertThat(page(after, "/metrics")).contains("mailyard_domains_upgrade_failures 0");
            await(after);
        }
    }

    private static String page(Api api, String path) {
        return api.send("GET", path, "", "").text();
    }
}
