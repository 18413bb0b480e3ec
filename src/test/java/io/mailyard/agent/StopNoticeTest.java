package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A server that is told to stop: first it says so, and then ends what is open, in that order. */
class StopNoticeTest {
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";

    /** A server that has served for less is not known to anybody, and stops at once. */
    private static final Duration YOUNG = Duration.ofMillis(2_100);

    private static final Duration NOTICE = Duration.ofMillis(1_500);

    @Test
    void stop_isAnnounced_thenEndsSmtpNodesAndCallsInOrder() throws Exception {
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "drain.notice=" + NOTICE.toMillis() + "ms",
                                "http.drain=500ms")) {
            long old = System.nanoTime() + YOUNG.toNanos();
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            api.newUser(route.account(), "anna", "password", PASSWORD);
            String name = "anna@" + route.accountName();
            PlainNode node = PlainNode.of(server).open();
            Await.until(() -> System.nanoTime() > old);
            try (RawSmtp idle = RawSmtp.signedIn(server.submission(), name, PASSWORD);
                    RawSmtp begun = RawSmtp.signedIn(server.submission(), name, PASSWORD);
                    RawSmtp amidData = RawSmtp.signedIn(server.submission(), name, PASSWORD);
                    Socket news = connect(server);
                    Socket report = connect(server)) {
                begun.ask("MAIL FROM:<news@acme.example>", 250);
                data(amidData);
                amidData.send("From: news@acme.example\r\nSubject: slow\r\n");

                CompletableFuture<Void> stopped =
                        CompletableFuture.runAsync(server::close, Thread::startVirtualThread);
                long told = System.nanoTime();
                Await.until(() -> readiness(server).status() == 503);
                assertThat(readiness(server).text()).contains("stopping");

                // all is served while balancers notice
                mail(RawSmtp.signedIn(server.submission(), name, PASSWORD), "late");
                api.call("accounts/list").ok();
                assertThat(say(news, node, "sync", PlainNode.sync(0)).status()).isEqualTo(200);
                assertThat(say(report, node, "sync", PlainNode.sync(0)).status()).isEqualTo(200);

                assertThat(idle.reply()).startsWith("421 4.3.2");
                idle.expectClosed();
                assertThat(System.nanoTime() - told).isGreaterThan(NOTICE.toNanos() - 200_000_000);
                Answer elsewhere = say(news, node, "sync", PlainNode.sync(0));
                assertThat(elsewhere.status()).isEqualTo(503);
                assertThat(elsewhere.text()).contains("ask another one");
                assertThat(say(report, node, "report", "{\"reports\":[]}").status()).isEqualTo(200);
                assertThat(begun.reply()).startsWith("421 4.3.2");
                amidData.send("\r\nText\r\n.\r\n");
                assertThat(amidData.reply()).startsWith("250 ");
                assertThat(amidData.reply()).startsWith("421 4.3.2");
                stopped.get();
                assertThat(System.nanoTime() - told).isLessThan(NOTICE.plusSeconds(8).toNanos());
            }
            server.restart();
            host.awaitMessages(2, Duration.ofSeconds(20));
            assertThat(route.ledger(server.api()).at("accepted").number()).isEqualTo(2);
        }
    }

    private static void data(RawSmtp client) {
        client.ask("MAIL FROM:<news@acme.example>", 250);
        client.ask("RCPT TO:<anna@recipient.example>", 250);
        client.ask("DATA", 354);
    }

    private static void mail(RawSmtp session, String subject) {
        try (RawSmtp client = session) {
            data(client);
            client.send("From: news@acme.example\r\nSubject: " + subject + "\r\n\r\nText\r\n.\r\n");
            assertThat(client.reply()).startsWith("250 ");
        }
    }

    private static Answer readiness(TestServer server) {
        try (Socket socket = connect(server)) {
            RawHttp.send(socket, "GET /readiness HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            return RawHttp.answer(socket);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Socket connect(TestServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
    }

    /** Says a word of the node protocol on a connection that is open already. */
    private static Answer say(Socket socket, PlainNode node, String word, String body)
            throws IOException {
        RawHttp.send(
                socket,
                "POST /api/v1.1/node/"
                        + word
                        + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                        + node.key()
                        + "\r\nNode-Slot: main\r\nNode-Instance: "
                        + node.instance()
                        + "\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
        return RawHttp.answer(socket);
    }
}
