package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Keys in documents: each is the same account's on the server that takes the document. */
class DeclaredKeysTest {
    private static Shell at(TestServer server) {
        return ExportServesTest.at(server);
    }

    private static void key(Api api, String name, Object... more) {
        Object[] all = new Object[8 + more.length];
        System.arraycopy(
                new Object[] {
                    "name", name, "domain", name + ".example", "selector", "s1", "state", "active"
                },
                0,
                all,
                0,
                8);
        System.arraycopy(more, 0, all, 8, more.length);
        api.call("keys/save", all).ok();
    }

    private static long account(TestServer server, String name) {
        return server.api().call("accounts/list", "limit", 500).ok().at("data").items().stream()
                .filter(row -> row.at("name").text().equals(name))
                .map(row -> row.at("id").number())
                .findFirst()
                .orElseThrow();
    }

    private static String owner(TestServer server, String key) {
        return server.api().call("keys/list", "limit", 500).ok().at("data").items().stream()
                .filter(row -> row.at("name").text().equals(key))
                .map(row -> row.at("account_id").toString())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void export_bindsKeysToTheSameAccountsOnAnotherServer() throws IOException {
        try (TestServer testServer = TestServer.start(StoreKind.SQLITE);
                TestServer other = TestServer.start(StoreKind.SQLITE)) {
            Api api = testServer.api();
            long first = api.newAccount("name", "first");
            long second = api.newAccount("name", "second");
            key(api, "ofsecond", "account_id", second);
            key(api, "offirst", "account_id", first);
            key(api, "nobodys");
            // the numbers differ there, and one of the accounts is there already
            other.api().newAccount();
            other.api().newAccount("name", "second");

            Shell.Left export = at(testServer).run("export");
            assertThat(export.code()).as(export.err()).isZero();
            Files.writeString(other.folder().resolve("m.yaml"), export.out());
            Shell.Left applied = at(other).run("apply", "m.yaml", "--yes");
            assertThat(applied.code()).as(applied.err()).isZero();

            assertThat(owner(other, "offirst")).isEqualTo("" + account(other, "first"));
            assertThat(owner(other, "ofsecond")).isEqualTo("" + account(other, "second"));
            assertThat(owner(other, "nobodys")).isEqualTo("null");
            assertThat(at(other).run("plan", "m.yaml").code()).isZero();
        }
    }

    @Test
    void exportOfKeysAlone_namesTheirAccounts() throws IOException {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            long account = server.api().newAccount("name", "acme");
            key(server.api(), "bound", "account_id", account);

            Shell.Left export = at(server).run("export", "--only", "keys");
            assertThat(export.out()).contains("account: acme");
            Files.writeString(
                    server.folder().resolve("m.yaml"),
                    export.out().replace("account: acme", "account: nowhere"));

            Shell.Left plan = at(server).run("plan", "m.yaml");

            assertThat(plan.code()).isNotZero();
            assertThat(plan.err()).contains("no account 'nowhere'");
        }
    }
}
