package io.mailyard.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code statistics/get} and {@code usage/get}. */
class StatisticsCallsTest {
    private static final String OWN = "/api/v1.1/statistics/get";

    @ParameterizedTest
    @EnumSource
    void mailOfAnAccount_isCountedBySenderAndIsp(StoreKind kind) {
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            long account = route.account();
            api.call(
                            "suppressions/add",
                            "account_id",
                            account,
                            "email",
                            "angry@recipient.example",
                            "class",
                            "complaint")
                    .ok();
            for (String to :
                    List.of("a@recipient.example", "b@gmail.com", "angry@recipient.example")) {
                route.send(to, "counted").ok();
            }
            Await.until(() -> route.ledger(api).at("queued").number() == 0);

            Tree sum = total(api, account).getFirst();
            assertThat(sum.at("accepted").number()).isEqualTo(3);
            assertThat(sum.at("counted").number()).isEqualTo(3);
            assertThat(sum.at("delivered").number()).isEqualTo(2);
            assertThat(sum.at("suppressed").number()).isEqualTo(1);
            assertThat(sum.at("complaints").number()).isEqualTo(1);
            assertThat(sum.at("bytes").number()).isGreaterThan(300);
            assertThat(sum.at("p95").number()).isBetween(1L, 60_000L);
            Tree hour = rows(api, "account_id", account).getFirst();
            assertThat(hour.at("delivered").number()).isEqualTo(2);

            List<Tree> byIsp =
                    rows(api, "account_id", account, "step", "day", "by", List.of("isp"));
            assertThat(byIsp).extracting(row -> row.at("isp").text()).contains("Gmail", "other");
            List<Tree> bySender =
                    rows(
                            api,
                            "step",
                            "total",
                            "by",
                            List.of("sender", "account"),
                            "sender_id",
                            route.sender());
            assertThat(bySender).hasSize(1);
            assertThat(bySender.getFirst().at("account_id").number()).isEqualTo(account);
            assertThat(bySender.getFirst().at("account_title").text()).isEqualTo("Mail");
            assertThat(bySender.getFirst().at("sender_name").text()).isNotEmpty();

            mustSeeItself(api, route);
        }
    }

    /** The account and its tokens see the same, and no other account does. */
    private static void mustSeeItself(Api api, MailRoute route) {
        Api own = api.withToken(route.token());
        assertThat(own.call(OWN, "step", "total").ok().at("data").items()).hasSize(1);
        Api other = api.newTokenOf(api.newAccount()).api();
        assertThat(other.call(OWN, "step", "total").ok().at("data").items()).isEmpty();

        Tree usage =
                api.call("usage/get", "account_id", route.account())
                        .ok()
                        .at("data")
                        .items()
                        .getFirst();
        assertThat(usage.at("months.0.month").text())
                .isEqualTo(YearMonth.now(ZoneOffset.UTC).toString());
        assertThat(usage.at("months.0.counted").number()).isEqualTo(3);
        assertThat(own.call("/api/v1.1/usage/get").ok().at("data.months.0.counted").number())
                .isEqualTo(3);
    }

    private static List<Tree> total(Api api, long account) {
        return rows(api, "account_id", account, "step", "total");
    }

    private static List<Tree> rows(Api api, Object... params) {
        return api.call("statistics/get", params).ok().at("data").items();
    }

    @Test
    void whatCannotBeAsked_isRefusedWithItsField() {
        Api api = TestServer.of(StoreKind.SQLITE).api();
        assertThat(refusal(api, "zone", "Mars/Olympus")).contains("zone");
        assertThat(refusal(api, "by", List.of("colour"))).contains("by");
        assertThat(refusal(api, "after", "x")).contains("after");
        assertThat(refusal(api, "sort", "bytes")).contains("step total");
        assertThat(refusal(api, "since", "2026-01-02T00:00:00Z", "until", "2026-01-01T00:00:00Z"))
                .contains("since");
        for (Object[] wrong :
                new Object[][] {
                    {"since", "2026-13"},
                    {"since", "2026-05", "until", "2026-04"},
                    {"since", "2020-01", "until", "2026-04"}
                }) {
            assertThat(api.call("usage/get", wrong).error()).isEqualTo(400);
        }
    }

    private static String refusal(Api api, Object... params) {
        List<Object> all = new ArrayList<>(List.of(params));
        Answer answer = api.call("statistics/get", all.toArray());
        assertThat(answer.error()).isEqualTo(400);
        return answer.errorText() + answer.text();
    }

    @Test
    void boundToken_seesItsAccountsAlone() {
        Api api = TestServer.of(StoreKind.SQLITE).api();
        long mine = api.newAccount();
        long other = api.newAccount();
        Api bound = api.newToken("account_ids", List.of(mine)).api();
        assertThat(bound.call("statistics/get", "account_id", other).error()).isEqualTo(403);
        assertThat(bound.call("usage/get", "account_id", other).error()).isEqualTo(403);
        assertThat(bound.call("usage/get").ok().at("data").items())
                .extracting(use -> use.at("account_id").number())
                .containsExactly(mine);
        assertThat(bound.call("statistics/get", "by", List.of("account")).ok().at("data").items())
                .isEmpty();
    }
}
