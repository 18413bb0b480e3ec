package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reports and the dashboard of many accounts: nothing is cut, nothing is left out unsaid. */
class WholeReportsTest {
    private static final int ACCOUNTS = 20_040;
    private static final String NUMBERS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                    + ACCOUNTS
                    + ") ";
    private static final String FIGURES =
            "accepted, counted, delivered, deferred, bounced_hard, bounced_soft, suppressed,"
                    + " expired, purged, refused, complaints, bytes";

    @Test
    void downloadsAndLists_goOnToTheLastRow() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            fill(server, tariff(server.api(), 0));
            PanelClient admin = PanelPeople.master(server).client();

            assertThat(admin.get("/admin/usage/export").body().lines())
                    .hasSize(ACCOUNTS + 1)
                    .last()
                    .asString()
                    .contains("," + ACCOUNTS + ",");
            assertThat(admin.get("/admin/usage/export?search=title+7").body().lines())
                    .hasSize(1 + 1 + 10 + 100 + 1000);
            // as the form of filters leaves the address; and a word that is an order, too
            assertThat(admin.get("/admin/usage/export?search=&use=&order=most&account=1").body())
                    .hasLineCount(1 + 1);
            assertThat(admin.get("/admin/usage/export?search=most").body()).hasLineCount(1);
            assertThat(admin.get("/admin/statistics/export?by=account&period=30d").body().lines())
                    .hasSize(ACCOUNTS + 1);
            assertThat(linesOfPages(admin, "/admin/usage", 3)).hasSize(150).doesNotHaveDuplicates();
            assertThat(linesOfPages(admin, "/admin/statistics?by=account&period=30d", 3))
                    .hasSize(150)
                    .doesNotHaveDuplicates();
            String sorted = admin.get("/admin/statistics?by=account&period=30d&sort=bytes").body();
            assertThat(sorted).contains("aria-sort=\"descending\"", "sort=delivered");
        }
    }

    private static long tariff(Api api, long perMonth) {
        return api.call(
                        "tariffs/save",
                        "name",
                        Api.unique("tariff"),
                        "messages_per_month",
                        perMonth)
                .ok()
                .at("data.saved_id")
                .number();
    }

    /** Links to accounts on the first pages of a list. */
    private static List<String> linesOfPages(PanelClient admin, String address, int pages) {
        List<String> found = new ArrayList<>();
        String next = address;
        for (int page = 0; page < pages; page++) {
            String body = admin.get(next).body();
            String list = body.substring(body.indexOf("id=\"list\""));
            String cells = list.substring(list.indexOf("<tbody>"), list.indexOf("</tbody>"));
            cells.lines().filter(line -> line.contains("class=\"name\"")).forEach(found::add);
            int rel = body.indexOf("rel=\"next\" href=\"");
            assertThat(rel).isPositive();
            next =
                    body.substring(rel + 17, body.indexOf('"', rel + 17))
                            .replace("&amp;", "&")
                            .replace("&#34;", "\"");
        }
        return found;
    }

    private static void fill(TestServer server, long tariff) {
        server.tamper(
                "INSERT INTO accounts (id, name, name_key, title, title_key, timezone, tariff_id,"
                        + " reports_day, reports_hour, force_2fa_auth, pushes_enabled,"
                        + " custom_push_domain, is_smart, pixels_enabled, track_email_replies,"
                        + " external_data_connectors, is_active, is_frozen,"
                        + " is_subscribers_suspend_all, is_tariff_exceed, created_at, updated_at) "
                        + NUMBERS
                        + "SELECT i, 'many-' || i, 'many-' || i, 'Title ' || i, 'title ' || i,"
                        + " 'UTC', "
                        + tariff
                        + ", 1, 9, 0, 0, '', 0, 0, 0, '', 1, 0, 0, 0, 0, 0 FROM n");
        server.tamper(
                "INSERT INTO usage_months (month, account_id, "
                        + FIGURES
                        + ") "
                        + NUMBERS
                        + "SELECT "
                        + month()
                        + ", i, i, i, i, 0, 0, 0, 0, 0, 0, 0, 0, i FROM n");
        StringBuilder buckets = new StringBuilder();
        StringBuilder none = new StringBuilder();
        for (String column : columns(server)) {
            if (column.startsWith("took_")) {
                buckets.append(", ").append(column);
                none.append(", 0");
            }
        }
        // as if all hours were summed up already, which the months above say
        server.tamper(
                "INSERT INTO statistics_closed (one, hour, account_id) VALUES (1, "
                        + Instant.now().getEpochSecond() / 3_600
                        + ", 0) ON CONFLICT (one) DO UPDATE SET hour = excluded.hour");
        long hour = Instant.now().getEpochSecond() / 3_600 - 48;
        server.tamper(
                "INSERT INTO statistics_hours (hour, account_id, sender_id, isp, "
                        + FIGURES
                        + buckets
                        + ") "
                        + NUMBERS
                        + "SELECT "
                        + hour
                        + ", i, 1, 'other', i, i, i, 0, 0, 0, 0, 0, 0, 0, 0, i"
                        + none
                        + " FROM n");
    }

    private static List<String> columns(TestServer server) {
        return server.database()
                .read(tx ->
                        tx.query(
                                "SELECT name FROM pragma_table_info('statistics_hours')",
                                row -> row.text("name")));
    }

    @Test
    void dashboard_saysWhatWantsAttentionAndHowMuchMore() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            Api api = server.api();
            long limited = tariff(api, 5);
            long unlimited = tariff(api, 0);
            long month = month();
            // forty accounts without a limit used more than those that are over theirs
            for (int i = 0; i < 40; i++) {
                uses(server, api.newAccount("tariff", unlimited), month, 1000 + i);
            }
            uses(server, api.newAccount("tariff", limited, "title", "Over and out"), month, 5);
            uses(server, api.newAccount("tariff", limited, "title", "Within"), month, 4);
            for (int i = 0; i < 10; i++) {
                api.call("accounts/freeze", "id", api.newAccount(), "reason", "owes").ok();
            }
            for (int i = 0; i < 12; i++) {
                api.call("nodes/save", "name", "node-" + i, "host", "192.0.2.1:8443").ok();
            }
            long account = api.newAccount("title", "Shares Ltd");
            offPromise(server, account);
            PanelClient admin = PanelPeople.master(server).client();

            String page = admin.get("/admin").body();

            assertThat(page)
                    .contains("Over and out", "/admin/usage?account=", "node-7")
                    .doesNotContain("Within")
                    .contains("/admin/accounts?state=frozen", "and 2 more", "and 4 more")
                    .contains("/admin/accounts/" + account + "/vsenders/77", "Shares Ltd: rule 2");
            assertThat(api.call("nodes/list", "running", true).ok().at("total_count").number())
                    .isEqualTo(1);
            Answer over = api.call("usage/get", "order", "most", "exceeded", true).ok();
            assertThat(over.at("total_count").number()).isEqualTo(1);
            assertThat(admin.get("/admin/usage?use=exceeded").body())
                    .contains("Over and out")
                    .doesNotContain("Within");
        }
    }

    private static long month() {
        YearMonth now = YearMonth.from(Instant.now().atZone(ZoneOffset.UTC));
        return now.getYear() * 12L + now.getMonthValue() - 1;
    }

    private static void uses(TestServer server, long account, long month, long counted) {
        server.tamper(
                "INSERT INTO usage_months (month, account_id, "
                        + FIGURES
                        + ") VALUES ("
                        + month
                        + ", "
                        + account
                        + ", 0, "
                        + counted
                        + ", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)");
    }

    private static void offPromise(TestServer server, long account) {
        long day = Instant.now().getEpochSecond() / 86_400 * 86_400_000;
        server.tamper(
                "INSERT INTO vsenders (id, account_id, name, email_rules, sms_rules, shares, created_at,"
                        + " updated_at) VALUES (77, "
                        + account
                        + ", 'half and half', '[]', '[]', 0, 0, 0)");
        server.tamper(
                "INSERT INTO routed_rules (id, account_id, vsender_id, name, hash, rules, used_at)"
                        + " VALUES (77, "
                        + account
                        + ", 77, 'half and half', 'h', '[]', "
                        + day
                        + ")");
        server.tamper(
                "INSERT INTO share_alarms (rules_id, rule, day, account_id) VALUES (77, 1, "
                        + day
                        + ", "
                        + account
                        + ")");
    }
}
