package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which format is read and which is answered (docs/spec/admin-api.md, section 1). */
class FormatsTest {
    private final Api api = TestServer.of(StoreKind.SQLITE).api();

    private static void assertJson(Answer answer) {
        assertThat(answer.ok().header("Content-Type")).isEqualTo("application/json; charset=utf-8");
    }

    private static void assertXml(Answer answer) {
        assertThat(answer.ok().header("Content-Type")).isEqualTo("application/xml; charset=utf-8");
        assertThat(answer.text()).startsWith("<xml>").endsWith("</xml>").doesNotContain("<?xml");
    }

    @Test
    void answer_isInTheFormatOfTheRequest() {
        assertJson(api.json("accounts/list", "{\"limit\":1}"));
        assertXml(api.xml("accounts/list", "<xml><limit>1</limit></xml>"));
        assertXml(api.send("POST", "accounts/list", "text/xml", "<xml><limit>1</limit></xml>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/x-www-form-urlencoded", "nonsense"})
    void otherContentTypes_areReadByTheFirstByte(String type) {
        assertJson(api.send("POST", "accounts/list", type, " \r\n\t{\"limit\":1}"));
        assertXml(api.send("POST", "accounts/list", type, "\n <xml><limit>1</limit></xml>"));
    }

    @Test
    void contentTypeInAnyCaseWithParameters_isRead() {
        assertJson(
                api.send(
                        "POST",
                        "accounts/list",
                        "Application/JSON;charset=\"UTF-8\"",
                        "{\"limit\":1}"));
    }

    @Test
    void emptyBody_isAnEmptyObject() {
        assertJson(api.send("POST", "accounts/list?", "", ""));
        assertJson(api.send("POST", "tariffs/list", "application/json", "  \n"));
        assertXml(api.send("POST", "tariffs/list", "application/xml", ""));
        assertXml(api.xml("tariffs/list", "<xml/>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "JSON", " json "})
    void formatJson_inTheBodyIsAnsweredInJson(String format) {
        assertJson(api.callXml("tariffs/list", "format", format));
        assertJson(api.call("tariffs/list", "format", format));
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml", "XML"})
    void formatXml_inBodyOrQueryIsAnsweredInXml(String format) {
        assertXml(api.call("tariffs/list", "format", format));
        assertXml(api.json("tariffs/list?format=" + format, "{}"));
    }

    @Test
    void formatInTheBody_winsOverQueryAndAccept() {
        assertXml(
                api.with("Accept", "application/json")
                        .call("tariffs/list?format=json", "format", "xml"));
    }

    @Test
    void formatInTheQuery_winsOverAccept() {
        assertXml(api.with("Accept", "application/json").call("tariffs/list?format=xml"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/xml | true",
                "text/xml | true",
                "text/html, application/xml;q=0.9, */*;q=0.8 | true",
                "application/json;q=0.5, application/xml;q=0.6 | true",
                "application/json, application/xml | false",
                "application/xml;q=0, application/json | false",
                "*/* | false",
                "text/html | false"
            })
    void accept_namesTheFormat(String accept, boolean xml) {
        Answer answer = api.with("Accept", accept).call("tariffs/list");

        if (xml) {
            assertXml(answer);
        } else {
            assertJson(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "", "xml2"})
    void anotherFormat_is400(String format) {
        for (Answer answer :
                new Answer[] {
                    api.call("tariffs/list", "format", format),
                    api.json("tariffs/list?format=" + format, "{}")
                }) {
            assertThat(answer.error()).isEqualTo(400);
            assertThat(answer.errorText()).contains("format").contains("'" + format + "'");
            assertThat(answer.at("errors.0.field").text()).isEqualTo("format");
        }
    }

    @Test
    void formatThatIsNoText_is400() {
        Answer answer = api.json("tariffs/list", "{\"format\":5}");

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("format");
    }

    @Test
    void refusals_comeInTheFormatAskedForToo() {
        Answer xml = api.call("accounts/get", "format", "xml");
        Answer json = api.callXml("accounts/get", "format", "json");

        assertThat(xml.text())
                .isEqualTo(
                        "<xml><error>400</error><error_text>id: is required</error_text><errors><field>id</field><reason>is"
                                + " required</reason></errors></xml>");
        assertThat(json.text())
                .isEqualTo(
                        "{\"error\":400,\"error_text\":\"id: is required\",\"errors\":[{\"field\":\"id\",\"reason\":\"is"
                                + " required\"}]}");
    }

    @Test
    void envelopeOfAList_hasItsMembersInOrder() {
        long first = api.newAccount();
        api.newAccount();

        Answer json = api.call("accounts/list", "from_id", first, "limit", 1).ok();
        Answer xml = api.callXml("accounts/list", "from_id", first, "limit", 1).ok();

        assertThat(json.tree().names())
                .containsExactly("data", "error", "error_text", "total_count", "next_from_id");
        assertThat(xml.tree().names())
                .containsExactly("data", "error", "error_text", "total_count", "next_from_id");
        assertThat(json.errorText()).isEqualTo("Successful operation");
    }

    @Test
    void bothFormats_tellTheSame() {
        long id = api.newAccount("title", "A & <B> \"C\" ]]>", "enable_push", true);

        Answer json = api.call("accounts/get", "id", id).ok();
        Answer xml = api.callXml("accounts/get", "id", id).ok();

        assertThat(xml.at("data").names()).isEqualTo(json.at("data").names());
        assertThat(xml.at("data.title").text()).isEqualTo(json.at("data.title").text());
        assertThat(xml.at("data.pushes_enabled").flag()).isTrue();
        assertThat(xml.at("data.custom_push_domain").text()).isEmpty();
        assertThat(xml.text())
                .contains("<custom_push_domain></custom_push_domain>", "<deleted_at/>");
        assertThat(xml.text()).contains("<external_data_connectors/>");
    }
}
