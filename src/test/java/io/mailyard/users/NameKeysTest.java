package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names that are the same, names that cannot be seen, and those of earlier versions. */
class NameKeysTest {
    private static final String PASSWORD = "correct horse battery";

    @Test
    void names_thatAreTheSameOrUnseenAreRefusedEverywhere() {
        Api api = TestServer.of(StoreKind.SQLITE).api();
        String name = Api.unique("straße");
        long account = api.newAccount("name", name);
        Answer twin =
                api.call(
                        "accounts/save",
                        "name",
                        name.toUpperCase(Locale.ROOT),
                        "title",
                        "x",
                        "tz",
                        "UTC",
                        "tariff",
                        1,
                        "reports_day",
                        1,
                        "reports_hour",
                        1);
        assertThat(twin.error()).isEqualTo(409);
        api.newUser(account, "groß");
        assertThat(
                        api.call(
                                        "accounts/users/add",
                                        "account_id",
                                        account,
                                        "name",
                                        "GROẞ",
                                        "email",
                                        "a@b.example")
                                .error())
                .isEqualTo(409);
        for (String unseen : List.of("shop\u200B", "a\u202Eb", "\u3164", "x\uFE0F", "\u2066y")) {
            assertRefused(account, api, unseen);
        }
    }

    private static void assertRefused(long account, Api api, String unseen) {
        List<Answer> answers =
                List.of(
                        api.call("accounts/save", "id", account, "name", unseen),
                        api.call(
                                "accounts/users/add",
                                "account_id",
                                account,
                                "name",
                                unseen,
                                "email",
                                "a@b.example"),
                        api.call(
                                "accounts/users/update",
                                "account_id",
                                account,
                                "name",
                                "groß",
                                "new_name",
                                unseen),
                        api.call("tariffs/save", "name", unseen),
                        api.call("tokens/save", "name", unseen, "scopes", List.of("read")),
                        api.call("senders/akmta/save", "name", unseen),
                        api.call("vsenders/add", "name", unseen),
                        api.call("nodes/save", "name", unseen, "host", "192.0.2.1:1"));
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.text()).contains("cannot be seen"));
    }

    @ParameterizedTest
    @EnumSource
    void namesOfEarlierVersions_stayAndAreFoundAndListed(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            long first = api.newAccount("name", "straße");
            long second = api.newAccount("name", "other");
            long alone = api.newAccount("name", "plain");
            long unseen = api.newAccount("name", "shop");
            for (long account : List.of(first, second, alone, unseen)) {
                api.newUser(account, "ann", "password", PASSWORD);
            }
            // as an earlier version kept them
            server.restart(() -> {
                rename(server, second, "STRAẞE", "straße");
                rename(server, alone, "GROẞ", "groß");
                rename(server, unseen, "shop\u200B", "shop\u200B");
                server.tamper("DELETE FROM sequences WHERE name = 'name-keys'");
            });
            Api after = api.at(server);
            assertThat(key(server, first)).isEqualTo("strasse");
            assertThat(key(server, second)).isEqualTo("straße");
            assertThat(key(server, alone)).isEqualTo("gross");
            assertThat(rows(server, "odd_names")).isEqualTo(2);

            // each is edited as before, a third is refused, and what is renamed is forgotten
            after.call("accounts/save", "id", first, "title", "one").ok();
            after.call("accounts/save", "id", second, "title", "two", "name", "STRAẞE").ok();
            assertThat(key(server, second)).isEqualTo("straße");
            after.call("accounts/save", "id", unseen, "title", "three").ok();
            after.call("accounts/users/update", "account_id", unseen, "name", "ANN", "lang", "en")
                    .ok();
            assertThat(after.call("accounts/save", "id", alone, "name", "STRASSE").error())
                    .isEqualTo(409);
            after.call("accounts/save", "id", second, "name", "renamed").ok();
            server.restart();
            assertThat(rows(server, "odd_names")).isEqualTo(1);
            assertThat(key(server, alone)).isEqualTo("gross");
        }
    }

    private static void rename(TestServer server, long account, String name, String key) {
        server.tamper(
                "UPDATE accounts SET name = '"
                        + name
                        + "', name_key = '"
                        + key
                        + "' WHERE id = "
                        + account);
    }

    private static String key(TestServer server, long account) {
        try (var database = server.database()) {
            return database.<String>read(tx ->
                    tx.one(
                                    "SELECT name_key FROM accounts WHERE id = ?",
                                    row -> row.text(1),
                                    account)
                            .orElseThrow());
        }
    }

    private static long rows(TestServer server, String table) {
        try (var database = server.database()) {
            return database.<Long>read(tx -> tx.number("SELECT count(*) FROM " + table));
        }
    }
}
