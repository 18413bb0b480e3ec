package io.mailyard.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code mailyard domains suggest}, on a store of this version and of the one before domains. */
class SuggestDomainsTest {
    private static String suggest(Path folder) {
        StringWriter out = new StringWriter();
        CommandLine commandLine = AllCommands.line().setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(out));
        int code = commandLine.execute("domains", "suggest", "--data", folder.toString());
        assertThat(code).as(out.toString()).isZero();
        return out.toString();
    }

    private static String key(Api api, String domain) {
        String name = Api.unique("key");
        api.call("keys/save", "name", name, "domain", domain, "selector", "s1", "state", "active")
                .ok();
        return name;
    }

    private static void wrote(TestServer server, long id, long account, String from) {
        server.tamper(
                "INSERT INTO messages (id, account_id, source, submitter, envelope_from,"
                        + " header_from, subject, header_id, campaign_id, group_id, size,"
                        + " recipients, accepted_at) VALUES ("
                        + id
                        + ", "
                        + account
                        + ", 'smtp', 'x', '', '"
                        + from
                        + "', '', '', 0, 0, 1, 1, "
                        + System.currentTimeMillis()
                        + ")");
    }

    @Test
    void suggest_saysWhoseDomainsWouldBeAndWhichMailLosesItsSignature() {
        TestServer server = TestServer.start(StoreKind.SQLITE);
        List<String> wanted;
        try (server) {
            Api api = server.api();
            long id = api.newAccount();
            long two = api.newAccount();
            String alone = key(api, "alone.example");
            String both = key(api, "both.example");
            String ips = "[{\"node_id\":1,\"ip\":\"127.0.0.1\",\"helo\":\"\"}]";
            api.json(
                            "senders/akmta/save",
                            "{\"name\":\"shared\",\"ips\":"
                                    + ips
                                    + ",\"domain_type\":\"from\",\"dkim_keys\":[\""
                                    + alone
                                    + "\",\""
                                    + both
                                    + "\"],\"account_ids\":["
                                    + id
                                    + ","
                                    + two
                                    + "]}")
                    .ok();
            wrote(server, 900_001, id, "a@alone.example");
            wrote(server, 900_002, id, "a@both.example");
            wrote(server, 900_003, two, "a@both.example");
            wanted =
                    List.of(
                            "alone.example: account " + id + " (account " + id + " alone wrote",
                            "both.example: nobody (disputed: accounts [" + id + ", " + two + "]",
                            "account " + id + ", From both.example, sender 'shared': signed by",
                            "account " + two + ", From both.example, sender 'shared': signed by");

            assertThat(suggest(server.folder()))
                    .contains(wanted)
                    .doesNotContain("From alone.example");
        }
        for (String table : List.of("domain_findings", "domain_uses", "domains", "domain_tasks")) {
            server.tamper("DROP TABLE " + table);
        }
        server.tamper("DELETE FROM schema_versions WHERE version >= 36");
        assertThat(suggest(server.folder())).contains(wanted).doesNotContain("From alone.example");
    }
}
