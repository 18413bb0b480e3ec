package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.accounts.Accounts;
import io.mailyard.db.Database;
import io.mailyard.domains.DomainOwners;
import io.mailyard.nodes.Nodes;
import io.mailyard.policies.Policies;
import io.mailyard.senders.Senders;
import io.mailyard.tariffs.Tariffs;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several processes over one store count the same revisions of a node. */
class ConfigRevisionsTest {
    private static ConfigRevisions process(Database database) {
        Nodes nodes = new Nodes(database);
        Policies policies = new Policies(database);
        Accounts accounts = new Accounts(database, new Tariffs(database));
        Senders senders =
                new Senders(database, nodes, accounts, policies, new DomainOwners(database));
        return new ConfigRevisions(
                database, nodes, new NodeConfigBuilder(senders, policies), Clock.systemUTC());
    }

    private static void save(Api api, long sender, String helo) {
        List<Map<String, Object>> ips =
                List.of(Map.of("node_id", 1, "ip", "127.0.0.1", "helo", helo));
        api.call("senders/akmta/save", "id", sender, "ips", ips).ok();
    }

    /** The content is known to the process that looks less often, the number is not. */
    @ParameterizedTest
    @EnumSource
    void configurationThatChangesAndChangesBack_hasOneNumberInEachProcess(StoreKind kind) {
        try (TestServer server = TestServer.start(kind, "submission.listen=");
                Database first = server.database();
                Database second = server.database()) {
            Api api = server.api();
            ConfigRevisions often = process(first);
            ConfigRevisions seldom = process(second);
            long sender =
                    api.call(
                                    "senders/akmta/save",
                                    "name",
                                    "one",
                                    "ips",
                                    List.of(Map.of("node_id", 1, "ip", "127.0.0.1")))
                            .savedId();
            save(api, sender, "a.example");
            often.refresh();
            seldom.refresh();
            assertThat(seldom.revisionOf(1)).isEqualTo(often.revisionOf(1));

            save(api, sender, "b.example");
            often.refresh();
            save(api, sender, "a.example");
            often.refresh();

            assertThat(seldom.refresh()).isTrue();
            assertThat(seldom.revisionOf(1)).isEqualTo(often.revisionOf(1));
            assertThat(seldom.refresh()).isFalse();
        }
    }
}
