package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Api;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Messages as large as SMTP takes them, looked at in the panel of a process with the launcher's
 * heap: pages stay small, and nobody waits for them.
 */
@LongRun
class LargeMessageLookTest {
    private static final int MIB = 1024 * 1024;
    private static final int LARGE = 49 * MIB;
    private static final int READERS = 4;

    /** A page and what is in it: the longest text that is shown, escaped, and its frame. */
    private static final int MOST_OF_PAGE = 3 * MIB;

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PASSWORD = "violet-Harbour-93-lamp";

    /** What the octets of a message are. */
    private record Kind(String what, String head, String piece, String end) {
        byte[] octets() {
            StringBuilder message = new StringBuilder(LARGE + 4096);
            message.append(head.replace("\n", "\r\n"));
            String part = piece.replace("\n", "\r\n");
            while (message.length() < LARGE) {
                message.append(part);
            }
            message.append(end.replace("\n", "\r\n"));
            return message.toString().getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static final String MULTIPART =
            "Subject: Large\nContent-Type: multipart/mixed; boundary=b\n\n";
    private static final String LINE = "x".repeat(998) + "\n";

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("one text", "Subject: Large\n\n", LINE, ""),
                    new Kind(
                            "HTML",
                            "Subject: Large\nContent-Type: text/html\n\n",
                            "<p>" + "&lt;".repeat(240) + "</p>\n",
                            ""),
                    new Kind(
                            "an attachment",
                            MULTIPART
                                    + "--b\nContent-Type: text/plain\n\nshort\n--b\nContent-Type:"
                                    + " application/zip; name=a.zip\n\n",
                            LINE,
                            "--b--\n"),
                    new Kind(
                            "a million parts",
                            MULTIPART,
                            "--b\nContent-Type: a/b; name=n\n\nx\n",
                            "--b--\n"));

    @Test
    void largestMessages_areLookedAtWithoutHoldingTheServerUp() throws Exception {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        try (Program server = Program.serve(location)) {
            Api api = server.api(location.folder());
            MailRoute route = MailRoute.beside(api);
            String login = Api.unique("reader");
            api.call(
                            "administrators/save",
                            "login",
                            login,
                            "role",
                            "master",
                            "password",
                            PASSWORD,
                            "must_change_password",
                            false)
                    .ok();
            PanelClient panel =
                    new PanelClient(server.ready(), "/admin", "").signedIn(login, PASSWORD);
            for (Kind kind : KINDS) {
                byte[] octets = kind.octets();
                long id = send(server, api, route, octets);
                long began = System.nanoTime();
                List<Future<Integer>> looks = new ArrayList<>();
                try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
                    for (int i = 0; i < READERS; i++) {
                        looks.add(readers.submit((Callable<Integer>) () -> look(panel, id)));
                    }
                    // whoever looks at something else meanwhile does not wait
                    long before = System.nanoTime();
                    assertThat(panel.get("/admin/accounts").statusCode()).isEqualTo(200);
                    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SOON);
                }
                int largest = 0;
                for (Future<Integer> look : looks) {
                    largest = Math.max(largest, look.get());
                }
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                HttpResponse<String> file =
                        panel.get("/admin/messages/" + id + "/content/download");
                assertThat(file.body().length()).isGreaterThanOrEqualTo(octets.length);
                long heap = heapUsed(server);
                System.out.printf(
                        "%s, %,d octets: %d readers of every view in %,d ms, the largest page"
                                + " %,d octets, %,d KiB of heap after it%n",
                        kind.what(), octets.length, READERS, took.toMillis(), largest, heap >> 10);
                assertThat(heap).isLessThan(LauncherOptions.heapBytes() / 3);
            }
            assertThat(server.err()).doesNotContain("OutOfMemory", "Exception");
        }
    }

    /** Looks at a message in each way that there is; the octets of the largest answer. */
    private static int look(PanelClient panel, long id) {
        int largest = 0;
        String message = "/admin/messages/" + id;
        for (String page :
                List.of(
                        message,
                        message + "/content",
                        message + "/content/html",
                        message + "/content?view=text",
                        message + "/content/text",
                        message + "/content?view=headers",
                        message + "/content/headers",
                        message + "/content?view=raw",
                        message + "/content/raw")) {
            HttpResponse<String> answer = panel.get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            assertThat(answer.body().length()).as(page).isLessThan(MOST_OF_PAGE);
            largest = Math.max(largest, answer.body().length());
        }
        return largest;
    }

    private static long send(Program server, Api api, MailRoute route, byte[] octets) {
        String login = Api.unique("user");
        api.newUser(route.account(), login, "password", PASSWORD);
        try (RawSmtp client =
                RawSmtp.signedIn(
                        server.submission(), login + "@" + route.accountName(), PASSWORD)) {
            client.ask("MAIL FROM:<me@sender.example>", 250);
            client.ask("RCPT TO:<ann@recipient.example>", 250);
            client.ask("DATA", 354);
            client.send(octets).send(".\r\n").expect(250);
        }
        return Long.parseLong(
                api
                        .call("messages/search", "account_id", route.account(), "limit", 1000)
                        .ok()
                        .at("data")
                        .items()
                        .stream()
                        .map(row -> row.at("message_id").text())
                        .max(Comparator.comparingLong(Long::parseLong))
                        .orElseThrow());
    }

    private static long heapUsed(Program server) throws IOException {
        jcmd(server, "GC.run");
        Matcher used =
                Pattern.compile("(?:DefNew|Tenured).*?used ([0-9]+)K")
                        .matcher(jcmd(server, "GC.heap_info"));
        long bytes = 0;
        while (used.find()) {
            bytes += Long.parseLong(used.group(1)) << 10;
        }
        assertThat(bytes).isPositive();
        return bytes;
    }

    private static String jcmd(Program server, String command) throws IOException {
        String tool = System.getProperty("java.home") + "/bin/jcmd";
        Process process =
                new ProcessBuilder(tool, Long.toString(server.pid()), command)
                        .redirectErrorStream(true)
                        .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
