package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** SMTP and {@code messages/send} read addresses alike: every short local part, at both doors. */
class AddressDoorsTest {
    private static final String LETTERS = "a.\"\\ @<é";
    private static final int LONGEST = 4;

    /** Fewer than the faults that one answer names. */
    private static final int BATCH = 90;

    private static final String SEND = "/api/v1.1/messages/send";

    private static List<String> locals() {
        List<String> all = new ArrayList<>();
        List<String> last = List.of("");
        for (int length = 1; length <= LONGEST; length++) {
            List<String> next = new ArrayList<>();
            for (String shorter : last) {
                for (int i = 0; i < LETTERS.length(); i++) {
                    next.add(shorter + LETTERS.charAt(i));
                }
            }
            all.addAll(next);
            last = next;
        }
        // API strips what stands around, and a path that begins with @ has a source route by SMTP
        return all.stream()
                .filter(local -> !local.startsWith(" ") && !local.startsWith("@"))
                .toList();
    }

    private static boolean isTakenBySmtp(String address) {
        SubmissionTransaction transaction = new SubmissionTransaction(1 << 20, 10);
        assertThat(transaction.mail("FROM:<a@b.example> SMTPUTF8").code()).isEqualTo(250);
        return transaction.recipient("TO:<" + address + ">").code() == 250;
    }

    private static Set<String> refusedByApi(Api token, List<String> addresses) {
        Answer answer =
                token.json(
                        SEND,
                        Body.json(
                                Body.members(
                                        "from",
                                        "a@b.example",
                                        "to",
                                        addresses,
                                        "text",
                                        "x",
                                        "subject",
                                        "x",
                                        "campaign_id",
                                        -1)));
        assertThat(answer.error()).isEqualTo(400);
        return answer.at("errors").items().stream()
                .map(fault -> fault.at("field").text())
                .filter(field -> field.startsWith("to["))
                .map(field -> field.replaceAll("\\D", ""))
                .map(Integer::parseInt)
                .map(addresses::get)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void shortLocalParts_areTakenAtBothDoorsOrAtNone() {
        Api api = TestServer.of(StoreKind.SQLITE).api();
        Api token = api.newTokenOf(api.newAccount()).api();
        List<String> addresses = locals().stream().map(local -> local + "@c.example").toList();
        Set<String> bySmtp =
                addresses.stream()
                        .filter(address -> !isTakenBySmtp(address))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> byApi = new TreeSet<>();
        for (int from = 0; from < addresses.size(); from += BATCH) {
            int to = Math.min(addresses.size(), from + BATCH);
            byApi.addAll(refusedByApi(token, addresses.subList(from, to)));
        }

        assertThat(byApi).isEqualTo(bySmtp);
        assertThat(addresses).hasSizeGreaterThan(byApi.size() + 50);
    }

    @Test
    void quotedAddresses_travelFromBothDoors() {
        String quoted = "\"a b\"@c.example";
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server = TestServer.start(StoreKind.SQLITE)) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            api.newUser(route.account(), "anna", "password", SubmissionFixture.PASSWORD);
            api.withToken(route.token())
                    .call(
                            SEND,
                            "from",
                            "\"<Shop>\" <\"s t\"@sender.example>",
                            "to",
                            List.of("<" + quoted + ">", quoted),
                            "subject",
                            "x",
                            "text",
                            "x")
                    .ok();
            FakeMailHost.Message first = host.awaitMessages(1, Duration.ofSeconds(20)).getFirst();
            assertThat(first.recipients()).containsExactly(quoted);
            assertThat(first.sender()).isEqualTo("\"s t\"@sender.example");
            assertThat(new String(first.raw(), java.nio.charset.StandardCharsets.US_ASCII))
                    .contains("<\"s t\"@sender.example>", "<\"a b\"@c.example>");

            try (RawSmtp smtp =
                    RawSmtp.signedIn(
                            server.submission(),
                            "anna@" + route.accountName(),
                            SubmissionFixture.PASSWORD)) {
                assertThat(
                                smtp.mail(
                                        "\"s t\"@sender.example",
                                        quoted,
                                        "From: a@sender.example\r\n"))
                        .startsWith("250");
            }
            assertThat(host.awaitMessages(2, Duration.ofSeconds(20)).getLast().recipients())
                    .containsExactly(quoted);
        }
    }
}
