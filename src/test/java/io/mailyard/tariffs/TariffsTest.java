package io.mailyard.tariffs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.SortedPages;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code tariffs/list}, {@code save}, {@code delete} (section 7). */
@ParameterizedClass
@EnumSource
class TariffsTest {
    private final Api api;

    TariffsTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    private Tree row(long id) {
        return api.call("tariffs/list", "from_id", id, "limit", 1).ok().at("data.0");
    }

    @Test
    void newTariff_hasNoLimitsUnlessTold() {
        String name = Api.unique("Тариф 😀");
        long id = api.call("tariffs/save", "name", name).savedId();

        Tree row = row(id);

        assertThat(row.names())
                .containsExactly(
                        "id",
                        "name",
                        "messages_per_month",
                        "messages_per_day",
                        "messages_per_hour",
                        "burst",
                        "api_calls_per_minute",
                        "overrun",
                        "created_at",
                        "updated_at");
        assertThat(row.at("name").text()).isEqualTo(name);
        assertThat(row.at("messages_per_month").number()).isZero();
        assertThat(row.at("api_calls_per_minute").number()).isZero();
        assertThat(row.at("overrun").text()).isEqualTo("refuse");
    }

    @Test
    void update_keepsWhatIsAbsent() {
        long id =
                api.call(
                                "tariffs/save",
                                "name",
                                Api.unique("t"),
                                "messages_per_month",
                                Long.MAX_VALUE,
                                "api_calls_per_minute",
                                "60",
                                "overrun",
                                "FLAG")
                        .savedId();

        api.call("tariffs/save", "id", id, "api_calls_per_minute", 0).ok();

        Tree row = row(id);
        assertThat(row.at("messages_per_month").number()).isEqualTo(Long.MAX_VALUE);
        assertThat(row.at("api_calls_per_minute").number()).isZero();
        assertThat(row.at("overrun").text()).isEqualTo("flag");
    }

    @ParameterizedTest
    @CsvSource({
        "name, ''",
        "name, ' x'",
        "name, 'x '",
        "name, 12",
        "messages_per_month, -1",
        "messages_per_month, many",
        "api_calls_per_minute, -1",
        "overrun, stop"
    })
    void badValue_is400(String member, String value) {
        long id = api.call("tariffs/save", "name", Api.unique("t")).savedId();

        Answer answer = api.call("tariffs/save", "id", id, member, value);

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo(member);
    }

    @Test
    void name_isRequiredToCreateAndUnique() {
        String name = Api.unique("t");
        api.call("tariffs/save", "name", name).ok();
        long other = api.call("tariffs/save", "name", Api.unique("t")).savedId();

        assertThat(api.call("tariffs/save", "overrun", "flag").error()).isEqualTo(400);
        assertThat(api.call("tariffs/save", "name", name).error()).isEqualTo(409);
        assertThat(api.call("tariffs/save", "id", other, "name", name).error()).isEqualTo(409);
        api.call("tariffs/save", "id", other, "name", Api.unique("t")).ok();
    }

    @Test
    void tariffInUse_isNotDeleted() {
        long id = api.call("tariffs/save", "name", Api.unique("t")).savedId();
        long account = api.newAccount("tariff", id);

        Answer used = api.call("tariffs/delete", "id", id);
        assertThat(used.error()).isEqualTo(409);
        assertThat(used.errorText()).contains("1 account");
        api.call("accounts/delete", "id", account).ok();
        assertThat(api.call("tariffs/delete", "id", id).error()).isEqualTo(409);
        api.call("accounts/restore", "id", account).ok();
        api.call("accounts/save", "id", account, "tariff", 1).ok();
        assertThat(api.callXml("tariffs/delete", "id", id).text())
                .isEqualTo(
                        "<xml><data/><error>0</error><error_text>Successful operation</error_text></xml>");
        assertThat(api.call("tariffs/delete", "id", id).error()).isEqualTo(404);
        assertThat(api.call("tariffs/save", "id", id, "overrun", "flag").error()).isEqualTo(404);
    }

    @Test
    void list_isAPage() {
        long first = api.call("tariffs/save", "name", Api.unique("t")).savedId();
        api.call("tariffs/save", "name", Api.unique("t")).savedId();

        Answer page = api.call("tariffs/list", "from_id", first, "limit", 1).ok();

        assertThat(page.at("data").items()).hasSize(1);
        assertThat(page.at("data.0.id").number()).isEqualTo(first);
        assertThat(page.at("next_from_id").number()).isGreaterThan(first);
        assertThat(page.at("total_count").number()).isGreaterThanOrEqualTo(3);
        assertThat(api.call("tariffs/list", "from_id", Long.MAX_VALUE).at("data").items())
                .isEmpty();
    }

    @Test
    void list_isSearchedFilteredAndSorted_noLimitAboveAllOthers() {
        String word = Api.unique("sorted");
        for (String each : List.of("b 20 7 refuse", "A 0 9 flag", "c 3 0 refuse")) {
            String[] parts = each.split(" ", -1);
            api.call(
                            "tariffs/save",
                            "name",
                            word + parts[0],
                            "messages_per_month",
                            Long.parseLong(parts[1]),
                            "messages_per_day",
                            Long.parseLong(parts[2]),
                            "overrun",
                            parts[3])
                    .ok();
        }
        new SortedPages(
                        api,
                        "tariffs/list",
                        (sort, value) ->
                                sort.startsWith("messages") && value.equals("0")
                                        ? String.valueOf(Long.MAX_VALUE)
                                        : value,
                        "search",
                        word.toUpperCase(Locale.ROOT))
                .mustBeSorted(
                        3, "name", "messages_per_month", "messages_per_day", "messages_per_hour");
        Answer flagged = api.call("tariffs/list", "search", word, "overrun", "flag").ok();
        assertThat(flagged.at("total_count").number()).isEqualTo(1);
        assertThat(flagged.at("data.0.name").text()).isEqualTo(word + "A");
        Answer wrong = api.call("tariffs/list", "overrun", "nope");
        assertThat(wrong.error()).isEqualTo(400);
        assertThat(wrong.text()).contains("overrun");
    }
}
