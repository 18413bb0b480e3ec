package io.mailyard.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Browser;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page in a real browser over names as long as they may be: none moves sideways. */
@LongRun
class LongNamesInBrowserTest {
    private static final int LONGEST = 250; // and a number behind it

    /** The first elements that reach past the window. */
    private static final String WIDE =
            "const wide = document.documentElement.clientWidth;"
                    + "return [...document.querySelectorAll('body *')]"
                    + ".filter(e => e.getBoundingClientRect().right > wide + 1"
                    + " && !e.closest('.tabs, .over, pre'))"
                    + ".map(e => e.tagName + '.' + e.className).slice(0, 3).join('; ')";

    @ParameterizedTest
    @ValueSource(strings = {"W", "\ud83d\ude00", "\u05d0\u202e"})
    void everyPage_holdsTheLongestNames(String letter) {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        List<String> faults = new ArrayList<>();
        try (FakeMailHost host = FakeMailHost.start();
                FakeEndpoint endpoint = FakeEndpoint.start();
                TestServer server =
                        TestServer.start(StoreKind.SQLITE, "webhooks.private-networks=allow")) {
            FilledServer filled = FilledServer.fill(server, host, endpoint);
            filled.rename(
                    letter.repeat(LONGEST / letter.codePointCount(0, letter.length())),
                    "webhooks.private-networks=allow");
            try (Browser browser = Browser.start()) {
                for (String surface : List.of("admin", "portal")) {
                    boolean panel = surface.equals("admin");
                    PanelClient client = panel ? filled.administrator() : filled.user();
                    filled.signIn(browser, surface);
                    List<String> pages =
                            PageList.followed(
                                            client,
                                            panel
                                                    ? PageList.ofPanel(server)
                                                    : PageList.ofPortal(server),
                                            panel ? filled.panelPages() : filled.portalPages())
                                    .opened();
                    for (int i = 0; i < pages.size(); i++) {
                        browser.size(i % 2 == 0 ? 360 : 1280, 900)
                                .open(server.uri() + pages.get(i));
                        if (browser.overflow() > 0) {
                            faults.add(pages.get(i) + ": " + browser.script(WIDE));
                        }
                        faults.addAll(browser.problems());
                    }
                }
            }
        }
        assertThat(faults).isEmpty();
    }
}
