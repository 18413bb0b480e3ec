package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each word of the node protocol with each foreign credential, session, message and recipient, and
 * with fields that are malformed or huge.
 */
@ParameterizedClass
@EnumSource
class NodeProtocolTest {
    /** What stands in place of a member's value, one after the other. */
    private static final List<String> STRANGE =
            List.of(
                    "-1",
                    "0",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775809",
                    "1.5",
                    "1e400",
                    "null",
                    "true",
                    "[]",
                    "{}",
                    "[1]",
                    "\"\"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"" + "x".repeat(20_000) + "\"");

    private static final Pattern MEMBER =
            Pattern.compile("\"(\\w+)\":(-?\\d+|\"[^\"]*\"|true|false|null|\\[\\])");

    private final TestServer server;
    private final PlainNode owner;
    private final PlainNode stranger;
    private final PlainNode.Sends mail;
    private final long message;
    private final Tree task;

    NodeProtocolTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.owner = PlainNode.of(server);
        this.mail = owner.sends();
        owner.open();
        this.stranger = PlainNode.of(server).open();
        this.message = mail.send("someone@recipient.example");
        this.task = owner.lease().getFirst();
        assertThat(task.at("message").number()).isEqualTo(message);
    }

    private String body(String word) {
        return PlainNode.body(word, message, task.at("id").number(), newestStop());
    }

    private long newestStop() {
        return 1;
    }

    private void assertUntouched() {
        assertThat(mail.recipient(message).at("state").text()).isEqualTo("proc");
        assertThat(owner.say("content", PlainNode.content(message)).text()).contains("Secret");
        assertThat(owner.say("lease", body("lease")).status()).isEqualTo(200);
    }

    @Test
    void eachCall_isRefusedWithoutTheKeyOfANode() {
        List<String> foreign =
                List.of(
                        "",
                        "myn_" + "A".repeat(43),
                        "x".repeat(5000),
                        server.token(),
                        server.api().newTokenOf(mail.account()).api().token());
        for (String word : PlainNode.WORDS) {
            for (String key : foreign) {
                Answer answer = owner.withKey(key).say(word, body(word));
                assertThat(answer.status()).as("%s with %s", word, key).isEqualTo(401);
            }
        }
        assertUntouched();
    }

    @Test
    void eachCall_isRefusedUnderTheSessionOfAnotherNode() {
        for (String word : PlainNode.WORDS) {
            Answer answer = stranger.under(owner.instance()).say(word, body(word));
            assertThat(answer.status()).as(word).isEqualTo(word.equals("open") ? 409 : 404);
            assertThat(answer.text()).doesNotContain("Secret", "recipient.example");
        }
        assertUntouched();
    }

    @Test
    void eachCall_isRefusedUnderAnUnknownSession() {
        for (String word : PlainNode.WORDS) {
            if (!word.equals("open")) {
                Answer answer = owner.under(UUID.randomUUID().toString()).say(word, body(word));
                assertThat(answer.status()).as(word).isEqualTo(404);
            }
        }
        assertUntouched();
    }

    @Test
    void anotherNodesMail_isNeitherReadNorEnded() {
        long waiting = mail.send("waits@recipient.example");
        long waitingRecipient = mail.recipient(waiting).at("id").number();

        for (long id : List.of(message, waiting, waiting + 1_000_000)) {
            Answer read = stranger.say("content", PlainNode.content(id));
            assertThat(read.status()).isEqualTo(404);
            assertThat(read.text()).doesNotContain("Secret");
        }
        // nor by its owner, before it leases it
        assertThat(owner.say("content", PlainNode.content(waiting)).status()).isEqualTo(404);
        for (String outcome : List.of("delivered", "bounced", "expired", "dropped")) {
            for (long id : List.of(task.at("id").number(), waitingRecipient, 1L << 60)) {
                String report = PlainNode.report(id, outcome);
                assertThat(stranger.say("report", report).status()).isIn(200, 400);
            }
            assertThat(owner.say("report", PlainNode.report(waitingRecipient, outcome)).status())
                    .isIn(200, 400);
        }

        assertThat(mail.recipient(waiting).at("state").text()).isEqualTo("new");
        assertThat(stranger.lease()).isEmpty();
        assertUntouched();
        Tree ledger = server.api().call("ledger/get", "account_id", mail.account()).ok().at("data");
        assertThat(ledger.at("delivered").number()).isZero();
        assertThat(ledger.at("queued").number()).isEqualTo(2);
    }

    @Test
    void mailOfALostLease_isEndedByItsFormerHolderAlone() {
        long id = task.at("id").number();
        PlainNode again = owner.under(UUID.randomUUID().toString());
        again.ok("open", "{\"protocol\":2}");
        assertThat(mail.recipient(message).at("state").text()).isEqualTo("new");

        stranger.ok("report", PlainNode.report(id, "delivered"));
        assertThat(mail.recipient(message).at("state").text()).isEqualTo("new");
        again.ok("report", PlainNode.report(id, "delivered"));
        assertThat(mail.recipient(message).at("state").text()).isEqualTo("delivered");
    }

    @Test
    void aLock_isTakenFromTheHolderAloneAndForItsSender() {
        long other = stranger.sends().sender();
        long id = task.at("id").number();
        stranger.ok("report", locking(id, mail.sender()));
        owner.ok("report", locking(id, other));

        assertThat(server.rows("locks").stream().map(Object::toString))
                .noneMatch(row -> row.contains("nonsense-isp-" + id));
    }

    private static String locking(long recipient, long sender) {
        return "{\"reports\":[{\"id\":"
                + recipient
                + ",\"at\":1763000000000,\"ip\":\"\",\"host\":\"\",\"answer\":\"450\",\"outcome\":\"deferred\","
                + "\"delay_ms\":1,\"tie\":\"ANY_NODE\",\"lock\":{\"sender\":"
                + sender
                + ",\"isp\":\"nonsense-isp-"
                + recipient
                + "\",\"domain\":\"\",\"rule\":0,\"until\":253402300799999}}]}";
    }

    @Test
    void unknownMembers_areAnsweredWithoutAFaultOfTheServer() {
        long nobody = 1L << 60;
        for (String word : PlainNode.WORDS) {
            for (String strange : mutated(PlainNode.body(word, nobody, nobody, nobody))) {
                Answer answer = stranger.say(word, strange);
                assertThat(answer.status())
                        .as("%s %s: %s", word, shortened(strange), answer.text())
                        .isIn(200, 400, 404);
                if (word.equals("close") && answer.status() == 200) {
                    stranger.open();
                }
            }
        }
        for (String strange : mutated(locking(nobody, nobody))) {
            assertThat(stranger.say("report", strange).status())
                    .as(shortened(strange))
                    .isIn(200, 400);
        }
        String limit = "{\"sender\":1,\"isp\":\"other\",\"domain\":\"a.example\",\"limit\":3}";
        for (String strange : mutated("{\"most\":10,\"each\":10,\"limits\":[" + limit + "]}")) {
            assertThat(stranger.say("lease", strange).status())
                    .as(shortened(strange))
                    .isIn(200, 400);
        }
        assertUntouched();
    }

    @Test
    void bodiesThatAreNoObject_areRefused() {
        List<String> bodies =
                List.of(
                        "",
                        "[",
                        "[]",
                        "1",
                        "null",
                        "{",
                        "{\"a\":1,\"a\":2}",
                        "<xml/>",
                        "{\"reports\":" + "[".repeat(500) + "]".repeat(500) + "}",
                        "{\"limits\":[" + "1,".repeat(20_000) + "1],\"most\":1,\"each\":1}");
        for (String word : PlainNode.WORDS) {
            for (String body : bodies) {
                if (!word.equals("close")) {
                    assertThat(stranger.say(word, body).status())
                            .as("%s %s", word, shortened(body))
                            .isEqualTo(400);
                }
            }
        }
        for (String unknown : List.of("", "x", "lease/", "x/lease", "LEASE")) {
            assertThat(stranger.say(unknown, "{}").status()).as(unknown).isEqualTo(404);
        }
    }

    private static String shortened(String body) {
        return body.length() > 300 ? body.substring(0, 300) + "..." : body;
    }

    private static List<String> mutated(String body) {
        List<String> mutated = new ArrayList<>();
        Matcher member = MEMBER.matcher(body);
        while (member.find()) {
            for (String strange : STRANGE) {
                mutated.add(
                        body.substring(0, member.start(2))
                                + strange
                                + body.substring(member.end()));
            }
            mutated.add(
                    body.substring(0, member.start(1))
                            + "nonsense\":1"
                            + body.substring(member.end()));
        }
        return mutated;
    }

    @Test
    void nodeOfAnotherVersion_isRefusedWithTheReason() {
        PlainNode fresh = PlainNode.of(server);
        for (String older : List.of("{}", "{\"protocol\":1}")) {
            Answer answer = fresh.say("open", older);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text().strip())
                    .isEqualTo(
                            "the node is older than the server: it speaks version 1 of the node protocol,"
                                    + " the server version 2 (Mailyard dev); upgrade the node");
        }
        assertThat(fresh.say("open", "{\"protocol\":3}").text())
                .contains("the node is newer", "version 3", "upgrade the server");
        Tree opened = fresh.ok("open", "{\"protocol\":2}");
        assertThat(opened.at("protocol").number()).isEqualTo(2);
        assertThat(opened.at("lease_ms").number()).isEqualTo(60_000);
    }

    /** A node of the release after speaks this version too, and says more than is known here. */
    @Test
    void aNodeOfTheReleaseAfter_speaksTheServersVersion() {
        PlainNode newer = PlainNode.of(server);
        Tree opened =
                newer.ok(
                        "open",
                        "{\"protocol\":3,\"oldest_protocol\":2,\"version\":\"0.3.0\",\"more\":{\"a\":[1]}}");
        assertThat(opened.at("protocol").number()).isEqualTo(2);
        assertThat(opened.at("oldest_protocol").number()).isEqualTo(2);
        assertThat(opened.at("newest_protocol").number()).isEqualTo(2);
        assertThat(opened.at("version").text()).isEqualTo("dev");
        newer.ok("sync", PlainNode.sync(0));
        assertThat(newer.say("open", "{\"protocol\":4,\"oldest_protocol\":3}").text())
                .contains("the node is newer", "versions 3 to 4", "upgrade the server");
    }

    @Test
    void aSessionThatANewerServerMade_isBegunAgain() {
        PlainNode node = PlainNode.of(server).open();
        server.tamper(
                "UPDATE node_sessions SET protocol = 3 WHERE instance = '" + node.instance() + "'");
        assertThat(node.say("lease", body("lease")).status()).isEqualTo(404);
        assertThat(node.say("sync", PlainNode.sync(0)).status()).isEqualTo(404);
        node.ok("open", "{\"protocol\":3,\"oldest_protocol\":2}");
        node.ok("sync", PlainNode.sync(0));
    }

    @Test
    void aSessionOfAnOlderNode_getsNoMailAndHandsOverWhatItDid() {
        server.tamper(
                "UPDATE node_sessions SET protocol = 1 WHERE instance = '"
                        + owner.instance()
                        + "'");
        for (String word : List.of("sync", "lease")) {
            Answer answer = owner.say(word, body(word));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("the node is older than the server");
        }
        owner.ok("report", PlainNode.report(task.at("id").number(), "delivered"));
        assertThat(mail.recipient(message).at("state").text()).isEqualTo("delivered");
    }

    @Test
    void sessionsOfANode_areLimitedAndAnotherNodeIsNotConcerned() {
        PlainNode many = PlainNode.of(server);
        int opened = 0;
        Answer last = many.say("open", "{\"protocol\":2}");
        while (last.status() == 200 && opened < 200) {
            opened++;
            last = inSlot(many, "slot" + opened);
        }

        assertThat(opened).isEqualTo(100);
        assertThat(last.status()).isEqualTo(409);
        assertThat(last.text()).contains("has 100 sessions, which is the maximum");
        assertThat(PlainNode.of(server).say("open", "{\"protocol\":2}").status()).isEqualTo(200);
        many.ok("close", "{}");
        assertThat(inSlot(many, "another").status()).isEqualTo(200);
    }

    private Answer inSlot(PlainNode node, String slot) {
        return new Api(server.uri(), node.key())
                .with("Node-Slot", slot)
                .with("Node-Instance", UUID.randomUUID().toString())
                .json("/api/v1.1/node/open", "{\"protocol\":2}");
    }
}
