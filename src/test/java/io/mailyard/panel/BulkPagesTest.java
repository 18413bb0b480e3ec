package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Acts on the rows that are ticked, and on all that match (acceptance 4). */
class BulkPagesTest {
    private static final Pattern ACTION =
            Pattern.compile("<form method=\"post\" action=\"([^\"]*/bulk[^\"]*)\"");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final String word = Api.unique("many");
    private final PanelClient admin = PanelPeople.master(server).client();

    private List<Long> accounts(int count) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(api.newAccount("title", word + " " + i));
        }
        return ids;
    }

    private static String action(String question) {
        Matcher found = ACTION.matcher(question);
        assertThat(found.find()).as(question).isTrue();
        return found.group(1).replace("&amp;", "&");
    }

    private long frozen() {
        return api.call("accounts/list", "search", word, "state", "frozen")
                .at("total_count")
                .number();
    }

    /** Follows to the task's page, once it is over. */
    private String ended(HttpResponse<String> begun) {
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(303);
        String page = begun.headers().firstValue("Location").orElseThrow();
        assertThat(page).startsWith("/admin/tasks/");
        long id = Long.parseLong(page.substring("/admin/tasks/".length()));
        Await.until(() -> api.call("tasks/get", "id", id).at("data.state").text().equals("done"));
        return page;
    }

    @Test
    void acceptance4_allThatMatch_notOnlyTheVisibleOnes_withNumbersReasonAndResult() {
        List<Long> ids = accounts(53);
        api.newUser(ids.getFirst(), "ann");
        String path = "/admin/accounts";
        assertThat(admin.get(path + "?search=" + word).body())
                .contains("id=\"bulk\"", "all 53 that match", "name=\"id:" + ids.getFirst() + "\"")
                .contains("name=\"search\" value=\"" + word + "\"")
                .doesNotContain("name=\"id:" + ids.getLast() + "\"");

        String question = admin.get(path + "/bulk?search=" + word + "&which=all&act=freeze").body();
        assertThat(question)
                .contains("53 accounts", "1 user of these accounts", "name=\"reason\"")
                .contains("mailyard accounts bulk freeze --all true")
                .contains("name=\"until\"", "accounts/bulk");
        assertThat(frozen()).isZero();
        String action = action(question);
        assertThat(action).contains("expected=53");
        assertThat(admin.form(action, "reason=").statusCode()).isEqualTo(422);

        accounts(1);
        HttpResponse<String> late =
                admin.form(action, "reason=unpaid&password=" + PanelPeople.PASSWORD);
        assertThat(late.body()).contains("54 objects match by now, not 53", "54 accounts");
        assertThat(frozen()).isZero();
        assertThat(action(late.body())).contains("expected=54");

        String page =
                ended(
                        admin.form(
                                action(late.body()),
                                "reason=unpaid&password=" + PanelPeople.PASSWORD));
        assertThat(frozen()).isEqualTo(54);
        assertThat(admin.get(page).body())
                .contains("Act on accounts", "Freeze", "unpaid", "54 / 54", "54 objects")
                .contains("/admin/accounts/" + ids.getFirst(), page + "/export");
        assertThat(admin.get(page + "/export").body())
                .startsWith("id,account_id,name,outcome,fault\r\n" + ids.getFirst() + ",");
        assertThat(admin.get("/admin/tasks").body()).contains("\"" + page + "\"");
    }

    @Test
    void tickedObjects_areChangedAlone_andWhatFailsHasALink() {
        long account = accounts(1).getFirst();
        long ann = api.newUser(account, "ann");
        long bob = api.newUser(account, "bob", "active", false);
        api.newUser(account, "carl");
        String path = "/admin/accounts/" + account + "/users";
        assertThat(admin.get(path).body()).contains("all 3 that match", path + "/bulk");
        String question =
                admin.get(
                                path
                                        + "/bulk?which=these&act=send_welcome&id:"
                                        + ann
                                        + "=true&id:"
                                        + bob
                                        + "=true")
                        .body();
        assertThat(question).contains("2 users", "users bulk " + account + " send_welcome --ids");
        assertThat(admin.get(path + "/" + ann + "/delete").body())
                .contains("mailyard users delete " + account + " ann");
        String page = ended(admin.form(action(question), "password=" + PanelPeople.PASSWORD));
        assertThat(admin.get(page + "?outcome=failed").body())
                .contains(path + "/" + bob, "switched off", "failed: 1", "done: 1")
                .doesNotContain(path + "/" + ann + "\"");
        assertThat(admin.get(path + "/bulk?which=these&act=deactivate").body())
                .contains("nothing matches");
        PanelClient russian = admin.with("Cookie", "mailyard_lang=ru");
        assertThat(russian.get(path + "/bulk?which=these&act=deactivate").body())
                .contains("ничего не подходит: делать нечего")
                .doesNotContain("nothing matches");
        assertThat(admin.get(path + "/bulk?which=all&act=sing").statusCode()).isEqualTo(404);
    }

    @Test
    void sendersAndSuppressions_haveActsOnMany() {
        long account = accounts(1).getFirst();
        String path = "/admin/accounts/" + account + "/suppressions";
        for (String email : List.of("a@one.example", "b@one.example", "c@two.example")) {
            api.call("suppressions/add", "account_id", account, "email", email).ok();
        }
        String question = admin.get(path + "/bulk?which=all&act=remove&search=one.example").body();
        assertThat(question).contains("2 suppressed addresses");
        ended(admin.form(action(question), "reason=wrong&password=" + PanelPeople.PASSWORD));
        assertThat(admin.get(path).body()).contains("c@two.example").doesNotContain("a@one");

        api.call("senders/other/save", "name", word, "type", "x", "channel_type", "y").ok();
        assertThat(admin.get("/admin/senders?search=" + word).body()).contains("/senders/bulk");
        String delete = admin.get("/admin/senders/bulk?which=all&act=delete&search=" + word).body();
        assertThat(delete).contains("1 sender<", "0 recipients in the queue");
        ended(admin.form(action(delete), "password=" + PanelPeople.PASSWORD));
        assertThat(admin.get("/admin/senders?show=deleted&search=" + word).body()).contains(word);
    }

    @Test
    void assigning_showsItsNumbersBeforeAnAccountIsNamed_andIsDone() {
        long account = accounts(1).getFirst();
        for (int i = 0; i < 2; i++) {
            api.call("senders/other/save", "name", word + i, "type", "x", "channel_type", "y").ok();
        }
        for (String act : List.of("assign", "unassign")) {
            String question =
                    admin.get("/admin/senders/bulk?which=all&act=" + act + "&search=" + word)
                            .body();
            assertThat(question).contains("2 senders");
            assertThat(action(question)).contains("expected=2");
            String password = "password=" + PanelPeople.PASSWORD;
            assertThat(admin.form(action(question), password).body()).contains("is required");
            String page =
                    ended(admin.form(action(question), password + "&to_account_id=" + account));
            assertThat(admin.get(page).body()).contains("done: 2");
        }
    }

    /** Tasks are seen with accounts:read: without it the task began, and its page was refused. */
    @Test
    void personWhoMaySeeNoTasks_isLedBackToTheList() {
        String email = word + "@one.example";
        api.call("suppressions/add", "email", email).ok();
        api.call("senders/other/save", "name", word, "type", "x", "channel_type", "y").ok();
        PanelClient person =
                PanelPeople.withScopes(server, "suppressions:write", "senders:write").client();
        for (String path :
                List.of(
                        "/admin/suppressions/bulk?which=all&act=remove&search=" + email,
                        "/admin/senders/bulk?which=all&act=delete&search=" + word)) {
            String question = person.get(path).body();
            HttpResponse<String> begun =
                    person.post(
                            action(question),
                            "csrf="
                                    + PanelClient.csrf(question)
                                    + "&reason=wrong&password="
                                    + PanelPeople.PASSWORD);
            assertThat(begun.statusCode()).as(begun.body()).isEqualTo(303);
            String list = begun.headers().firstValue("Location").orElseThrow();
            assertThat(list).isEqualTo(path.substring(0, path.indexOf("/bulk")) + "?done=begun");
            HttpResponse<String> shown = person.get(list);
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.body()).contains("It has begun");
        }
        Await.until(() ->
                api.call("suppressions/list", "search", email).at("total_count").number() == 0);
    }

    @Test
    void personWhoMayNot_seesNoActs_andByHandGets403() {
        accounts(1);
        PanelClient support = PanelPeople.of(server, "support").client();
        assertThat(support.get("/admin/accounts?search=" + word).body())
                .doesNotContain("id=\"bulk\"", "name=\"id:");
        String bulk = "/admin/accounts/bulk?which=all&act=freeze&search=" + word;
        assertThat(support.get(bulk).statusCode()).isEqualTo(403);
        String sent = "reason=x&password=" + PanelPeople.PASSWORD;
        assertThat(support.form(bulk + "&expected=1", sent).statusCode()).isEqualTo(403);
        assertThat(frozen()).isZero();
        for (String page : List.of("/users/new", "/vsenders/new")) {
            String path = "/admin/accounts/" + api.newAccount() + page;
            assertThat(support.form(path, "name=x&do=save").statusCode()).as(page).isEqualTo(403);
        }
    }
}
