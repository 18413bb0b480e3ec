package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of mail by what a mail host answers to RCPT, from the call that sends it to the
 * event and the suppression. The answers are real ones, collected by others.
 */
class HostAnswersTest {
    /** Domains of ISPs that are known by the recipient's domain. */
    private static final Map<String, String> CONSUMER_DOMAINS =
            Map.of(
                    "Gmail", "gmail.com",
                    "Outlook", "outlook.com",
                    "Yahoo", "yahoo.com",
                    "Mail.ru", "mail.ru",
                    "Yandex", "yandex.ru",
                    "iCloud", "icloud.com",
                    "GMX", "gmx.net");

    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server = TestServer.start(StoreKind.SQLITE);
    private final Api api = server.api();
    private final MailRoute route = MailRoute.to(api, host.port());

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    private record Row(String address, String answer, String provider, List<String> expected) {}

    private List<Row> rows(String resource) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (InputStream in =
                Objects.requireNonNull(HostAnswersTest.class.getResourceAsStream(resource))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().skip(1).toList()) {
                String[] cells = line.split("\t", -1);
                int number = rows.size() + 1;
                String domain =
                        CONSUMER_DOMAINS.getOrDefault(
                                cells[1], "host" + number + ".recipient.example");
                rows.add(
                        new Row(
                                "r" + number + "@" + domain,
                                cells[0],
                                cells[1],
                                List.of(cells[2].split(","))));
            }
        }
        return rows;
    }

    private String verdict(long message) {
        Tree found = api.call("messages/get", "id", message).ok().at("data");
        List<String> events =
                found.at("events").items().stream()
                        .map(event -> event.at("event").text())
                        .filter(event -> !event.equals("send"))
                        .toList();
        if (events.isEmpty()) {
            return "";
        }
        return switch (events.getFirst()) {
            case "hbounce" -> "hard";
            case "sbounce" -> "soft";
            case "undeliv" -> "bounce";
            default -> events.toString();
        };
    }

    private boolean suppressed(String address) {
        return api.call("suppressions/list", "account_id", route.account(), "email", address)
                                .ok()
                                .at("total_count")
                                .number()
                        > 0
                || api.call("suppressions/list", "email", address).ok().at("total_count").number()
                        > 0;
    }

    private Map<String, String> wrong(List<Row> rows) {
        api.call("lock_rules/list")
                .ok()
                .at("data")
                .items()
                .forEach(rule ->
                        // locks are another matter, and would keep the next row of the same ISP
                        // waiting
                        api.call(
                                        "lock_rules/save",
                                        "id",
                                        rule.at("id").number(),
                                        "pattern",
                                        "^never$")
                                .ok());
        rows.forEach(row ->
                host.at(
                        "RCPT TO:<" + row.address() + ">",
                        new Does.Says(row.answer().replace("\\n", "\n"))));
        Map<Row, Long> sent = new LinkedHashMap<>();
        rows.forEach(row ->
                sent.put(
                        row,
                        Long.parseLong(
                                route.send(row.address(), "answers")
                                        .ok()
                                        .at("data.message_id")
                                        .text())));
        Map<String, String> wrong = new TreeMap<>();
        sent.forEach((row, message) -> {
            Await.until(() -> !verdict(message).isEmpty());
            String verdict = verdict(message);
            boolean suppressed = suppressed(row.address());
            if (!row.expected().contains(verdict) || suppressed != verdict.equals("hard")) {
                wrong.put(row.answer(), verdict + (suppressed ? ", suppressed" : ""));
            }
        });
        return wrong;
    }

    @Test
    void collectedAnswers_areClassified() throws IOException {
        assertThat(wrong(rows("/policies/bounce-answers.tsv"))).isEmpty();
    }

    @Test
    void typicalAnswers_areClassified() throws IOException {
        assertThat(wrong(ofHosts("/policies/typical-answers.tsv"))).isEmpty();
    }

    @Test
    @LongRun
    void moreAnswers_areClassified() throws IOException {
        assertThat(wrong(ofHosts("/policies/more-answers.tsv"))).isEmpty();
    }

    /** Answers of known hosts; mere wordings are known to the patterns' own test. */
    private List<Row> ofHosts(String resource) throws IOException {
        return rows(resource).stream().filter(row -> !row.provider().equals("Wordings")).toList();
    }
}
