package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The site of passkeys is the configured address, whatever a request says. */
class PasskeySiteTest {
    @ParameterizedTest
    @CsvSource({
        "https://mail.example.com, mail.example.com, https://mail.example.com",
        "https://mail.example.com, MAIL.example.com:443, https://mail.example.com",
        "https://mail.example.com:443/x, mail.example.com, https://mail.example.com",
        "https://mail.example.com:8443, mail.example.com:8443, https://mail.example.com:8443",
        "HTTP://Mail.Example.com, mail.example.com:80, http://mail.example.com",
        "https://mail.example.com, mail.example.com:8443, ''",
        "https://mail.example.com:8443, mail.example.com, ''",
        "https://mail.example.com, evil.example, ''",
        "https://mail.example.com, mail.example.com@evil.example, ''",
        "https://mail.example.com, evil@mail.example.com, ''",
        "https://mail.example.com, 'mail.example.com evil', ''",
        "https://mail.example.com, '', ''",
        "http://localhost:8080, localhost:9000, http://localhost:9000",
        "http://127.0.0.1:8080, 127.0.0.1:8080, ''",
        "https://[::1], [::1], ''"
    })
    void origin_isThatOfTheConfiguredAddress(String publicUrl, String host, String origin) {
        assertThat(PasskeySite.of(publicUrl, host).map(PasskeySite::origin).orElse(""))
                .isEqualTo(origin);
    }
}
