package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a tariff's month is, and when it ends. */
class UsageTest {
    private static final ZoneId ZONE = ZoneId.of("Pacific/Kiritimati");

    @Test
    void month_followsTheTimeZone() {
        Instant lastHour = Instant.parse("2026-12-31T12:00:00Z");
        assertThat(AccountUsage.month(lastHour, ZoneId.of("UTC"))).isEqualTo(2026 * 12L + 11);
        assertThat(AccountUsage.month(lastHour, ZONE)).isEqualTo(2027 * 12L);
    }

    @ParameterizedTest
    @EnumSource
    void newMonthInTheAccountsZone_beginsAtZero(StoreKind kind) {
        TestClock clock = TestClock.standing();
        try (TestServer server = TestServer.start(kind, clock)) {
            Api api = server.api();
            long tariff =
                    api.call("tariffs/save", "name", Api.unique("t"), "messages_per_month", 1)
                            .savedId();
            long account = api.newAccount("tariff", tariff, "tz", ZONE.getId());
            Api token = api.newTokenOf(account).api();

            assertThat(send(token)).isZero();
            assertThat(send(token)).isEqualTo(402);
            ZonedDateTime now = clock.instant().atZone(ZONE);
            ZonedDateTime next =
                    now.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay(ZONE);
            clock.advance(Duration.between(now, next));
            assertThat(send(token)).isZero();
            assertThat(send(token)).isEqualTo(402);
            clock.advance(Duration.ofHours(-1));
            assertThat(send(token)).isEqualTo(402);
        }
    }

    private static int send(Api token) {
        return token.call(
                        "/api/v1.1/messages/send",
                        "from",
                        "a@b.example",
                        "to",
                        "c@d.example",
                        "text",
                        "x")
                .error();
    }
}
