package io.mailyard.notices;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.templates.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 | Firefox 140 on Linux
                    Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0 | Edge 126 on Windows
                    Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 YaBrowser/24.6.0.0 Safari/537.36 | Yandex Browser 24 on Windows
                    Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15 | Safari 17 on macOS
                    Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1 | Chrome 126 on iPhone
                    Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36 | Samsung Internet 25 on Android
                    curl/8.5.0 | curl/8.5.0
                    Mozilla/5.0 (compatible; thing) | Mozilla/5.0 (compatible; thing)
                    """)
    void userAgent_isShownByItsCommonName(String userAgent, String shown) {
        assertThat(UserAgent.of(userAgent).orElseThrow().shown(Language.EN)).isEqualTo(shown);
    }

    @Test
    void userAgent_ofAnyLength_isOneShortLine() {
        String hostile = "a\r\nb" + "x".repeat(1_000_000);
        assertThat(UserAgent.of(hostile).orElseThrow().program()).hasSize(80).startsWith("a bxx");
        assertThat(UserAgent.of("Mozilla/5.0 Firefox/" + "9".repeat(1000)).orElseThrow().program())
                .isEqualTo("Firefox 9999");
    }

    @Test
    void absentUserAgent_isEmpty() {
        assertThat(UserAgent.of(" \t")).isEmpty();
    }
}
