package io.mailyard.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.api.Reference;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.fields.FieldValues;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import io.mailyard.writes.Writes;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ISPs: whose a domain is, what belongs to them, and how fast a change is seen. */
@ParameterizedClass
@EnumSource
class IspsTest {
    private final StoreKind kind;
    private final Api api;

    IspsTest(StoreKind kind) {
        this.kind = kind;
        this.api = TestServer.of(kind).api();
    }

    private static String domain() {
        return Api.unique("d") + ".example";
    }

    @Test
    void domain_belongsToOneIsp() {
        String domain = domain();
        String name = Api.unique("isp");
        long first = api.call("isps/save", "name", name, "domains", List.of(domain)).savedId();
        long second = api.call("isps/save", "name", Api.unique("isp")).savedId();

        Answer taken =
                api.call(
                        "isps/save",
                        "id",
                        second,
                        "domains",
                        List.of(domain.toUpperCase(Locale.ROOT) + "."));
        assertThat(taken.error()).isEqualTo(409);
        assertThat(taken.errorText())
                .isEqualTo("domain '" + domain + "' belongs to ISP '" + name + "'");
        api.call("isps/save", "id", first, "domains", List.of(domain, domain())).ok();
        api.callXml("isps/save", "id", first, "domains", List.of()).ok();
        api.call("isps/save", "id", second, "domains", List.of(domain)).ok();
        api.call("isps/delete", "id", second).ok();
        api.call("isps/save", "id", first, "domains", List.of(domain)).ok();
    }

    @Test
    void domains_areKeptInOneForm() {
        String unique = Api.unique("b");
        long id =
                api.call(
                                "isps/save",
                                "name",
                                Api.unique("isp"),
                                "domains",
                                List.of(
                                        "BÜCHER-" + unique + ".Example.",
                                        "bücher-" + unique + ".example"))
                        .savedId();

        Tree domains = api.call("isps/get", "id", id).ok().at("data.domains");

        assertThat(domains.items()).hasSize(1);
        assertThat(domains.at("0").text()).startsWith("xn--").endsWith(".example");
    }

    @Test
    void other_hasNoDomainsAndNamesStay() {
        assertThat(api.call("isps/save", "id", 8, "domains", List.of(domain())).error())
                .isEqualTo(400);
        Answer renamed = api.call("isps/save", "id", 8, "name", "rest");
        assertThat(renamed.error()).isEqualTo(409);
        assertThat(renamed.errorText()).contains("the name 'other' stays");
        api.call("isps/save", "id", 8, "encoding_text", "quoted-printable").ok();
        api.call("isps/save", "id", 8, "encoding_text", "").ok();
    }

    @Test
    void ispInUse_isNotDeleted() {
        String name = Api.unique("isp");
        String rule = Api.unique("rule");
        long isp = api.call("isps/save", "name", name).savedId();
        long lock =
                api.call("lock_rules/save", "name", rule, "pattern", "slow", "isp", isp).savedId();

        assertThat(api.call("lock_rules/get", "id", lock).at("data.isp").text()).isEqualTo(name);
        Answer refused = api.call("isps/delete", "id", isp);
        assertThat(refused.error()).isEqualTo(409);
        assertThat(refused.errorText())
                .isEqualTo("ISP '" + name + "' is in use by lock rule '" + rule + "'");
        api.call("lock_rules/save", "id", lock, "isp", "").ok();
        assertThat(api.call("lock_rules/get", "id", lock).at("data.isp").nothing()).isTrue();
        api.call("isps/delete", "id", isp).ok();
        assertThat(api.call("lock_rules/save", "id", lock, "isp", name).error()).isEqualTo(404);
    }

    @Test
    void headers_areAddedAndTakenAway() {
        long id =
                api.callXml(
                                "isps/save",
                                "name",
                                Api.unique("isp"),
                                "headers_add",
                                Map.of("X-Campaign", "spring", "Feedback-ID", "a:b:c"),
                                "headers_delete",
                                List.of("X-Mailer", "User-Agent"))
                        .savedId();

        Tree isp = api.call("isps/get", "id", id).ok().at("data");

        assertThat(isp.at("headers_add").member("X-Campaign").text()).isEqualTo("spring");
        assertThat(isp.at("headers_add").member("Feedback-ID").text()).isEqualTo("a:b:c");
        assertThat(isp.at("headers_delete.0").text()).isEqualTo("X-Mailer");
        api.call("isps/save", "id", id, "headers_add", Map.of()).ok();
        assertThat(api.call("isps/get", "id", id).at("data.headers_add").names()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"X-A\":\"b\\r\\nBcc: x@example.com\"}|headers_add.X-A",
                "{\"X-A\":\"b\\nc\"}|headers_add.X-A",
                "{\"X-A\":\"ü\"}|headers_add.X-A",
                "{\"X A\":\"b\"}|headers_add.X A",
                "{\"X:\":\"b\"}|headers_add.X:",
                "{\"bcc\":\"b\"}|headers_add.bcc",
                "{\"Subject\":\"b\"}|headers_add.Subject",
                "{\"X-A\":\"b\",\"x-a\":\"c\"}|headers_add",
                "{\"X-A\":1}|headers_add.X-A",
                "[1]|headers_add"
            })
    void headersThatCouldDoHarm_areRefused(String json, String field) {
        Answer refused = api.json("isps/save", "{\"name\":\"x\",\"headers_add\":" + json + "}");

        assertThat(refused.error()).isEqualTo(400);
        assertThat(refused.at("errors.0.field").text()).isEqualTo(field);
        assertThat(api.call("isps/save", "name", "x", "headers_delete", List.of("FROM")).error())
                .isEqualTo(400);
    }

    /** A store of its own, seen by two that share it as two processes do. */
    @Test
    void change_isSeenHereAtOnceAndElsewhereWithinASecond() {
        TestStores.StoreLocation location = TestStores.migratedPlace(kind);
        try (Database database = location.open()) {
            Writes writes = new Writes(database, Clock.systemUTC());
            Policies here = new Policies(database);
            Policies there = new Policies(database);
            here.ship(writes);
            here.ship(writes);
            assertThat(here.isps().of("GMail.com")).isEqualTo("Gmail");
            assertThat(here.isps().of("web.de.")).isEqualTo("GMX");
            assertThat(here.isps().of("example.com")).isEqualTo("other");
            assertThat(here.isps().of("no domain")).isEqualTo("other");
            assertThat(there.isps().of("bücher.example")).isEqualTo("other");

            FieldValues values =
                    FieldValues.NONE
                            .with(Isp.NAME, "Books")
                            .with(Isp.DOMAINS, List.of("xn--bcher-kva.example"));
            writes.system("test", change -> here.create(change, PolicyKind.ISP, values));

            assertThat(here.isps().of("BÜCHER.example")).isEqualTo("Books");
            assertThat(here.current(PolicyKind.ISP)).extracting(Isp::name).contains("Books");
            Await.until(() -> there.isps().of("bücher.example").equals("Books"));
            assertThat(here.current(PolicyKind.STRATEGY))
                    .isSameAs(here.current(PolicyKind.STRATEGY));
        }
    }

    @Test
    void policies_areBoundedAndFoundByIdOrName() {
        try (Database database = TestStores.open(kind)) {
            Writes writes = new Writes(database, Clock.systemUTC());
            Policies policies = new Policies(database);
            policies.ship(writes);
            Strategy strategy =
                    database.read(tx ->
                            policies.named(tx, PolicyKind.STRATEGY, new Reference.ByName("60:60")));
            assertThat(strategy.messagesPerInterval()).isEqualTo(60);
            Optional<Strategy> none =
                    database.read(tx -> policies.find(tx, PolicyKind.STRATEGY, 2));
            assertThat(none).isEmpty();
            database.write(tx ->
                    tx.update(
                            "INSERT INTO routes (id, domain, host, port, tls, shipped, created_at, updated_at)"
                                    + " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
                                    + " SELECT i, 'd' || i, 'h', 25, 'may', 0, 0, 0 FROM n"));
            FieldValues one =
                    FieldValues.NONE
                            .with(FixedRoute.DOMAIN, "x.example")
                            .with(FixedRoute.HOST, "h");

            assertThatThrownBy(() ->
                            writes.system(
                                    "test",
                                    change -> policies.create(change, PolicyKind.ROUTE, one)))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("10000 routes");
            FixedRoutes routes = new FixedRoutes(policies.current(PolicyKind.ROUTE));
            assertThat(routes.of("D7.").map(FixedRoute::host)).hasValue("h");
            assertThat(routes.of("none.example")).isEmpty();
        }
    }
}
