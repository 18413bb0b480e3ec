package io.mailyard.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code messages/search}, of both kinds of callers, over both stores. */
@ParameterizedClass
@EnumSource
class MessageSearchTest {
    private static final String OWN = "/api/v1.1/messages/search";

    private final TestServer server;
    private final Api api;
    private final long account;
    private final Api token;

    MessageSearchTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.api = server.api();
        this.account = api.newAccount();
        this.token = api.newTokenOf(account).api();
    }

    private long send(String to, String subject, Object... more) {
        List<Object> params =
                new ArrayList<>(
                        Arrays.asList(
                                "from", "a@b.example", "to", to, "subject", subject, "text", "x"));
        params.addAll(Arrays.asList(more));
        return Long.parseLong(
                token.call("/api/v1.1/messages/send", params.toArray())
                        .ok()
                        .at("data.message_id")
                        .text());
    }

    private static List<Long> ids(Answer list) {
        return list.ok().at("data").items().stream().map(row -> row.at("id").number()).toList();
    }

    /** Whether every subject of the store is in the index by now. */
    private void awaitIndexed() {
        Await.until(() ->
                server.database()
                        .read(tx ->
                                tx.number("SELECT coalesce(max(id), 0) FROM messages")
                                        <= MessageIndexer.indexedThrough(tx)));
    }

    @Test
    void subject_isFoundByWordsAndBeginnings_beforeAndAfterItIsIndexed() {
        String word = Api.unique("слово");
        long first = send("a@x.example", "Ваш СЧЁТ " + word);
        long second = send("b@x.example", "Re: " + word + " invoice");

        for (int turn = 0; turn < 2; turn++) {
            assertThat(ids(api.call("messages/search", "subject", word)))
                    .containsExactly(second, first);
            assertThat(ids(token.call(OWN, "subject", "счет"))).containsExactly(first);
            assertThat(ids(token.call(OWN, "subject", "inv re"))).containsExactly(second);
            assertThat(ids(token.call(OWN, "subject", "\"inv\""))).isEmpty();
            assertThat(ids(token.call(OWN, "subject", "voice"))).isEmpty();
            assertThat(ids(api.call("messages/search", "subject", word, "account_id", account)))
                    .containsExactly(second, first);
            assertThat(ids(token.call(OWN, "subject", word, "until", "2020-01-01T00:00:00Z")))
                    .isEmpty();
            awaitIndexed();
        }
    }

    @Test
    void recipientMessageIdAndId_areFoundExactly() {
        String box = Api.unique("Box");
        long first = send(box + "@x.example", "one");
        long second = send("other@x.example", "two");
        String headerId =
                token.call("/api/v1.1/messages/get", "id", first).ok().at("data.header_id").text();

        for (String to :
                List.of(
                        box + "@X.Example",
                        box.toUpperCase(Locale.ROOT) + "@x.example",
                        box.toLowerCase(Locale.ROOT) + "@x.example")) {
            Answer found = api.call("messages/search", "to", to);
            assertThat(ids(found)).containsExactly(first);
            assertThat(found.at("data.0.to").text()).isEqualTo(box + "@x.example");
        }
        assertThat(ids(api.call("messages/search", "to", box.substring(1) + "@x.example")))
                .isEmpty();
        assertThat(ids(api.call("messages/search", "header_id", headerId))).containsExactly(first);
        assertThat(ids(api.call("messages/search", "header_id", "<" + headerId + ">")))
                .containsExactly(first);
        assertThat(ids(api.call("messages/search", "id", second))).containsExactly(second);
        assertThat(ids(api.call("messages/search", "id", second, "subject", "one"))).isEmpty();
        assertThat(ids(api.call("messages/search", "id", second, "subject", "tw")))
                .containsExactly(second);
        assertThat(ids(api.call("messages/search", "to", "other@x.example", "header_id", headerId)))
                .isEmpty();
        assertThat(ids(token.call(OWN, "to", "OTHER@x.example", "state", "hold")))
                .containsExactly(second);
        assertThat(ids(token.call(OWN, "to", "OTHER@x.example", "state", "delivered"))).isEmpty();
        assertThat(ids(token.call(OWN, "to", "other@x.example", "sender_id", 999_999))).isEmpty();
        assertThat(ids(token.call(OWN, "to", "other@x.example", "isp", "other")))
                .containsExactly(second);
    }

    @Test
    void pages_goDownFromTheNewest() {
        String word = Api.unique("paged");
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sent.addFirst(send("p" + i + "@x.example", word));
        }
        for (String by : List.of("subject", "account_id")) {
            Object value = by.equals("subject") ? word : (Object) account;
            Answer page = api.call("messages/search", by, value, "limit", 2);
            assertThat(ids(page)).isEqualTo(sent.subList(0, 2));
            assertThat(page.at("total_count").number()).isEqualTo(5);
            long next = page.at("next_from_id").number();
            page = api.call("messages/search", by, value, "limit", 2, "from_id", next);
            assertThat(ids(page)).isEqualTo(sent.subList(2, 4));
            assertThat(page.at("total_count").number()).isEqualTo(5);
            next = page.at("next_from_id").number();
            page = api.callXml("messages/search", by, value, "limit", 2, "from_id", next);
            assertThat(page.ok().at("data.id").number()).isEqualTo(sent.getLast());
            assertThat(page.text()).doesNotContain("next_from_id");
        }
    }

    @Test
    void otherAccounts_findNothing() {
        String word = Api.unique("secret");
        String box = Api.unique("box") + "@x.example";
        long id = send(box, word);
        long stranger = api.newAccount();
        Api other = api.newTokenOf(stranger).api();
        Api bound = api.newToken("scopes", List.of("read"), "account_ids", List.of(stranger)).api();
        Api both =
                api.newToken("scopes", List.of("read"), "account_ids", List.of(stranger, account))
                        .api();
        String headerId = api.call("messages/get", "id", id).ok().at("data.header_id").text();

        for (List<Object> by :
                List.<List<Object>>of(
                        List.of("subject", word),
                        List.of("to", box),
                        List.of("header_id", headerId),
                        List.of("id", id))) {
            assertThat(ids(other.call(OWN, by.toArray()))).isEmpty();
            assertThat(ids(bound.call("messages/search", by.toArray()))).isEmpty();
            assertThat(ids(both.call("messages/search", by.toArray()))).containsExactly(id);
            assertThat(ids(token.call(OWN, by.toArray()))).containsExactly(id);
        }
        assertThat(bound.call("messages/search", "account_id", account).error()).isEqualTo(403);
        Api blind = api.newToken("scopes", List.of("accounts:read")).api();
        assertThat(blind.call("messages/search", "id", id).error()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "subject, !?",
        "subject, a b c d e f g h i j k",
        "to, nobody",
        "limit, 201",
        "state, asleep",
        "bounce_class, sad",
        "since, yesterday",
        "answer, ..."
    })
    void badQuery_isNamed(String member, String value) {
        Answer answer = token.call(OWN, member, value);
        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo(member);
    }

    @Test
    void answers_areFoundByCodeClassAndWords() {
        String word = Api.unique("overquota");
        String domain = Api.unique("full") + ".example";
        try (FakeMailHost host = FakeMailHost.start()) {
            host.at("RCPT", new FakeMailHost.Does.Says("552 5.2.2 mailbox full, " + word));
            api.call(
                            "routes/save",
                            "domain",
                            domain,
                            "host",
                            "127.0.0.1",
                            "port",
                            host.port(),
                            "tls",
                            "never")
                    .ok();
            MailRoute route = MailRoute.beside(api);
            long id =
                    Long.parseLong(
                            route.send("a@" + domain, "hello").ok().at("data.message_id").text());
            Api own = api.withToken(route.token());
            Await.until(() -> !ids(api.call("messages/search", "answer", word)).isEmpty());
            for (String answer : List.of(word, "552 " + word, "5.2.2", "mailb full", "552")) {
                Answer found = own.call(OWN, "answer", answer);
                assertThat(ids(found)).as(answer).containsExactly(id);
                assertThat(found.at("data.0.answer").text()).contains(word);
                assertIsOfLoopback(found.at("data.0"));
            }
            assertThat(ids(own.call(OWN, "answer", "5.2"))).containsExactly(id);
            assertThat(ids(own.call(OWN, "answer", "5.2.1"))).isEmpty();
            assertThat(ids(own.call(OWN, "answer", word, "subject", "hell"))).containsExactly(id);
            assertThat(ids(own.call(OWN, "answer", word, "subject", "hi"))).isEmpty();
            assertThat(ids(own.call(OWN, "to", "a@" + domain, "answer", word))).containsExactly(id);
            assertThat(ids(own.call(OWN, "to", "a@" + domain, "answer", "greylisted"))).isEmpty();
            List<Long> byClass = new ArrayList<>();
            for (String of : List.of("hard", "soft", "bounce")) {
                byClass.addAll(ids(own.call(OWN, "bounce_class", of)));
            }
            assertThat(byClass).containsExactly(id);
            List<Long> byPattern = new ArrayList<>();
            for (Tree pattern : api.call("bounce_patterns/list").ok().at("data").items()) {
                long of = pattern.at("id").number();
                byPattern.addAll(
                        ids(
                                api.call(
                                        "messages/search",
                                        "bounce_pattern",
                                        of,
                                        "account_id",
                                        route.account())));
            }
            assertThat(byPattern).containsExactly(id);
            assertThat(api.call("messages/search", "bounce_pattern", "no such").error())
                    .isEqualTo(404);
            assertThat(ids(token.call(OWN, "answer", word))).isEmpty();
        }
    }

    /** The last attempt came from the loopback address and went there, without TLS. */
    private static void assertIsOfLoopback(Tree last) {
        assertThat(last.at("ip").text()).isEqualTo("127.0.0.1");
        assertThat(last.at("host").text()).startsWith("127.0.0.1");
        assertThat(last.at("tls_version").text()).isEmpty();
        assertThat(last.at("answer_ms").number()).isBetween(0L, 30_000L);
    }
}
