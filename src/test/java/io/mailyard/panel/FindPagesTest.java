package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.access.Scopes;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Browser;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.tools.FoundItem;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The search from anywhere (point 1 of the acceptance). */
class FindPagesTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();

    private static String find(PanelClient client, String text) {
        String address = "/admin/find?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        return client.get(address).body();
    }

    @Test
    void acceptance1_page_findsWithoutScripts() {
        String word = Api.unique("finder");
        long account = api.newAccount("title", word + " <i>Ltd</i>");
        api.call("accounts/freeze", "id", account).ok();
        PanelClient support = PanelPeople.of(server, "support").client();

        assertThat(find(support, word))
                .contains(
                        "name=\"q\" value=\"" + word + "\"",
                        "href=\"/admin/accounts/" + account + "\"",
                        word + " &lt;i&gt;Ltd&lt;/i&gt;",
                        "Frozen",
                        "data-palette");
        assertThat(find(support, "nothing-is-called-so")).contains("Nothing found");
        assertThat(find(support, "")).contains("Type a name or its beginning");
        assertThat(find(support, "messages")).contains("href=\"/admin/messages\"");
        PanelClient russian = support.with("Cookie", "mailyard_lang=ru");
        assertThat(russian.get("/admin/find?q=x").statusCode()).isEqualTo(200);
        assertThat(support.with("HX-Request", "true").get("/admin/find?q=" + word).body())
                .startsWith("<div role=\"group\"")
                .contains("role=\"option\" id=\"found-0\"", "aria-selected=\"true\"")
                .doesNotContain("<html");
        assertThat(support.get("/admin/settings?search=http.max-body").body())
                .contains("id=\"http.max-body\"", "1MiB");
        PanelClient auditor = PanelPeople.of(server, "auditor").client();
        assertThat(find(auditor, word)).contains("Nothing found");
        assertThat(find(auditor, "audit")).contains("href=\"/admin/audit\"");
        assertThat(auditor.get("/admin/settings").statusCode()).isEqualTo(403);
    }

    @Test
    void pagesAndFields_areWhereTheyAreSaidToBe() {
        PanelClient master = PanelPeople.master(server).client();
        Map<String, String> bodies = new HashMap<>();
        List<FoundItem> all = PanelPages.find("", "en", Scopes.ALL);
        assertThat(all).hasSizeGreaterThan(100);
        List<String> lost = new ArrayList<>();
        for (FoundItem item : all) {
            String[] parts = item.page().split("#", 2);
            String body = bodies.computeIfAbsent(parts[0], path -> ok(master, path));
            if (parts.length > 1 && !body.contains("id=\"" + parts[1] + "\"")) {
                lost.add(item.page());
            }
        }
        assertThat(lost).isEmpty();
    }

    private static String ok(PanelClient client, String path) {
        HttpResponse<String> page = client.get(path);
        assertThat(page.statusCode()).as(path).isEqualTo(200);
        return page.body();
    }

    @InBrowser
    @Test
    void acceptance1_palette_opensAnywhere_andIsUsedByKeys() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        String word = Api.unique("palette");
        long first = api.newAccount("title", word);
        long second = api.newAccount("title", word + " two");
        try (Browser browser = Browser.start()) {
            PanelPeople.master(server).signIn(browser, "/admin/tariffs");
            browser.script("document.querySelector('.skip').focus()");
            browser.press(Keys.DIVIDE).await("#palette[open]");
            browser.type("#palette-text", word).await("#palette [role=option]");
            assertThat(browser.attribute("#palette-text", "aria-expanded")).isEqualTo("true");
            assertThat(browser.attribute("#palette-text", "aria-activedescendant"))
                    .isEqualTo("found-0");
            browser.mustBeClean("the palette");
            browser.press(Keys.ARROW_DOWN).await("#found-1[aria-selected=true]");
            browser.press(Keys.ARROW_UP).await("#found-0[aria-selected=true]");
            browser.fill("#palette-text", "nothing-is-called-so")
                    .awaitText("#palette-said", "Nothing is called");
            browser.press(Keys.ESCAPE);
            Await.until(() -> !browser.has("#palette[open]"));
            assertThat(browser.script("return document.activeElement.className")).isEqualTo("skip");

            browser.size(360, 800).dark(true);
            browser.script(
                    "document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyK', key: 'k',"
                            + " ctrlKey: true, bubbles: true, cancelable: true}))");
            browser.await("#palette[open]").fill("#palette-text", word);
            browser.awaitText("#found-1", word + " two").mustBeClean("the palette on a phone");
            browser.press(Keys.ARROW_DOWN).press(Keys.ENTER);
            Await.until(() -> browser.address().endsWith("/admin/accounts/" + second));

            browser.press(Keys.DIVIDE).await("#palette[open]");
            // Enter before the answer has come opens the best hit once it has
            browser.type("#palette-text", "#" + first + Keys.ENTER);
            Await.until(() -> browser.address().endsWith("/admin/accounts/" + first));
        }
    }
}
