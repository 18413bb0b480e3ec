package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Browser;
import io.mailyard.testing.Drill;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Suppressions, webhooks, access and audit, each page opened once as a person would. */
@InBrowser
class ControlInBrowserTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();

    @Test
    void pages_areCleanWideAndNarrow_andListsAreFilteredInPlace() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        long account = api.newAccount("title", "Harbour");
        for (String name : List.of("anna", "boris")) {
            api.call(
                            "suppressions/add",
                            "account_id",
                            account,
                            "email",
                            name + "@a.example",
                            "class",
                            name.equals("anna") ? "hard" : "complaint",
                            "reason",
                            "550 5.1.1 no such user here")
                    .ok();
        }
        long hook =
                api.call(
                                "webhooks/save",
                                "account_id",
                                account,
                                "url",
                                "https://crm.example.com/in",
                                "events",
                                List.of("*"))
                        .ok()
                        .savedId();
        String own = "/admin/accounts/" + account;
        try (Browser browser = Browser.start()) {
            PanelPeople person = PanelPeople.master(server);
            person.signIn(browser, own + "/suppressions");
            browser.script("window.same = true");
            browser.script(
                    "const s = document.querySelector('select[name=class]'); s.value = 'hard'; s.dispatchEvent(new Event('change', {bubbles: true}))");
            browser.awaitText("#list .top", "1 address");
            assertThat(browser.address()).contains("class=hard");
            assertThat(browser.script("return window.same")).isEqualTo(true);
            browser.tap("tbody .acts-cell a").await("dialog[open]");
            browser.mustBeClean("the question");
            browser.type("#ask-reason", "a new mailbox").click("dialog button.submit");
            assertThat(browser.text(".box.good")).contains("Removed");
            List<String> paths = paths(own, own + "/webhooks/" + hook);
            for (int i = 0; i < paths.size(); i++) {
                if (!Drill.tries(i, 3)) {
                    continue;
                }
                // widths, languages and themes take turns
                browser.size(i % 2 == 0 ? 1280 : 360, 900);
                browser.script(
                        "document.cookie = 'mailyard_lang="
                                + (i / 2 % 2 == 0 ? "ru" : "en")
                                + "; path=/'; document.cookie = 'mailyard_theme="
                                + (i % 4 < 2 ? "light" : "dark")
                                + "; path=/'");
                browser.open(server.uri() + paths.get(i)).mustBeClean(paths.get(i));
            }
        }
    }

    private static List<String> paths(String own, String hook) {
        return List.of(
                own + "/suppressions",
                "/admin/suppressions/new",
                own + "/suppressions/import",
                "/admin/suppressions/review",
                own + "/webhooks",
                "/admin/webhooks/new",
                hook,
                "/admin/access",
                "/admin/access/new",
                "/admin/access/roles/new",
                "/admin/access/tokens",
                "/admin/access/tokens/new",
                "/admin/access/signins",
                "/admin/audit");
    }
}
