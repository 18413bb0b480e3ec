package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://pay.example.com/?a=1&b=2, https://pay.example.com/?a=1&b=2",
        "HTTP://Example.com, HTTP://Example.com",
        "https://оплата.рф/счет?id=7, https://xn--80aa5alfu.xn--p1ai/%D1%81%D1%87%D0%B5%D1%82?id=7",
        "https://bücher.example:8443/ä#ö, https://xn--bcher-kva.example:8443/%C3%A4#%C3%B6",
        "https://例え.テスト/, https://xn--r8jz45g.xn--zckzah/",
        "https://[2001:db8::1]:8443/x, https://[2001:db8::1]:8443/x",
        "https://192.0.2.1/x%20y, https://192.0.2.1/x%20y",
        "https://host/ЖЖ%D1%81, https://host/%D0%96%D0%96%D1%81",
        "https://straße.example/x, https://xn--strae-oqa.example/x",
        "https://Example.com/x, https://Example.com/x",
        "https://my_shop.example/, "
    })
    void address_isReadWhateverItsScript(String text, String wire) {
        if (wire == null) {
            assertThatThrownBy(() -> HttpAddress.toUri(text)).hasMessageContaining("malformed");
        } else {
            assertThat(HttpAddress.toUri(text)).hasToString(wire);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://example.com/, http:// or https://",
        "example.com, http:// or https://",
        "javascript:alert(1), http:// or https://",
        "https:/example.com, http:// or https://",
        "https://, no host",
        "https:///x, no host",
        "https://user@/x, no host",
        "https://exa mple.com/, domain name",
        "https://a..b/, domain name",
        "https://example.com/a b, has to be percent-encoded",
        "https://example.com/{x}, has to be percent-encoded",
        "https://example.com/%zz, percent-encoded",
        "https://example.com:x/, domain name"
    })
    void invalidAddress_isRefusedWithItsReason(String text, String reason) {
        assertThatThrownBy(() -> HttpAddress.toUri(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "' ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\0", "\u202e", "\u2028", "\u009b"})
    void controlsAndBidi_areRefused(String c) {
        assertThatThrownBy(() -> HttpAddress.toUri("https://example.com/" + c + "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be seen");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:pass@example.com/",
                "https://user@example.com/",
                "https://@example.com/",
                "https://:@example.com/",
                "https://user%3Apass@example.com/",
                "HTTP://bank.example%2F@example.com/pay",
                "http://bank.example@example.com:8080/?a=b#c"
            })
    void userAndPassword_areRefusedWhereAnAddressIsShown(String text) {
        assertThat(HttpAddress.toUri(text).getHost()).isEqualTo("example.com");
        assertThatThrownBy(() -> HttpAddress.checked(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("user or password before '@'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com:0", "https://a:65536/", "http://[::1]:99999/x"})
    void portThatNoHostHas_isRefusedWhereAnAddressIsStored(String text) {
        assertThatThrownBy(() -> HttpAddress.checked(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("port is not from 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://example.com/@user", "https://example.com/?to=a@b", "http://a#x@b"})
    void atSign_isTakenElsewhereInAnAddress(String text) {
        assertThat(HttpAddress.checked(text).getRawUserInfo()).isNull();
    }
}
