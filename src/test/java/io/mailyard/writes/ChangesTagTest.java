package io.mailyard.writes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A call with the tag of a dry run makes the changes that it found, or none. */
@ParameterizedClass
@EnumSource
final class ChangesTagTest {
    private static final String HEADER = "Changes-Tag";

    private final StoreKind kind;
    private final TestServer server;
    private final Api api;

    ChangesTagTest(StoreKind kind) {
        this.kind = kind;
        this.server = TestServer.of(kind);
        this.api = server.api();
    }

    private static String tag(Api api, String path, Object... body) {
        return api.with("Prefer", "dry-run").call(path, body).ok().header(HEADER);
    }

    private static void refused(Answer answer) {
        assertThat(answer.error()).as("%s", answer).isEqualTo(409);
        assertThat(answer.errorText()).startsWith(HEADER);
    }

    @Test
    void overwrittenMoment_isPartOfTheChanges() {
        long token = api.newToken("expires_at", "2040-01-01T00:00:00Z").id();
        Object[] body = {"id", token, "expires_at", "2042-01-01T00:00:00Z"};
        String tag = tag(api, "tokens/save", body);
        api.call("tokens/save", "id", token, "expires_at", "2041-01-01T00:00:00Z").ok();

        refused(api.with(HEADER, tag).call("tokens/save", body));

        Tree now = api.call("tokens/list", "from_id", token, "limit", 1).at("data.0");
        assertThat(now.at("expires_at").text()).startsWith("2041-01-01");
        String next = tag(api, "tokens/save", body);
        refused(
                api.with(HEADER, next)
                        .call("tokens/save", "id", token, "expires_at", "2043-01-01T00:00:00Z"));
        api.with(HEADER, next).call("tokens/save", body).ok();
    }

    @Test
    void timeOfTheChange_isNone() {
        TestClock clock = TestClock.standing();
        try (TestServer own = TestServer.start(kind, clock)) {
            long token = own.api().newToken().id();
            String tag = tag(own.api(), "tokens/rotate", "id", token);
            clock.advance(Duration.ofMinutes(1));

            own.api().with(HEADER, tag).call("tokens/rotate", "id", token).ok();
        }
    }

    @Test
    void refusalOfTheTag_isNotKeptUnderAKey() {
        String name = Api.unique("tariff");
        long id = api.call("tariffs/save", "name", name, "messages_per_month", 1).savedId();
        Object[] body = {"id", id, "name", name, "messages_per_month", 3};
        String tag = tag(api, "tariffs/save", body);
        api.call("tariffs/save", "id", id, "name", name, "messages_per_month", 2).ok();
        Api keyed = api.with("Idempotency-Key", Api.unique("key"));
        refused(keyed.with(HEADER, tag).call("tariffs/save", body));

        Api again = keyed.with(HEADER, tag(api, "tariffs/save", body));
        again.call("tariffs/save", body).ok();

        assertThat(again.call("tariffs/save", body).ok().header("Idempotency-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void callsWhoseDryRunFindsLess_refuseIt() {
        Api tagged = api.with(HEADER, "x");
        Tree paths = api.send("GET", "/api/v1.1/openapi.json", "", "").tree().at("paths");
        for (Routes.RouteLine line : Routes.of(server)) {
            if (!line.writes()) {
                continue;
            }
            boolean none =
                    line.path()
                            .matches(
                                    ".*/(bulk|erase|export|domains/add|webhooks/test|webhooks/replay)");
            Tree headers = paths.member(line.path()).at("post.parameters");
            assertThat(headers.toString().contains("ChangesTag"))
                    .as("documented at %s", line.path())
                    .isEqualTo(!none);
            if (none) {
                Answer answer = tagged.json(line.path(), "{}");
                assertThat(answer.error()).as("%s", answer).isEqualTo(400);
                assertThat(answer.errorText()).contains(HEADER + ": is not taken here");
            }
        }
        Answer streamed =
                tagged.send("POST", "/api/v1.1/admin/suppressions/import", "text/csv", "email\n");
        assertThat(streamed.errorText()).startsWith(HEADER + ": is not taken here");
    }

    @Test
    void minimalDryRun_answersTheTagWithoutImpactAndPlan() {
        String name = Api.unique("sender");
        Object[] body = {"name", name, "type", "x", "channel_type", "y"};
        Answer whole = api.with("Prefer", "dry-run").call("senders/other/save", body).ok();
        assertThat(Stream.of("impact", "plan_token")).allMatch(whole.tree()::has);

        Answer minimal =
                api.with("Prefer", "dry-run, return=minimal").call("senders/other/save", body).ok();

        assertThat(Stream.of("impact", "plan_token")).noneMatch(minimal.tree()::has);
        assertThat(minimal.at("dry_run").flag()).isTrue();
        assertThat(minimal.header("Preference-Applied")).isEqualTo("dry-run, return=minimal");
        assertThat(minimal.header(HEADER)).isNotEmpty().isEqualTo(whole.header(HEADER));
        api.with(HEADER, minimal.header(HEADER)).call("senders/other/save", body).ok();
    }
}
