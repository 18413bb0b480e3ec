package io.mailyard.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.TokenSecret;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.SortedPages;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code nodes/list}, {@code get}, {@code save}, {@code rotate}, {@code delete} (section 4). */
@ParameterizedClass
@EnumSource
class NodesTest {
    private static final String DONE = "\"error\":0,\"error_text\":\"Successful operation\"";

    private final TestServer server;
    private final Api api;

    NodesTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.api = server.api();
    }

    private Answer made(String name, String host) {
        return api.call("nodes/save", "name", name, "host", host).ok();
    }

    private long newNode() {
        return made(Api.unique("node"), "192.0.2.1:8443").savedId();
    }

    private Tree get(long id) {
        return api.call("nodes/get", "id", id).ok().at("data");
    }

    private long withKey(String key) {
        String hash = TokenSecret.hashOf(key);
        return server.tamper(
                "UPDATE nodes SET name = name WHERE key_hash = '"
                        + hash
                        + "' OR previous_hash = '"
                        + hash
                        + "'");
    }

    @Test
    void list_isAPageAndCounts() {
        long first = newNode();
        newNode();

        Answer page = api.call("nodes/list/", "from_id", first, "limit", 1).ok();

        assertThat(page.at("data").items()).hasSize(1);
        assertThat(page.at("data.0").names()).containsExactly("id", "name", "host", "mode");
        assertThat(page.at("next_from_id").number()).isGreaterThan(first);
        assertThat(page.at("total_count").number()).isGreaterThanOrEqualTo(3);
        Answer beyond = api.call("nodes/list", "from_id", Long.MAX_VALUE).ok();
        assertThat(beyond.at("data").items()).isEmpty();
        assertThat(beyond.at("total_count").number()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void local_isNodeOneWithoutAKey() {
        Tree local = get(1);

        assertThat(local.at("host").text()).isEqualTo("localhost");
        assertThat(local.at("mode").text()).isEqualTo("HTTPS");
        assertThat(server.tamper("UPDATE nodes SET name = name WHERE id = 1 AND key_hash IS NULL"))
                .isOne();
        Answer deleted = api.call("nodes/delete", "id", 1);
        assertThat(deleted.error()).isEqualTo(409);
        assertThat(deleted.errorText()).contains("inside the server");
        Answer rotated = api.call("nodes/rotate", "id", 1);
        assertThat(rotated.error()).isEqualTo(409);
        assertThat(rotated.errorText()).contains("has no key");
    }

    @Test
    void newNode_hasAKeyThatIsShownOnceAndKeptAsAHash() {
        Answer made = made(Api.unique("node"), "Node1.Example.COM:8443");
        String key = made.at("data.key").text();

        assertThat(made.at("data").names()).containsExactly("saved_id", "key");
        assertThat(key).matches("myn_[A-Za-z0-9_-]{43}");
        assertThat(withKey(key)).isOne();
        assertThat(server.dump().text()).doesNotContain(key);
        Tree node = get(made.savedId());
        assertThat(node.names())
                .containsExactly(
                        "id",
                        "name",
                        "host",
                        "mode",
                        "mta_active",
                        "sync_wanted_at",
                        "created_at",
                        "updated_at",
                        "server");
        assertThat(node.at("host").text()).isEqualTo("node1.example.com:8443");
        assertThat(node.at("mode").text()).isEqualTo("HTTPS");
        assertThat(node.at("mta_active").flag()).isTrue();
        assertThat(node.at("sync_wanted_at").nothing()).isTrue();
    }

    @Test
    void update_keepsWhatIsAbsentAndTheKey() {
        Answer made = made(Api.unique("node"), "[2001:DB8:0::1]:25");
        long id = made.savedId();
        String name = get(id).at("name").text();

        Answer updated = api.callXml("nodes/save/", "id", id, "mode", "ssh").ok();

        assertThat(updated.text())
                .isEqualTo(
                        "<xml><data><saved_id>"
                                + id
                                + "</saved_id></data><error>0</error><error_text>Successful operation</error_text></xml>");
        assertThat(get(id).at("mode").text()).isEqualTo("SSH");
        assertThat(get(id).at("name").text()).isEqualTo(name);
        assertThat(get(id).at("host").text()).isEqualTo("[2001:db8::1]:25");
        assertThat(withKey(made.at("data.key").text())).isOne();
        api.call("nodes/save", "id", id, "mode", "SSL").ok();
        assertThat(get(id).at("mode").text()).isEqualTo("HTTPS");
        assertThat(api.call("nodes/save", "id", Long.MAX_VALUE, "mode", "SSH").error())
                .isEqualTo(404);
    }

    @Test
    void name_isUnique() {
        String name = Api.unique("node");
        long id = made(name, "localhost").savedId();

        Answer taken = api.call("nodes/save", "name", name, "host", "localhost");

        assertThat(taken.error()).isEqualTo(409);
        assertThat(taken.errorText()).contains("'" + name + "'", "node " + id);
        assertThat(api.call("nodes/save", "id", newNode(), "name", name).error()).isEqualTo(409);
        api.call("nodes/save", "id", id, "name", name).ok();
    }

    @Test
    void faults_areToldAtOnce() {
        Answer answer = api.call("nodes/save", "name", " x", "host", "", "mode", "FTP");

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors").items())
                .extracting(fault -> fault.at("field").text())
                .containsExactly("name", "host", "mode");
        assertThat(api.call("nodes/save").errorText()).contains("name: is required", "host: is");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost",
        "'LOCALHOST:1', 'localhost:1'",
        "'192.0.2.1', '192.0.2.1'",
        "'192.0.2.1:65535', '192.0.2.1:65535'",
        "'[::1]', '[::1]'",
        "'[0:0::1]:8443', '[::1]:8443'",
        "'bücher.example:443', 'xn--bcher-kva.example:443'",
        "' node.example. ', 'node.example'"
    })
    void host_isKeptInOneForm(String given, String kept) {
        long id = made(Api.unique("node"), given).savedId();

        assertThat(get(id).at("host").text()).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "':443'",
        "'host:'",
        "'host:0'",
        "'host:65536'",
        "'host:99999999999'",
        "'::1'",
        "'::1:443'",
        "'[::1'",
        "'[host]:443'",
        "'1.2.3.4.5'",
        "'1.2.3.256:25'",
        "'a b'",
        "'https://host'",
        "'host/path'",
        "'-host'",
        "'host..example'"
    })
    void badHost_is400(String host) {
        Answer answer = api.call("nodes/save", "name", Api.unique("node"), "host", host);

        assertThat(answer.error()).as(host).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("host");
    }

    @Test
    void rotate_makesTheKeyBeforeVoidAfterTheOverlap() {
        Answer made = made(Api.unique("node"), "localhost");
        long id = made.savedId();

        Answer rotated = api.call("nodes/rotate", "id", id, "overlap_seconds", 60).ok();

        assertThat(rotated.savedId()).isEqualTo(id);
        assertThat(withKey(rotated.at("data.key").text())).isOne();
        assertThat(withKey(made.at("data.key").text())).isOne();
        api.call("nodes/rotate", "id", id).ok();
        assertThat(withKey(made.at("data.key").text())).isZero();
        assertThat(api.call("nodes/rotate", "id", id, "overlap_seconds", -1).error())
                .isEqualTo(400);
        assertThat(api.call("nodes/rotate", "id", Long.MAX_VALUE).error()).isEqualTo(404);
    }

    @Test
    void delete_removes() {
        long id = newNode();

        assertThat(api.callXml("nodes/delete/", "id", id).text())
                .isEqualTo(
                        "<xml><data/><error>0</error><error_text>Successful operation</error_text></xml>");
        assertThat(api.call("nodes/get", "id", id).error()).isEqualTo(404);
        assertThat(api.call("nodes/delete", "id", id).error()).isEqualTo(404);
        assertThat(newNode()).isGreaterThan(id);
    }

    @Test
    void dryRun_showsNoKeyAndKeepsNothing() {
        Api dry = api.with("Prefer", "dry-run");
        String name = Api.unique("node");

        Answer answer = dry.call("nodes/save", "name", name, "host", "localhost").ok();

        assertThat(answer.at("data.key").text()).isEqualTo("myn_***");
        assertThat(answer.at("changes.0.action").text()).isEqualTo("nodes.save");
        long id = made(name, "localhost").savedId();
        dry.call("nodes/delete", "id", id).ok();
        dry.call("nodes/mta/deactivate", "id", id).ok();
        assertThat(get(id).at("mta_active").flag()).isTrue();
    }

    @Test
    void idempotencyKey_answersTheSameKey() {
        Api once = api.with("Idempotency-Key", Api.unique("key"));
        String name = Api.unique("node");

        Answer first = once.call("nodes/save", "name", name, "host", "localhost").ok();
        Answer again = once.call("nodes/save", "name", name, "host", "localhost").ok();

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(server.dump().text()).doesNotContain(first.at("data.key").text());
    }

    @Test
    void changes_areAudited() {
        long id = newNode();
        api.call("nodes/save", "id", id, "mode", "SSH").ok();
        api.call("nodes/save", "id", id, "mode", "SSH").ok();
        api.call("nodes/mta/deactivate", "id", id).ok();
        api.call("nodes/mta/deactivate", "id", id).ok();
        api.call("nodes/mta/activate", "id", id).ok();
        api.call("nodes/mta/sync", "id", id).ok();
        api.call("nodes/rotate", "id", id).ok();
        api.call("nodes/delete", "id", id).ok();

        Answer rows =
                api.call("audit/list", "order", "asc", "object_type", "node", "object_id", id).ok();

        assertThat(rows.at("data").items())
                .extracting(row -> row.at("action").text())
                .containsExactly(
                        "nodes.save",
                        "nodes.save",
                        "nodes.mta.deactivate",
                        "nodes.mta.activate",
                        "nodes.mta.sync",
                        "nodes.rotate",
                        "nodes.delete");
        assertThat(rows.at("data.1.before.mode").text()).isEqualTo("HTTPS");
        assertThat(rows.at("data.1.after.mode").text()).isEqualTo("SSH");
    }

    @Test
    void get_isOneNodeOr404() {
        assertThat(api.call("nodes/get/", "id", 1).ok().at("data.id").number()).isOne();
        assertThat(api.call("nodes/get", "id", Long.MAX_VALUE).error()).isEqualTo(404);
        assertThat(api.call("nodes/get").error()).isEqualTo(400);
    }

    @Test
    void mtaState_isChangedWithEmptyAnswers() {
        long id = newNode();
        String xml = "<xml><error>0</error><error_text>Successful operation</error_text></xml>";

        assertThat(api.callXml("nodes/mta/deactivate/", "id", id).text()).isEqualTo(xml);
        assertThat(get(id).at("mta_active").flag()).isFalse();
        assertThat(api.call("nodes/mta/activate", "id", id).text()).isEqualTo("{" + DONE + "}");
        assertThat(get(id).at("mta_active").flag()).isTrue();
        assertThat(api.callXml("nodes/mta/sync/", "id", id).text()).isEqualTo(xml);
        assertThat(get(id).at("sync_wanted_at").nothing()).isFalse();
        for (String verb : new String[] {"status", "sync", "activate", "deactivate"}) {
            assertThat(api.call("nodes/mta/" + verb, "id", Long.MAX_VALUE).error()).isEqualTo(404);
            assertThat(api.call("nodes/mta/" + verb).error()).isEqualTo(400);
        }
    }

    @Test
    void statusOfANeverSeenNode_isOffline() {
        long id = newNode();

        assertThat(api.call("nodes/mta/status/", "id", id).text())
                .startsWith(
                        "{\"data\":{\"synced\":false,\"running\":false,\"revision\":0,\"desired_revision\":1,"
                                + "\"last_seen_at\":null,\"drift\":[\"node\",\"running\",\"senders\",\"isps\","
                                + "\"bounce_patterns\",\"routes\"],\"leased\":0,\"problems\":[],\"drift_values\":["
                                + "{\"field\":\"node\",\"running\":null,\"desired\":\"")
                .endsWith("]}," + DONE + "}");
        assertThat(api.callXml("nodes/mta/status", "id", id).text())
                .startsWith(
                        "<xml><data><synced>false</synced><running>false</running><revision>0</revision>"
                                + "<desired_revision>1</desired_revision><last_seen_at/><drift>node</drift><drift>running</drift><drift>senders</drift>"
                                + "<drift>isps</drift><drift>bounce_patterns</drift><drift>routes</drift><leased>0</leased><problems/>"
                                + "<drift_values><field>node</field><running/><desired>");
    }

    @Test
    void list_isSearchedFilteredAndSorted() {
        String word = Api.unique("sorted");
        made(word + "b", "z.example.com:8443");
        made(word + "A", "y.example.com:8443");
        made(word + "c", word + ".example.com:8443");

        new SortedPages(api, "nodes/list", "search", word).mustBeSorted(3, "name", "host");

        Answer byHost = api.call("nodes/list", "search", word + ".EXAMPLE").ok();
        assertThat(byHost.at("total_count").number()).isEqualTo(1);
        assertThat(byHost.at("data.0.name").text()).isEqualTo(word + "c");
        new SortedPages(api, "nodes/list", "search", word, "running", false)
                .mustBeSorted(3, "name", "host");
        assertThat(
                        api.call("nodes/list", "search", word, "running", true)
                                .ok()
                                .at("total_count")
                                .number())
                .isZero();
    }
}
