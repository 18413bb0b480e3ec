package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Acts that take something away ask why, say with numbers what ends, and the audit keeps why. */
class ReasonsTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final PanelClient admin = PanelPeople.master(server).client();

    private String reasons(String action, Object... of) {
        List<Object> params = new ArrayList<>(List.of("action", action, "order", "desc"));
        params.addAll(List.of(of));
        return api.call("audit/list", params.toArray()).ok().text();
    }

    private void asks(String address, String... numbers) {
        String page = admin.get(address).body();
        assertThat(page).as(address).contains("<textarea id=\"ask-reason\"");
        for (String number : numbers) {
            assertThat(page).as(address).contains(number);
        }
    }

    @Test
    void account_isSwitchedOffForAReason() {
        long account = api.newAccount();
        String page = "/admin/accounts/" + account + "/deactivate";
        asks(page);
        assertThat(admin.form(page, "reason=moved+away").statusCode()).isEqualTo(303);
        assertThat(reasons("accounts.deactivate", "account_id", account))
                .contains("\"change_reason\":\"moved away\"");
    }

    @Test
    void user_losesAccessForAReason() {
        long account = api.newAccount();
        long user = api.newUser(account, "anna");
        String page = "/admin/accounts/" + account + "/users/" + user;
        for (String act : List.of("deactivate", "sessions", "factors", "delete")) {
            asks(page + "/" + act, "0 open sessions end at once.");
        }
        assertThat(admin.form(page + "/deactivate", "reason=left").statusCode()).isEqualTo(303);
        assertThat(reasons("users.update", "account_id", account))
                .contains("\"change_reason\":\"left\"");
    }

    @Test
    void administrator_isSwitchedOffAndOn_withWhatEnds() {
        PanelPeople other = PanelPeople.of(server, "support");
        PanelClient open = other.client();
        long id = api.call("administrators/list", "search", other.login()).at("data.0.id").number();
        String page = "/admin/access/" + id;
        assertThat(admin.get(page).body())
                .contains(page + "/off")
                .doesNotContain(page + "/on\"", "name=\"active\"");
        asks(page + "/off", "1 open session ends at once.", "0 personal tokens stop working.");
        asks(page + "/sessions", "1 open session ends at once.");
        asks(page + "/factors", "1 open session ends at once.");
        assertThat(admin.form(page + "/off", "reason=left+the+company").statusCode())
                .isEqualTo(303);
        assertThat(reasons("administrators.save")).contains("left the company");
        assertThat(open.get("/admin/accounts").statusCode()).isEqualTo(303);
        assertThat(admin.get(page).body()).contains(page + "/on").doesNotContain(page + "/off");
        assertThat(admin.form(page + "/on", "").statusCode()).isEqualTo(303);
        assertThat(other.client().get("/admin/accounts").statusCode()).isEqualTo(200);
    }

    @Test
    void saveOfAnAdministrator_leavesItOnOrOff() {
        PanelPeople other = PanelPeople.of(server, "support");
        long id = api.call("administrators/list", "search", other.login()).at("data.0.id").number();
        String page = "/admin/access/" + id;
        String html = admin.get(page).body();
        String version = html.replaceAll("(?s).*name=\"version\" value=\"([^\"]+)\".*", "$1");
        assertThat(
                        admin.form(
                                        page,
                                        "name=Ann&role=support&lang=EN&timezone=UTC&version="
                                                + Panel.encoded(version))
                                .statusCode())
                .isEqualTo(303);
        assertThat(api.call("administrators/get", "id", id).at("data.active").flag()).isTrue();
    }

    @Test
    void keysAndSecrets_areReplacedForAReason() {
        long token =
                api.call("tokens/save", "name", Api.unique("reason"), "scopes", List.of("read"))
                        .savedId();
        String rotate = "/admin/access/tokens/" + token + "/rotate";
        asks(rotate, "id=\"ask-overlap_seconds\"");
        assertThat(admin.form(rotate, "overlap_seconds=60&reason=a+laptop+was+lost").statusCode())
                .isEqualTo(200);
        assertThat(reasons("tokens.rotate")).contains("a laptop was lost");
        asks("/admin/nodes/1/rotate", "id=\"ask-hours\"");
        asks("/admin/nodes/1/mta/stop");
        asks("/admin/nodes/all/mta/stop");
        long sender = api.call("senders/akmta/save", "name", Api.unique("reason")).savedId();
        long account = api.newAccount();
        api.call("senders/assign", "id", sender, "account_id", account).ok();
        String remove = "/admin/senders/" + sender + "/accounts/" + account + "/remove";
        asks(remove);
        assertThat(admin.form(remove, "reason=unpaid").statusCode()).isEqualTo(303);
        assertThat(reasons("senders.unassign")).contains("\"change_reason\":\"unpaid\"");
    }

    @Test
    void personWithPasskeysAlone_hasAFactorThatIsTakenAway() {
        PanelPeople other = PanelPeople.of(server, "support");
        long id = api.call("administrators/list", "search", other.login()).at("data.0.id").number();
        String page = "/admin/access/" + id;
        assertThat(admin.get(page).body()).doesNotContain(page + "/factors");
        server.tamper(
                """
                INSERT INTO administrator_passkeys (id, administrator_id, name, credential_id,
                  credential, synced, counter, created_at) VALUES (%1$d, %1$d, 'k', 'c-%1$d', '', 0, 0, 0)
                """
                        .formatted(id));
        assertThat(api.call("administrators/get", "id", id).at("data.passkeys").number())
                .isEqualTo(1);
        assertThat(admin.get("/admin/access?search=" + other.login()).body())
                .containsPattern("badge good[^>]*>[^\n]*\non</span>");
        assertThat(admin.get(page).body()).contains(page + "/factors");
        asks(page + "/factors", "1 passkey stops working.");
        assertThat(admin.form(page + "/factors", "reason=phone+lost").statusCode()).isEqualTo(303);
        assertThat(api.call("administrators/get", "id", id).at("data.passkeys").number()).isZero();
        assertThat(reasons("administrators.factors.reset"))
                .contains("\"change_reason\":\"phone lost\"");
    }
}
