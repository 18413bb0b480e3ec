package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Suppressions of the platform and of an account, as pages. */
class SuppressionPagesTest {
    private static final String BOUNDARY = "----panel7";

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final PanelClient admin = PanelPeople.master(server).client();

    @Test
    void list_isSearchedAndFiltered_andDownloadedAsItIsFiltered() {
        long account = api.newAccount("title", "Lists");
        String path = "/admin/accounts/" + account + "/suppressions";
        assertThat(admin.get(path).body()).contains("No suppressed addresses", "/import", "/new");
        add(account, "anna@one.example", "class", "complaint");
        add(account, "boris@one.example", "expires_at", "2099-01-02T03:04:00Z");
        add(account, "clara@two.example", "class", "unsubscribe", "reason", "asked <b>us</b>");
        assertThat(admin.get(path).body())
                .contains("3 addresses", "asked &lt;b&gt;us&lt;/b&gt;", "2 Jan 2099, 03:04");
        assertThat(admin.get(path + "?search=@one.example").body())
                .contains("2 addresses", "anna@", "boris@")
                .doesNotContain("clara@");
        assertThat(admin.get(path + "?class=complaint").body()).contains("1 address", "anna@");
        assertThat(admin.get(path + "?source=account").body()).contains("Nothing found");
        assertThat(admin.get(path + "?expires=ends").body()).contains("1 address<", "boris@");
        assertThat(admin.get(path + "?expires=never").body()).contains("2 addresses");
        assertThat(admin.get(path + "?expires=soon").body()).contains("Nothing found");
        HttpResponse<String> file =
                admin.get(path + "/export?search=one.example&class=complaint&format=csv");
        assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("attachment", "account-" + account);
        assertThat(file.body().lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("anna@one.example,complaint");
        assertThat(admin.get("/admin/accounts/999999/suppressions").statusCode()).isEqualTo(404);
    }

    private void add(long account, String email, Object... more) {
        Object[] all = new Object[more.length + 4];
        all[0] = "account_id";
        all[1] = account;
        all[2] = "email";
        all[3] = email;
        System.arraycopy(more, 0, all, 4, more.length);
        api.call("suppressions/add", all).ok();
    }

    @Test
    void addresses_areAddedAndFaultsNamed() {
        String path = "/admin/suppressions";
        String one = Api.unique("one") + "@a.example";
        String two = Api.unique("two") + "@a.example";
        HttpResponse<String> faulty =
                admin.form(path + "/new", "email=" + one + "%0Anonsense&expires_at=soon");
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body()).contains("email-fault", "nonsense", "expires_at-fault");
        assertThat(admin.get(path + "?search=" + one).body()).contains("Nothing found");
        HttpResponse<String> added =
                admin.form(
                        path + "/new",
                        "email=" + one + "%0A" + two + "&class=manual&expires_at=2099-05-06+07:08");
        assertThat(added.headers().firstValue("Location")).hasValue(path + "?done=added");
        assertThat(admin.get(path + "?search=" + two).body()).contains("6 May 2099, 07:08");
    }

    @Test
    void address_isRemovedWithAReason_andWhoMayOnlyLiftRemovesHardOnes() {
        long account = api.newAccount();
        String path = "/admin/accounts/" + account + "/suppressions";
        add(account, "hard@a.example", "class", "hard");
        add(account, "wish@a.example", "class", "unsubscribe");
        PanelClient support = PanelPeople.of(server, "support").client();
        assertThat(support.get(path).body())
                .contains("remove?email=hard%40a.example", "Review")
                .doesNotContain("remove?email=wish%40a.example", path + "/new", path + "/import");
        assertThat(support.form(path + "/remove?email=wish%40a.example", "reason=x").body())
                .contains("suppressions:lift takes off hard ones alone");
        assertThat(support.form(path + "/new", "email=x@a.example").statusCode()).isEqualTo(403);
        String ask = path + "/remove?email=hard%40a.example";
        assertThat(support.get(ask).body()).contains("Remove hard@a.example from the list?");
        assertThat(support.form(ask, "reason=+").body()).contains("Give a reason");
        assertThat(support.form(ask, "reason=new+mailbox").statusCode()).isEqualTo(303);
        assertThat(api.call("audit/list", "account_id", account, "order", "desc").text())
                .contains("suppressions.remove", "\"removal_reason\":\"new mailbox\"");
        assertThat(admin.get(path + "/remove?email=wish%40a.example").body())
                .contains("asked for no more mail");
        assertThat(PanelPeople.of(server, "auditor").client().get(path).statusCode())
                .isEqualTo(403);
    }

    @Test
    void csv_isCheckedThenImported_andBadLinesAreNamed() {
        long account = api.newAccount();
        String path = "/admin/accounts/" + account + "/suppressions";
        String csv = "email,reason\nanna@a.example,one\nno address\nboris@a.example,\"two, 2\"\n";
        assertThat(admin.get(path + "/import").body())
                .contains("multipart/form-data", "--data-binary");
        HttpResponse<String> checked = multipart(path, csv, "", "check");
        assertThat(checked.body())
                .contains(
                        "nothing is stored yet",
                        "2 new addresses",
                        "1 line is left out",
                        "no address");
        assertThat(admin.get(path).body()).contains("No suppressed addresses");
        HttpResponse<String> done = multipart(path, "", csv, "import");
        assertThat(done.body()).contains("Read 3 lines", "2 new addresses", ">3<");
        assertThat(admin.get(path).body()).contains("2 addresses", "two, 2", "Complaint");
        assertThat(multipart(path, "", "", "import").statusCode()).isEqualTo(422);
        assertThat(admin.post(path + "/import", "act=import&text=x@a.example").statusCode())
                .isEqualTo(403);
    }

    @Test
    void listOfAProvider_isOffered_andToldByItsColumns() {
        long account = api.newAccount();
        String path = "/admin/accounts/" + account + "/suppressions";
        assertThat(admin.get(path + "/import").body())
                .contains("name=\"from\"", "Amazon SES", "SendGrid", "Told by its columns");
        String csv =
                "EmailAddress,Reason,LastUpdateTime\nses@a.example,BOUNCE,2024-05-06T00:00:00Z\n";
        assertThat(multipart(path, csv, "", "import").body()).contains("1 new address");
        assertThat(admin.get(path).body()).contains("ses@a.example", "Hard bounce");
    }

    /** Sends the form of an import as a browser does, with a file that has {@code file} in it. */
    private HttpResponse<String> multipart(String path, String file, String text, String act) {
        StringBuilder body = new StringBuilder();
        for (List<String> part :
                List.of(
                        List.of("name=\"csrf\"", admin.csrf()),
                        List.of("name=\"file\"; filename=\"list.csv\"", file),
                        List.of("name=\"text\"", text),
                        List.of("name=\"class\"", "complaint"),
                        List.of("name=\"reason\"", "жалоба"),
                        List.of("name=\"act\"", act))) {
            body.append("--")
                    .append(BOUNDARY)
                    .append("\r\nContent-Disposition: form-data; ")
                    .append(part.get(0))
                    .append("\r\n\r\n")
                    .append(part.get(1))
                    .append("\r\n");
        }
        body.append("--").append(BOUNDARY).append("--\r\n");
        return admin.post(
                path + "/import",
                body.toString().getBytes(StandardCharsets.UTF_8),
                "multipart/form-data; boundary=" + BOUNDARY);
    }

    @Test
    void review_saysThatNothingIsDoubtful() {
        assertThat(admin.get("/admin/suppressions/review").body())
                .contains("Nothing doubtful", "Suppressions");
    }
}
