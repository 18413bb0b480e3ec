package io.mailyard.impact;

import static io.mailyard.impact.ImpactFixtures.rule;
import static io.mailyard.impact.ImpactFixtures.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A plan is applied exactly as it was shown, once, or not at all. */
@ParameterizedClass
@EnumSource
class PlanTokenTest {
    private final StoreKind kind;
    private final ImpactFixtures yard;
    private final long account;
    private final long main;
    private final long reserve;

    PlanTokenTest(StoreKind kind) {
        this.kind = kind;
        this.yard = ImpactFixtures.of(kind);
        this.account = yard.api.newAccount();
        this.main = yard.sender(1, account);
        this.reserve = yard.sender(1, account);
        yard.vsender(account, rule("default", "", share(main, 80), share(reserve, 20)));
    }

    private String plan(String path, Object... body) {
        return yard.dry.call(path, body).ok().at("plan_token").text();
    }

    private Api with(String token) {
        return yard.api.with("Plan-Token", token);
    }

    private boolean deleted(long sender) {
        return !yard.api.call("senders/akmta/get", "id", sender).at("data.deleted_at").nothing();
    }

    private static void refused(Answer answer, int error, String reason) {
        assertThat(answer.error()).as("%s", answer).isEqualTo(error);
        assertThat(answer.errorText()).contains(reason);
    }

    @Test
    void plan_isAppliedOnce() {
        String token = plan("senders/delete", "id", main);
        with(token).call("senders/delete", "id", main).ok();
        assertThat(deleted(main)).isTrue();
        yard.api.call("senders/undelete", "id", main).ok();
        refused(with(token).call("senders/delete", "id", main), 409, "was used already");
        assertThat(deleted(main)).isFalse();
    }

    @Test
    void changedState_invalidatesThePlan() {
        String token = plan("senders/delete", "id", main);
        yard.api.call("senders/queue/hold", "id", reserve).ok();
        refused(with(token).call("senders/delete", "id", main), 409, "no longer holds");
        assertThat(deleted(main)).isFalse();
        // what was refused was not used: it holds again once the world is as it was
        yard.api.call("senders/queue/release", "id", reserve).ok();
        with(token).call("senders/delete", "id", main).ok();

        String other = plan("senders/delete", "id", reserve);
        long late = yard.api.newAccount();
        yard.api.call("senders/assign", "id", reserve, "account_id", late).ok();
        refused(with(other).call("senders/delete", "id", reserve), 409, "no longer holds");
    }

    @Test
    void ongoingDelivery_doesNotInvalidateThePlan() {
        String token = plan("senders/delete", "id", main);
        yard.queue(account, 4);
        with(token).call("senders/delete", "id", main).ok();
    }

    @Test
    void plan_isValidForOneCallAndOneToken() {
        String token = plan("senders/delete", "id", main);
        refused(with(token).call("senders/delete", "id", reserve), 409, "is of another call");
        refused(with(token).call("senders/undelete", "id", main), 409, "is of another call");
        Api other = yard.api.newToken().api().with("Plan-Token", token);
        refused(other.call("senders/delete", "id", main), 400, "to this token");
        for (String none : new String[] {"plan_", "x", token + "A", token.replace('_', '-')}) {
            refused(with(none).call("senders/delete", "id", main), 400, "is not a plan");
        }
        refused(
                with(token).call("tariffs/save", "name", Api.unique("t")),
                400,
                "is taken where a dry run answers a plan_token");
        refused(
                with(token).with("Prefer", "dry-run").call("senders/delete", "id", main),
                400,
                "it takes none");
        assertThat(deleted(main)).isFalse();
    }

    @Test
    void plan_isRepeatedUnderItsIdempotencyKey() {
        String token = plan("senders/delete", "id", main);
        Api keyed = with(token).with("Idempotency-Key", Api.unique("key"));
        String first = keyed.call("senders/delete", "id", main).ok().text();
        Answer again = keyed.call("senders/delete", "id", main).ok();
        assertThat(again.text()).isEqualTo(first);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void refusalOfAPlan_isNotKeptUnderAKey() {
        Object[] body = {"id", main};
        String token = plan("senders/delete", body);
        yard.api.call("senders/queue/hold", "id", reserve).ok();
        String key = Api.unique("key");
        refused(
                with(token).with("Idempotency-Key", key).call("senders/delete", body),
                409,
                "no longer holds");

        String next = plan("senders/delete", body);
        with(next).with("Idempotency-Key", key).call("senders/delete", body).ok();

        assertThat(deleted(main)).isTrue();
    }

    @Test
    void newObject_isPlannedToo() {
        String name = Api.unique("sender");
        String token = plan("senders/other/save", "name", name, "type", "x", "channel_type", "y");
        with(token).call("senders/other/save", "name", name, "type", "x", "channel_type", "y").ok();
        long node =
                yard.api
                        .call("nodes/save", "name", Api.unique("node"), "host", "192.0.2.1:8443")
                        .savedId();
        // the server makes the node's first revision meanwhile, after which a plan no longer holds
        Await.until(() -> {
            String sync = plan("nodes/mta/sync", "id", node);
            return with(sync).call("nodes/mta/sync", "id", node).error() == 0;
        });
    }

    @Test
    void plan_expires_andIsDeleted() {
        TestClock clock = new TestClock();
        try (TestServer server = TestServer.start(kind, clock)) {
            ImpactFixtures own = ImpactFixtures.on(server);
            long sender = own.sender(1, own.api.newAccount());
            String token =
                    own.dry.call("senders/delete", "id", sender).ok().at("plan_token").text();
            clock.advance(Duration.ofMinutes(16));
            refused(
                    own.api.with("Plan-Token", token).call("senders/delete", "id", sender),
                    409,
                    "ran out at");
            String next = own.dry.call("senders/delete", "id", sender).ok().at("plan_token").text();
            own.api.with("Plan-Token", next).call("senders/delete", "id", sender).ok();
            assertThat(server.rows("used_plans")).hasSize(1);
            clock.advance(Duration.ofMinutes(16));
            server.restart();
            Await.until(() -> server.rows("used_plans").isEmpty());
        }
    }
}
