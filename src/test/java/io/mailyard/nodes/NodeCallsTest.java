package io.mailyard.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.Database;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Notifications of nodes to other packages, and their facts. */
@ParameterizedClass
@EnumSource
class NodeCallsTest {
    private final Api api;
    private final Database database;
    private final Nodes nodes;
    private final Writes writes;
    private final List<String> told = new ArrayList<>();

    NodeCallsTest(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        api = server.api();
        database = server.database();
        nodes = new Nodes(database);
        writes = new Writes(database, Clock.systemUTC());
        nodes.onChange(
                new NodeListener() {
                    @Override
                    public void mtaSwitched(Change change, long node, boolean running) {
                        told.add(node + " running " + running);
                    }

                    @Override
                    public void syncWanted(Change change, long node) {
                        told.add(node + " sync");
                    }

                    @Override
                    public void removed(Change change, long node) {
                        told.add(node + " removed");
                    }
                });
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Answer newNode() {
        return api.call("nodes/save", "name", Api.unique("node"), "host", "localhost").ok();
    }

    private void changing(Consumer<Change> work) {
        writes.system(
                "test",
                change -> {
                    work.accept(change);
                    return true;
                });
    }

    private Optional<Long> byKey(String key, Instant now) {
        return database.<Optional<Node>>read(tx -> nodes.byKey(tx, key, now)).map(Node::id);
    }

    @Test
    void listeners_areNotifiedOfChanges() {
        long id = newNode().savedId();

        changing(change -> nodes.setMtaActive(change, id, true));
        changing(change -> nodes.setMtaActive(change, id, false));
        changing(change -> nodes.setMtaActive(change, id, false));
        changing(change -> nodes.setMtaActive(change, id, true));
        changing(change -> nodes.sync(change, id));
        changing(change -> nodes.sync(change, id));
        changing(change -> nodes.delete(change, id, (tx, node) -> List.of()));

        assertThat(told)
                .containsExactly(
                        id + " running false",
                        id + " running true",
                        id + " sync",
                        id + " sync",
                        id + " removed");
    }

    @Test
    void key_isGoodUntilTheOverlapEnds() {
        Answer made = newNode();
        long id = made.savedId();
        String first = made.at("data.key").text();
        String second =
                api.call("nodes/rotate", "id", id, "overlap_seconds", 60)
                        .ok()
                        .at("data.key")
                        .text();
        Instant now = Instant.now();

        assertThat(byKey(first, now)).contains(id);
        assertThat(byKey(second, now)).contains(id);
        assertThat(byKey(first, now.plus(Duration.ofSeconds(61)))).isEmpty();
        assertThat(byKey(second, now.plus(Duration.ofSeconds(61)))).contains(id);
        assertThat(byKey("", now)).isEmpty();
        assertThat(byKey("myn_***", now)).isEmpty();
        api.call("nodes/delete", "id", id).ok();
        assertThat(byKey(second, now)).isEmpty();
    }

    @Test
    void extraDetails_comeFromOtherPackages() {
        Instant seen = Instant.parse("2026-01-31T09:00:00Z");
        NodeFacts.NodeState facts =
                new NodeFacts.NodeState(
                        false,
                        true,
                        4,
                        5,
                        Optional.of(seen),
                        List.of(
                                new NodeFacts.ConfigDifference(
                                        "senders", Optional.of("[]"), Optional.empty())));
        nodes.facts((tx, node) -> facts);

        assertThat(nodes.status(1)).isEqualTo(facts);
        assertThat(database.<List<Node>>read(nodes::all)).extracting(Node::id).contains(1L);
    }
}
