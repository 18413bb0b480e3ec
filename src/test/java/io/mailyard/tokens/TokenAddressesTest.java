package io.mailyard.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a token may be used from. The proxy that the server trusts names any address here. */
class TokenAddressesTest {
    private static TestServer server;
    private static Api admin;

    @BeforeAll
    static void start() {
        server = TestServer.start(StoreKind.SQLITE, "http.trust-forwarded-for=true");
        admin = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::1, 2001:0DB8:0:0::1, true",
        "::/0, 2001:db8::1, true",
        "::/0, 192.0.2.1, false",
        "192.0.2.0/24, ::ffff:192.0.2.9, true"
    })
    void addresses_bindATokenToRanges(String range, String from, boolean lets) {
        Api api =
                admin.newToken("addresses", List.of("198.51.100.1", range))
                        .api()
                        .with("X-Forwarded-For", from);

        Answer answer = api.call("accounts/list");

        assertThat(answer.error()).isEqualTo(lets ? 0 : 403);
        if (!lets) {
            assertThat(answer.errorText()).contains(from);
        }
    }

    @Test
    void lastEntryOfForwardedFor_isTheCallers() {
        Api api = admin.newToken("addresses", List.of("192.0.2.7")).api();

        api.with("X-Forwarded-For", "10.0.0.1, 192.0.2.7").call("accounts/list").ok();
        assertThat(
                        api.with("X-Forwarded-For", "192.0.2.7, 203.0.113.1")
                                .call("accounts/list")
                                .error())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "localhost", "_hidden", "192.0.2.300"})
    void whatIsNoAddress_isNotKept(String from) {
        Api api = admin.newToken("addresses", List.of("192.0.2.0/24")).api();

        Answer answer = api.with("X-Forwarded-For", from).call("accounts/list");

        assertThat(answer.error()).isEqualTo(403);
        assertThat(answer.errorText()).contains("127.0.0.1").doesNotContain(from);
    }

    /** A proxy such as HAProxy adds a line of its own behind the caller's. */
    @Test
    void severalLines_areOneList() {
        String secret = admin.newToken("addresses", List.of("192.0.2.7")).api().token();
        String head =
                "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                        + "Authorization: Bearer "
                        + secret
                        + "\r\n";
        String own = "X-Forwarded-For: 192.0.2.7\r\n";
        String other = "X-Forwarded-For: 203.0.113.5\r\n";

        assertThat(RawHttp.exchange(server.uri(), head + own + other + "\r\n{}").error())
                .isEqualTo(403);
        assertThat(RawHttp.exchange(server.uri(), head + other + own + "\r\n{}").error()).isZero();
        String forwarded = "Forwarded: for=\"192.0.2.7:99\";proto=https\r\n";
        assertThat(RawHttp.exchange(server.uri(), head + forwarded + "\r\n{}").error()).isZero();
        Answer both = RawHttp.exchange(server.uri(), head + other + forwarded + "\r\n{}");
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.errorText()).contains("Forwarded");
    }

    @Test
    void namedProxies_standBeforeTheOldSetting() {
        try (TestServer behind =
                TestServer.start(
                        StoreKind.SQLITE,
                        "http.trust-forwarded-for=true",
                        "http.trusted-proxies=192.0.2.1, 2001:db8::/32")) {
            Api api = behind.api().newToken("addresses", List.of("192.0.2.7")).api();
            assertThat(api.with("X-Forwarded-For", "192.0.2.7").call("accounts/list").error())
                    .isEqualTo(403);
        }
        assertThatThrownBy(() ->
                        TestServer.start(StoreKind.SQLITE, "http.trusted-proxies=10.0.0.1, proxy"))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("http.trusted-proxies", "proxy");
    }

    @Test
    void forwardedFor_isNotBelievedWithoutTheSetting() {
        Api plain = TestServer.of(StoreKind.SQLITE).api();
        Api api = plain.newToken("addresses", List.of("192.0.2.7")).api();

        assertThat(api.with("X-Forwarded-For", "192.0.2.7").call("accounts/list").error())
                .isEqualTo(403);
        plain.newToken("addresses", List.of("127.0.0.0/8")).api().call("accounts/list").ok();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "192.0.2.1/24",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/",
                "192.0.2",
                "256.0.0.1",
                "010.0.0.1",
                "2001:db8::1/32",
                "2001:db8::/129",
                "2001::db8::1",
                "fe80::1%eth0",
                "1:2"
            })
    void whatIsNoRange_is400(String range) {
        Answer answer = admin.call("tokens/save", "name", "x", "addresses", List.of(range));

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("addresses[0]");
    }

    @Test
    void addresses_areKeptAsGivenAndTakenAwayByAnEmptyArray() {
        List<Object> given = List.of("192.0.2.0/24", "2001:DB8::/32");
        long id = admin.newToken("addresses", given).id();

        assertThat(addresses(id)).containsExactlyElementsOf(given);
        admin.call("tokens/save", "id", id, "active", true).ok();
        assertThat(addresses(id)).containsExactlyElementsOf(given);
        admin.call("tokens/save", "id", id, "addresses", List.of()).ok();
        assertThat(addresses(id)).isEmpty();
    }

    private static List<Object> addresses(long id) {
        return admin
                .call("tokens/list", "from_id", id, "limit", 1)
                .at("data.0.addresses")
                .items()
                .stream()
                .<Object>map(row -> row.text())
                .toList();
    }
}
