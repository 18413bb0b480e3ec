package io.mailyard.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.db.Database;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestStores;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;

class ContentStreamTest {
    private static final int MIB = 1024 * 1024;
    private static final int PIECE = MessageContents.PIECE;

    /** As every message was stored before large ones were in pieces. */
    private static void keep(Database database, long message, byte[] content) {
        database.write(tx -> {
            tx.update("INSERT INTO contents (message_id, content) VALUES (?, ?)", message, content);
            return message;
        });
    }

    private static void keepInPieces(Database database, long message, byte[] content) {
        database.write(tx -> {
            MessageContents.store(
                    tx, List.of(new MessageContents.AcceptedContent(message, content)));
            return message;
        });
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    /** Around the end of each piece: what ends with one could not be read on SQLite. */
    @ParameterizedTest
    @StoresOfRun
    void read_givesAllOctetsAndNoMoreThanAsked(StoreKind kind) throws Exception {
        try (Database database = TestStores.open(kind)) {
            int[] sizes = {1, MIB - 1, MIB, MIB + 1, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1};
            for (int i = 0; i < sizes.length; i++) {
                byte[] content = content(sizes[i]);
                keep(database, i + 1, content);
                try (ContentStream in = new ContentStream(database, i + 1, Long.MAX_VALUE)) {
                    assertThat(in).as("%s octets", sizes[i]).hasBinaryContent(content);
                }
                for (int most : new int[] {0, 1, MIB, MIB + 1}) {
                    try (ContentStream in = new ContentStream(database, i + 1, most)) {
                        assertThat(in)
                                .as("%s of %s octets", most, sizes[i])
                                .hasSameContentAs(
                                        new ByteArrayInputStream(
                                                content, 0, Math.min(most, sizes[i])));
                    }
                }
            }
        }
    }

    /** A node that asks for a message whose content goes gets none of it, not the beginning. */
    @ParameterizedTest
    @StoresOfRun
    void whole_isNothingWhereTheContentGoesMeanwhile(StoreKind kind) {
        try (Database database = TestStores.open(kind)) {
            byte[] content = content(MIB + 1);
            keepInPieces(database, 1, content);
            byte[] first = Arrays.copyOf(content, PIECE);
            assertThat(MessageContents.whole(database, 1, first)).contains(content);
            keepInPieces(database, 2, first);
            assertThat(MessageContents.whole(database, 2, first)).contains(first);

            database.write(tx -> MessageContents.remove(tx, List.of(1L, 2L)));

            assertThat(MessageContents.whole(database, 1, first)).isEmpty();
            assertThat(MessageContents.whole(database, 2, first)).isEmpty();
        }
    }

    /** Around the end of each piece. */
    @ParameterizedTest
    @StoresOfRun
    void read_givesMessagesInPieces(StoreKind kind) throws Exception {
        try (Database database = TestStores.open(kind)) {
            List<Integer> sizes = new ArrayList<>(List.of(1));
            for (int pieces : List.of(1, 2, 17, 18)) {
                for (int more : List.of(-1, 0, 1)) {
                    sizes.add(pieces * PIECE + more);
                }
            }
            for (int i = 0; i < sizes.size(); i++) {
                int size = sizes.get(i);
                byte[] content = content(size);
                keepInPieces(database, i, content);
                long message = i;
                assertThat(rows(database, "contents", message)).as("%s", size).isOne();
                assertThat(rows(database, "content_pieces", message))
                        .as("%s octets", size)
                        .isEqualTo((size - 1) / PIECE);
                try (ContentStream in = new ContentStream(database, i, Long.MAX_VALUE)) {
                    assertThat(in).as("%s octets", size).hasBinaryContent(content);
                }
                for (int most : new int[] {0, 1, PIECE, PIECE + 1}) {
                    try (ContentStream in = new ContentStream(database, i, most)) {
                        assertThat(in)
                                .as("%s of %s octets", most, size)
                                .hasBinaryContent(Arrays.copyOf(content, Math.min(most, size)));
                    }
                }
                assertThat(whole(database, message)).as("%s octets", size).contains(content);
            }
            List<Long> all = LongStream.range(0, sizes.size()).boxed().toList();
            assertThat(database.<Integer>write(tx -> MessageContents.remove(tx, all)))
                    .isEqualTo(sizes.size());
            assertThat(rows(database, "content_pieces")).isZero();
        }
    }

    private static Optional<byte[]> whole(Database database, long message) {
        byte[] first =
                database.readOne(tx ->
                        tx.one(
                                        "SELECT content FROM contents WHERE message_id = ?",
                                        row -> row.bytes(),
                                        message)
                                .orElseThrow());
        return MessageContents.whole(database, message, first);
    }

    private static long rows(Database database, String table, long message) {
        return database.readOne(tx ->
                tx.number("SELECT count(*) FROM " + table + " WHERE message_id = ?", message));
    }

    private static long rows(Database database, String table) {
        return database.readOne(tx -> tx.number("SELECT count(*) FROM " + table));
    }

    /** While servers of the release before may read it, which would send the first piece alone. */
    @ParameterizedTest
    @StoresOfRun
    void largeMessage_isOneRowUntilEveryProgramKnowsPieces(StoreKind kind) throws Exception {
        try (Database database = TestStores.open(kind)) {
            byte[] content = content(3 * PIECE);
            database.write(tx -> tx.update("DELETE FROM schema_versions WHERE version = 82"));
            keepInPieces(database, 1, content);
            assertThat(rows(database, "content_pieces")).isZero();
            assertThat(whole(database, 1)).contains(content);
            try (ContentStream in = new ContentStream(database, 1, Long.MAX_VALUE)) {
                assertThat(in).hasBinaryContent(content);
            }
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void read_failsWhereAPieceIsGone(StoreKind kind) throws Exception {
        try (Database database = TestStores.open(kind)) {
            keepInPieces(database, 1, content(3 * PIECE));
            try (ContentStream in = new ContentStream(database, 1, Long.MAX_VALUE)) {
                assertThat(in.readNBytes(PIECE)).hasSize(PIECE);
                database.write(tx -> MessageContents.remove(tx, List.of(1L)));
                assertThatThrownBy(in::readAllBytes)
                        .isInstanceOf(ContentStream.ContentGoneException.class)
                        .hasMessage("the content of message 1 is gone");
            }
        }
    }

    /** Retention may end a content while it is saved: half of it passed for the whole. */
    @ParameterizedTest
    @StoresOfRun
    void read_failsWhereTheContentIsGoneBeforeItsEnd(StoreKind kind) throws Exception {
        try (Database database = TestStores.open(kind)) {
            keep(database, 1, content(2 * MIB));
            try (ContentStream in = new ContentStream(database, 1, Long.MAX_VALUE)) {
                assertThat(in.readNBytes(MIB)).hasSize(MIB);
                database.write(tx -> tx.update("DELETE FROM contents WHERE message_id = 1"));
                assertThatThrownBy(in::readAllBytes)
                        .isInstanceOf(IOException.class)
                        .hasMessage("the content of message 1 is gone");
            }
        }
    }
}
