package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.db.Database;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Browser;
import io.mailyard.testing.Drill;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The dashboard that moves by itself, statistics and usage, as a person sees them. */
@InBrowser
class StatisticsInBrowserTest {
    @Test
    void acceptance9_figures_moveByThemselves_andAreReadAsPictureAndTable() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        try (TestServer server = TestServer.start(StoreKind.SQLITE);
                Browser browser = Browser.start()) {
            Api api = server.api();
            long account = api.newAccount("title", "Lumen Foods");
            fill(server.database(), account);
            api.call("accounts/freeze", "id", account, "reason", "unpaid").ok();
            PanelPeople.master(server).signIn(browser, "/admin");
            browser.awaitText(".live", "live").mustBeClean("the dashboard");
            shoot(browser, "dashboard-light-en");
            assertThat(browser.has(".plot svg rect.c-delivered")).isTrue();
            browser.script(
                    "document.querySelector('.plot').dispatchEvent(new Event('pointerenter'))");
            browser.await(".plot canvas").mustBeClean("the dashboard with its picture");
            shoot(browser, "dashboard-canvas");
            browser.script("document.querySelector('.chart-card details').open = true");
            String before = browser.text("#chart-rows tr:last-child td.n");
            server.database()
                    .write(tx ->
                            tx.update(
                                    "UPDATE statistics_hours SET accepted = accepted + 7000"
                                            + " WHERE hour = (SELECT max(hour) FROM statistics_hours)"));
            browser.await("#chart-rows tr:last-child td.n:not(:empty)");
            Await.until(() -> !browser.text("#chart-rows tr:last-child td.n").equals(before));

            browser.open(server.uri() + "/admin/statistics?period=7d&by=isp")
                    .mustBeClean("statistics");
            if (!Drill.isLong()) {
                return;
            }
            shoot(browser, "statistics-light");
            browser.click("button[name=lang]").click("button[name=theme]");
            browser.size(360, 800)
                    .open(server.uri() + "/admin/statistics")
                    .mustBeClean("a phone's");
            shoot(browser, "statistics-phone");
            browser.open(server.uri() + "/admin").mustBeClean("a phone's dashboard");
            shoot(browser, "dashboard-phone-ru");
            browser.open(server.uri() + "/admin/usage").mustBeClean("a phone's usage");
            shoot(browser, "usage-phone");
            browser.size(1280, 900).open(server.uri() + "/admin/usage").mustBeClean("usage");
            shoot(browser, "usage-dark");
            browser.open(server.uri() + "/admin");
            shoot(browser, "dashboard-dark");
        }
    }

    private static void shoot(Browser browser, String name) {
        String folder = System.getProperty("mailyard.pictures", "");
        if (!folder.isEmpty()) {
            browser.screenshot(Path.of(folder, name + ".png"));
        }
    }

    /** A day's mail of one account, and of all, by two senders to three ISPs. */
    private static void fill(Database database, long account) {
        Random random = new Random(7);
        long now = System.currentTimeMillis() / 3_600_000;
        database.write(tx -> {
            for (long hour = now - 30; hour <= now; hour++) {
                for (String isp : new String[] {"Gmail", "Yahoo", "other"}) {
                    long accepted = 400L + random.nextInt(500);
                    for (long whose : new long[] {account, -1}) {
                        tx.update(
                                "INSERT INTO statistics_hours (hour, account_id, sender_id, isp, accepted,"
                                        + " counted, delivered, deferred, bounced_hard, bounced_soft,"
                                        + " suppressed, expired, purged, refused, complaints, bytes, took_0,"
                                        + " took_1, took_2, took_3, took_4, took_5, took_6, took_7, took_8,"
                                        + " took_9, took_10, took_11) VALUES (?, ?, 0, ?, ?, ?, ?, ?, 5, 3, 0, 0,"
                                        + " 0, 0, 0, ?, ?, 5, 9, 4, 3, 0, 0, 0, 0, 0, 0, 0)",
                                hour,
                                whose,
                                isp,
                                accepted,
                                accepted,
                                accepted - 60,
                                accepted / 9,
                                accepted * 34_567,
                                accepted - 81);
                    }
                }
            }
            return 1;
        });
    }
}
