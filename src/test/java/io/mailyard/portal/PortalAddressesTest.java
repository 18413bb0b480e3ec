package io.mailyard.portal;

import static io.mailyard.portal.PortalAccount.PASSWORD;
import static io.mailyard.portal.PortalAccount.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every address of the portal that a page leads to, opened and sent to by each kind of visitor. The
 * table is printed; a new page is in it as soon as another leads to it.
 */
class PortalAddressesTest {
    private static final Pattern LINK = Pattern.compile("(?:href|data-live)=\"(/portal[^\"#]*)");
    private static final Pattern FORM =
            Pattern.compile(
                    "<form[^>]*method=\"post\"[^>]*action=\"(/portal[^\"]*)\"|formaction=\"(/portal[^\"]*)\"");
    private static final Pattern ENTER = Pattern.compile("id=\"enter\" href=\"([^\"]+)\"");

    /** What everybody may send, or what ends the session that the test goes on with. */
    private static final Set<String> LEFT_OUT =
            Set.of("/portal/look", "/portal/signout", "/portal/leave", "/portal/signin");

    /** Pages that follow a stream for minutes. */
    private static final Set<String> STREAMS = Set.of("/portal/live");

    private static final int MOST_PAGES = 200;

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final PortalAccount shop = PortalAccount.of(server);
    private final String master = shop.master();
    private final String petja = shop.user("petja");
    private final PortalAccount other = PortalAccount.of(server);
    private final Map<String, Map<String, String>> table = new TreeMap<>();

    private void fill() {
        server.api()
                .call(
                        "domains/add",
                        "account_id",
                        shop.account(),
                        "domain",
                        shop.name() + ".example")
                .ok();
        server.api()
                .call(
                        "suppressions/add",
                        "account_id",
                        shop.account(),
                        "email",
                        List.of("tom@" + shop.name() + ".example"),
                        "reason",
                        "asked")
                .ok();
    }

    private record Addresses(Set<String> pages, Set<String> forms) {}

    private static Addresses crawled(PanelClient client) {
        Set<String> pages = new TreeSet<>();
        Set<String> forms = new TreeSet<>();
        Deque<String> left = new ArrayDeque<>(List.of("/portal"));
        while (!left.isEmpty() && pages.size() < MOST_PAGES) {
            String page = left.poll();
            if (!pages.add(page) || STREAMS.contains(page.replaceAll("\\?.*", ""))) {
                continue;
            }
            String html = client.get(page.replace("&amp;", "&")).body();
            Matcher link = LINK.matcher(html);
            while (link.find()) {
                left.add(link.group(1));
            }
            Matcher form = FORM.matcher(html);
            while (form.find()) {
                forms.add(form.group(1) == null ? form.group(2) : form.group(1));
            }
        }
        forms.removeAll(LEFT_OUT);
        pages.removeAll(LEFT_OUT);
        return new Addresses(pages, forms);
    }

    private String shown(HttpResponse<String> answer) {
        String to = location(answer).replaceAll("\\?.*", "");
        String body = answer.body() == null ? "" : answer.body();
        return answer.statusCode()
                + (to.isEmpty() ? "" : " " + to)
                + (body.contains(shop.title()) ? " of the account" : "");
    }

    private void look(String who, PanelClient client, Addresses addresses, boolean signedIn) {
        String csrf = signedIn ? client.csrf() : "";
        for (String page : addresses.pages()) {
            if (!STREAMS.contains(page.replaceAll("\\?.*", "")) || !signedIn) {
                note("GET " + page, who, shown(client.get(page.replace("&amp;", "&"))));
            }
        }
        if (!who.equals("master")) {
            for (String form : addresses.forms()) {
                note("POST " + form, who, shown(client.post(form, "csrf=" + csrf)));
            }
        }
    }

    private void note(String address, String who, String answer) {
        table.computeIfAbsent(address, _ -> new LinkedHashMap<>()).put(who, answer);
    }

    private PanelClient entered() {
        String login = Api.unique("kate");
        server.api()
                .call(
                        "administrators/save",
                        "login",
                        login,
                        "role",
                        "master",
                        "password",
                        PASSWORD,
                        "must_change_password",
                        false)
                .ok();
        long user =
                server.api()
                        .call("accounts/users/get", "account_id", shop.account(), "name", "maria")
                        .at("data.id")
                        .number();
        Matcher link =
                ENTER.matcher(
                        new PanelClient(server.uri(), "/admin", "")
                                .signedIn(login, PASSWORD)
                                .form(
                                        "/admin/accounts/"
                                                + shop.account()
                                                + "/users/"
                                                + user
                                                + "/enter",
                                        "reason=table")
                                .body());
        assertThat(link.find()).isTrue();
        PanelClient nobody = shop.browser();
        return nobody.keeping(nobody.post(URI.create(link.group(1)).getPath(), ""));
    }

    @Test
    void everyAddress_isOpenToThoseWhoMayAndNobodyElse() {
        fill();
        PanelClient maria = shop.signedIn(master);
        Addresses addresses = crawled(maria);
        assertThat(addresses.pages()).contains("/portal", "/portal/profile");
        assertThat(addresses.forms()).contains("/portal/profile/password", "/portal/profile/own");

        look("master", maria, addresses, true);
        look("nobody", shop.browser(), addresses, false);
        look("another account", other.signedIn(other.master()), addresses, true);
        look("user", shop.signedIn(petja), addresses, true);
        look("entered", entered(), addresses, true);
        PanelClient ended = shop.signedIn(petja);
        ended.form("/portal/signout", "");
        look("ended", ended, addresses, false);
        server.api().call("accounts/freeze", "id", shop.account(), "reason", "late").ok();
        look("frozen", shop.signedIn(petja), addresses, true);
        server.api().call("accounts/unfreeze", "id", shop.account()).ok();
        PanelClient deleted = shop.signedIn(petja);
        server.api().call("accounts/delete", "id", shop.account()).ok();
        look("deleted", deleted, addresses, false);

        print();
        List<String> wrong = new ArrayList<>();
        table.forEach((address, answers) ->
                answers.forEach((who, answer) -> {
                    if (!isRight(address, who, answer)) {
                        wrong.add(address + " by " + who + ": " + answer);
                    }
                }));
        assertThat(wrong).isEmpty();
    }

    private static boolean isRight(String address, String who, String answer) {
        boolean get = address.startsWith("GET ");
        return switch (who) {
            case "master" -> answer.startsWith("200") || answer.startsWith("303 /portal/");
            case "nobody", "ended", "deleted" ->
                    answer.equals("303 /portal/signin")
                            || (!get && answer.equals("401"))
                            || address.contains("/portal/forgotten");
            case "frozen" ->
                    answer.equals("303 /portal")
                            || address.equals("GET /portal")
                            || address.contains("/portal/forgotten");
            case "another account" -> !answer.contains("of the account") && !answer.startsWith("5");
            case "entered" ->
                    get
                            ? answer.matches("(200|403|404|303 /portal).*")
                            : answer.matches("(403|404|405|422).*");
            case "user" -> !answer.startsWith("5") && !answer.startsWith("401");
            default -> false;
        };
    }

    private void print() {
        StringBuilder text = new StringBuilder();
        table.forEach((address, answers) -> {
            text.append(address).append('\n');
            answers.forEach(
                    (who, answer) -> text.append(String.format("    %-16s %s%n", who, answer)));
        });
        System.out.println(text);
    }
}
