package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.DocumentedExamples;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The documented calls about virtual senders, as printed but for the ids, at both addresses where
 * the guides print two.
 */
@ParameterizedClass
@EnumSource
class DocumentedVirtualSendersTest {
    private static final List<String> PRINTED =
            List.of("/api/v1.1/admin/vsenders/", "/api/v1.1/vsenders/");

    private final Api api;
    private final Api bare;
    private final long account;
    private final long sender;

    DocumentedVirtualSendersTest(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        this.api = server.api();
        this.bare = api.withToken("");
        this.account = api.newAccount();
        this.sender =
                api.call(
                                "senders/akmta/save",
                                "name",
                                Api.unique("sender"),
                                "account_ids",
                                List.of(account))
                        .savedId();
    }

    private Answer json(String path, Tree request, Map<String, Object> replaced) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        request.names().forEach(name -> members.put(name, request.at(name).raw()));
        members.put("token", api.token());
        members.putAll(replaced);
        return bare.json(path, Body.json(members));
    }

    private Answer xml(String path, String printed, Map<String, Object> replaced) {
        String request = printed.replaceFirst("<token>[^<]*<", "<token>" + api.token() + "<");
        for (Map.Entry<String, Object> member : replaced.entrySet()) {
            String element = "<" + member.getKey() + ">";
            request = request.replaceFirst(element + "[^<]*<", element + member.getValue() + "<");
        }
        return bare.xml(path, request);
    }

    /** The documented rule, by a sender that there is. */
    private Map<String, @Nullable Object> documentedRule(Tree rule) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        rule.names().forEach(name -> members.put(name, rule.at(name).raw()));
        Map<String, @Nullable Object> share = new LinkedHashMap<>();
        Tree printed = rule.at("senders.0");
        printed.names().forEach(name -> share.put(name, printed.at(name).raw()));
        share.put("sender_id", sender);
        members.put("senders", List.of(share));
        return members;
    }

    private long added(String name) {
        Tree add = DocumentedExamples.tree().at("objects.vsender_add");
        return json(
                        "/api/v1.1/admin/vsenders/add",
                        add,
                        Map.of(
                                "account_id",
                                account,
                                "name",
                                name,
                                "email_rules",
                                List.of(documentedRule(add.at("email_rules.0")))))
                .savedId();
    }

    @Test
    void list_isAsPrinted() {
        Tree page = DocumentedExamples.page("Get virtual senders list");
        long id = added("Virtual sender12");
        // The page counts ten, shows one of them, and its id is 1.
        String printed =
                Body.json(Body.members("a", page.at("response_json").raw()))
                        .replace("\"total_count\":10", "\"total_count\":1")
                        .replace("\"id\":1,", "\"id\":" + id + ",");
        Map<String, Object> asked = Map.of("account_id", account);

        Answer json = json(page.at("path").text(), page.at("request_json"), asked);
        Answer xml = xml(page.at("path").text(), page.at("request_xml").text(), asked);

        assertThat("{\"a\":" + json.text() + "}").isEqualTo(printed);
        assertThat(xml.text()).contains("<custom_channels/>");
        assertThat(xml.tree())
                .isEqualTo(
                        Tree.xml(
                                page.at("response_xml")
                                        .text()
                                        .replace(">10</total_count>", ">1</total_count>")
                                        .replace("<id>1</id>", "<id>" + id + "</id>")));
    }

    @Test
    void clone_isAsPrintedAtBothAddresses() {
        Tree page = DocumentedExamples.page("Clone virtual sender");
        for (String base : PRINTED) {
            long id = added(Api.unique("original"));

            Answer json =
                    json(
                            base + "clone",
                            page.at("request_json"),
                            Map.of("id", id, "name", Api.unique("clone")));
            Answer xml =
                    xml(
                            base + "clone/",
                            page.at("request_xml").text(),
                            Map.of("id", id, "name", Api.unique("clone")));

            assertThat("{\"a\":" + json.text() + "}")
                    .isEqualTo(
                            Body.json(Body.members("a", page.at("response_json").raw()))
                                    .replace(":16}", ":" + json.savedId() + "}"));
            assertThat(xml.text())
                    .isEqualTo(
                            page.at("response_xml")
                                    .text()
                                    .replace(">16<", ">" + xml.savedId() + "<"));
        }
    }

    @Test
    void delete_isAsPrintedAtBothAddresses() {
        Tree page = DocumentedExamples.page("Delete virtual sender");
        for (String base : PRINTED) {
            Map<String, Object> first =
                    Map.of("account_id", account, "id", added(Api.unique("gone")));
            Map<String, Object> second =
                    Map.of("account_id", account, "id", added(Api.unique("gone")));

            Answer json = json(base + "delete/", page.at("request_json"), first);
            Answer xml = xml(base + "delete", page.at("request_xml").text(), second);

            assertThat("{\"a\":" + json.text() + "}")
                    .isEqualTo(Body.json(Body.members("a", page.at("response_json").raw())));
            assertThat(xml.text()).isEqualTo(page.at("response_xml").text());
        }
    }

    @Test
    void documentedRules_comeBackAsPrinted() {
        Tree rule = DocumentedExamples.tree().at("objects.email_rule");
        long id =
                api.call(
                                "vsenders/add",
                                "account_id",
                                account,
                                "name",
                                Api.unique("virtual"),
                                "email_rules",
                                List.of(
                                        documentedRule(rule),
                                        documentedRule(
                                                DocumentedExamples.tree()
                                                        .at("objects.vsender_add.email_rules.0"))))
                        .savedId();

        Tree kept =
                api.call("vsenders/get", "account_id", account, "id", id).at("data.email_rules.0");

        assertThat(kept).isEqualTo(Tree.json(Body.json(documentedRule(rule))));
    }

    @Test
    void documentedXmlRule_isRead() {
        String rule =
                DocumentedExamples.tree()
                        .at("objects.email_rule_xml")
                        .text()
                        .replace("<sender_id>287<", "<sender_id>" + sender + "<");
        String inner = rule.substring("<xml>".length(), rule.length() - "</xml>".length());
        String body =
                "<xml><account_id>"
                        + account
                        + "</account_id><name>"
                        + Api.unique("virtual")
                        + "</name><email_rules array='true'>"
                        + inner
                        + "</email_rules><email_rules><type>default</type><value/><senders><sender_id>"
                        + sender
                        + "</sender_id><percent>100</percent></senders></email_rules></xml>";

        long id = api.xml("vsenders/add", body).savedId();

        Tree kept = api.call("vsenders/get", "account_id", account, "id", id).at("data");
        assertThat(kept.at("email_rules.0.value").text()).isEqualTo("altcraft.com");
        assertThat(kept.at("email_rules.0.senders.0.from_email").text())
                .isEqualTo("no-reply@altcraft.com");
    }

    @Test
    void documentedSmsRule_isKept() {
        long sms =
                api.call(
                                "senders/other/save",
                                "name",
                                Api.unique("sms"),
                                "type",
                                "sms_notify",
                                "channel_type",
                                "sms")
                        .savedId();
        api.call("senders/assign", "id", sms, "account_id", account).ok();
        Map<String, @Nullable Object> rule =
                documentedRule(DocumentedExamples.tree().at("objects.sms_rule"));
        String json = Body.json(rule).replace("\"sender_id\":" + sender, "\"sender_id\":" + sms);

        long id =
                api.json(
                                "vsenders/add",
                                "{\"account_id\":"
                                        + account
                                        + ",\"name\":\"Sms\",\"sms_rules\":["
                                        + json
                                        + "]}")
                        .savedId();

        assertThat(
                        api.call("vsenders/get", "account_id", account, "id", id)
                                .at("data.sms_rules.0.senders.0.from_name")
                                .text())
                .isEqualTo("Example");
    }
}
