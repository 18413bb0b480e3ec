package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.templates.Language;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.wire.HttpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the server says on Russian pages: refusals, and what keeps mail, is Russian too. */
class RussianPagesTest {
    /** What stands in the places where pages say what is wrong. */
    private static final Pattern SAID =
            Pattern.compile(
                    "<p class=\"fault\"[^>]*>(.*?)</p>|<div class=\"box bad\"[^>]*>(.*?)</div>",
                    Pattern.DOTALL);

    /** Three words of Latin letters in a row are a sentence, not a name. */
    private static final Pattern LATIN = Pattern.compile("([A-Za-z]{2,}[ ,]+){2}[A-Za-z]{2,}");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final PanelClient admin =
            PanelPeople.master(server).client().with("Accept-Language", "ru");

    private static List<String> said(String body) {
        List<String> said = new ArrayList<>();
        Matcher places = SAID.matcher(body);
        while (places.find()) {
            String html = places.group(1) == null ? places.group(2) : places.group(1);
            said.add(html.replaceAll("<[^>]+>", " ").strip());
        }
        return said;
    }

    private void isRefusedInRussian(String path, String form) {
        String body = admin.form(path, form).body();
        assertThat(said(body))
                .as("%s %s", path, form)
                .isNotEmpty()
                .allSatisfy(text ->
                        assertThat(text).containsPattern("[а-яё]{3}").doesNotContainPattern(LATIN));
    }

    @Test
    void refusalsOfForms_areRussian() {
        long account = api.newAccount();
        String accounts = "/admin/accounts/" + account;
        String node = "/admin/nodes/new";
        isRefusedInRussian(accounts + "/freeze", "reason=x&until=2020-01-01");
        isRefusedInRussian(accounts + "/freeze", "reason=x&payment_url=nowhere");
        isRefusedInRussian("/admin/access/roles/new", "name=master&scopes:accounts:read=true");
        isRefusedInRussian("/admin/access/roles/new", "name=");
        isRefusedInRussian("/admin/access/new", "login=a+b&role=nobody&password=abc");
        isRefusedInRussian("/admin/access/new", "login=" + Api.unique("p") + "&password=abc");
        isRefusedInRussian(
                accounts + "/users/new", "name=anna&email=a@example.com&password=annaanna");
        isRefusedInRussian(accounts + "/users/new", "name=&email=nobody");
        isRefusedInRussian("/admin/accounts/new", "name=&title=&tz=Nowhere");
        isRefusedInRussian("/admin/tariffs/new", "name=&messages_per_month=-1");
        isRefusedInRussian(node, "name=&host=");
        isRefusedInRussian("/admin/senders/new", "name=");
        isRefusedInRussian(accounts + "/suppressions/new", "email=nobody+also@@nobody");
        isRefusedInRussian(accounts + "/webhooks/new", "url=ftp://nowhere");
        isRefusedInRussian(accounts + "/domains/new", "domain=not+a+domain");
        isRefusedInRussian(accounts + "/tokens/new", "name=");
    }

    @Test
    void addressesThatAreNone_areRefusedInRussian() {
        for (String url :
                List.of(
                        "nowhere",
                        "http://",
                        "http://a b/",
                        "http://x:99999/",
                        "http://-/",
                        "http://a_b..c/",
                        "http://host/%zz",
                        "http://host/\u202e",
                        "http://[::g]/",
                        "http://u:p@host/")) {
            assertThatThrownBy(() -> HttpAddress.checked(url))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class)
                    .extracting(refused ->
                            Translations.of(Language.RU).said(String.valueOf(refused.getMessage())))
                    .asString()
                    .containsPattern("[а-яё]{3}");
        }
    }

    @Test
    void whatKeepsMail_isRussian() {
        long account = api.newAccount();
        long sender =
                api.call("senders/akmta/save", "name", Api.unique("sender"), "type", "akmta")
                        .ok()
                        .at("data.saved_id")
                        .number();
        assertThat(admin.get("/admin/senders/" + sender).body())
                .contains("у него нет IP для отправки")
                .doesNotContain("it has no IP");
        long message = message(account);
        assertThat(admin.get("/admin/messages/" + message).body())
                .contains("аккаунт не обслуживает ни один отправитель")
                .doesNotContain("no sender serves");
        api.call("accounts/freeze", "id", account, "reason", "owes").ok();
        assertThat(admin.get("/admin/messages/" + message).body())
                .contains("аккаунт заморожен")
                .doesNotContain("account frozen");
    }

    private long message(long account) {
        api.newTokenOf(account, "scopes", List.of("write"))
                .api()
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "shop@shop.example",
                        "to",
                        "bob@recipient.example",
                        "subject",
                        "one",
                        "text",
                        "one")
                .ok();
        return api.call("messages/list", "account_id", account).ok().at("data.0.id").number();
    }

    @Test
    void refusedSignIns_sayWhyInRussian() {
        PanelPeople person = PanelPeople.of(server, "support");
        new PanelClient(server.uri(), "")
                .post("/admin/signin", "login=" + person.login() + "&password=wrong");
        assertThat(admin.get("/admin/access/signins").body())
                .contains("неверный пароль")
                .doesNotContain("wrong_password");
    }

    @Test
    void severalFaultsInOneSentence_areRussianEach() {
        Translations russian = Translations.of(Language.RU);
        assertThat(
                        russian.said(
                                "password: must have at least 12 characters; is too well known or too uniform"))
                .doesNotContainPattern(LATIN)
                .contains("12", "однообразный");
    }
}
