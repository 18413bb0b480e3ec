package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Await;
import io.mailyard.testing.RawSmtp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What clients that have not signed in can take, and what those that do see meanwhile. */
class StrangersTest {
    /** As much of a line as a server keeps before it knows who sends it. */
    private static final String HALF_A_LINE = "AUTH PLAIN " + "A".repeat(12_000);

    private static String from(int number) {
        return "127.8.0." + (1 + number % 250);
    }

    @Test
    void thousandUnauthenticatedClients_lockNobodyOut() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        List<RawSmtp> strangers = new ArrayList<>();
        try (SubmissionFixture server = SubmissionFixture.open()) {
            for (int i = 0; i < 1100; i++) {
                RawSmtp stranger = RawSmtp.silent(server.address(), from(i / 100));
                stranger.send(i % 2 == 0 ? HALF_A_LINE : "EHLO x");
                strangers.add(stranger);
            }
            Await.until(() -> server.server().connections() >= 1000);
            for (int i = 0; i < 20; i++) {
                try (RawSmtp client =
                        RawSmtp.signedInFrom(
                                server.address(),
                                "127.8.1." + (i + 1),
                                user.name(),
                                SubmissionFixture.PASSWORD)) {
                    assertThat(client.mail("a@b.example", "c@d.example", "Subject: x\r\n"))
                            .startsWith("250");
                }
            }
            assertThat(SubmissionFixture.api().call("accounts/list", "limit", 1).error()).isZero();
            assertThat(server.server().connections()).isBetween(900, 1010);
        } finally {
            strangers.forEach(RawSmtp::close);
        }
    }

    @Test
    void fullServer_givesThePlaceOfTheNetworkThatHasMost() {
        try (SubmissionFixture server = SubmissionFixture.open("submission.max-connections=4")) {
            RawSmtp oldest = greeted(server, 1);
            Stream.of(greeted(server, 1), greeted(server, 1))
                    .forEach(rawSmtp -> rawSmtp.ask("NOOP", 250));
            RawSmtp alone = greeted(server, 2);
            RawSmtp newcomer = greeted(server, 3);

            oldest.expect(421);
            oldest.expectClosed();
            alone.ask("NOOP", 250);
            newcomer.ask("NOOP", 250);
            try (RawSmtp same = RawSmtp.silent(server.address(), from(1))) {
                same.expect(421);
            }
        }
    }

    private static RawSmtp greeted(SubmissionFixture server, int network) {
        RawSmtp client = RawSmtp.silent(server.address(), from(network));
        client.expect(220);
        client.ask("EHLO x", 250);
        return client;
    }

    @Test
    void account_hasItsShareOfConnections() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (SubmissionFixture server =
                        SubmissionFixture.open("submission.max-connections-per-account=2");
                RawSmtp first = server.signedIn(user);
                RawSmtp second = server.signedIn(user);
                RawSmtp third = RawSmtp.greeted(server.address())) {
            third.ask("AUTH PLAIN " + RawSmtp.plain(user.name(), SubmissionFixture.PASSWORD), 421);
            third.expectClosed();
            server.signedIn(SubmissionFixture.newUser()).close();
            first.ask("QUIT", 221);
            Await.until(() -> server.server().connections() == 1);
            server.signedIn(user).close();
            second.ask("NOOP", 250);
        }
    }

    @Test
    void trustedHost_countsForItsAccount() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        String account = user.name().substring(user.name().indexOf('@') + 1);
        try (SubmissionFixture server =
                        SubmissionFixture.open(
                                "submission.trusted=127.8.0.0/24=" + account,
                                "submission.max-connections-per-account=1");
                RawSmtp first = greeted(server, 1);
                RawSmtp second = greeted(server, 2)) {
            first.ask("MAIL FROM:<a@b.example>", 250);
            second.ask("MAIL FROM:<a@b.example>", 421);
        }
    }

    @Test
    void commandsBeforeSignIn_areLimited() {
        try (SubmissionFixture server = SubmissionFixture.open();
                RawSmtp client = RawSmtp.greeted(server.address())) {
            for (int i = 0; i < 99; i++) {
                client.ask("NOOP", 250);
            }
            client.ask("NOOP", 250);
            client.expect(421);
            client.expectClosed();
        }
    }

    @Test
    void commandsBetweenMessages_areCounted() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (SubmissionFixture server = SubmissionFixture.open();
                RawSmtp client = server.signedIn(user)) {
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 300; i++) {
                    client.ask("RSET", 250);
                    client.ask("NOOP", 250);
                }
                assertThat(client.mail("a@b.example", "c@d.example", "Subject: x\r\n"))
                        .startsWith("250");
            }
            for (int i = 0; i < 1000; i++) {
                client.ask("NOOP", 250);
            }
            client.expect(421);
        }
    }
}
