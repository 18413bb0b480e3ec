package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Names of tariffs, tokens, senders, nodes, virtual senders and policies are unique without regard
 * to case, as accounts' are.
 */
class AlikeNamesTest {
    @ParameterizedTest
    @EnumSource
    void namesThatDifferInCaseAlone_areRefused_andPairsThatExistStay(StoreKind store) {
        TestServer server = TestServer.of(store);
        Api api = server.api();
        long account = api.newAccount();
        for (Map.Entry<String, Object[]> kind : kinds(account).entrySet()) {
            String noun = kind.getKey();
            Object[] more = kind.getValue();
            String name = Api.unique("Straße");
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
                        case "accounts/tokens/" -> "tokens";
                        case "senders/akmta/" -> "senders";
                        default -> noun.replace("/", "");
                    };
            server.tamper("UPDATE " + table + " SET name = '" + name + "' WHERE id = " + other);
            save(api, noun, more, "id", other, "name", name).ok();
        }
    }

    /** What each kind needs beside its name. */
    private static Map<String, Object[]> kinds(long account) {
        Map<String, Object[]> kinds = new LinkedHashMap<>();
        kinds.put("tariffs/", new Object[0]);
        kinds.put("tokens/", new Object[0]);
        kinds.put("accounts/tokens/", new Object[] {"account_id", account});
        kinds.put("senders/akmta/", new Object[0]);
        kinds.put("nodes/", new Object[] {"host", "node.example:443"});
        kinds.put("strategies/", new Object[0]);
        kinds.put("retry_rules/", new Object[0]);
        kinds.put("bounce_patterns/", new Object[] {"pattern", "x"});
        kinds.put("lock_rules/", new Object[] {"pattern", "x"});
        kinds.put("keys/", new Object[] {"kind", "ssh"});
        return kinds;
    }

    private static Answer save(Api api, String noun, Object[] more, Object... members) {
        Object[] all = Arrays.copyOf(members, members.length + more.length);
        System.arraycopy(more, 0, all, members.length, more.length);
        return api.call(noun + "save", all);
    }
}
