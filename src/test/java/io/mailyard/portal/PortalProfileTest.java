package io.mailyard.portal;

import static io.mailyard.portal.PortalAccount.PASSWORD;
import static io.mailyard.portal.PortalAccount.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What users say of themselves, and of their sign-in. */
class PortalProfileTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final PortalAccount shop = PortalAccount.of(server);

    @Test
    void profile_savesNamesLanguageAndZone_andNamesEveryFault() {
        PanelClient maria = shop.signedIn(shop.master());
        HttpResponse<String> faulty =
                maria.form(
                        "/portal/profile/own",
                        "first_name=" + "x".repeat(200) + "&lang=EN&timezone=Mars/Olympus");
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body())
                .contains("first_name-fault", "timezone-fault", "value=\"Mars/Olympus\"");

        HttpResponse<String> saved =
                maria.form(
                        "/portal/profile/own",
                        "first_name=Marie&last_name=Curie&phone=&lang=RU&timezone=Asia/Tokyo");
        assertThat(location(saved)).isEqualTo("/portal/profile?done=saved");
        assertThat(saved.headers().firstValue("Set-Cookie").orElse(""))
                .startsWith("mailyard_lang=ru");
        assertThat(maria.get("/portal/profile").body())
                .contains("Marie Curie", "value=\"Asia/Tokyo\"", "О вас");
        assertThat(location(maria.form("/portal/profile/own", "lang=EN&timezone=")))
                .isEqualTo("/portal/profile?done=saved");
        assertThat(maria.get("/portal/profile").body()).doesNotContain("Asia/Tokyo");
    }

    @Test
    void characterThatNoCallTakes_isAFaultOfItsField() {
        PanelClient maria = shop.signedIn(shop.master());
        for (String character : new String[] {"%00", "%07", "%EF%BF%BF"}) {
            for (String field : new String[] {"first_name", "last_name", "phone", "timezone"}) {
                HttpResponse<String> answer =
                        maria.form("/portal/profile/own", "lang=EN&" + field + "=a" + character);
                assertThat(answer.statusCode()).as(field + character).isEqualTo(422);
                assertThat(answer.body()).contains(field + "-fault");
            }
        }
    }

    @Test
    void address_countsOnceItsLinkWasOpened() {
        PanelClient maria = shop.signedIn(shop.master());
        HttpResponse<String> faulty = maria.form("/portal/profile/email", "email=nowhere");
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body()).contains("value=\"nowhere\"", "role=\"alert\"");
        HttpResponse<String> asked = maria.form("/portal/profile/email", "email=marie@example.org");
        assertThat(location(asked)).isEqualTo("/portal/profile?done=email");
        assertThat(maria.get("/portal/profile").body())
                .contains("maria@example.com", "marie@example.org counts once the link");
    }

    @Test
    void alerts_areSwitchedOnAndOff() {
        PanelClient maria = shop.signedIn(shop.master());
        assertThat(maria.get("/portal/profile").body())
                .contains("own-alerts", "They go to maria@example.com.")
                .doesNotContain("value=\"true\" checked");
        assertThat(
                        location(
                                maria.form(
                                        "/portal/profile/alerts",
                                        "notify_email=maria%40example.com&alerts:limits=true&alerts:weekly_reports=true")))
                .isEqualTo("/portal/profile?done=saved");
        String page = maria.get("/portal/profile").body();
        assertThat(page.split("value=\"true\" checked", -1)).hasSize(3);
        maria.form(
                "/portal/profile/alerts",
                "notify_email=maria%40example.com&alerts:weekly_reports=true");
        assertThat(maria.get("/portal/profile").body().split("value=\"true\" checked", -1))
                .hasSize(2);
    }

    @Test
    void addressForAlerts_countsOnceItsLinkWasOpened() {
        PanelClient petja = shop.signedIn(shop.user("petja"));
        HttpResponse<String> faulty =
                petja.form("/portal/profile/alerts", "notify_email=nowhere&alerts:limits=true");
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body())
                .contains("value=\"nowhere\"", "notify_email-fault", "value=\"true\" checked");
        assertThat(
                        location(
                                petja.form(
                                        "/portal/profile/alerts",
                                        "notify_email=desk%40example.org")))
                .isEqualTo("/portal/profile?done=notify");
        assertThat(petja.get("/portal/profile").body())
                .contains("They go to petja@example.com.", "desk@example.org counts once the link");
        assertThat(location(petja.form("/portal/profile/alerts", "notify_email=")))
                .isEqualTo("/portal/profile?done=saved");
        assertThat(petja.get("/portal/profile").body()).contains("so none go out");
    }

    @Test
    void account_isNamedAndItsReportsTimedByMastersAlone() {
        PanelClient maria = shop.signedIn(shop.master());
        assertThat(maria.get("/portal/profile").body())
                .contains("own-account", "value=\"Europe/Berlin\"");
        String form = "title=Harbour&tz=Asia%2FTokyo&reports_day=7&reports_hour=";
        HttpResponse<String> faulty = maria.form("/portal/profile/account", form + "24");
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body()).contains("reports_hour-fault", "value=\"Harbour\"");
        assertThat(location(maria.form("/portal/profile/account", form + "6")))
                .isEqualTo("/portal/profile?done=saved");
        assertThat(server.api().call("accounts/get", "id", shop.account()).text())
                .contains("\"title\":\"Harbour\"", "\"reports_day\":7", "\"reports_hour\":6");
        PanelClient petja = shop.signedIn(shop.user("petja"));
        assertThat(petja.get("/portal/profile").body()).doesNotContain("own-account");
        assertThat(petja.form("/portal/profile/account", form + "7").statusCode()).isEqualTo(403);
    }

    @Test
    void sessions_areListedAndEnded() {
        String login = shop.master();
        PanelClient first = shop.signedIn(login);
        PanelClient second = shop.signedIn(login);
        String page = first.get("/portal/profile").body();
        String other = page.replaceAll("(?s).*name=\"session\" value=\"([0-9]+)\".*", "$1");
        assertThat(location(first.form("/portal/profile/sessions/end", "session=" + other)))
                .isEqualTo("/portal/profile?done=session");
        assertThat(location(second.get("/portal"))).isEqualTo("/portal/signin");
        assertThat(first.get("/portal").statusCode()).isEqualTo(200);
    }

    @Test
    void password_isChanged() {
        PanelClient maria = shop.signedIn(shop.master());
        assertThat(
                        maria.form(
                                        "/portal/profile/password",
                                        "present=" + PASSWORD + "&fresh=short&again=short")
                                .statusCode())
                .isEqualTo(422);
        HttpResponse<String> changed =
                maria.form(
                        "/portal/profile/password",
                        "present="
                                + PASSWORD
                                + "&fresh=quiet-Lantern-58-moss&again=quiet-Lantern-58-moss");
        assertThat(location(changed)).isEqualTo("/portal/profile?done=password");
        shop.browser().signedIn("maria@" + shop.name(), "quiet-Lantern-58-moss");
    }

    private static String versionOf(String page, String form) {
        return page.substring(page.indexOf("/portal/profile/" + form))
                .replaceAll("(?s).*?name=\"version\" value=\"([^\"]+)\".*", "$1");
    }

    @Test
    void acceptance18_formThatAnotherHasOvertaken_isToldWithBothValues() {
        String master = shop.master();
        PanelClient maria = shop.signedIn(master);
        PanelClient elsewhere = shop.signedIn(master);
        Map<String, List<String>> forms =
                Map.of(
                        "own", List.of("first_name=", "&lang=EN&timezone=UTC"),
                        "account", List.of("title=", "&tz=UTC&reports_day=7&reports_hour=6"),
                        "alerts", List.of("notify_email=", "%40example.com&alerts:limits=true"));
        forms.forEach((form, fields) -> {
            String path = "/portal/profile/" + form;
            String opened = versionOf(maria.get("/portal/profile").body(), form);
            assertThat(elsewhere.form(path, fields.getFirst() + "theirs" + fields.getLast()))
                    .as(form)
                    .matches(answer -> answer.statusCode() == 303);
            String mine = fields.getFirst() + "mine" + fields.getLast();
            HttpResponse<String> told = maria.form(path, mine + "&version=" + opened);
            assertThat(told.statusCode()).as(form).isEqualTo(409);
            assertThat(told.body())
                    .as(form)
                    .contains("Someone else changed this meanwhile", "value=\"mine", "Now: ");
            String now = versionOf(told.body(), form);
            assertThat(now).as(form).isNotEqualTo(opened);
            assertThat(maria.form(path, mine + "&version=" + now).statusCode())
                    .as(form)
                    .isEqualTo(303);
        });
    }
}
