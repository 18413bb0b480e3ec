package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The dashboard, statistics and usage as pages. */
class StatisticsPagesTest {
    @Test
    void figuresOfMail_standOnDashboardStatisticsAndUsage() {
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server = TestServer.start(StoreKind.SQLITE)) {
            PanelClient admin = PanelPeople.master(server).client();
            assertThat(admin.get("/admin").body())
                    .contains("Delivered a minute", "nothing waits", "No queue grows", "balances");
            assertThat(admin.get("/admin/statistics").body()).contains("No mail in this time");
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            route.send("a@gmail.com", "one").ok();
            route.send("b@recipient.example", "two").ok();
            Await.until(() -> route.ledger(api).at("queued").number() == 0);

            String dashboard = admin.get("/admin").body();
            assertThat(dashboard).contains("2 = 2", "<rect class=\"c-delivered\"", "Gmail");
            assertThat(admin.get("/admin?isp=Gmail").body())
                    .contains("&#34;delivered&#34;:[0", "1]");
            assertThat(admin.get("/admin?isp=nobody").body())
                    .doesNotContain("<rect class=\"c-delivered\"");
            String account = "/admin/statistics?by=account&period=30d&account=" + route.account();
            assertThat(admin.get(account).body())
                    .contains("/admin/accounts/" + route.account(), "Mail", "p95");
            assertThat(foot(admin.get("/admin/statistics?by=isp").body()))
                    .startsWith("Total 2 2 0 0 0 0 ");
            assertThat(foot(admin.get("/admin/statistics?by=isp&isp=Gmail").body()))
                    .startsWith("Total 1 1 0 0 0 0 ");
            assertThat(admin.get("/admin/statistics?isp=nobody").body()).doesNotContain("<tfoot>");
            for (String by : new String[] {"sender", "isp", "account"}) {
                for (String period : new String[] {"1d", "7d", "30d", "90d", "365d"}) {
                    String query = "?by=" + by + "&period=" + period;
                    assertThat(admin.get("/admin/statistics" + query).statusCode()).isEqualTo(200);
                    assertThat(admin.get("/admin/statistics/export" + query).body().lines())
                            .hasSize(by.equals("isp") ? 3 : 2);
                }
            }
            assertThat(admin.get("/admin/usage").body())
                    .contains("Used of the tariff", "2, no limit");
            assertThat(admin.get("/admin/usage?order=id").body()).contains("2, no limit");
            assertThat(admin.get("/admin/usage?account=" + route.account()).body())
                    .contains("2, no limit", "UTC");
            HttpResponse<String> file = admin.get("/admin/usage/export");
            assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
                    .contains("usage-20", ".csv");
            assertThat(file.body().lines()).hasSize(2).last().asString().contains(",2,2,2,");
            assertThat(admin.get("/admin/accounts/" + route.account()).body())
                    .contains("/admin/usage?account=" + route.account());
        }
    }

    /** Words of the table's last row. */
    private static String foot(String page) {
        assertThat(page).contains("<tfoot>");
        return page.substring(page.indexOf("<tfoot>"), page.indexOf("</tfoot>"))
                .replaceAll("<[^>]+>", " ")
                .replaceAll("\\s+", " ")
                .strip();
    }

    @Test
    void uplot_isTheOneOfItsMakers() throws IOException {
        assertThat(Files.readString(Path.of("src/main/resources/panel/uplot.js")))
                .startsWith("/*! https://github.com/leeoniya/uPlot (v1.6.30) */")
                .hasSize(49_672);
    }
}
