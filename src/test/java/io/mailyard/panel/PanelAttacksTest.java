package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.Database;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is sent by hand, not by a form, and what comes too late. */
class PanelAttacksTest {
    private static final List<String> POSTS =
            List.of(
                    "/admin/signout",
                    "/admin/profile/password",
                    "/admin/profile/factor",
                    "/admin/profile/factor/remove",
                    "/admin/profile/codes",
                    "/admin/profile/sessions/end",
                    "/admin/accounts/new",
                    "/admin/accounts/1/settings",
                    "/admin/accounts/1/freeze",
                    "/admin/accounts/1/delete",
                    "/admin/tariffs/new",
                    "/admin/tariffs/1",
                    "/admin/tariffs/1/delete",
                    "/admin/nodes/new",
                    "/admin/nodes/1/delete");

    private static final String SECRET = "A".repeat(32);

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final PanelPeople person = PanelPeople.master(server);
    private final PanelClient admin = person.client();

    /** A person who must change the password first, signed in, with the word of the forms. */
    private PanelClient mustChange() {
        String login = Api.unique("person");
        server.api()
                .call(
                        "administrators/save",
                        "login",
                        login,
                        "role",
                        "master",
                        "password",
                        PanelPeople.PASSWORD)
                .ok();
        return new PanelClient(server.uri(), "").signedIn(login, PanelPeople.PASSWORD);
    }

    private static String word(PanelClient client) {
        Matcher word =
                Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"")
                        .matcher(client.get("/admin/profile").body());
        assertThat(word.find()).isTrue();
        return word.group(1);
    }

    @Test
    void postsWithoutTheWordOfTheSession_areRefused() {
        for (String path : POSTS) {
            for (String form : List.of("", "a=b", "csrf=", "csrf=wrong")) {
                assertThat(admin.post(path + "?csrf=" + word(admin), form).statusCode())
                        .as(path + " " + form)
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void streamOfAnAccountThatIsNotThere_is404() {
        for (String id : List.of("999999999", "x", "0", "-1")) {
            assertThat(admin.get("/admin/accounts/" + id + "/live").statusCode())
                    .as(id)
                    .isEqualTo(404);
        }
    }

    @Test
    void whoMustChangeThePassword_isToldSoOnEveryPage() {
        PanelClient client = mustChange();
        String form = "csrf=" + word(client) + "&secret=" + SECRET + "&code=123456";

        assertThat(client.get("/admin/profile/factor").statusCode()).isEqualTo(403);
        for (String path : List.of("factor", "factor/remove", "codes")) {
            HttpResponse<String> page = client.post("/admin/profile/" + path, form);
            assertThat(page.statusCode()).as(path).isEqualTo(403);
            assertThat(page.body()).contains("you must change your password before anything else");
        }
        for (String path : POSTS) {
            if (!path.startsWith("/admin/profile") && !path.equals("/admin/signout")) {
                assertThat(client.post(path, form).headers().firstValue("Location"))
                        .as(path)
                        .hasValue("/admin/profile");
            }
        }
    }

    @Test
    void newCodesWithoutASecondFactor_areAnsweredByAPage() {
        HttpResponse<String> page = admin.form("/admin/profile/codes", "");
        assertThat(page.statusCode()).isEqualTo(409);
        assertThat(page.body()).contains("there is no second factor");
    }

    /** The picture is of the secret that is stored, whatever was sent. */
    @Test
    void pictureOfTheSecondFactor_isNotOfWhatWasSent() {
        String form = "secret=" + SECRET + "&code=1&uri=evil";
        HttpResponse<String> page = admin.form("/admin/profile/factor", form + "x".repeat(9_000));
        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.body()).contains(SECRET).doesNotContain("evil");
        HttpResponse<String> other =
                admin.form("/admin/profile/factor", "code=1&secret=" + "evil".repeat(3_000));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).doesNotContain("evil");
    }

    @Test
    void codeAfterThePasswordGrewOld_asksForItAgain() {
        try (TestServer hasty = TestServer.start(StoreKind.SQLITE);
                Database database = hasty.database()) {
            PanelClient late = PanelPeople.master(hasty).client();
            database.write(tx ->
                    tx.update("UPDATE administrator_sessions SET confirmed_at = ?", Instant.EPOCH));
            Await.until(() -> late.get("/admin/profile").body().contains("id=\"password\""));
            HttpResponse<String> page =
                    late.form("/admin/profile/factor", "secret=" + SECRET + "&code=123456");
            assertThat(page.statusCode()).isEqualTo(422);
            assertThat(page.body()).contains("was open for too long");
        }
    }

    @Test
    void headOfAStream_ends() {
        assertThat(admin.head("/admin/live").statusCode()).isEqualTo(200);
        assertThat(admin.head("/admin").statusCode()).isEqualTo(200);
    }

    /** They pass no reader of JSON or XML, which refuses these. */
    @Test
    void charactersThatNoAnswerCarries_areRefusedInFormsAndSearches() {
        long id = server.api().newAccount("title", "Plain");
        for (String bad : List.of("%00", "%01", "%1B", "%EF%BF%BE")) {
            assertThat(admin.get("/admin/accounts?search=a" + bad + "b").statusCode())
                    .as(bad)
                    .isEqualTo(400);
            assertThat(admin.get("/admin/audit?search=a" + bad + "b").statusCode())
                    .as(bad)
                    .isEqualTo(400);
            HttpResponse<String> freeze =
                    admin.form("/admin/accounts/" + id + "/freeze", "reason=a" + bad + "b");
            assertThat(freeze.statusCode()).as(bad).isEqualTo(422);
            assertThat(freeze.body()).as(bad).contains("which is not taken");
        }
        server.api().call("accounts/delete", "id", id).ok();
    }
}
