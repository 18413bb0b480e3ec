package io.mailyard.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Names of accounts are unique without regard to case, and reserved while one is deleted. */
@ParameterizedClass
@EnumSource
class AccountNameTest {
    private final Api api;

    AccountNameTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    private Answer rename(long id, String name) {
        return api.call("accounts/save", "id", id, "name", name);
    }

    @ParameterizedTest
    @CsvSource({
        "steve, STEVE",
        "Магазин, МАГАЗИН",
        "Магазин, магазин",
        "Ёлка, ЁЛКА",
        "caf\u00e9, cafe\u0301",
        "CAFE\u0301, caf\u00e9",
        "\u0439, \u0438\u0306",
        "straße, STRASSE",
        "ΣΊΣΥΦΟΣ, σίσυφος",
        "\u01f0, J\u030c",
        "\u212b, \u00e5"
    })
    void equivalentName_is409(String item, String other) {
        String end = Api.unique("");
        long first = api.newAccount("name", item + end);
        long second = api.newAccount();

        Answer renamed = rename(second, other + end);

        assertThat(renamed.error()).as("%s", renamed).isEqualTo(409);
        assertThat(renamed.errorText()).contains(other + end).contains(Long.toString(first));
    }

    @ParameterizedTest
    @CsvSource({"e, \u00e9", "е, e", "a-b, ab"})
    void differentName_isFree(String item, String other) {
        String end = Api.unique("");
        api.newAccount("name", item + end);
        api.newAccount("name", other + end);
    }

    @Test
    void ownName_canChangeItsCase() {
        String name = Api.unique("steve");
        long id = api.newAccount("name", name);

        rename(id, name.toUpperCase(Locale.ROOT)).ok();

        assertThat(api.call("accounts/get", "id", id).at("data.name").text())
                .isEqualTo(name.toUpperCase(Locale.ROOT));
        assertThat(rename(api.newAccount(), name).error()).isEqualTo(409);
    }

    @Test
    void oldName_isFreeAfterARename() {
        String name = Api.unique("steve");
        rename(api.newAccount("name", name), Api.unique("other")).ok();

        api.newAccount("name", name);
    }

    @Test
    void nameOfADeletedAccount_isReserved() {
        String name = Api.unique("steve");
        long id = api.newAccount("name", name);
        api.call("accounts/delete", "id", id).ok();

        Answer answer = rename(api.newAccount(), name);

        assertThat(answer.error()).isEqualTo(409);
        assertThat(answer.errorText()).contains("reserved").contains("restored");
        api.call("accounts/restore", "id", id).ok();
        assertThat(api.call("accounts/get", "id", id).at("data.name").text()).isEqualTo(name);
    }
}
