package io.mailyard.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.fields.Field;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What all seven kinds of policies have in common, each tried in JSON and XML. */
@ParameterizedClass
@EnumSource
class PoliciesTest {
    private final Api api;

    PoliciesTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    /** What a new one needs: names and values, {@code ?} for something unique. */
    record Example(PolicyKind<?> kind, List<Object> needs, String member, Object other) {
        Object[] fresh() {
            List<Object> given = new ArrayList<>();
            for (Object need : needs) {
                given.add(need.equals("?") ? Api.unique("p") : need);
            }
            return given.toArray();
        }

        String call(String verb) {
            return kind.noun() + "/" + verb;
        }

        @Override
        public String toString() {
            return kind.noun();
        }
    }

    static Stream<Example> examples() {
        return Stream.of(
                new Example(
                        PolicyKind.STRATEGY, List.of("name", "?"), "connection_attempts", 70_000),
                new Example(PolicyKind.RETRY_RULE, List.of("name", "?"), "retries", 3),
                new Example(
                        PolicyKind.LOCK_RULE,
                        List.of("name", "?", "pattern", "^421 .*slow down"),
                        "isp",
                        "Gmail"),
                new Example(
                        PolicyKind.BOUNCE_PATTERN,
                        List.of("name", "?", "pattern", "gone (?:away|fishing)"),
                        "type",
                        "hard"),
                new Example(PolicyKind.ISP, List.of("name", "?"), "encoding_global", "base64"),
                new Example(
                        PolicyKind.KEY,
                        List.of(
                                "name",
                                "?",
                                "domain",
                                "example.com",
                                "selector",
                                "?",
                                "algorithm",
                                "ed25519"),
                        "state",
                        "active"),
                new Example(
                        PolicyKind.ROUTE,
                        List.of("domain", "?", "host", "relay.example.com"),
                        "port",
                        2525));
    }

    private Tree row(Example example, long id) {
        return api.call(example.call("get"), "id", id).ok().at("data");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void savedPolicy_isListedReadChangedAndDeleted(Example example) {
        long id = api.call(example.call("save"), example.fresh()).savedId();
        Answer listed = api.callXml(example.call("list"), "from_id", id, "limit", 1).ok();
        assertThat(listed.at("data.id").number()).isEqualTo(id);
        assertThat(listed.at("data").names())
                .startsWith("id")
                .containsAll(example.kind().fields().stream().map(Field::name).toList())
                .endsWith("shipped", "created_at", "updated_at");
        assertThat(row(example, id).at("shipped").flag()).isFalse();

        Tree before = row(example, id);
        api.callXml(example.call("save"), "id", id, example.member(), example.other()).ok();
        Tree after = row(example, id);
        assertThat(String.valueOf(after.at(example.member()).raw()))
                .isEqualTo(String.valueOf(example.other()));
        String label = example.kind().label().name();
        assertThat(after.at(label)).isEqualTo(before.at(label));

        assertThat(api.callXml(example.call("delete"), "id", id).text())
                .isEqualTo(
                        "<xml><data/><error>0</error><error_text>Successful operation</error_text></xml>");
        for (String verb : List.of("get", "delete", "save")) {
            Answer gone = api.call(example.call(verb), "id", id);
            assertThat(gone.error()).as(verb).isEqualTo(404);
            assertThat(gone.errorText()).isEqualTo("no " + example.kind().one() + " with id " + id);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void uniqueField_isAcceptedOnce(Example example) {
        Object[] given = example.fresh();
        long id = api.call(example.call("save"), given).savedId();

        Answer again = api.call(example.call("save"), given);

        assertThat(again.error()).isEqualTo(409);
        assertThat(again.errorText()).contains("'" + given[1] + "'").contains(" taken by ");
        api.call(example.call("save"), append(given, "id", id)).ok();
    }

    private static Object[] append(Object[] given, Object... more) {
        return Stream.concat(Stream.of(given), Stream.of(more)).toArray();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void newPolicy_needsItsRequiredFields(Example example) {
        Answer empty = api.call(example.call("save"));

        assertThat(empty.error()).isEqualTo(400);
        assertThat(empty.at("errors.0.field").text()).isEqualTo(example.kind().label().name());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void changes_areAudited(Example example) {
        long id = api.call(example.call("save"), example.fresh()).savedId();
        api.call(example.call("save"), "id", id, example.member(), example.other()).ok();
        api.call(example.call("save"), "id", id, example.member(), example.other()).ok();
        api.call(example.call("delete"), "id", id).ok();

        Answer rows =
                api.call(
                                "audit/list",
                                "object_type",
                                example.kind().objectType(),
                                "object_id",
                                String.valueOf(id),
                                "order",
                                "asc")
                        .ok();

        assertThat(rows.at("data").items().stream().map(row -> row.at("action").text()))
                .containsExactly(
                        example.call("save").replace('/', '.'),
                        example.call("save").replace('/', '.'),
                        example.call("delete").replace('/', '.'));
        assertThat(rows.at("data.1.after").names()).containsExactly(example.member());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void dryRun_storesNothingAndIdempotencyKeyRepeats(Example example) {
        Object[] given = example.fresh();
        Answer dry = api.with("Prefer", "dry-run").call(example.call("save"), given).ok();
        assertThat(dry.at("dry_run").flag()).isTrue();
        assertThat(dry.at("changes").items()).hasSize(1);

        Api keyed = api.with("Idempotency-Key", Api.unique("k"));
        Answer first = keyed.call(example.call("save"), given).ok();
        Answer repeated = keyed.call(example.call("save"), given).ok();

        assertThat(repeated.text()).isEqualTo(first.text());
        assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void scope_isPolicies(Example example) {
        Api reader = api.newToken("scopes", List.of("policies:read")).api();
        Api other = api.newToken("scopes", List.of("accounts:write")).api();

        reader.call(example.call("list")).ok();
        assertThat(reader.call(example.call("save"), example.fresh()).error()).isEqualTo(403);
        assertThat(other.call(example.call("list")).error()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "strategies, 1",
        "retry_rules, 1",
        "lock_rules, 1",
        "bounce_patterns, 1",
        "isps, 8"
    })
    void shippedOne_isNotDeleted(String noun, long id) {
        Answer refused = api.call(noun + "/delete", "id", id);

        assertThat(refused.error()).isEqualTo(409);
        assertThat(refused.errorText()).contains("came with the program");
        assertThat(api.call(noun + "/get", "id", id).at("data.shipped").flag()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "strategies, concurrent_connections, 0",
        "strategies, concurrent_connections, 1001",
        "strategies, messages_per_connection, 100001",
        "strategies, connection_attempts, 100001",
        "strategies, interval_seconds, 86401",
        "strategies, helo, name",
        "strategies, try_tls_first, maybe",
        "strategies, name, 12",
        "strategies, name, ' x'",
        "retry_rules, mode, node",
        "retry_rules, retries, 1001",
        "retry_rules, interval_minutes, 10081",
        "retry_rules, type, linear",
        "retry_rules, exponent, 1",
        "retry_rules, exponent, 1.0000001",
        "retry_rules, exponent, 1e1",
        "retry_rules, exponent, 11",
        "retry_rules, random_modifier, -0.1",
        "lock_rules, duration_minutes, 0",
        "lock_rules, pattern, ''",
        "bounce_patterns, type, firm",
        "isps, encoding_html, base32",
        "keys, kind, pgp",
        "keys, algorithm, dsa",
        "keys, selector, a_b",
        "keys, domain, a..b",
        "keys, private_key, secret",
        "routes, domain, '*.example.com'",
        "routes, host, 'a b'",
        "routes, host, 300.1.1.1",
        "routes, host, '::g'",
        "routes, port, 0",
        "routes, tls, always"
    })
    void badValue_is400(String noun, String member, String value) {
        Answer answer = api.call(noun + "/save", member, value);

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors").items().stream().map(fault -> fault.at("field").text()))
                .contains(member);
    }

    @Test
    void shippedStrategy_is60In60Seconds() {
        Tree strategy = api.call("strategies/get", "id", 1).at("data");

        assertThat(strategy.at("name").text()).isEqualTo("60:60");
        assertThat(strategy.at("messages_per_interval").number()).isEqualTo(60);
        assertThat(strategy.at("interval_seconds").number()).isEqualTo(60);
    }
}
