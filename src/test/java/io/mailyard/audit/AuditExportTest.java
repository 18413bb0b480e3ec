package io.mailyard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code audit/export}, {@code audit/verify} and the filter by request. */
@ParameterizedClass
@EnumSource
class AuditExportTest {
    private final Api api;

    AuditExportTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    @Test
    void export_containsOnlyFilteredRows_andNoFormulas() {
        long account = api.newAccount("title", "one");
        api.with("User-Agent", "=cmd|calc")
                .call("accounts/save", "id", account, "title", "two")
                .ok();
        List<String> csv = api.call("audit/export", "account_id", account).text().lines().toList();
        assertThat(csv).hasSize(3);
        assertThat(csv.getLast())
                .contains(",'=cmd|calc,", "accounts.save", "\"\"title\"\":\"\"two\"\"");
        String lines =
                api.with("Accept", "application/x-ndjson")
                        .call(
                                "audit/export",
                                "account_id",
                                account,
                                "until",
                                "2099-01-01T00:00:00Z")
                        .text();
        assertThat(lines.lines()).hasSize(2).allMatch(line -> line.contains("\"hash\":\""));
        for (int i = 0; i < 4; i++) {
            // places are given back
            assertThat(api.call("audit/export", "action", "none").text().lines()).hasSize(1);
        }
    }

    @Test
    void rows_areFoundByTheirRequest() {
        Answer made = api.call("tariffs/save", "name", Api.unique("t")).ok();
        String id =
                api.call(
                                "audit/list",
                                "object_type",
                                "tariff",
                                "object_id",
                                made.savedId(),
                                "order",
                                "desc")
                        .at("data.0.request_id")
                        .text();
        assertThat(api.call("audit/list", "request_id", id).ok().at("data.0.object_id").text())
                .isEqualTo(String.valueOf(made.savedId()));
        assertThat(api.call("audit/list", "request_id", "none").at("total_count").number())
                .isZero();
    }

    @Test
    void verify_reportsTheLastIntactRow_andIsForbiddenToAccountTokens() {
        Answer checked = api.call("audit/verify", "now", true).ok();
        assertThat(checked.at("data.whole").flag()).isTrue();
        assertThat(checked.at("data.rows").number()).isPositive();
        assertThat(checked.at("data.hash").text()).hasSize(64);
        Answer again = api.call("audit/verify", "now", true).ok();
        // looked up, not walked again
        assertThat(again.at("data.checked_at").text())
                .isEqualTo(checked.at("data.checked_at").text());
        long account = api.newAccount();
        Api bound = api.newToken("account_ids", List.of(account)).api();
        assertThat(bound.call("audit/verify").error()).isEqualTo(403);
        for (int i = 0; i < 4; i++) {
            // the place that bound tokens have is given back
            assertThat(bound.call("audit/export").text().lines().skip(1))
                    .allMatch(line -> line.contains("," + account + ","));
        }
    }
}
