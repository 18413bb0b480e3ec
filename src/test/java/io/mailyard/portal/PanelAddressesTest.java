package io.mailyard.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Api;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every address of the panel that its routes have, opened and sent to by each kind of visitor. The
 * table is printed; a new page is in it by itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PanelAddressesTest {
    /** What everybody may send, or what ends the session that the test goes on with. */
    private static final Set<String> LEFT_OUT = Set.of("/admin/signout");

    /** The acts of addresses that have any of several at one place. */
    private static final Map<String, List<String>> ACTS =
            Map.of(
                    "/admin/accounts/{id}/{act}",
                    List.of("freeze", "unfreeze", "deactivate", "activate", "delete", "restore"),
                    "/admin/accounts/{id}/users/{user}/{act}",
                    List.of(
                            "welcome",
                            "activate",
                            "deactivate",
                            "enter",
                            "sessions",
                            "factors",
                            "delete"),
                    "/admin/access/{person}/{act}",
                    List.of("off", "on", "factors", "sessions", "delete"),
                    "/admin/nodes/{id}/mta/{act}",
                    List.of("start", "stop", "sync"),
                    "/admin/nodes/all/mta/{act}",
                    List.of("start", "stop", "sync"),
                    "/admin/queue/act/{act}",
                    List.of("hold", "release", "purge"));

    private final FakeMailHost host = FakeMailHost.start();
    private final FakeEndpoint endpoint = FakeEndpoint.start();
    private final TestServer server =
            TestServer.start(StoreKind.SQLITE, "webhooks.private-networks=allow");
    private final FilledServer filled = FilledServer.fill(server, host, endpoint);
    private final Map<String, Map<String, String>> table = new TreeMap<>();

    @AfterAll
    void close() {
        server.close();
        host.close();
        endpoint.close();
    }

    private PanelClient of(String role) {
        String login = Api.unique("person");
        server.api()
                .call(
                        "administrators/save",
                        "login",
                        login,
                        "role",
                        role,
                        "password",
                        PortalAccount.PASSWORD,
                        "must_change_password",
                        false)
                .ok();
        return new PanelClient(server.uri(), "/admin", "").signedIn(login, PortalAccount.PASSWORD);
    }

    /** Addresses at which routes can be asked, from those that were found by following links. */
    private Set<String> addresses(List<String> patterns, Map<String, String> found) {
        Set<String> addresses = new LinkedHashSet<>();
        for (String pattern : patterns) {
            if (LEFT_OUT.contains(pattern) || pattern.endsWith("/live")) {
                continue;
            }
            String filledIn = filledIn(pattern, found);
            String query = query(pattern);
            List<String> acts = ACTS.getOrDefault(pattern, List.of(""));
            acts.forEach(act -> addresses.add(filledIn.replaceAll("\\{act}", act) + query));
        }
        return addresses;
    }

    /** What an address names in its query. */
    private String query(String pattern) {
        if (pattern.startsWith("/admin/queue/act/")) {
            return "?account_id=" + filled.route().account();
        }
        if (pattern.endsWith("suppressions/remove")) {
            return "?email=" + (pattern.contains("{id}") ? "a@b.example" : "all@b.example");
        }
        if (pattern.endsWith("/bulk")) {
            String act =
                    pattern.contains("suppressions")
                            ? "remove"
                            : pattern.contains("senders") ? "assign" : "deactivate";
            return "?which=all&act=" + act;
        }
        return pattern.endsWith("/erase") ? "?email=x@y.example" : "";
    }

    /** A route's address with the objects of the longest address that was found and begins it. */
    private static String filledIn(String pattern, Map<String, String> found) {
        String[] wanted = pattern.split("/", -1);
        String[] best = {};
        for (Map.Entry<String, String> known : found.entrySet()) {
            String[] of = known.getKey().split("/", -1);
            int same = 0;
            while (same < Math.min(of.length, wanted.length) && of[same].equals(wanted[same])) {
                same++;
            }
            if (!known.getValue().isEmpty() && same > best.length) {
                String[] path = known.getValue().replaceFirst("\\?.*", "").split("/", -1);
                best = Arrays.copyOf(path, Math.min(same, path.length));
            }
        }
        StringBuilder address = new StringBuilder();
        for (int i = 1; i < wanted.length; i++) {
            address.append('/')
                    .append(i < best.length && !wanted[i].equals("{act}") ? best[i] : wanted[i]);
        }
        return address.toString().replaceAll("\\{(?!act})[^}]*}", "1");
    }

    private static String shown(HttpResponse<String> answer) {
        String to = answer.headers().firstValue("Location").orElse("").replaceAll("\\?.*", "");
        return answer.statusCode() + (to.isEmpty() ? "" : " " + to);
    }

    private void note(String address, String who, HttpResponse<String> answer) {
        table.computeIfAbsent(address, _ -> new LinkedHashMap<>()).put(who, shown(answer));
    }

    @Test
    void acceptance16_everyAddress_isOpenToThoseWhoMayAndNobodyElse() {
        List<String> patterns = PageList.ofPanel(server);
        PanelClient master = filled.administrator();
        PageList list = PageList.followed(master, patterns, filled.panelPages());
        Set<String> pages = addresses(patterns, list.addresses());
        Set<String> forms = addresses(PageList.actsOfPanel(server), list.addresses());
        assertThat(pages).contains("/admin/platform/stop", "/admin/nodes/1/delete");
        assertThat(forms).hasSizeGreaterThan(60);

        PanelClient ended = of("support");
        ended.form("/admin/signout", "");
        Map<String, PanelClient> visitors = new LinkedHashMap<>();
        visitors.put("nobody", new PanelClient(server.uri(), "/admin", ""));
        visitors.put("user", filled.user());
        visitors.put("ended", ended);
        visitors.put("support", of("support"));
        visitors.put("auditor", of("auditor"));
        visitors.put("administrator", of("administrator"));
        visitors.put("master", master);
        visitors.forEach((who, client) -> {
            for (String page : pages) {
                note("GET " + page, who, client.get(page));
            }
        });
        for (String who : List.of("nobody", "user", "ended", "support", "auditor")) {
            PanelClient client = Objects.requireNonNull(visitors.get(who));
            String csrf = who.equals("support") || who.equals("auditor") ? csrf(client) : "";
            for (String form : forms) {
                note("POST " + form, who, client.post(form, "csrf=" + csrf));
            }
        }
        PanelClient administrator = Objects.requireNonNull(visitors.get("administrator"));
        String csrf = csrf(administrator);
        forms.stream()
                .filter(form -> isOfPeople(form))
                .forEach(form ->
                        note(
                                "POST " + form,
                                "administrator",
                                administrator.post(form, "csrf=" + csrf)));
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

    private static String csrf(PanelClient client) {
        return client.get("/admin/profile")
                .body()
                .replaceAll("(?s).*?name=\"csrf\" value=\"([^\"]+)\".*", "$1");
    }

    private static boolean isOfPeople(String form) {
        return form.startsWith("/admin/access") && !form.startsWith("/admin/access/tokens");
    }

    /** What everybody who is signed in has. */
    private static boolean isOwn(String path) {
        return path.matches("/admin/(profile|passkeys|find)(/.*)?")
                || path.equals("/admin/profile")
                || path.equals("/admin/fields");
    }

    /** What support does: three acts, and forms that change nothing. */
    private static boolean isOfSupport(String path) {
        return path.matches(".*/(try-now|users/[0-9]+/welcome|tools/report)");
    }

    /** Whether a page of this address asks something of those who may change it. */
    private static boolean asks(String path) {
        return path.matches(
                ".*/(new|other|delete|rotate|edit|import|bulk|erase|cancel|stop|resume|restore"
                        + "|freeze|unfreeze|activate|deactivate|start|sync|hold|release|purge|enter"
                        + "|sessions|factors|off|on|remove|unlink|download|content|content/[^/]+)"
                        + "|/admin/accounts/[0-9]+/(export|.*/settings)"
                        + "|/admin/webhooks/[0-9]+/settings"
                        + "|/admin/accounts/[0-9]+/providers/[0-9]+/users/.+");
    }

    private static boolean isOfReports(String path) {
        return path.matches(
                "/admin/((audit|states|usage|statistics)(/export)?|accounts/[0-9]+/audit/export)");
    }

    private boolean isRight(String address, String who, String answer) {
        boolean get = address.startsWith("GET ");
        String page = address.replaceFirst("^[A-Z]+ ", "");
        String path = page.replaceFirst("\\?.*", "");
        boolean there =
                !table.getOrDefault("GET " + page, Map.of())
                        .getOrDefault("master", "")
                        .startsWith("404");
        return (!there && answer.equals("404"))
                || switch (who) {
                    case "nobody", "user", "ended" ->
                            answer.equals("303 /admin/signin") || (!get && answer.equals("401"));
                    case "master" -> isShown(answer);
                    case "support" -> isRightOfSupport(get, path, answer);
                    case "auditor" -> isRightOfAuditor(get, path, answer);
                    case "administrator" -> isRightOfAdministrator(get, path, answer);
                    default -> false;
                };
    }

    private static boolean isShown(String answer) {
        return answer.matches("200|303 /admin/.*");
    }

    private static boolean isRightOfSupport(boolean get, String path, String answer) {
        if (isOwn(path) || isOfSupport(path)) {
            return !answer.matches("403|5.*|401");
        }
        boolean reads = get && !asks(path);
        return reads ? isShown(answer) : answer.equals("403");
    }

    private static boolean isRightOfAuditor(boolean get, String path, String answer) {
        if (isOwn(path)) {
            return !answer.matches("403|5.*|401");
        }
        if (get && isOfReports(path)) {
            return answer.equals("200");
        }
        return path.equals("/admin") ? answer.equals("303 /admin/audit") : answer.equals("403");
    }

    private static boolean isRightOfAdministrator(boolean get, String path, String answer) {
        if (isOfPeople(path) && !(get && !asks(path))) {
            return answer.equals("403");
        }
        // a token that can do more than an administrator
        boolean strong = path.matches("/admin/access/tokens/[0-9]+/(rotate|delete)");
        return isShown(answer) || (strong && answer.equals("403"));
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
