package io.mailyard.portal;

import static io.mailyard.portal.PortalAccount.PASSWORD;
import static io.mailyard.portal.PortalAccount.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of the contract of states about users who sign in, each cell as the server serves it. */
class PortalStatesTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final PortalAccount shop = PortalAccount.of(server);

    private String cell(String plane, String state) {
        Tree row =
                server.api().call("states/contract").at("data.accounts").items().stream()
                        .filter(one -> one.at("plane").text().equals(plane))
                        .findFirst()
                        .orElseThrow();
        assertThat(row.at("enforced").flag()).isTrue();
        return row.at(state).text();
    }

    private void become(String state) {
        switch (state) {
            case "frozen" ->
                    server.api()
                            .call(
                                    "accounts/freeze",
                                    "id",
                                    shop.account(),
                                    "reason",
                                    "Invoice 12 is open",
                                    "frozen_details",
                                    Map.of("payment_url", "https://pay.example.com/7"),
                                    "until",
                                    "2031-03-01T10:00:00Z")
                            .ok();
            case "inactive" -> server.api().call("accounts/deactivate", "id", shop.account()).ok();
            case "deleted" -> server.api().call("accounts/delete", "id", shop.account()).ok();
            default -> server.api().call("accounts/activate", "id", shop.account()).ok();
        }
    }

    private static String form(String login) {
        return "login=" + login + "&password=" + PASSWORD;
    }

    /** The page's own words, without request id and what was typed. */
    private static String fault(HttpResponse<String> answer) {
        return answer.body().replaceAll("(?s).*id=\"fault\">([^<]*)<.*", "$1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "frozen", "inactive", "deleted"})
    void userSignsIn_asTheContractSays(String state) {
        String login = shop.master();
        become(state);
        HttpResponse<String> answer = shop.browser().post("/portal/signin", form(login));
        HttpResponse<String> unknown =
                shop.browser().post("/portal/signin", form("nobody@" + shop.name()));
        switch (cell("user signs in", state)) {
            case "yes" ->
                    assertThat(shop.browser().keeping(answer).get("/portal").body())
                            .contains("<nav");
            case "yes, to the notice page alone: reason, payment_url, until when" ->
                    assertThat(shop.browser().keeping(answer).get("/portal").body())
                            .contains("Invoice 12 is open", "https://pay.example.com/7", "2031")
                            .doesNotContain("<nav");
            case "refused: the account is switched off" ->
                    assertThat(fault(answer)).contains("switched off");
            case "refused as if unknown" -> {
                assertThat(answer.statusCode()).isEqualTo(unknown.statusCode());
                assertThat(fault(answer)).isEqualTo(fault(unknown));
            }
            default -> throw new IllegalStateException("no trial of " + state);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "frozen", "inactive", "deleted"})
    void openSession_goesOnOrEndsAsTheContractSays(String state) {
        PanelClient maria = shop.signedIn(shop.master());
        become(state);
        HttpResponse<String> next = maria.get("/portal");
        switch (cell("a session already open", state)) {
            case "goes on" -> assertThat(next.body()).contains("<nav");
            case "its next request meets the notice page" ->
                    assertThat(next.body()).contains("Invoice 12 is open").doesNotContain("<nav");
            case "ended" -> assertThat(location(next)).isEqualTo("/portal/signin");
            default -> throw new IllegalStateException("no trial of " + state);
        }
    }

    @Test
    void inactiveUser_cannotSignInAndSessionsEnd() {
        String login = shop.user("petja");
        PanelClient petja = shop.signedIn(login);
        server.api()
                .call(
                        "accounts/users/update",
                        "account_id",
                        shop.account(),
                        "name",
                        "petja",
                        "active",
                        false)
                .ok();
        assertThat(location(petja.get("/portal"))).isEqualTo("/portal/signin");
        assertThat(fault(shop.browser().post("/portal/signin", form(login))))
                .contains("switched off");
    }

    @Test
    void userWhoMustChangeThePassword_signsInToThatFormAlone() {
        PanelClient petja = shop.signedIn(shop.user("petja", "must_change_password", true));
        for (String path : List.of("/portal", "/portal/messages", "/portal/domains")) {
            assertThat(location(petja.get(path))).as(path).isEqualTo("/portal/profile");
        }
        String page = petja.get("/portal/profile").body();
        String csrf = page.replaceAll("(?s).*name=\"csrf\" value=\"([^\"]+)\".*", "$1");
        assertThat(page).contains("id=\"fresh\"").doesNotContain("/profile/own", "/profile/factor");
        for (String form : List.of("own", "alerts", "email", "factor/remove", "codes")) {
            HttpResponse<String> refused =
                    petja.post(
                            "/portal/profile/" + form,
                            "csrf="
                                    + csrf
                                    + "&first_name=Eve&lang=EN&timezone=&email=eve%40x.example");
            assertThat(refused.statusCode()).as(form).isEqualTo(403);
            assertThat(refused.body()).as(form).contains("you must change your password");
        }
    }

    @Test
    void frozenNotice_saysHowMuchMailWaits() {
        server.api()
                .newTokenOf(shop.account())
                .api()
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "a@" + shop.name() + ".example",
                        "to",
                        List.of("b@c.example", "d@e.example"),
                        "subject",
                        "x",
                        "text",
                        "y")
                .ok();
        become("frozen");
        assertThat(shop.signedIn(shop.master()).get("/portal").body())
                .contains("2 recipients wait. Nothing is lost.");
    }
}
