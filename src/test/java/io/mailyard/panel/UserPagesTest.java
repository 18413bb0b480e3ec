package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An account's users as pages: list, form in three parts, and what is done to one. */
class UserPagesTest {
    private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([^\"]+)\"");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final long account = api.newAccount();
    private final String path = "/admin/accounts/" + account + "/users";

    private Answer user(String login) {
        return api.call("accounts/users/get", "account_id", account, "name", login);
    }

    private static String version(PanelClient admin, String page) {
        Matcher found = VERSION.matcher(admin.get(page).body());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void acceptance2_listIsSearchedFilteredSortedAndPaged_allInTheAddress() {
        PanelClient admin = PanelPeople.master(server).client();
        assertThat(admin.get(path).body()).contains("No users yet", path + "/new");
        for (int i = 10; i < 65; i++) {
            api.newUser(account, "u" + i, "master", i == 60, "lang", i == 61 ? "RU" : "EN");
        }
        api.newUser(account, "zora", "first_name", "Зоя", "active", false);

        String first = admin.get(path).body();
        assertThat(first).contains("56 users", ">u10@", "rel=\"next\"").doesNotContain(">u60@");
        assertThat(admin.get(path + "?from=u60").body()).contains(">u60@", ">zora@");
        assertThat(admin.get(path + "?search=%D0%B7%D0%BE%D1%8F").body())
                .contains("1 user<", ">zora@")
                .doesNotContain(">u10@");
        assertThat(admin.get(path + "?master=true").body())
                .contains("1 user<", ">u60@")
                .doesNotContain(">u10@");
        assertThat(admin.get(path + "?active=false").body()).contains("1 user<", ">zora@");
        assertThat(admin.get(path + "?lang=RU").body()).contains("1 user<", ">u61@");
        assertThat(admin.get(path + "?sort=-name").body())
                .contains("aria-sort=\"descending\"", ">zora@", "sort=-name&amp;from=")
                .doesNotContain(">u10@");
        String byId = admin.get(path + "?sort=-id").body();
        assertThat(byId.indexOf(">zora@")).isBetween(0, byId.indexOf(">u64@"));
        assertThat(admin.get(path + "?search=nobody").body()).contains("Nothing found", "0 users");
        assertThat(admin.get(path + "?sort=password&active=maybe&lang=XX").body())
                .contains("56 users");
    }

    @Test
    void list_showsSecondFactorAndLastSignIn_andIsFilteredByTheFactor() {
        PanelClient admin = PanelPeople.master(server).client();
        long anna = api.newUser(account, "anna");
        api.newUser(account, "boris");
        server.tamper(
                "UPDATE users SET totp_secret = 'x', last_sign_in_at = 1790000000000 WHERE id = "
                        + anna);

        assertThat(admin.get(path).body())
                .contains(">Second factor<", ">Last sign-in<", "data-label=\"Second factor\">on<")
                .contains("data-label=\"Second factor\">none<", "datetime=\"2026-09-21T")
                .contains("data-label=\"Last sign-in\">never<");
        api.call("accounts/save", "id", account, "force_2fa_auth", true).ok();
        assertThat(admin.get(path).body())
                .contains("data-label=\"Second factor\">required, not set up<")
                .doesNotContain("data-label=\"Second factor\">none<");

        assertThat(admin.get(path + "?second_factor=true").body())
                .contains("1 user<", ">anna@")
                .doesNotContain(">boris@");
        assertThat(admin.get(path + "?second_factor=false").body())
                .contains("1 user<", ">boris@")
                .doesNotContain(">anna@");
        assertThat(admin.get(path + "?second_factor=maybe").body()).contains("not understood");
    }

    @Test
    void acceptance18_formHasThreeParts_andFaultsStandBesideTheFields() {
        PanelClient admin = PanelPeople.master(server).client();
        assertThat(admin.get(path + "/new").body())
                .contains(">General<", ">Alerts<", ">Safety<", "name=\"alerts:limits\"")
                .contains("name=\"password\"", "name=\"send_welcome\"", "data-guard")
                .contains("accounts/users/add", "maxlength=\"128\"");

        HttpResponse<String> bad =
                admin.form(
                        path + "/new",
                        "name=+anna&email=nobody&notify_email=none&lang=FR&password=short&phone="
                                + "1".repeat(65)
                                + "&alerts:limits=true");
        assertThat(bad.statusCode()).isEqualTo(422);
        assertThat(bad.body())
                .contains("id=\"name-fault\"", "id=\"email-fault\"", "id=\"notify_email-fault\"")
                .contains("id=\"lang-fault\"", "id=\"password-fault\"", "id=\"phone-fault\"")
                .contains("value=\"nobody\"")
                .doesNotContain("value=\"short\"");
        assertThat(bad.body().replaceAll("\\s+", " "))
                .containsPattern("name=\"alerts:limits\"[^>]* checked");

        HttpResponse<String> made =
                admin.form(
                        path + "/new",
                        "name=anna&email=a%40shop.example&lang=RU&active=true&must_change_password=true"
                                + "&password=violet-Harbour-93&alerts:limits=true&alerts:daily_reports=true");
        assertThat(made.statusCode()).isEqualTo(303);
        assertThat(user("anna").text())
                .contains(
                        "\"lang\":\"RU\"", "\"must_change_password\":true", "\"has_password\":true")
                .contains("\"notify_email\":\"a@shop.example\"", "\"limits\":true")
                .contains("\"daily_reports\":true", "\"weekly_reports\":false", "\"master\":false");

        String page = path + "/" + user("anna").at("data.id").number();
        assertThat(made.headers().firstValue("Location")).hasValue(page + "?done=user_added");
        HttpResponse<String> saved =
                admin.form(
                        page,
                        "new_name=Anna.K&email=a%40shop.example&notify_email=&lang=EN&active=true"
                                + "&alerts:hard_bounces=true&version="
                                + version(admin, page));
        assertThat(saved.headers().firstValue("Location")).hasValue(page + "?done=saved");
        assertThat(user("anna.k").text())
                .contains("\"username\":\"Anna.K\"", "\"notify_email\":\"\"", "\"limits\":false")
                .contains("\"hard_bounces\":true", "\"must_change_password\":false");
        assertThat(admin.get(page + "?done=saved").body()).contains("Saved.", "Anna.K@");
    }

    @Test
    void acceptance18_changeByAnotherMeanwhile_isShownWithBothValues() {
        PanelClient admin = PanelPeople.master(server).client();
        String page = path + "/" + api.newUser(account, "anna", "phone", "1");
        String opened = version(admin, page);
        api.call(
                        "accounts/users/update",
                        "account_id",
                        account,
                        "name",
                        "anna",
                        "new_name",
                        "anna2",
                        "phone",
                        "2",
                        "alerts",
                        Map.of("limits", true))
                .ok();

        HttpResponse<String> late =
                admin.form(
                        page,
                        "new_name=anna&email=anna%40shop.example&phone=3&lang=EN&active=true&version="
                                + opened);

        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body())
                .contains("value=\"3\"", "anna2", "limits of the tariff, freezes")
                .containsPattern("theirs\">[^<]*2<");
        assertThat(user("anna2").at("data.phone").text()).isEqualTo("2");
    }

    @Test
    void acceptance19_actsAskFirst_andDeletionWantsTheLogin() {
        PanelClient admin = PanelPeople.master(server).client();
        String page = path + "/" + api.newUser(account, "anna", "email", "a@shop.example");
        assertThat(admin.get(page).body())
                .contains(page + "/welcome", page + "/deactivate", page + "/delete")
                .doesNotContain(page + "/activate");

        assertThat(admin.get(page + "/deactivate").body())
                .contains("can no longer sign in", "accounts/users/update");
        assertThat(admin.form(page + "/deactivate", "").headers().firstValue("Location"))
                .hasValue(page + "?done=user_deactivate");
        assertThat(user("anna").at("data.active").flag()).isFalse();
        assertThat(admin.get(page).body()).contains(page + "/activate").doesNotContain("/welcome");
        assertThat(admin.form(page + "/activate", "").statusCode()).isEqualTo(303);
        assertThat(user("anna").at("data.active").flag()).isTrue();

        assertThat(admin.get(page + "/welcome").body()).contains("a@shop.example");

        assertThat(admin.get(page + "/delete").body())
                .contains("Type the login anna", "cannot be undone", "name=\"reason\"");
        HttpResponse<String> wrong = admin.form(page + "/delete", "typed=ann&reason=left");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("This is not the login");
        assertThat(admin.form(page + "/delete", "typed=anna&reason=left").statusCode())
                .isEqualTo(303);
        assertThat(user("anna").error()).isEqualTo(404);
        assertThat(api.call("audit/list", "action", "users.delete", "account_id", account).text())
                .contains("\"removal_reason\":\"left\"");
        assertThat(admin.get(page).statusCode()).isEqualTo(404);
    }

    @Test
    void acceptance16_whoMayNot_seesNoButton_andByHandGets403() {
        String page = path + "/" + api.newUser(account, "anna");
        PanelClient support = PanelPeople.of(server, "support").client();
        assertThat(support.get(path).body()).doesNotContain(path + "/new");
        assertThat(support.get(page).body())
                .contains(page + "/welcome")
                .doesNotContain(page + "/delete", page + "/deactivate", ">Save<");
        assertThat(support.get(path + "/new").statusCode()).isEqualTo(403);
        for (String act : List.of("delete", "deactivate", "activate")) {
            assertThat(support.get(page + "/" + act).statusCode()).as(act).isEqualTo(403);
        }
        support.form(page + "/deactivate", "");
        assertThat(user("anna").at("data.active").flag()).isTrue();
        long other = api.newAccount();
        PanelClient admin = PanelPeople.master(server).client();
        String foreign = page.replace("/" + account + "/", "/" + other + "/");
        assertThat(admin.get(foreign).statusCode()).isEqualTo(404);
        assertThat(admin.form(foreign + "/deactivate", "").statusCode()).isEqualTo(404);
        assertThat(user("anna").at("data.active").flag()).isTrue();
    }
}
