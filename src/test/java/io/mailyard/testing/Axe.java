package io.mailyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.openqa.selenium.chrome.ChromeDriver;

/** Deque's axe on the page that a browser shows. */
final class Axe {
    private static final String NAMED =
            ".then(r => arguments[0](r.violations.flatMap(v => v.nodes.map("
                    + "n => v.id + ': ' + n.target.join(' ')))),"
                    + " e => arguments[0](['axe: ' + e]));";

    private Axe() {}

    /**
     * Fails where anything is wrong with the page: in light or dark, by its name, in a short run;
     * in both in a long one, where all but the colours is asked once.
     */
    static void mustFindNothing(Browser browser, String page) {
        boolean dark = !Drill.isLong() && page.hashCode() % 2 == 0;
        assertThat(browser.dark(dark).axe()).as(page + (dark ? ", dark" : ", light")).isEmpty();
        if (Drill.isLong()) {
            assertThat(faults(browser.dark(true).driver, ", runOnly: ['color-contrast']"))
                    .as(page + ", dark")
                    .isEmpty();
        }
        browser.dark(false);
    }

    /**
     * What is wrong, as rules and elements.
     *
     * @param options further ones of {@code axe.run}, each after a comma
     */
    static List<String> faults(ChromeDriver driver, String options) {
        if (!Boolean.TRUE.equals(driver.executeScript("return 'axe' in window"))) {
            driver.executeScript(script());
        }
        Object faults =
                driver.executeAsyncScript(
                        "axe.run(document, {preload: false, resultTypes: ['violations']"
                                + options
                                + "})"
                                + NAMED);
        return ((List<?>) Objects.requireNonNull(faults)).stream().map(String::valueOf).toList();
    }

    private static String script() {
        try (InputStream in = Axe.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
