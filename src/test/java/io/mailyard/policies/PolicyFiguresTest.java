package io.mailyard.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the numbers of strategies and retry rules come to, and which ISP has a domain or host. */
class PolicyFiguresTest {
    private final Api api = TestServer.of(StoreKind.SQLITE).api();

    @ParameterizedTest
    @CsvSource({
        "1, 60, 1, 60, 60, 60, 3600, 86400",
        "2, 20, 3, 600, 120, 12, 720, 17280",
        "1, 1, 1, 86400, 1, 0, 0, 1",
        "1000, 100000, 100000, 1, 10000000000000, 600000000000000, 36000000000000000, 864000000000000000",
    })
    void strategyFigures_showItsRate(
            int connections,
            int messages,
            int attempts,
            int seconds,
            long interval,
            long minute,
            long hour,
            long day) {
        Answer rate =
                api.call(
                                "strategies/rate",
                                "concurrent_connections",
                                connections,
                                "messages_per_connection",
                                messages,
                                "connection_attempts",
                                attempts,
                                "interval_seconds",
                                seconds)
                        .ok();
        assertThat(rate.at("data.messages_per_interval").number()).isEqualTo(interval);
        assertThat(rate.at("data.messages_per_minute").number()).isEqualTo(minute);
        assertThat(rate.at("data.messages_per_hour").number()).isEqualTo(hour);
        assertThat(rate.at("data.messages_per_day").number()).isEqualTo(day);
    }

    @Test
    void storedStrategies_showTheSame_andNothingGivenIsTheNewOnes() {
        assertThat(api.call("strategies/get", "id", 1).ok().text())
                .contains("messages_per_minute", "messages_per_hour", "messages_per_day");
        assertThat(api.call("strategies/rate").ok().at("data.messages_per_hour").number())
                .isEqualTo(3600);
        Answer faulty =
                api.call("strategies/rate", "interval_seconds", 0, "connection_attempts", 0);
        assertThat(faulty.text()).contains("interval_seconds", "connection_attempts");
    }

    @ParameterizedTest
    @CsvSource({
        "fixed, 3, 10, 600 600 600, 1800 1800",
        "geometric, 3, 10, 600 900 1350, 2850 2850",
        "geometric, 40, 10080, 604800, 24192000 24192000",
        "random, 2, 10, 600 600, 1200 1800",
        "fixed, 0, 10, '', 0 0",
    })
    void retryRuleFigures_showItsWaits(
            String type, int retries, int minutes, String waits, String all) {
        Answer found =
                api.call(
                                "retry_rules/waits",
                                "type",
                                type,
                                "retries",
                                retries,
                                "interval_minutes",
                                minutes)
                        .ok();
        assertThat(found.at("data.attempts").number()).isEqualTo(retries + 1L);
        String[] each = waits.isEmpty() ? new String[0] : waits.split(" ", -1);
        for (int i = 0; i < each.length; i++) {
            assertThat(found.at("data.waits." + i + ".wait_seconds").number())
                    .isEqualTo(Long.parseLong(each[i]));
            assertThat(found.at("data.waits." + i + ".attempt").number()).isEqualTo(i + 2);
        }
        assertThat(found.at("data.seconds").number() + " " + found.at("data.seconds_most").number())
                .isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({
        "anna@gmail.com, Gmail, none",
        "GMAIL.com, Gmail, none",
        "nobody.example, other, none",
        "gmail-smtp-in.l.google.com, other, Gmail",
        "shop-com.mail.protection.outlook.com., other, Outlook",
    })
    void isp_isFoundByAddressDomainAndHost(String of, String isp, String host) {
        Answer found = api.call("isps/find", "of", of).ok();
        assertThat(found.at("data.isp").text()).isEqualTo(isp);
        assertThat(found.text())
                .contains(
                        host.equals("none")
                                ? "\"host_isp\":null"
                                : "\"host_isp\":\"" + host + "\"");
    }

    @Test
    void isps_sayByWhichHostsTheyAreRecognised() {
        assertThat(api.call("isps/list", "limit", 100).ok().text()).contains(".yahoodns.net");
    }
}
