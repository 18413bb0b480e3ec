package io.mailyard.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.AccountId;
import io.mailyard.templates.Language;
import io.mailyard.templates.PlatformBrand;
import io.mailyard.templates.Templates;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WelcomeMailTest {
    private static final String LINK = "https://mail.example/password/k3y?a=1&b=2";
    private static final String FIREFOX =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";

    private final WelcomeMail mail =
            new WelcomeMail(new MailRenderer(new Templates(), PlatformBrand.PLAIN));

    @Test
    void english_namesWhoRequestedItAndWhen() {
        Notice notice =
                mail.compose(welcome(Language.EN, "Ann", "Shop", Optional.of("Berlin, Germany")));

        assertThat(notice.subject()).isEqualTo("Set your password for Shop");
        assertThat(notice.text())
                .startsWith("Hello Ann,\n")
                .contains("Your login: ann@shop\n", "Set a password:\n" + LINK + "\n")
                .contains("  Device: Firefox 128 on Windows\n")
                .contains("  Place: Berlin, Germany\n")
                .contains("  Time: 12 March 2026, 14:05 (Europe/Berlin, UTC+01:00)")
                .contains("works once, until 19 March 2026, 14:05 (Europe/Berlin, UTC+01:00).");
    }

    @Test
    void russian_isWrittenInRussian() {
        Notice notice =
                mail.compose(welcome(Language.RU, "Анна", "ООО «Ромашка»", Optional.empty()));

        assertThat(notice.subject())
                .isEqualTo("Задайте пароль для входа в аккаунт «ООО „Ромашка“»");
        assertThat(notice.text())
                .startsWith("Здравствуйте, Анна!\n")
                .contains("  Устройство: Firefox 128, Windows\n")
                .contains("  Время: 12 марта 2026 г., 14:05 (Europe/Berlin, UTC+01:00)")
                .doesNotContain("Место", "Place", "login");
        assertThat(notice.html()).contains("<html lang=\"ru\">", "Задать пароль</a>");
    }

    @Test
    void html_escapesNames() {
        Notice notice =
                mail.compose(
                        welcome(Language.EN, "<script>x</script>", "A\"><b>&", Optional.empty()));

        assertThat(notice.html())
                .contains("&lt;script&gt;x&lt;/script&gt;", "&lt;b&gt;&amp;")
                .contains("href=\"https://mail.example/password/k3y?a=1&amp;b=2\"")
                .doesNotContain("<script>", "<b>");
    }

    @Test
    void subject_cannotTakeASecondLine() {
        Notice notice =
                mail.compose(
                        welcome(
                                Language.EN,
                                "x",
                                "Shop\r\nBcc: all@example.org",
                                Optional.empty()));

        assertThat(notice.subject()).isEqualTo("Set your password for Shop Bcc: all@example.org");
    }

    @Test
    void userWithoutAName_isGreeted() {
        assertThat(mail.compose(welcome(Language.RU, " ", "A", Optional.empty())).text())
                .startsWith("Здравствуйте!\n");
        assertThat(mail.compose(welcome(Language.EN, "", "A", Optional.empty())).text())
                .startsWith("Hello,\n");
    }

    @Test
    void badAddress_isRefused() {
        assertThatThrownBy(() -> notice("nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a mail address");
        assertThatThrownBy(() -> notice("a@b.example\r\nRCPT TO:<c@d.example>"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Notice notice(String recipient) {
        return new Notice(
                "welcome", new AccountId(1), 1L, recipient, Language.EN, "s", "t", "<p>h</p>");
    }

    private static Welcome welcome(
            Language language, String name, String title, Optional<String> place) {
        Instant now = Instant.parse("2026-03-12T13:05:00Z");
        return new Welcome(
                language,
                new AccountId(7),
                9,
                "ann@example.org",
                name,
                title,
                "ann@shop",
                LINK,
                Instant.parse("2026-03-19T13:05:00Z"),
                new RequestFacts(FIREFOX, place, now),
                ZoneId.of("Europe/Berlin"));
    }
}
