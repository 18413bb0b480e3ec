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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every page in a real browser over names as long as they may be, without a place to break a line:
 * wide letters, emoji, letters from right to left. No page moves sideways, and what is cut can be
 * read where it stands.
 */
@LongRun
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongNamesInBrowserTest {
    /** Letters of a name; a number stands behind it. */
    private static final int LONGEST = 250;

    private static final String SETTING = "webhooks.private-networks=allow";

    /** Pattern of the addresses that are looked at, to find out about some. */
    private static final String ONLY = System.getProperty("mailyard.pages", ".*");

    /** The first elements that reach past the window. */
    private static final String WIDE =
            "const wide = document.documentElement.clientWidth;"
                    + "return [...document.querySelectorAll('body *')]"
                    + ".filter(e => e.getBoundingClientRect().right > wide + 1"
                    + " && !e.closest('.tabs, .over, pre'))"
                    + ".map(e => e.tagName + '.' + e.className).slice(0, 3).join('; ')";

    /**
     * The first elements whose text is cut, and neither scrolls, nor is their title, nor has a
     * button that copies it or a link to the page that has it.
     */
    private static final String CUT =
            "return [...document.querySelectorAll('body *')]"
                    + ".filter(e => {"
                    + "  const style = getComputedStyle(e);"
                    + "  const box = e.getBoundingClientRect();"
                    + "  return ['hidden', 'clip'].includes(style.overflowX) && box.width > 2"
                    + "    && (e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 4)"
                    + "    && style.display !== 'inline' && e.textContent.trim() !== ''"
                    + "    && !e.closest('a[href], [title], .sr, .copied, svg, select, textarea')"
                    + "    && !(e.closest('td.wide') && e.closest('tr').querySelector('a.name')); })"
                    + ".map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 12))"
                    + ".slice(0, 3).join('; ')";

    private final FakeMailHost host = FakeMailHost.start();
    private final FakeEndpoint endpoint = FakeEndpoint.start();
    private final TestServer server = TestServer.start(StoreKind.SQLITE, SETTING);
    private final FilledServer filled = FilledServer.fill(server, host, endpoint);

    @AfterAll
    void close() {
        server.close();
        host.close();
        endpoint.close();
    }

    private static Stream<Arguments> names() {
        return Stream.of("W", "\ud83d\ude00", "\u05d0\u202e")
                .flatMap(letter ->
                        Stream.of(Arguments.of("admin", letter), Arguments.of("portal", letter)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPage_holdsTheLongestNames(String surface, String letter) {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        filled.rename(letter.repeat(LONGEST / letter.codePointCount(0, letter.length())), SETTING);
        boolean panel = surface.equals("admin");
        PanelClient client = panel ? filled.administrator() : filled.user();
        List<String> pages =
                PageList.followed(
                                client,
                                panel ? PageList.ofPanel(server) : PageList.ofPortal(server),
                                panel ? filled.panelPages() : filled.portalPages())
                        .opened()
                        .stream()
                        .filter(page -> page.matches(ONLY))
                        .toList();
        List<String> faults = new ArrayList<>();
        try (Browser browser = Browser.start()) {
            filled.signIn(browser, surface);
            for (int i = 0; i < pages.size(); i++) {
                int width = (i + letter.length()) % 2 == 0 ? 360 : 1280;
                browser.size(width, 900).open(server.uri() + pages.get(i));
                String page = pages.get(i) + " at " + width + ": ";
                if (browser.overflow() > 0) {
                    faults.add(page + "moves sideways by " + browser.script(WIDE));
                }
                String cut = browser.script(CUT).toString();
                if (!cut.isEmpty()) {
                    faults.add(page + "cuts " + cut);
                }
                browser.problems().forEach(problem -> faults.add(page + problem));
            }
        }
        assertThat(faults).isEmpty();
    }
}
