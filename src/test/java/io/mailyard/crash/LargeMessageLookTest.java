package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Api;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Large messages are looked at in the panel, in the portal and by calls: each answer is small or is
 * the whole, a process with the launcher's heap has room, and nobody waits for the readers.
 */
class LargeMessageLookTest {
    private static final int MIB = 1024 * 1024;
    private static final int READERS = 4;

    /** Readers who take nothing of what they asked for. */
    private static final int SLOW_READERS = 40;

    /** A page and what is in it: the longest text that is shown, escaped, and its frame. */
    private static final int MOST_OF_PAGE = 3 * MIB;

    /**
     * Of a look, three times what it costs, most of it for the lines of some 50 MB; the store read
     * in parts that each begin at its first octet costs more than this alone.
     */
    private static final Duration MOST_CPU = Duration.ofMillis(600);

    /** Whoever does something else beside the readers, on a machine that is busy. */
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String PASSWORD = "violet-Harbour-93-lamp";

    /** What the octets of a message are. */
    private record Kind(String what, String head, String piece, String end) {
        byte[] octets(int size) {
            StringBuilder message = new StringBuilder(size + 4096);
            message.append(head.replace("\n", "\r\n"));
            String part = piece.replace("\n", "\r\n");
            while (message.length() < size) {
                message.append(part);
            }
            message.append(end.replace("\n", "\r\n"));
            return message.toString().getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static final String HEADER =
            "From: me@sender.example\nTo: ann@recipient.example\nSubject: Large\n";
    private static final String MULTIPART =
            HEADER + "Content-Type: multipart/mixed; boundary=b\n\n";
    private static final String LINE = "x".repeat(998) + "\n";
    private static final Kind ATTACHMENT =
            new Kind(
                    "an attachment",
                    MULTIPART
                            + "--b\nContent-Type: text/plain\n\nshort\n--b\nContent-Type:"
                            + " application/zip; name=a.zip\n\n",
                    LINE,
                    "--b--\n");

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("one text", HEADER + "\n", LINE, ""),
                    new Kind(
                            "HTML",
                            HEADER + "Content-Type: text/html\n\n",
                            "<p>" + "&lt;".repeat(240) + "</p>\n",
                            ""),
                    ATTACHMENT,
                    new Kind(
                            "a million parts",
                            MULTIPART,
                            "--b\nContent-Type: a/b; name=n\n\nx\n",
                            "--b--\n"));

    /** People who are signed in to the panel and to the portal of an account. */
    private record People(PanelClient panel, PanelClient portal) {
        static People of(URI server, Api api, MailRoute route) {
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
            api.newUser(route.account(), login, "password", PASSWORD, "master", true);
            return new People(
                    new PanelClient(server, "/admin", "").signedIn(login, PASSWORD),
                    new PanelClient(server, "/portal", "")
                            .signedIn(login + "@" + route.accountName(), PASSWORD));
        }

        /** Looks at a message in each way that there is; the octets of the largest page. */
        int look(long id) {
            return Math.max(look(panel, "/admin", id), look(portal, "/portal", id));
        }

        private static int look(PanelClient client, String root, long id) {
            int largest = 0;
            String message = root + "/messages/" + id;
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
                HttpResponse<String> answer = client.get(page);
                assertThat(answer.statusCode()).as(page).isEqualTo(200);
                assertThat(answer.body().length()).as(page).isLessThan(MOST_OF_PAGE);
                largest = Math.max(largest, answer.body().length());
            }
            return largest;
        }

        void save(long id, byte[] octets) {
            String whole = new String(octets, StandardCharsets.US_ASCII);
            String path = "/messages/" + id + "/content/download";
            assertThat(panel.get("/admin" + path).body().endsWith(whole)).isTrue();
            assertThat(portal.get("/portal" + path).body().endsWith(whole)).isTrue();
        }
    }

    @Test
    void message_isLookedAtAndSavedInEveryWay() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        Api api = server.api();
        MailRoute route = MailRoute.beside(api);
        byte[] octets = ATTACHMENT.octets(8 * MIB);
        long id =
                api.withToken(route.token())
                        .call(
                                "/api/v1.1/messages/send",
                                "from",
                                "me@sender.example",
                                "to",
                                "ann@recipient.example",
                                "raw",
                                Base64.getEncoder().encodeToString(octets))
                        .ok()
                        .at("data.message_id")
                        .number();
        People people = People.of(server.uri(), api, route);
        assertThat(people.look(id)).isLessThan(MIB);
        people.save(id, octets);
        for (String root : List.of("", "/api/v1.1/")) {
            Api caller =
                    root.isEmpty()
                            ? api
                            : api.newTokenOf(route.account(), "scopes", List.of("content:read"))
                                    .api();
            Tree content = caller.call(root + "messages/content", "id", id).ok().at("data");
            assertThat(content.at("text").text().strip()).isEqualTo("short");
            assertThat(content.at("attachments.0.name").text()).isEqualTo("a.zip");
            assertThat(content.at("size").number()).isGreaterThanOrEqualTo(octets.length);
            assertThat(caller.call(root + "messages/raw", "id", id).text())
                    .hasSize((int) content.at("size").number());
            assertThat(caller.call(root + "messages/raw", "id", id, "octets", 300_000).text())
                    .hasSize(300_000);
        }
    }

    @LongRun
    @Test
    void largestMessages_areLookedAtWithoutHoldingTheServerUp() throws Exception {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        try (Program server = Program.serve(location)) {
            Api api = server.api(location.folder());
            MailRoute route = MailRoute.beside(api);
            URI address = server.ready();
            People people = People.of(address, api, route);
            String login = Api.unique("user");
            api.newUser(route.account(), login, "password", PASSWORD);
            long id = 0;
            for (Kind kind : KINDS) {
                byte[] octets = kind.octets(49 * MIB);
                send(server, login + "@" + route.accountName(), octets);
                id = newest(api, route);
                lookAtOnce(server, people, id, kind.what());
                people.save(id, octets);
            }
            List<Socket> slow = new ArrayList<>();
            try {
                for (int i = 0; i < SLOW_READERS; i++) {
                    slow.add(askForAll(address, api.token(), id));
                }
                assertThat(people.panel().get("/admin/accounts").statusCode()).isEqualTo(200);
                assertThat(heapUsed(server)).isLessThan(LauncherOptions.heapBytes() / 3);
            } finally {
                for (Socket reader : slow) {
                    reader.close();
                }
            }
            assertThat(server.alive()).isTrue();
            assertThat(server.err()).doesNotContain("OutOfMemory");
        }
    }

    private static void lookAtOnce(Program server, People people, long id, String what)
            throws Exception {
        Duration before = processorTime(server);
        List<Future<Integer>> looks = new ArrayList<>();
        int others = 0;
        Duration longest = Duration.ZERO;
        try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
            for (int i = 0; i < READERS; i++) {
                looks.add(readers.submit((Callable<Integer>) () -> people.look(id)));
            }
            while (!looks.stream().allMatch(Future::isDone)) {
                long began = System.nanoTime();
                assertThat(people.panel().get("/admin/accounts").statusCode()).isEqualTo(200);
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                longest = longest.compareTo(took) > 0 ? longest : took;
                others++;
            }
        }
        int largest = 0;
        for (Future<Integer> look : looks) {
            largest = Math.max(largest, look.get());
        }
        // 7 of the 9 pages of each surface read the message; the source is read in part
        int read = READERS * 2 * 7;
        Duration each = processorTime(server).minus(before).dividedBy(read);
        long heap = heapUsed(server);
        System.out.printf(
                "%s: %d looks, %,d ms of processor time each, the largest page %,d octets,"
                        + " %,d other pages meanwhile, the slowest in %,d ms, %,d KiB of heap after it%n",
                what, read, each.toMillis(), largest, others, longest.toMillis(), heap >> 10);
        assertThat(each).as(what).isLessThan(MOST_CPU);
        assertThat(longest).as(what).isLessThan(SOON);
        assertThat(heap).as(what).isLessThan(LauncherOptions.heapBytes() / 3);
    }

    private static void send(Program server, String login, byte[] octets) {
        try (RawSmtp client = RawSmtp.signedIn(server.submission(), login, PASSWORD)) {
            client.ask("MAIL FROM:<me@sender.example>", 250);
            client.ask("RCPT TO:<ann@recipient.example>", 250);
            client.ask("DATA", 354);
            client.send(octets).send(".\r\n").expect(250);
        }
    }

    private static long newest(Api api, MailRoute route) {
        return api
                .call("messages/search", "account_id", route.account(), "limit", 200)
                .ok()
                .at("data")
                .items()
                .stream()
                .mapToLong(row -> row.at("id").number())
                .max()
                .orElseThrow();
    }

    /** Asks for a whole message, and reads the head of the answer alone. */
    private static Socket askForAll(URI server, String token, long id) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        String body = "{\"id\":" + id + "}";
        RawHttp.send(
                socket,
                "POST /api/v1.1/admin/messages/raw HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + token
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200");
        return socket;
    }

    private static Duration processorTime(Program server) {
        return ProcessHandle.of(server.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
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
