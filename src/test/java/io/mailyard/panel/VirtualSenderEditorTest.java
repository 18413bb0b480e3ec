package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Browser;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The editor of virtual senders: rule by rule, without scripts, and in a browser. */
class VirtualSenderEditorTest {
    private static final Pattern INPUT = Pattern.compile("<input [^>]*name=\"([^\"]+)\"[^>]*>");
    private static final Pattern VALUE = Pattern.compile(" value=\"([^\"]*)\"");
    private static final Pattern SELECT =
            Pattern.compile("(?s)<select [^>]*name=\"([^\"]+)\"[^>]*>(.*?)</select>");
    private static final Pattern SELECTED = Pattern.compile("value=\"([^\"]*)\" selected");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final long account = api.newAccount();
    private final String path = "/admin/accounts/" + account + "/vsenders";
    private final PanelClient admin = PanelPeople.master(server).client();

    private long sender() {
        return api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "account_ids",
                        List.of(account))
                .savedId();
    }

    /** The fields of a page's form, as a browser sends them. */
    private static Map<String, String> fields(String page) {
        String form = page.substring(page.indexOf("<form class=\"card sheet"));
        form = form.substring(0, form.indexOf("</form>"));
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher input = INPUT.matcher(form);
        while (input.find()) {
            Matcher value = VALUE.matcher(input.group());
            fields.put(input.group(1), value.find() ? value.group(1) : "");
        }
        Matcher select = SELECT.matcher(form);
        while (select.find()) {
            Matcher selected = SELECTED.matcher(select.group(2));
            fields.put(select.group(1), selected.find() ? selected.group(1) : "");
        }
        return fields;
    }

    /** One step of the editor: its form, with some fields typed, sent by one of its buttons. */
    private HttpResponse<String> step(String address, String page, String act, String... typed) {
        Map<String, String> fields = fields(page);
        for (int i = 0; i < typed.length; i += 2) {
            assertThat(fields).containsKey(typed[i]);
            fields.put(typed[i], typed[i + 1]);
        }
        fields.put("do", act);
        return admin.post(
                address,
                fields.entrySet().stream()
                        .map(field ->
                                URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
                                        + "="
                                        + URLEncoder.encode(
                                                field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    private Tree rules(long id) {
        return api.call("vsenders/get", "account_id", account, "id", id)
                .ok()
                .at("data.email_rules");
    }

    private static List<String> values(Tree rules) {
        return rules.items().stream().map(rule -> rule.at("value").text()).toList();
    }

    @Test
    void virtualSender_isMadeChangedAndOrdered_withoutScripts() {
        long first = sender();
        long second = sender();
        String make = path + "/new";
        String page = admin.get(make).body();
        assertThat(page).contains("every message", "value=\"check\"", "E-mail", "SMS");
        page =
                step(make, page, "more", "name", "Split", "s0.sender_id", String.valueOf(first))
                        .body();
        page = step(make, page, "even", "s1.sender_id", String.valueOf(second)).body();
        assertThat(fields(page))
                .containsEntry("name", "Split")
                .containsEntry("s0.percent", "50")
                .containsEntry("s1.percent", "50");
        for (String domain : List.of("a.example", "b.example", "c.example")) {
            page = step(make, page, "add:email").body();
            page =
                    step(
                                    make,
                                    page,
                                    "close",
                                    "rule_value",
                                    domain,
                                    "s0.sender_id",
                                    String.valueOf(first),
                                    "s0.percent",
                                    "100")
                            .body();
        }
        page = step(make, page, "up:email:2").body();
        page = step(make, page, "down:email:0").body();
        assertThat(page).contains("up:email:1").doesNotContain("up:email:3", "down:email:2");
        String ask = step(make, page, "check").body();
        assertThat(ask)
                .contains("Save Split?", "Mail that is accepted from now on goes by these rules")
                .contains("vsenders/add");
        assertThat(api.call("vsenders/list", "account_id", account).at("total_count").number())
                .as("nothing is saved before it was asked about")
                .isZero();
        HttpResponse<String> saved = step(make, ask, "save");
        String location = saved.headers().firstValue("Location").orElseThrow();
        assertThat(location).matches(path + "/[0-9]+\\?done=saved");
        long id = Long.parseLong(location.replaceAll(".*/([0-9]+)\\?.*", "$1"));
        assertThat(values(rules(id))).containsExactly("c.example", "a.example", "b.example", "");
        assertThat(admin.get(location).body()).contains("Saved.", "50 %");

        changes(path + "/" + id + "/edit", id);
    }

    /** Takes the first rule out, changes the second, and saves; then saves what is unchanged. */
    private void changes(String edit, long id) {
        String page = step(edit, admin.get(edit).body(), "remove:email:0").body();
        page = step(edit, page, "open:email:0").body();
        page =
                step(
                                edit,
                                page,
                                "close",
                                "rule_type",
                                "from_domain",
                                "s0.from_name",
                                "Our shop",
                                "s0.start",
                                "50",
                                "s0.growth",
                                "1.5",
                                "s0.ceiling",
                                "1000")
                        .body();
        assertThat(page).contains("ramp from 50 a day").doesNotContain("name=\"rule_type\"");
        page = step(edit, page, "check").body();
        assertThat(step(edit, page, "save").statusCode()).isEqualTo(303);
        assertThat(values(rules(id))).containsExactly("a.example", "b.example", "");
        assertThat(rules(id).at("0.senders.0.from_name").text()).isEqualTo("Our shop");
        assertThat(rules(id).at("0.senders.0.warmup.ceiling").number()).isEqualTo(1000);
        // what is opened and saved unchanged stays the same
        String before = rules(id).toString();
        page = step(edit, admin.get(edit).body(), "open:email:0").body();
        page = step(edit, page, "check").body();
        assertThat(step(edit, page, "save").statusCode()).isEqualTo(303);
        assertThat(rules(id).toString()).isEqualTo(before);
    }

    @Test
    void faults_standBesideTheirFields_allAtOnce() {
        String make = path + "/new";
        long sender = sender();
        String page =
                step(
                                make,
                                admin.get(make).body(),
                                "add:email",
                                "s0.sender_id",
                                String.valueOf(sender),
                                "s0.percent",
                                "7")
                        .body();
        HttpResponse<String> refused =
                step(
                        make,
                        page,
                        "check",
                        "name",
                        "Faulty",
                        "rule_value",
                        "no domain",
                        "s0.sender_id",
                        String.valueOf(sender),
                        "s0.percent",
                        "0");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("Not saved")
                .contains("rule_value-fault", "s0.percent-fault")
                .contains("E-mail, Rule 1: Sender 1, Share, percent: 0 is not from 1 to 100")
                .contains("E-mail, Rule 2: ");
        assertThat(step(make, refused.body(), "check", "s0.start", "none").body())
                .contains("s0.start-fault");
        assertThat(step(make, refused.body(), "check", "name", "").body())
                .contains("href=\"#name\"", "name-fault");
        String closed = step(make, refused.body(), "close").body();
        assertThat(step(make, closed, "check").body())
                .as("the first rule that has a fault is opened")
                .contains("name=\"open\" value=\"email:0\"");
        assertThat(admin.form(make, "do=check&draft=!!!&name=x").body())
                .contains("could not be read from the form");
    }

    @Test
    void changeByAnotherPerson_isShown_withBothRules() {
        long sender = sender();
        Map<String, Object> share = Map.of("sender_id", sender, "percent", 100);
        Map<String, Object> usual = Map.of("type", "default", "senders", List.of(share));
        long id =
                api.call(
                                "vsenders/add",
                                "account_id",
                                account,
                                "name",
                                "Both",
                                "email_rules",
                                List.of(usual))
                        .savedId();
        String edit = path + "/" + id + "/edit";
        String page = step(edit, admin.get(edit).body(), "apply", "name", "Mine").body();
        api.call(
                        "vsenders/update",
                        "account_id",
                        account,
                        "id",
                        id,
                        "email_rules",
                        List.of(
                                Map.of(
                                        "type",
                                        "to_domain",
                                        "value",
                                        "theirs.example",
                                        "senders",
                                        List.of(share)),
                                usual))
                .ok();

        HttpResponse<String> told = step(edit, page, "check");
        assertThat(told.statusCode()).isEqualTo(409);
        assertThat(told.body())
                .contains("Someone else changed this meanwhile", "theirs.example")
                .contains("name=\"name\" type=\"text\" value=\"Mine\"");
        String ask = step(edit, told.body(), "check").body();
        assertThat(step(edit, ask, "save").statusCode()).isEqualTo(303);
        assertThat(values(rules(id))).containsExactly("");
        PanelClient support = PanelPeople.of(server, "support").client();
        assertThat(support.get(edit).statusCode()).isEqualTo(403);
        assertThat(support.get(path + "/new").statusCode()).isEqualTo(403);
        assertThat(support.form(edit, "do=save&name=x").statusCode()).isNotEqualTo(303);
    }

    @Test
    void largestVirtualSender_canBeEdited() {
        List<Object> shares = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            shares.add(
                    Map.of(
                            "sender_id",
                            sender(),
                            "percent",
                            2,
                            "from_email",
                            "someone-" + i + "@brand.example",
                            "warmup",
                            Map.of("start", 50, "growth", 1.5, "ceiling", 10_000)));
        }
        // one of them takes what the ramps of the others do not
        shares.set(0, Map.of("sender_id", sender(), "percent", 2));
        List<Object> rules = new ArrayList<>();
        for (int i = 0; i < 99; i++) {
            rules.add(
                    Map.of("type", "to_domain", "value", "d" + i + ".example", "senders", shares));
        }
        rules.add(Map.of("type", "default", "senders", shares));
        long id =
                api.call(
                                "vsenders/add",
                                "account_id",
                                account,
                                "name",
                                "Largest",
                                "email_rules",
                                rules)
                        .savedId();
        String edit = path + "/" + id + "/edit";
        assertThat(admin.get(edit).body()).contains("card sheet");
        HttpResponse<String> opened = step(edit, admin.get(edit).body(), "open:email:99");
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
        String page = opened.body();
        assertThat(fields(page)).containsKey("s49.isp_ceilings").doesNotContainKey("s50.percent");
        page = step(edit, page, "apply", "s49.from_name", "The last of all").body();
        page = step(edit, page, "check").body();
        assertThat(step(edit, page, "save").statusCode()).isEqualTo(303);
        assertThat(rules(id).at("99.senders.49.from_name").text()).isEqualTo("The last of all");
        assertThat(rules(id).items()).hasSize(100);
    }

    @InBrowser
    @LongRun
    @Test
    void editor_isCleanInABrowser_andUsedByKeys() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        long sender = sender();
        try (Browser browser = Browser.start()) {
            PanelPeople.master(server).signIn(browser, path + "/new");
            browser.type("#name", "Keys").mustBeClean("the editor");
            browser.script(
                    "document.querySelector(\"#s0\\\\.sender_id option[value='"
                            + sender
                            + "']\").selected = true");
            browser.type("#s0\\.percent", "100");
            browser.script("document.querySelector('button[value=\"add:email\"]').focus()");
            browser.click("button[value='add:email']").await("#rule_value");
            browser.size(360, 900).dark(true).mustBeClean("a rule on a phone");
            browser.click("button[value='remove:email:0']").click("button[value=check]");
            browser.awaitText("main", "Save Keys?").mustBeClean("the question");
            browser.click("button[value=save]").awaitText("main", "Saved.");
            browser.mustBeClean("the virtual sender");
        }
    }
}
