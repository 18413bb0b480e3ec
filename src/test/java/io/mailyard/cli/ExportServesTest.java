package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is exported applies, whatever became of the senders that rules name. */
class ExportServesTest {
    private static final List<String> FATES = List.of("serves", "deleted", "unassigned");

    private static List<List<String>> fates() {
        List<List<String>> all = new ArrayList<>();
        for (String a : FATES) {
            for (String b : FATES) {
                for (String c : FATES) {
                    all.add(List.of(a, b, c));
                }
            }
        }
        return all;
    }

    /** For each account two rules over three senders, each of them well, deleted or unassigned. */
    @Test
    void export_appliesToAnEmptyServer() throws IOException {
        try (TestServer testServer = TestServer.start(StoreKind.SQLITE);
                TestServer other = TestServer.start(StoreKind.SQLITE)) {
            for (List<String> fates : fates()) {
                populate(testServer.api(), fates);
            }
            Shell.Left export = at(testServer).run("export");
            assertThat(export.code()).as(export.err()).isZero();
            assertThat(export.err())
                    .contains("sender 'a-deleted-serves-serves' is left out")
                    .contains("'letters' of account 'deleted-deleted-unassigned' is left out")
                    .doesNotContain("of account 'serves-serves-serves'");
            Files.writeString(other.folder().resolve("m.yaml"), export.out());
            Shell.Left applied = at(other).run("apply", "m.yaml", "--yes");
            assertThat(applied.code()).as(applied.err()).isZero();
            assertThat(at(other).run("plan", "m.yaml").code()).isZero();
        }
    }

    private static void populate(Api api, List<String> fates) {
        String name = String.join("-", fates);
        long account = api.newAccount("name", name, "title", name);
        List<Long> senders = new ArrayList<>();
        for (String letter : List.of("a", "b", "c")) {
            senders.add(
                    api.call(
                                    "senders/akmta/save",
                                    "name",
                                    letter + "-" + name,
                                    "ips",
                                    List.of(Map.of("node_id", 1, "ip", "127.0.0.1")),
                                    "domain_type",
                                    "from",
                                    "account_ids",
                                    List.of(account))
                            .ok()
                            .at("data.saved_id")
                            .number());
        }
        api.call(
                        "vsenders/add",
                        "account_id",
                        account,
                        "name",
                        "letters",
                        "email_rules",
                        List.of(
                                rule("from_domain", senders.get(0), 34, senders.get(1), 66),
                                rule("default", senders.get(1), 1, senders.get(2), 99)))
                .ok();
        for (int i = 0; i < fates.size(); i++) {
            if (fates.get(i).equals("deleted")) {
                api.call("senders/delete", "id", senders.get(i)).ok();
            } else if (fates.get(i).equals("unassigned")) {
                api.call(
                                "senders/assign",
                                "id",
                                senders.get(i),
                                "account_id",
                                account,
                                "assigned",
                                false)
                        .ok();
            }
        }
    }

    /** What apply would refuse half-way, plan finds before anything is done. */
    @Test
    void plan_findsSendersThatCannotSend() throws IOException {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            Files.writeString(
                    server.folder().resolve("m.yaml"),
                    """
                    mailyard: 1
                    senders:
                      - name: a
                        type: akmta
                        ips: [{node: local, ip: 127.0.0.1}]
                        domain_type: from
                    accounts:
                      - name: acme
                        title: Acme
                        tz: UTC
                        tariff: default
                        reports_day: 1
                        reports_hour: 9
                        senders: []
                        vsenders:
                          - name: letters
                            email_rules:
                              - {type: default, senders: [{sender: a, percent: 100}]}
                    """);
            Shell.Left plan = at(server).run("plan", "m.yaml");
            assertThat(plan.code()).isEqualTo(2);
            assertThat(plan.err())
                    .contains("sender 'a' is not among the senders of account 'acme'")
                    .contains("line 18");
        }
    }

    private static Map<String, Object> rule(
            String type, long first, int percent, long second, int rest) {
        return Map.of(
                "type",
                type,
                "value",
                type.equals("default") ? "" : "a.example",
                "senders",
                List.of(
                        Map.of("sender_id", first, "percent", percent),
                        Map.of("sender_id", second, "percent", rest)));
    }

    static Shell at(TestServer server) {
        return new Shell(server.folder())
                .with("MAILYARD_URL", server.uri().toString())
                .with("MAILYARD_TOKEN", server.token());
    }
}
