package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.house.Answer;
import io.mailyard.house.Api;
import io.mailyard.house.StoreKind;
import io.mailyard.house.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names of tariffs, tokens and senders are unique without regard to case, as accounts' are. */
class AlikeNamesTest {
    @ParameterizedTest
    @EnumSource
    void namesThatDifferInCaseAlone_areRefused_andPairsThatExistStay(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        Api api = server.api();
        long account = api.newAccount();
        for (String noun : List.of("tariffs/", "tokens/", "accounts/tokens/", "senders/akmta/")) {
            String name = Api.unique("Straße");
            Object[] more =
                    noun.startsWith("accounts")
                            ? new Object[] {"account_id", account}
                            : new Object[0];
            long id = save(api, noun, more, "name", name).savedId();
            long other = save(api, noun, more, "name", name + "x").savedId();

            for (String alike :
                    List.of(name, name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))) {
                Answer made = save(api, noun, more, "name", alike);
                assertThat(made.error()).as("%s %s", noun, alike).isEqualTo(409);
                assertThat(made.errorText()).contains(Long.toString(id));
                assertThat(save(api, noun, more, "id", other, "name", alike).error())
                        .isEqualTo(409);
            }
            save(api, noun, more, "id", id, "name", name.toUpperCase(Locale.ROOT)).ok();

            String table =
                    switch (noun) {
                        case "tariffs/" -> "tariffs";
                        case "tokens/" -> "tokens";
                        case "accounts/tokens/" -> "account_tokens";
                        default -> "senders";
                    };
            server.tamper("UPDATE " + table + " SET name = '" + name + "' WHERE id = " + other);
            save(api, noun, more, "id", other, "name", name).ok();
        }
    }

    private static Answer save(Api api, String noun, Object[] more, Object... members) {
        Object[] all = Arrays.copyOf(members, members.length + more.length);
        System.arraycopy(more, 0, all, members.length, more.length);
        return api.call(noun + "save", all);
    }
}
