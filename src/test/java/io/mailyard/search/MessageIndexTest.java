package io.mailyard.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.base.TraceId;
import io.mailyard.db.Database;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The index of words on both stores. */
@ParameterizedClass
@EnumSource
class MessageIndexTest {
    private static final AccountId ONE = new AccountId(1);
    private static final AccountId TWO = new AccountId(2);

    private final Database database;
    private final MessageIndex index = new MessageIndex();

    MessageIndexTest(StoreKind kind) {
        this.database = TestStores.open(kind);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void add(
            MessageIndex.MessageIndexTable table, MessageIndex.MessageIndexEntry... entries) {
        database.write(tx -> {
            index.add(tx, table, List.of(entries));
            return true;
        });
    }

    private static MessageIndex.MessageIndexEntry message(
            long id, AccountId account, String subject) {
        return MessageIndex.message(
                new IndexedMessage(
                        id,
                        account,
                        subject,
                        id + "@h.example",
                        new TraceId(id, 1),
                        List.of("\"O d\"@x.example")));
    }

    private List<Long> found(
            MessageIndex.MessageIndexTable table, SearchTerms terms, IdRange range) {
        return database.read(tx -> index.find(tx, table, terms, range, 100).ids());
    }

    private List<Long> subjects(String typed) {
        return found(
                MessageIndex.MessageIndexTable.MESSAGES, SearchTerms.ofWords(typed), IdRange.ALL);
    }

    @Test
    void subjects_areFoundByWordsAndBeginnings() {
        add(
                MessageIndex.MessageIndexTable.MESSAGES,
                message(1, ONE, "Your invoice 17"),
                message(2, TWO, "Счёт на оплату"),
                message(3, ONE, "INVOICES overdue"),
                message(4, ONE, "注文"),
                message(5, ONE, "it's: 'quoted' & |!* \\ \" (NOT) OR"));

        assertThat(subjects("invoice")).containsExactly(3L, 1L);
        assertThat(subjects("\"invoice\"")).containsExactly(1L);
        assertThat(subjects("in")).containsExactly(3L, 1L);
        assertThat(subjects("your inv 1")).isEmpty();
        assertThat(subjects("17 INVOICE")).containsExactly(1L);
        assertThat(subjects("СЧЕТ опл")).containsExactly(2L);
        assertThat(subjects("文注")).containsExactly(4L);
        assertThat(
                        found(
                                MessageIndex.MessageIndexTable.MESSAGES,
                                SearchTerms.ofWords("inv")
                                        .and(IndexWords.headerId("3@h.example"))
                                        .and(IndexWords.recipient("\"o D\"@x.example")),
                                IdRange.ALL))
                .containsExactly(3L);
        assertThat(subjects("or not quoted")).containsExactly(5L);
        assertThat(
                        found(
                                MessageIndex.MessageIndexTable.MESSAGES,
                                SearchTerms.ofWords("inv").and(IndexWords.account(TWO)),
                                IdRange.ALL))
                .isEmpty();
        assertThat(
                        found(
                                MessageIndex.MessageIndexTable.MESSAGES,
                                SearchTerms.ofWords("inv").and(IndexWords.account(ONE)),
                                new IdRange(1, 2)))
                .containsExactly(1L);
    }

    @Test
    void answers_standOnceHoweverOftenGiven() {
        MessageIndex.MessageIndexEntry full =
                MessageIndex.answer(7, ONE, IndexWords.of("452 4.2.2 mailbox full"));
        add(MessageIndex.MessageIndexTable.ANSWERS, full);
        add(
                MessageIndex.MessageIndexTable.ANSWERS,
                full,
                MessageIndex.answer(7, ONE, Set.of("550", IndexWords.status("5.1.1"))),
                MessageIndex.answer(8, TWO, Set.of("550", IndexWords.status("5.1.10"))));

        assertThat(
                        found(
                                MessageIndex.MessageIndexTable.ANSWERS,
                                SearchTerms.ofAnswer("mailbox"),
                                IdRange.ALL))
                .containsExactly(7L);
        assertThat(
                        found(
                                MessageIndex.MessageIndexTable.ANSWERS,
                                SearchTerms.ofAnswer("550"),
                                IdRange.ALL))
                .containsExactly(8L, 7L);
        assertThat(
                        found(
                                MessageIndex.MessageIndexTable.ANSWERS,
                                SearchTerms.ofAnswer("5.1.1"),
                                IdRange.ALL))
                .containsExactly(7L);
        assertThat(
                        database.<Set<Long>>read(tx ->
                                index.answered(
                                        tx, SearchTerms.ofAnswer("550"), List.of(6L, 7L, 9L))))
                .containsExactly(7L);
    }

    @Test
    void removedMessages_leaveNothing() {
        LongStream.rangeClosed(1, 300)
                .forEach(id -> {
                    add(MessageIndex.MessageIndexTable.MESSAGES, message(id, ONE, "same word"));
                    add(
                            MessageIndex.MessageIndexTable.ANSWERS,
                            MessageIndex.answer(id, ONE, Set.of("550", "n" + id)),
                            MessageIndex.answer(id, ONE, Set.of("550", "m" + id)));
                });
        List<Long> gone = LongStream.rangeClosed(1, 299).boxed().toList();
        database.write(tx -> {
            index.remove(tx, gone);
            return true;
        });

        assertThat(subjects("same")).containsExactly(300L);
        assertThat(
                        found(
                                MessageIndex.MessageIndexTable.ANSWERS,
                                SearchTerms.ofAnswer("550"),
                                IdRange.ALL))
                .containsExactly(300L);
        for (String table : List.of("message_words", "message_answers")) {
            assertThat(database.<Long>read(tx -> tx.number("SELECT count(*) FROM " + table)))
                    .isEqualTo(table.endsWith("words") ? 1 : 2);
        }
    }

    @Test
    void pages_goOnWhereOneEnded() {
        for (long id = 1; id <= 20; id++) {
            add(MessageIndex.MessageIndexTable.MESSAGES, message(id, ONE, "same"));
        }
        SearchChunk first =
                database.read(tx ->
                        index.find(
                                tx,
                                MessageIndex.MessageIndexTable.MESSAGES,
                                SearchTerms.ofWords("same"),
                                IdRange.ALL,
                                15));
        assertThat(first.ids()).hasSize(15).startsWith(20L).endsWith(6L);
        assertThat(first.next()).isEqualTo(5);
        assertThat(
                        found(
                                MessageIndex.MessageIndexTable.MESSAGES,
                                SearchTerms.ofWords("same"),
                                IdRange.ALL.upTo(first.next())))
                .hasSize(5);
    }

    /** Wherever the newest end that is read in order of ids, nothing is missed or told twice. */
    @Test
    void everyRangeAndLimit_findsTheNewestOnes() {
        List<Long> ids = LongStream.rangeClosed(1, 14).filter(id -> id % 7 != 3).boxed().toList();
        for (long id : ids) {
            add(
                    MessageIndex.MessageIndexTable.MESSAGES,
                    message(id, ONE, id % 4 == 1 ? "rare word" : "word"));
        }
        for (String typed : List.of("word", "rare")) {
            List<Long> all = subjects(typed);
            for (long near : List.of(1L, 5L, 14L)) {
                MessageIndex narrow = new MessageIndex(near);
                for (long first = 1; first <= 15; first++) {
                    for (long last = first; last <= 16; last++) {
                        IdRange range = new IdRange(first, last);
                        for (int limit : List.of(1, 3, 30)) {
                            List<Long> found =
                                    database.read(tx ->
                                            narrow.find(
                                                            tx,
                                                            MessageIndex.MessageIndexTable.MESSAGES,
                                                            SearchTerms.ofWords(typed),
                                                            range,
                                                            limit)
                                                    .ids());
                            assertThat(found)
                                    .as("%s in %s, %d, near %d", typed, range, limit, near)
                                    .isEqualTo(
                                            all.stream()
                                                    .filter(id ->
                                                            id >= range.first()
                                                                    && id <= range.last())
                                                    .limit(limit)
                                                    .toList());
                        }
                    }
                }
            }
        }
    }
}
