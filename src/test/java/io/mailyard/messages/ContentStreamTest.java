package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.db.Database;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestStores;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;

class ContentStreamTest {
    private static final int MIB = 1024 * 1024;

    private static void keep(Database database, long message, byte[] content) {
        database.write(tx -> {
            tx.update("INSERT INTO contents (message_id, content) VALUES (?, ?)", message, content);
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
