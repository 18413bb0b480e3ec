package io.mailyard.testing;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A real browser: Chromium without a window, driven by chromedriver over WebDriver (a W3C
 * recommendation).
 */
public final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration START = Duration.ofSeconds(60);

    /** How long an element may take to come: the next page, on a machine with much to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
    private static final List<String> ARGUMENTS =
            List.of(
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-dev-shm-usage",
                    "--window-size=900,1000");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final URI base;
    private final String session;

    private Browser(Process driver, URI base) {
        this.driver = driver;
        this.base = base;
        Value arguments = new Value.Items(ARGUMENTS.stream().<Value>map(Value.Text::new).toList());
        String body =
                JsonText.write(out ->
                        out.object(
                                "capabilities",
                                capabilities ->
                                        capabilities.object(
                                                "alwaysMatch",
                                                match ->
                                                        match.object(
                                                                "goog:chromeOptions",
                                                                options ->
                                                                        options.text(
                                                                                        "binary",
                                                                                        CHROMIUM
                                                                                                .toString())
                                                                                .value(
                                                                                        "args",
                                                                                        arguments)))));
        this.session = "/session/" + text(members(post("/session", body)), "sessionId");
        post(
                session + "/timeouts",
                JsonText.write(out -> out.number("implicit", PATIENCE.toMillis())));
    }

    /** Whether there is one on this machine. */
    public static boolean present() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    public static Browser start() {
        try {
            int port = freePort();
            Process driver =
                    new ProcessBuilder(DRIVER.toString(), "--port=" + port)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            URI base = URI.create("http://127.0.0.1:" + port);
            awaitReady(base, driver);
            return new Browser(driver, base);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void awaitReady(URI base, Process driver) {
        long end = System.nanoTime() + START.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (System.nanoTime() < end && driver.isAlive()) {
                try {
                    client.send(
                            HttpRequest.newBuilder(base.resolve("/status")).build(),
                            BodyHandlers.discarding());
                    return;
                } catch (IOException notYet) {
                    Thread.sleep(50);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("chromedriver does not answer");
    }

    /** Opens a page and waits until it is loaded. */
    public Browser open(String url) {
        post(session + "/url", JsonText.write(out -> out.text("url", url)));
        return this;
    }

    /** Types into the field that a CSS selector finds; waits for it, as each of these does. */
    public Browser type(String selector, String text) {
        post(element(selector) + "/value", JsonText.write(out -> out.text("text", text)));
        return this;
    }

    /**
     * Clicks on what loads a page, and waits until the page that was there is gone: what is looked
     * for next is looked for on the one that was loaded.
     */
    public Browser click(String selector) {
        String page = element("html");
        post(element(selector) + "/click", "{}");
        Await.until(() -> isGone(page));
        return this;
    }

    /** WebDriver answers 404, stale element reference, for what is of an earlier page. */
    private boolean isGone(String element) {
        return answer(HttpRequest.newBuilder(base.resolve(element + "/name"))).statusCode() == 404;
    }

    /** The words that a person sees in what a CSS selector finds. */
    public String text(String selector) {
        return value(get(element(selector) + "/text"));
    }

    public String title() {
        return value(get(session + "/title"));
    }

    /** The page as a PNG. */
    public void screenshot(Path file) {
        try {
            Files.write(file, Base64.getDecoder().decode(value(get(session + "/screenshot"))));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String element(String selector) {
        String body =
                JsonText.write(out -> out.text("using", "css selector").text("value", selector));
        return session + "/element/" + text(members(post(session + "/element", body)), ELEMENT);
    }

    private Value.Members post(String path, String body) {
        return send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/json; charset=utf-8")
                        .POST(BodyPublishers.ofString(body)));
    }

    private Value.Members get(String path) {
        return send(HttpRequest.newBuilder(base.resolve(path)));
    }

    private Value.Members send(HttpRequest.Builder request) {
        HttpResponse<String> response = answer(request);
        if (response.statusCode() != 200) {
            throw new IllegalStateException("the browser refuses: " + response.body());
        }
        return JsonText.read(response.body());
    }

    private HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(START).build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static Value.Members members(Value.Members answer) {
        return answer.values().get("value") instanceof Value.Members value
                ? value
                : new Value.Members(Map.of());
    }

    private static String text(Value.Members members, String name) {
        return members.values().get(name) instanceof Value.Text(String text) ? text : "";
    }

    private static String value(Value.Members answer) {
        return text(answer, "value");
    }

    @Override
    public void close() {
        try {
            send(HttpRequest.newBuilder(base.resolve(session)).DELETE());
        } catch (RuntimeException gone) {
            driver.destroyForcibly();
        }
        driver.destroy();
        http.close();
    }
}
