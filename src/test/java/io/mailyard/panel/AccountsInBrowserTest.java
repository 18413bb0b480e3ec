package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Browser;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Accounts as an administrator works with them. */
@InBrowser
class AccountsInBrowserTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();

    @BeforeEach
    void browserIsThere() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
    }

    @LongRun
    @Test
    void list_isSearchedSortedAndFilteredInPlace() {
        String mark = Api.unique("lumen");
        long last = api.newAccount("title", "Zeta " + mark);
        long first = api.newAccount("title", "Alpha " + mark);
        api.call("accounts/freeze", "id", first, "reason", "unpaid").ok();
        try (Browser browser = Browser.start()) {
            PanelPeople.master(server).signIn(browser, "/admin/accounts");
            browser.script("window.same = true");
            // the total of all accounts may end in a 2 as well
            browser.type("input[type=search]", mark);
            Await.until(() -> browser.address().contains("search=" + mark));
            browser.awaitText("#list .top", "2 accounts");
            assertThat(browser.text("tbody tr .name")).isEqualTo("Zeta " + mark);
            browser.tap("th:nth-child(3) a").awaitText("tbody tr .name", "Alpha");
            assertThat(browser.attribute("th:nth-child(3)", "aria-sort")).isEqualTo("ascending");
            assertThat(browser.script("return window.same")).isEqualTo(true);
            browser.mustBeClean("the list");

            browser.open(browser.address());
            assertThat(browser.text("tbody tr .name")).isEqualTo("Alpha " + mark);
            browser.click(".chip:nth-child(3)");
            assertThat(browser.count("tbody tr")).isEqualTo(1);
            assertThat(browser.text("tbody .badge")).isEqualTo("Frozen");
            browser.back().awaitText("#list .top", "2 accounts");

            browser.open(server.uri() + "/admin/accounts?search=" + last);
            assertThat(browser.text("#account-" + last + " .name")).isEqualTo("Zeta " + mark);
            browser.open(server.uri() + "/admin/accounts?search=nothing-has-this-name");
            assertThat(browser.text(".empty")).contains("Nothing found");
            browser.size(360, 800).open(server.uri() + "/admin/accounts?search=" + mark);
            browser.mustBeClean("the list on a phone");
        }
    }

    @Test
    void freeze_showsWhatItWouldDoAsksAndIsDone() {
        long id = api.newAccount("title", "Orchid " + Api.unique("freeze"));
        api.newUser(id, "jane");
        api.newUser(id, "joe");
        try (Browser browser = Browser.start()) {
            PanelPeople.master(server).signIn(browser, "/admin/accounts?search=" + id);
            String button = "#account-" + id + " .acts-cell a";
            browser.tap(button).await("dialog[open]");
            assertThat(browser.text("dialog .box")).contains("2 users see a page");
            browser.mustBeClean("the question");
            browser.press(Keys.ESCAPE);
            Await.until(() -> !browser.has("dialog[open]"));
            assertThat(browser.script("return document.activeElement.textContent"))
                    .isEqualTo("Freeze");

            browser.tap(button).await("dialog[open]");
            assertThat(browser.script("return document.activeElement.name")).isEqualTo("reason");
            browser.tap("dialog button.submit").awaitText("#ask-reason-fault", "Give a reason");
            browser.type("#ask-reason", "Invoice 7 <b>unpaid</b>").type("#ask-until", "soon");
            browser.tap("dialog button.submit").awaitText("#ask-until-fault", "such as");
            browser.fill("#ask-until", "2099-01-02 10:30").click("dialog button.submit");
            assertThat(browser.text(".box.good")).contains("frozen");
            assertThat(browser.text(".box.ice"))
                    .contains("Invoice 7 <b>unpaid</b>", "2 Jan 2099, 10:30");
            assertThat(browser.text("h1 + .badge")).isEqualTo("Frozen");
            browser.awaitText(".live", "live").mustBeClean("the account");
            assertThat(api.call("accounts/get", "id", id).text())
                    .contains("\"frozen_until\":\"2099-01-02T10:30:00");

            browser.tap(".acts a:nth-child(3)").await("dialog[open]");
            browser.type("#ask-typed", "wrong")
                    .tap("dialog button.submit")
                    .await("#ask-typed-fault");
            String name = api.call("accounts/get", "id", id).at("data.name").text();
            browser.fill("#ask-typed", name).click("dialog button.submit");
            assertThat(browser.text("h1 + .badge")).isEqualTo("Deleted");
            browser.tap(".acts a").await("dialog[open]").click("dialog button.submit");
            assertThat(browser.text("h1 + .badge")).isEqualTo("Frozen");
        }
        assertThat(api.call("audit/list", "account_id", id, "order", "desc").text())
                .contains("accounts.freeze", "\"actor\":\"administrator:person", "HeadlessChrome");
    }

    @LongRun
    @Test
    void settings_areSavedAndFaultsStandBesideTheirFields() {
        long id = api.newAccount("title", "Nimbus");
        try (Browser browser = Browser.start()) {
            PanelPeople.master(server).signIn(browser, "/admin/accounts/" + id + "/settings");
            browser.mustBeClean("the form");
            browser.fill("#title", "Nimbus Foods")
                    .fill("#tz", "Mars/Base")
                    .fill("#reports_hour", "99");
            browser.click("form.sheet button.main");
            assertThat(browser.text("#tz-fault")).contains("Mars/Base");
            assertThat(browser.text("#reports_hour-fault")).contains("23");
            assertThat(browser.attribute("#tz", "aria-invalid")).isEqualTo("true");
            browser.mustBeClean("the form with faults");
            browser.fill("#tz", "Europe/Berlin").fill("#reports_hour", "8");
            browser.tap("#force_2fa_auth").click("form.sheet button.main");
            assertThat(browser.text(".box.good")).isEqualTo("Saved.");
            assertThat(api.call("accounts/get", "id", id).text())
                    .contains("Nimbus Foods", "Europe/Berlin", "\"force_2fa_auth\":true");

            browser.fill("#title", "Mine");
            api.call("accounts/save", "id", id, "title", "Theirs").ok();
            browser.click("form.sheet button.main");
            assertThat(browser.text(".box.warn")).contains("Someone else changed this");
            assertThat(browser.text(".theirs")).contains("Theirs");
            browser.click("form.sheet button.main");
            assertThat(browser.text("h1")).isEqualTo("Mine");

            browser.open(server.uri() + "/admin/accounts/new");
            browser.click("form.sheet button.main");
            assertThat(browser.count(".field .fault")).isGreaterThanOrEqualTo(4);
            String name = Api.unique("made");
            browser.fill("#name", name).fill("#title", "Made here").fill("#tz", "UTC");
            browser.fill("#reports_day", "1").fill("#reports_hour", "9");
            browser.script("document.getElementById('tariff').value = '1'");
            browser.click("form.sheet button.main");
            assertThat(browser.text(".box.good")).contains("Account created");
            browser.click(".tabs a[href$='/users']");
            assertThat(browser.text(".empty")).contains("No users yet");
            browser.click(".tabs a[href$='/audit']");
            assertThat(browser.text("tbody .name")).isEqualTo("accounts.save");
            browser.mustBeClean("the account's audit");
        }
    }
}
