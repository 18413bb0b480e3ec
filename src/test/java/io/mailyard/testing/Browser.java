package io.mailyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real browser: one Chromium without a window, which tests use one after the other, each with no
 * cookies and a window of its own. It fails a test on whose pages a script failed, a request was
 * refused by the pages' policy, or anything was asked of another host.
 */
public final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private static final int WIDE = 1280;
    private static final int HIGH = 900;

    /**
     * The first element that a selector finds, and whether it is plainly shown: the driver's own
     * question costs ten times as much, and is asked of the others alone.
     */
    private static final String FOUND =
            """
            const e = document.querySelector(arguments[0]), box = e?.getBoundingClientRect();
            return e && [e, box.width > 0 && box.height > 0
                && e.checkVisibility({visibilityProperty: true, opacityProperty: true})];
            """;

    /** Kept, for a logger that nobody holds forgets its level. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private static final Semaphore FREE = new Semaphore(1);
    private static @Nullable ChromeDriver shared;

    final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Whether there is one on this machine. */
    public static boolean present() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    /** Gives the browser to the caller, who closes it and whose test is one {@link InBrowser}. */
    public static Browser start() {
        if (!FREE.tryAcquire()) {
            throw new IllegalStateException(
                    "the browser is in use: each of its tests is @InBrowser");
        }
        boolean ready = false;
        try {
            Browser browser = new Browser(driver());
            browser.fresh();
            ready = true;
            return browser;
        } finally {
            if (!ready) {
                FREE.release();
            }
        }
    }

    private static ChromeDriver driver() {
        ChromeDriver known = shared;
        if (known != null) {
            return known;
        }
        SELENIUM.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--disable-search-engine-choice-screen",
                "--force-color-profile=srgb",
                "--lang=en");
        ChromeDriver started =
                new ChromeDriver(
                        new ChromeDriverService.Builder()
                                .usingDriverExecutable(DRIVER.toFile())
                                .build(),
                        options);
        started.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(30));
        // axe reads 1,800 elements of a page in 4 s alone, and in 30 where five classes share two
        // slow processors
        started.manage().timeouts().scriptTimeout(Duration.ofMinutes(2));
        Runtime.getRuntime().addShutdownHook(new Thread(started::quit));
        shared = started;
        return started;
    }

    /** No cookies, one empty window, the usual size and looks. */
    private void fresh() {
        String old = driver.getWindowHandle();
        driver.switchTo().newWindow(WindowType.TAB);
        String now = driver.getWindowHandle();
        for (String window : driver.getWindowHandles()) {
            if (!window.equals(now)) {
                driver.switchTo().window(window).close();
            }
        }
        driver.switchTo().window(now);
        assertThat(now).isNotEqualTo(old);
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.executeCdpCommand(
                "Page.addScriptToEvaluateOnNewDocument",
                Map.of(
                        "source",
                        "addEventListener('securitypolicyviolation', e => console.error("
                                + "'policy: ' + e.violatedDirective + ' ' + e.blockedURI));"));
        size(WIDE, HIGH);
        dark(false);
        driver.manage().logs().get(LogType.BROWSER);
    }

    /** Sets the size of the window. */
    public Browser size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width,
                        "height",
                        height,
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        width < 600));
        return this;
    }

    /** Says that the person likes dark pages, or light ones. */
    public Browser dark(boolean on) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of(
                                        "name",
                                        "prefers-color-scheme",
                                        "value",
                                        on ? "dark" : "light"))));
        return this;
    }

    /** Runs no script of pages any more, or does again. */
    public Browser scripts(boolean on) {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !on));
        return this;
    }

    /** Opens a page and waits until it is loaded. */
    public Browser open(Object url) {
        driver.get(url.toString());
        return this;
    }

    /** Opens another window and turns to it; those before stay. */
    public Browser window() {
        driver.switchTo().newWindow(WindowType.WINDOW);
        return this;
    }

    /** Turns to a window by its place: 0 is the first. */
    public Browser window(int place) {
        driver.switchTo().window(List.copyOf(driver.getWindowHandles()).get(place));
        return this;
    }

    /** Closes the window; turn to another then. */
    public void closeWindow() {
        driver.close();
    }

    public String address() {
        return driver.getCurrentUrl();
    }

    /** Types into the field that a CSS selector finds; waits for it, as each of these does. */
    public Browser type(String selector, String text) {
        return doing(selector, element -> element.sendKeys(text));
    }

    /** Replaces what stands in a field. */
    public Browser fill(String selector, String text) {
        return doing(
                selector,
                element -> {
                    element.clear();
                    element.sendKeys(text);
                });
    }

    /** Presses a key, such as {@code ESCAPE}, wherever the focus is. */
    public Browser press(Keys key) {
        driver.switchTo().activeElement().sendKeys(key);
        return this;
    }

    /** Clicks, on what may change the page in place. */
    public Browser tap(String selector) {
        return doing(selector, WebElement::click);
    }

    /**
     * Clicks on what loads a page, and waits until the page that was there is gone: what is looked
     * for next is looked for on the one that was loaded.
     */
    public Browser click(String selector) {
        WebElement page = driver.findElement(By.tagName("html"));
        tap(selector);
        Await.untilCostly(() -> isGone(page));
        Await.untilCostly(this::isLoaded);
        return this;
    }

    private boolean isLoaded() {
        try {
            return script("return document.readyState").equals("complete");
        } catch (WebDriverException between) {
            return false;
        }
    }

    private static boolean isGone(WebElement element) {
        try {
            element.getTagName();
            return false;
        } catch (WebDriverException gone) {
            return true;
        }
    }

    @FunctionalInterface
    private interface Step {
        void on(WebElement element);
    }

    /** Tries again while the element is not there, or is just being replaced. */
    private Browser doing(String selector, Step step) {
        Await.untilCostly(() -> {
            try {
                if (!(driver.executeScript(FOUND, selector) instanceof List<?> found)) {
                    return false;
                }
                WebElement element = (WebElement) found.getFirst();
                if (!found.getLast().equals(true) && !element.isDisplayed()) {
                    return false;
                }
                step.on(element);
                return true;
            } catch (WebDriverException replaced) {
                return false;
            }
        });
        return this;
    }

    /** Whether there is such an element now. */
    public boolean has(String selector) {
        return !driver.findElements(By.cssSelector(selector)).isEmpty();
    }

    /** How many there are now. */
    public int count(String selector) {
        return driver.findElements(By.cssSelector(selector)).size();
    }

    /** Waits until there is such an element. */
    public Browser await(String selector) {
        Await.untilCostly(() -> has(selector));
        return this;
    }

    /** Waits until an element has this text in it. */
    public Browser awaitText(String selector, String part) {
        Await.untilCostly(() -> has(selector) && text(selector).contains(part));
        return this;
    }

    /** The words that a person sees in what a CSS selector finds. */
    public String text(String selector) {
        StringBuilder text = new StringBuilder();
        doing(selector, element -> text.replace(0, text.length(), element.getText()));
        return text.toString();
    }

    /** An attribute of what a CSS selector finds; empty where it has none. */
    public String attribute(String selector, String name) {
        String value = driver.findElement(By.cssSelector(selector)).getDomAttribute(name);
        return value == null ? "" : value;
    }

    public String title() {
        return String.valueOf(driver.getTitle());
    }

    /** Goes one page back, as the browser's button does. */
    public Browser back() {
        driver.navigate().back();
        return this;
    }

    /** What a script returns. */
    public Object script(String script) {
        Object value = driver.executeScript(script);
        return value == null ? "" : value;
    }

    /** What axe finds wrong with the page, as rules and elements. */
    public List<String> axe() {
        return Axe.faults(driver, "");
    }

    /** How far the page can be moved sideways, in pixels: 0 where it fits. */
    public long overflow() {
        return (Long)
                script(
                        "return document.documentElement.scrollWidth"
                                + " - document.documentElement.clientWidth");
    }

    /** Fails where axe finds anything, or the page is wider than the window. */
    public Browser mustBeClean(String page) {
        Axe.mustFindNothing(this, page);
        assertThat(overflow()).as(page + " moves sideways").isZero();
        return this;
    }

    /** The page as a PNG. */
    public void screenshot(Path file) {
        try {
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What went wrong on pages since last asked: failed scripts, refused requests. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            // a page that was refused is an answer like others; its test looks at its words
            boolean answer = entry.getMessage().contains("the server responded with a status of 4");
            if (entry.getLevel().intValue() >= Level.SEVERE.intValue() && !answer) {
                problems.add(entry.getMessage());
            }
        }
        return problems;
    }

    /** Gives the browser to the next test. */
    @Override
    public void close() {
        try {
            assertThat(scripts(true).problems()).as("on the browser's console").isEmpty();
            driver.get("about:blank");
        } finally {
            // also where the browser did not answer: the next test says so, instead of waiting
            FREE.release();
        }
    }
}
