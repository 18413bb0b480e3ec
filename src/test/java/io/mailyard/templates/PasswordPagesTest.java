package io.mailyard.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PasswordPagesTest {
    private static final PageLook EN = new PageLook(Language.EN, "");
    private static final PageLook RU = new PageLook(Language.RU, "dark");

    private final PasswordPages pages = new PasswordPages(new Templates(), PlatformBrand.PLAIN);

    @Test
    void form_isBlankAtFirst() {
        String page = pages.form(form(Language.EN, List.of()), "");

        assertThat(page)
                .startsWith("<!doctype html>\n<html lang=\"en\">")
                .contains("<h1>Set a password for Shop</h1>")
                .contains("<form method=\"post\" action=\"/password/k3y?a=1&amp;b=2\"")
                .contains("value=\"ann@shop\" autocomplete=\"username\" readonly")
                .contains("From 12 to 128 characters")
                .doesNotContain("aria-invalid=", "role=\"alert\"", "<script", " style=");
    }

    @Test
    void form_saysWhatWasWrongWhereItWas() {
        String page = pages.form(form(Language.EN, List.of(PasswordFault.NOT_THE_SAME)), "");

        assertThat(page)
                .contains("role=\"alert\"", "<li>The two fields differ.</li>")
                .containsPattern(
                        "id=\"again\"[^>]*aria-invalid=\"true\" aria-describedby=\"faults\"");
        assertThat(page).doesNotContainPattern("id=\"password\"[^>]*aria-invalid");
    }

    @ParameterizedTest
    @EnumSource
    void everyFault_hasWordsInBothLanguages(PasswordFault fault) {
        List<String> english = PasswordWords.of(form(Language.EN, List.of(fault))).faults();
        List<String> russian = PasswordWords.of(form(Language.RU, List.of(fault))).faults();

        assertThat(english).singleElement().asString().matches("[\\x20-\\x7e]+\\.");
        assertThat(russian).singleElement().asString().matches("[А-Яа-яё0-9 —.]+\\.");
        assertThat(pages.form(form(Language.RU, List.of(fault)), ""))
                .contains("<li>" + russian.getFirst() + "</li>", "<html lang=\"ru\">");
    }

    @ParameterizedTest
    @EnumSource
    void everyVoidLink_saysWhatToDo(VoidLink why) {
        assertThat(pages.voided(EN, why))
                .contains("<h1>This link does not work</h1>")
                .containsPattern("<p>.+</p>\\s*<p>.+</p>");
        assertThat(pages.voided(RU, why))
                .contains("<h1>Ссылка не действует</h1>")
                .containsPattern("<p>.+администратор.+</p>|<p>.+письм.+</p>");
    }

    @Test
    void names_areEscaped() {
        String title = "<script>x</script>\"&";
        PasswordForm form =
                new PasswordForm(Language.RU, "/p", "a\"onfocus=\"x@b", title, 12, 128, List.of());

        assertThat(pages.form(form, "") + pages.done(EN, title))
                .contains("&lt;script&gt;", "a&#34;onfocus=&#34;x@b")
                .doesNotContain("<script", "onfocus=\"");
    }

    @Test
    void theme_isTheOneChosen() {
        assertThat(pages.voided(RU, VoidLink.USED))
                .contains("<html lang=\"ru\" data-theme=\"dark\">");
        assertThat(pages.form(form(Language.EN, List.of()), "light"))
                .contains("<html lang=\"en\" data-theme=\"light\">");
        assertThat(pages.done(EN, "ann@shop")).contains("<html lang=\"en\">");
    }

    @Test
    void policy_letsThePagesOwnStyleAlone() throws NoSuchAlgorithmException {
        String page = pages.done(RU, "ann@shop");
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));

        assertThat(pages.policy())
                .contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'")
                .doesNotContain("script", "unsafe");
    }

    private static PasswordForm form(Language language, List<PasswordFault> faults) {
        return new PasswordForm(
                language, "/password/k3y?a=1&b=2", "ann@shop", "Shop", 12, 128, faults);
    }
}
