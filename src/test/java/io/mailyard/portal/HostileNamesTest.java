package io.mailyard.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every page over a store whose names are what versions before may have taken: scripts, letters
 * written from right to left, and controls that turn what stands beside them. No name is more than
 * text on any page, and none reaches beyond its own place.
 */
@LongRun
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileNamesTest {
    private static final String SCRIPT = "<script>alert(1)</script>";

    /** Ends an isolate around it, and turns all that follows; then Hebrew beside a number. */
    private static final String TURNS = "\u2069\u202e evil \u2067\u05d0\u05d1\u05d2 7";

    private static final String HOSTILE = SCRIPT + "\"'><b onmouseover=x>&amp;" + TURNS;

    private static final Pattern PART =
            Pattern.compile("<(/?)([a-z0-9]+)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>|([^<]+)");
    private static final Pattern READ =
            Pattern.compile("\\b(title|aria-label|alt|placeholder|data-label)=\"([^\"]*)\"");

    /** Elements whose text the style isolates, or which show what goes back as it is. */
    private static final Set<String> ISOLATED =
            Set.of("code", "pre", "textarea", "script", "style");

    private final FakeMailHost host = FakeMailHost.start();
    private final FakeEndpoint endpoint = FakeEndpoint.start();
    private final TestServer server =
            TestServer.start(StoreKind.SQLITE, "webhooks.private-networks=allow");
    private final FilledServer filled = FilledServer.fill(server, host, endpoint);

    @AfterAll
    void close() {
        server.close();
        host.close();
        endpoint.close();
    }

    @Test
    void names_areTextAloneOnEveryPage() {
        filled.rename(HOSTILE, "webhooks.private-networks=allow");
        List<String> faults = new ArrayList<>();
        int shown = 0;
        for (String surface : List.of("admin", "portal")) {
            boolean panel = surface.equals("admin");
            PanelClient client = panel ? filled.administrator() : filled.user();
            List<String> pages =
                    PageList.followed(
                                    client,
                                    panel ? PageList.ofPanel(server) : PageList.ofPortal(server),
                                    panel ? filled.panelPages() : filled.portalPages())
                            .opened();
            assertThat(pages).hasSizeGreaterThan(panel ? 80 : 25);
            for (String page : pages) {
                for (String language : List.of("en", "ru")) {
                    HttpResponse<String> answer =
                            client.with("Accept-Language", language).get(page);
                    String html = answer.body();
                    shown += html.contains("evil") ? 1 : 0;
                    if (answer.statusCode() >= 500) {
                        faults.add(page + " is error " + answer.statusCode());
                    }
                    faults(html).forEach(fault -> faults.add(page + ": " + fault));
                }
            }
        }
        assertThat(faults.stream().limit(20).toList()).isEmpty();
        assertThat(shown).as("pages with such a name").isGreaterThan(100);
    }

    /** What one of the names does to a page. */
    private static List<String> faults(String html) {
        List<String> faults = new ArrayList<>();
        if (html.contains(SCRIPT) || html.contains("<b onmouseover")) {
            faults.add("a name is HTML");
        }
        Matcher parts = PART.matcher(html);
        String inside = "";
        while (parts.find()) {
            if (parts.group(4) != null) {
                turned(parts.group(4), !ISOLATED.contains(inside)).forEach(faults::add);
            } else {
                boolean ends = !parts.group(1).isEmpty();
                if (ISOLATED.contains(parts.group(2))) {
                    inside = ends ? "" : parts.group(2);
                }
                Matcher read = READ.matcher(parts.group(3));
                while (read.find()) {
                    turned(read.group(2), true).forEach(faults::add);
                }
            }
        }
        return faults;
    }

    /** Whether a text acts beyond its end, or its Hebrew stands free. */
    private static List<String> turned(String text, boolean isolates) {
        List<String> faults = new ArrayList<>();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '\u202d' || letter == '\u202e') {
                faults.add("overrides: " + text.strip());
            }
            if (letter >= '\u2066' && letter <= '\u2068') {
                depth++;
            }
            if (letter == '\u2069' && --depth < 0) {
                faults.add("ends what it did not begin: " + text.strip());
                return faults;
            }
            if (isolates && depth == 0 && letter >= '\u05d0' && letter <= '\u05ea') {
                faults.add("stands free: " + text.strip());
                return faults;
            }
        }
        if (depth != 0) {
            faults.add("is not ended: " + text.strip());
        }
        return faults;
    }

    /** The check sees what it is for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p>" + SCRIPT + "</p>",
                "<p>a\u202eb</p>",
                "<p>a\u2069b</p>",
                "<p>a\u2067b</p>",
                "<p>\u05d0\u05d1 7</p>",
                "<a title=\"\u05d0 7\">x</a>",
                "<code>\u202e</code>"
            })
    void faults_areSeen(String html) {
        assertThat(faults(html)).isNotEmpty();
        assertThat(faults("<p>\u2068\u05d0\u2069 <code>\u05d0</code></p>")).isEmpty();
    }
}
