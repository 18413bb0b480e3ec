package io.mailyard.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Browser;
import io.mailyard.testing.Drill;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every page of the panel and the portal in a real browser: in English and Russian, light and dark,
 * wide and narrow under {@code ./check --long}, with axe in each pair of these; each once, these
 * taking turns, in a short run. The pages are those of the routes, so that a new one is among them
 * by itself.
 */
@InBrowser
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryPageInBrowserTest {
    /** A short run asks axe of each so many pages: it takes longer than the page. */
    private static final int AXE_EACH =
            Drill.length("pages from axe to axe", "mailyard.axe", 12, 1);

    /** The first elements that reach past the window. */
    private static final String WIDE =
            "const wide = document.documentElement.clientWidth;"
                    + "return [...document.querySelectorAll('body *')]"
                    + ".filter(e => e.getBoundingClientRect().right > wide"
                    + " && !e.closest('.tabs, .over, pre'))"
                    + ".map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 30))"
                    + ".slice(0, 3).join('; ')";

    /** Part of the addresses that are looked at, to find out about one; empty: all. */
    private static final String ONLY = System.getProperty("mailyard.pages", "");

    private final FakeMailHost host = FakeMailHost.start();
    private final FakeEndpoint endpoint = FakeEndpoint.start();
    private final TestServer server =
            TestServer.start(StoreKind.SQLITE, "webhooks.private-networks=allow");
    private final FilledServer filled = FilledServer.fill(server, host, endpoint);
    private final PageList panel =
            PageList.followed(
                    filled.administrator(), PageList.ofPanel(server), filled.panelPages());
    private final PageList portal =
            PageList.followed(filled.user(), PageList.ofPortal(server), filled.portalPages());

    /** How a page is looked at. */
    private record Appearance(String language, boolean dark, int width) {
        static List<Appearance> all() {
            List<Appearance> all = new ArrayList<>();
            for (String language : List.of("en", "ru")) {
                for (boolean dark : new boolean[] {false, true}) {
                    for (int width : new int[] {1280, 360}) {
                        all.add(new Appearance(language, dark, width));
                    }
                }
            }
            return all;
        }

        /**
         * Whether it is one of the four that have each pair of language, theme and width once: what
         * axe finds is of one of these, or of two together.
         */
        boolean isOfPairs() {
            return language.equals("ru") ^ dark ^ width == 360;
        }
    }

    @AfterAll
    void close() {
        server.close();
        host.close();
        endpoint.close();
    }

    /** A page that no link leads to is found by nobody. */
    @Test
    void everyRoute_isReachedByLinksAndOpens() {
        System.out.println("pages: " + panel.opened() + portal.opened());
        assertThat(panel.unreached()).isEmpty();
        assertThat(portal.unreached()).isEmpty();
        assertThat(panel.opened()).hasSizeGreaterThan(80);
        assertThat(portal.opened()).hasSizeGreaterThan(25);
    }

    /** One round in a short run; in a long one as many as there are appearances. */
    private static List<Arguments> rounds() {
        int rounds = Drill.isLong() ? Appearance.all().size() : 1;
        return IntStream.range(0, rounds)
                .boxed()
                .flatMap(round ->
                        Stream.of(Arguments.of("admin", round), Arguments.of("portal", round)))
                .toList();
    }

    /**
     * A round opens every page once, each in an appearance of its own; others use the browser in
     * between.
     */
    @ParameterizedTest
    @MethodSource("rounds")
    void acceptance20_everyPage_isClean(String surface, int round) {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        List<String> addresses =
                (surface.equals("admin") ? panel : portal)
                        .opened().stream().filter(page -> page.contains(ONLY)).toList();
        List<Appearance> looks = Appearance.all();
        List<String> faults = new ArrayList<>();
        try (Browser browser = Browser.start()) {
            filled.signIn(browser, surface);
            for (int i = 0; i < addresses.size(); i++) {
                // of eight looks the next is the third on, which no page's neighbours have
                Appearance look = looks.get((3 * i + round) % looks.size());
                boolean withAxe = i % AXE_EACH == 0 && (!Drill.isLong() || look.isOfPairs());
                faults.addAll(look(browser, addresses.get(i), look, withAxe));
            }
        }
        System.out.println("round " + round + ": " + addresses.size() + " pages of /" + surface);
        assertThat(faults).isEmpty();
    }

    /** What the page asked of other hosts. */
    private static List<String> foreign(Browser browser) {
        Object asked =
                browser.script(
                        "return performance.getEntriesByType('resource').map(e => e.name)"
                                + ".filter(n => !n.startsWith(location.origin + '/'))");
        return ((List<?>) asked).stream().map(url -> "asked " + url).toList();
    }

    private List<String> look(Browser browser, String address, Appearance look, boolean withAxe) {
        browser.size(look.width(), 900).dark(look.dark());
        browser.script("document.cookie = 'mailyard_lang=" + look.language() + "; path=/'");
        browser.open(server.uri() + address);
        List<String> faults = new ArrayList<>(withAxe ? browser.axe() : List.of());
        if (browser.overflow() != 0) {
            faults.add("moves sideways by " + browser.script(WIDE));
        }
        if (!browser.attribute("html", "lang").equals(look.language())) {
            faults.add("is in another language");
        }
        faults.addAll(browser.problems());
        faults.addAll(foreign(browser));
        return faults.stream().map(fault -> address + " " + look + ": " + fault).toList();
    }
}
