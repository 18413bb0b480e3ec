package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code platform/receipts/list}: filtered, newest or oldest first, page by page. */
@ParameterizedClass
@EnumSource
class ReceiptListTest {
    private static final String LIST = "platform/receipts/list";

    private final TestServer server;
    private final Api api;

    ReceiptListTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.api = server.api();
    }

    /** The kinds of an account's stops, read one a page. */
    private List<String> kinds(long account, Object... more) {
        List<String> kinds = new ArrayList<>();
        List<Object> first = new ArrayList<>(List.of("account_id", account, "limit", 1));
        first.addAll(Arrays.asList(more));
        List<Object> params = first;
        while (true) {
            Answer page = api.call(LIST, params.toArray()).ok();
            page.at("data").items().forEach(row -> kinds.add(row.at("kind").text()));
            if (!page.tree().has("next_from_id")) {
                assertThat(page.at("total_count").number()).isEqualTo(kinds.size());
                return kinds;
            }
            params = new ArrayList<>(first);
            params.addAll(List.of("from_id", page.at("next_from_id").number()));
        }
    }

    @Test
    void ispWithLettersBesidesAscii_isFound() {
        long account = api.newAccount();
        api.call("accounts/queue/hold", "id", account, "campaign_id", 7, "reason", "x").ok();
        server.tamper("UPDATE stops SET isp = 'Почта Mail' WHERE account_id = " + account);
        assertThat(kinds(account, "isp", "Почта Mail")).containsExactly("held");
        assertThat(kinds(account, "isp", "Почта MAIL")).containsExactly("held");
        server.tamper("UPDATE stops SET isp = 'Почта' WHERE account_id = " + account);
        for (String isp : List.of("Почта", "почта", "ПОЧТА")) {
            assertThat(kinds(account, "isp", isp)).as(isp).containsExactly("held");
        }
        assertThat(kinds(account, "isp", "Почт")).isEmpty();
    }

    @Test
    void receipts_areFilteredByCauseAndIsp_andGoOnFromEitherEnd() {
        long account = api.newAccount();
        api.call("accounts/queue/hold", "id", account, "campaign_id", 7, "reason", "x").ok();
        String isp = api.call("isps/list", "limit", 1).ok().at("data.0.name").text();
        api.call("accounts/queue/hold", "id", account, "isp", isp, "reason", "slow").ok();
        api.call("accounts/queue/purge", "id", account, "reason", "x").ok();

        List<String> newest = kinds(account);
        assertThat(newest).containsExactly("purged", "held", "held");
        List<String> oldest = new ArrayList<>(kinds(account, "sort", "id"));
        Collections.reverse(oldest);
        assertThat(oldest).isEqualTo(newest);
        assertThat(kinds(account, "sort", "-id")).isEqualTo(newest);
        assertThat(kinds(account, "kind", "purged")).containsExactly("purged");
        assertThat(kinds(account, "isp", isp.toUpperCase(Locale.ROOT))).containsExactly("held");
        assertThat(kinds(account, "isp", isp, "kind", "purged")).isEmpty();
        for (List<String> wrong : List.of(List.of("kind", "nope"), List.of("sort", "kind"))) {
            Answer refused = api.call(LIST, wrong.get(0), wrong.get(1));
            assertThat(refused.error()).isEqualTo(400);
            assertThat(refused.text()).contains(wrong.get(0));
        }
    }
}
