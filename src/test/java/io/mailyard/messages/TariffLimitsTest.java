package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits of a tariff by the day and the hour, and its burst, at both doors. */
class TariffLimitsTest {
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";

    private static Answer send(Api token, int recipients, String... more) {
        List<Object> members =
                new ArrayList<>(
                        List.of(
                                "from",
                                "a@b.example",
                                "text",
                                "x",
                                "to",
                                IntStream.range(0, recipients)
                                        .mapToObj(i -> "r" + i + "@d.example")
                                        .toList()));
        members.addAll(List.of(more));
        return token.call("/api/v1.1/messages/send", members.toArray());
    }

    private static long tariff(Api api, Object... members) {
        List<Object> all = new ArrayList<>(List.of("name", Api.unique("t")));
        all.addAll(List.of(members));
        return api.call("tariffs/save", all.toArray()).savedId();
    }

    /** At the beginning of an hour and of a day. */
    private static TestClock clock() {
        TestClock clock = TestClock.standing();
        Instant next = clock.instant().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        clock.advance(Duration.between(clock.instant(), next));
        return clock;
    }

    @ParameterizedTest
    @EnumSource
    void hourAndDay_areCountedInRecipientsAndBeginAnew(StoreKind kind) {
        TestClock clock = clock();
        try (TestServer server = TestServer.start(kind, clock)) {
            Api api = server.api();
            long tariff = tariff(api, "messages_per_hour", 5, "messages_per_day", 8);
            long account = api.newAccount("tariff", tariff, "tz", "UTC");
            Api token = api.newTokenOf(account).api();

            send(token, 3).ok();
            Answer dry = send(token.with("Prefer", "dry-run"), 1).ok();
            assertThat(dry.at("data.left_this_hour").number()).isEqualTo(1);
            assertThat(dry.at("data.left_today").number()).isEqualTo(4);
            Answer over = send(token, 3);
            assertThat(over.error()).isEqualTo(402);
            assertThat(over.errorText()).contains("5 recipients an hour: 2 are left");
            send(token, 2).ok();
            assertThat(send(token, 1).error()).isEqualTo(402);

            clock.advance(Duration.ofHours(1));
            assertThat(send(token, 4).errorText()).contains("8 recipients a day: 3 are left");
            send(token, 3).ok();
            Tree usage = api.call("accounts/get", "id", account).ok().at("data.usage");
            assertThat(usage.at("hour.recipients").number()).isEqualTo(3);
            assertThat(usage.at("hour.limit").number()).isEqualTo(5);
            assertThat(usage.at("day.recipients").number()).isEqualTo(8);
            assertThat(usage.at("month.recipients").number()).isEqualTo(8);
            assertThat(token.call("/api/v1.1/account/get").ok().at("data.usage.day.limit").number())
                    .isEqualTo(8);
            clock.advance(Duration.ofHours(23));
            send(token, 5).ok();

            // flagged, and let pass
            api.call("tariffs/save", "id", tariff, "overrun", "flag").ok();
            send(token, 1).ok();
            assertThat(api.call("accounts/get", "id", account).at("data.is_tariff_exceed").flag())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void burst_refillsEvenlyAndAppliesToSmtpToo(StoreKind kind) {
        TestClock clock = clock();
        try (TestServer server = TestServer.start(kind, clock)) {
            Api api = server.api();
            String name = Api.unique("burst");
            long account =
                    api.newAccount(
                            "name",
                            name,
                            "tariff",
                            tariff(api, "messages_per_hour", 60, "burst", 3));
            api.newUser(account, "anna", "password", PASSWORD);
            Api token = api.newTokenOf(account).api();

            assertThat(send(token, 4).errorText()).contains("the message has 4; send it in parts");
            send(token, 3).ok();
            assertThat(send(token, 1).errorText()).contains("3 recipients at once (burst)");
            clock.advance(Duration.ofSeconds(59));
            assertThat(send(token, 1).error()).isEqualTo(402);
            clock.advance(Duration.ofSeconds(1));
            send(token, 1).ok();
            try (RawSmtp client = RawSmtp.signedIn(server.submission(), "anna@" + name, PASSWORD)) {
                String header = "From: a@b.example\r\nSubject: x\r\n";
                assertThat(client.mail("a@b.example", "c@d.example", header))
                        .startsWith("452 4.7.0");
                clock.advance(Duration.ofMinutes(2));
                assertThat(client.mail("a@b.example", "c@d.example", header)).startsWith("250");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void thresholds_areReportedOncePerPeriod(StoreKind kind) {
        TestClock clock = clock();
        try (FakeEndpoint endpoint = FakeEndpoint.start();
                TestServer server =
                        TestServer.start(kind, clock, "webhooks.private-networks=allow")) {
            Api api = server.api();
            long tariff = tariff(api, "messages_per_hour", 10, "messages_per_day", 20);
            long account = api.newAccount("tz", "UTC", "tariff", tariff);
            api.call(
                            "webhooks/save",
                            "account_id",
                            account,
                            "url",
                            endpoint.url("/in"),
                            "events",
                            List.of("account.usage"))
                    .ok();
            Api token = api.newTokenOf(account).api();
            for (int i = 0; i < 10; i++) {
                send(token, 1).ok();
            }
            assertThat(send(token, 1).error()).isEqualTo(402);
            // a call to the webhook that is under way when an hour passes is made again
            Await.until(() -> told(endpoint).size() >= 4);
            clock.advance(Duration.ofHours(1));
            send(token, 8).ok();
            Await.until(() -> told(endpoint).size() >= 8);
            assertThat(told(endpoint).stream().map(line -> line.replaceAll(" are used.*", "")))
                    .containsExactly(
                            "50 % of messages_per_hour",
                            "75 % of messages_per_hour",
                            "90 % of messages_per_hour",
                            "50 % of messages_per_day",
                            "75 % of messages_per_day",
                            "90 % of messages_per_day",
                            "50 % of messages_per_hour",
                            "75 % of messages_per_hour");

            // a limit that was raised is told of anew, one that was lowered at once
            api.call("tariffs/save", "id", tariff, "messages_per_hour", 20, "messages_per_day", 0)
                    .ok();
            send(token, 2).ok();
            api.call("tariffs/save", "id", tariff, "messages_per_hour", 12).ok();
            send(token, 1).ok();
            Await.until(() -> told(endpoint).size() >= 11);
            assertThat(
                            told(endpoint).subList(8, 11).stream()
                                    .map(line -> line.replaceAll("recipients.*", "")))
                    .containsExactly(
                            "50 % of messages_per_hour are used: 10 of 20 ",
                            "75 % of messages_per_hour are used: 11 of 12 ",
                            "90 % of messages_per_hour are used: 11 of 12 ");
        }
    }

    private static List<String> told(FakeEndpoint endpoint) {
        List<String> told = new ArrayList<>();
        endpoint.requests()
                .forEach(request ->
                        Tree.json(request.text())
                                .at("data")
                                .items()
                                .forEach(event -> told.add(event.at("detail").text())));
        return told;
    }

    @ParameterizedTest
    @EnumSource
    void concurrentMessages_areAcceptedExactlyUpToTheLimit(StoreKind kind) throws Exception {
        try (TestServer server = TestServer.start(kind, clock());
                TestServer beside = kind == StoreKind.POSTGRESQL ? server.beside() : null) {
            Api api = server.api();
            Api token =
                    api.newTokenOf(api.newAccount("tariff", tariff(api, "messages_per_hour", 40)))
                            .api();
            AtomicInteger accepted = new AtomicInteger();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> senders = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    Api at = beside != null && i % 2 == 0 ? token.at(beside) : token;
                    senders.add(
                            threads.submit(() -> {
                                while (send(at, 2).error() == 0) {
                                    accepted.addAndGet(2);
                                }
                            }));
                }
                for (Future<?> sender : senders) {
                    sender.get();
                }
            }
            assertThat(accepted).hasValue(40);
        }
    }

    @Test
    void limits_areCheckedTogether() {
        Api api = TestServer.of(StoreKind.SQLITE).api();
        assertThat(api.call("tariffs/save", "name", Api.unique("t"), "burst", 5).errorText())
                .contains("burst")
                .contains("needs messages_per_hour");
        long tariff = tariff(api, "messages_per_hour", 60, "burst", 5);
        assertThat(api.call("tariffs/save", "id", tariff, "messages_per_hour", 0).errorText())
                .contains("burst");
        Answer wrong =
                api.call("tariffs/save", "id", tariff, "messages_per_day", -1, "burst", "many");
        assertThat(wrong.text()).contains("messages_per_day").contains("burst");
        Tree row = api.call("tariffs/list", "from_id", tariff, "limit", 1).ok().at("data.0");
        assertThat(row.at("messages_per_day").number()).isZero();
        assertThat(row.at("messages_per_hour").number()).isEqualTo(60);
        assertThat(row.at("burst").number()).isEqualTo(5);
    }
}
