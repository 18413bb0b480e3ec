package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Types, faults and unknown parameters, met in a call (docs/spec/admin-api.md, section 1). */
class ParametersTest {
    private final Api api = TestServer.of(StoreKind.SQLITE).api();

    static List<String> fields(Answer answer) {
        assertThat(answer.error()).as("%s", answer).isEqualTo(400);
        return answer.at("errors").items().stream().map(row -> row.at("field").text()).toList();
    }

    @Test
    void digitsAndWords_areTakenForNumbersAndFlags() {
        Map<String, @Nullable Object> account = Api.accountMembers();
        account.putAll(
                Body.members(
                        "tariff",
                        "1",
                        "reports_day",
                        "5",
                        "reports_hour",
                        " 22 ",
                        "enable_push",
                        1,
                        "enable_pixel",
                        "true",
                        "enable_smart_settings",
                        "0",
                        "force_2fa_auth",
                        "TRUE",
                        "is_active",
                        "false"));

        long id = api.json("accounts/save", Body.json(account)).savedId();

        Tree saved = api.call("accounts/get", "id", Long.toString(id)).ok().at("data");
        assertThat(saved.at("reports_day").number()).isEqualTo(5);
        assertThat(saved.at("reports_hour").number()).isEqualTo(22);
        assertThat(saved.at("pushes_enabled").flag()).isTrue();
        assertThat(saved.at("pixels_enabled").flag()).isTrue();
        assertThat(saved.at("is_smart").flag()).isFalse();
        assertThat(saved.at("force_2fa_auth").flag()).isTrue();
        assertThat(saved.at("is_active").flag()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.5",
                "1e3",
                "\"\"",
                "\"x\"",
                "true",
                "[]",
                "[1]",
                "{}",
                "\"0x10\"",
                "\"１\"",
                "99999999999999999999",
                "9223372036854775808",
                "-9223372036854775809",
                "\"9223372036854775808\"",
                "0",
                "-1"
            })
    void invalidId_is400NamingTheField(String id) {
        Answer answer = api.json("accounts/get", "{\"id\":" + id + "}");

        assertThat(fields(answer)).containsExactly("id");
    }

    @Test
    void idsAtTheEndOf64Bits_areNotCutOff() {
        Answer largest = api.json("accounts/get", "{\"id\":9223372036854775807}");
        Answer asText = api.callXml("accounts/get", "id", "9223372036854775807");

        assertThat(largest.error()).isEqualTo(404);
        assertThat(largest.errorText()).contains("9223372036854775807");
        assertThat(asText.error()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-1", "\"yes\"", "\"on\"", "1.0", "[]", "{}"})
    void invalidFlag_is400NamingTheField(String flag) {
        Answer answer = api.json("accounts/list", "{\"is_active\":" + flag + "}");

        assertThat(fields(answer)).containsExactly("is_active");
    }

    @Test
    void nullMembers_areAbsent() {
        api.json("accounts/list", "{\"from_id\":null,\"limit\":null,\"is_active\":null}").ok();
        assertThat(fields(api.json("accounts/get", "{\"id\":null}"))).containsExactly("id");
    }

    @Test
    void everyFault_isNamedAtOnce() {
        Answer answer =
                api.json(
                        "accounts/save",
                        "{\"name\":\"a@b\",\"title\":\"\",\"tz\":\"Mars/Olympus\",\"reports_day\":8,\"reports_hour\":24,\"enable_push\":\"maybe\"}");

        assertThat(fields(answer))
                .containsExactlyInAnyOrder(
                        "name",
                        "title",
                        "tz",
                        "tariff",
                        "reports_day",
                        "reports_hour",
                        "enable_push");
        assertThat(answer.errorText()).contains("Mars/Olympus").contains("8").contains("24");
        assertThat(answer.tree().names()).containsExactly("error", "error_text", "errors");
    }

    @Test
    void nestedFault_isNamedByItsPath() {
        Answer answer =
                api.json(
                        "accounts/freeze",
                        "{\"id\":1,\"frozen_details\":{\"payment_url\":\"javascript:alert(1)\"}}");

        assertThat(fields(answer)).containsExactly("frozen_details.payment_url");
    }

    @Test
    void faultInAnArray_isNamedByItsPlace() {
        Answer answer = api.json("tokens/save", "{\"name\":\"x\",\"scopes\":[\"read\",\"fly\",7]}");

        assertThat(fields(answer)).containsExactly("scopes[1]", "scopes[2]");
        assertThat(answer.errorText()).contains("'fly'");
    }

    @Test
    void unknownParameters_areIgnoredAndNamedInAHeader() {
        Answer answer =
                api.call("accounts/list", "limit", 1, "limits", 1, "page", Map.of("a", 1)).ok();

        assertThat(answer.header("Unknown-Parameters")).isEqualTo("limits, page");
        assertThat(api.call("accounts/list").headers().map())
                .doesNotContainKey("unknown-parameters");
    }

    @Test
    void unknownNestedParameters_areNamedByTheirPath() {
        long id = api.newAccount();

        Answer answer =
                api.call("accounts/freeze", "id", id, "frozen_details", Map.of("pay_url", "x"))
                        .ok();

        assertThat(answer.header("Unknown-Parameters")).isEqualTo("frozen_details.pay_url");
    }

    @Test
    void unknownParameters_areErrorsWhereHandlingIsStrict() {
        Api strict = api.with("Prefer", "handling=strict");

        Answer answer = strict.call("accounts/list", "limits", 1);

        assertThat(fields(answer)).containsExactly("limits");
        assertThat(answer.errorText()).contains("limit?");
        strict.call("accounts/list", "limit", 1, "format", "json", "token", api.token()).ok();
        api.with("Prefer", "handling=lenient").call("accounts/list", "limits", 1).ok();
    }

    @Test
    void unknownNamesThatAreNoHeaderText_areEncoded() {
        Answer answer = api.json("accounts/list", "{\"a\\r\\nSet-Cookie: x\":1,\"имя\":1}").ok();

        assertThat(answer.header("Unknown-Parameters"))
                .isEqualTo("a%0D%0ASet-Cookie:%20x, %D0%B8%D0%BC%D1%8F");
        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
    }

    @Test
    void xmlArrays_areReadHoweverTheyAreWritten() {
        for (String scopes :
                List.of(
                        "<scopes>read</scopes>",
                        "<scopes array='true'>read</scopes>",
                        "<scopes>read</scopes><scopes>users:write</scopes>",
                        "<scopes array='true'>read</scopes><scopes"
                                + " array='true'>users:write</scopes>")) {
            Answer answer =
                    api.xml(
                            "tokens/save",
                            "<xml><name>" + Api.unique("xml") + "</name>" + scopes + "</xml>");

            long id = answer.savedId();
            Tree token = api.call("tokens/list", "from_id", id, "limit", 1).at("data.0");
            int wanted = scopes.contains("users") ? 2 : 1;
            assertThat(token.at("scopes").items()).hasSize(wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10001", "-5", "\"many\""})
    void limitOutOfRange_is400(String limit) {
        for (String path : List.of("accounts/list", "tariffs/list", "tokens/list", "audit/list")) {
            assertThat(fields(api.json(path, "{\"limit\":" + limit + "}")))
                    .containsExactly("limit");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 10_000})
    void limitInRange_isTaken(int limit) {
        api.call("accounts/list", "limit", limit).ok();
    }
}
