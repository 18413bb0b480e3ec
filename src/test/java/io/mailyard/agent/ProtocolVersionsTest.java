package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.wire.JsonText;
import org.junit.jupiter.api.Test;

/** Every pair of windows of versions from 1 to 4. */
class ProtocolVersionsTest {
    private static final int MOST = 4;

    @Test
    void twoSides_speakTheNewestThatBothKnow() {
        for (int oldest = 1; oldest <= MOST; oldest++) {
            for (int newest = oldest; newest <= MOST; newest++) {
                for (int otherOldest = 1; otherOldest <= MOST; otherOldest++) {
                    for (int otherNewest = otherOldest; otherNewest <= MOST; otherNewest++) {
                        pair(
                                new ProtocolVersions(oldest, newest, "0.2.0"),
                                new ProtocolVersions(otherOldest, otherNewest, ""));
                    }
                }
            }
        }
    }

    private static void pair(ProtocolVersions one, ProtocolVersions other) {
        int best = 0;
        for (int version = 1; version <= MOST; version++) {
            boolean both =
                    version >= one.oldest()
                            && version <= one.newest()
                            && version >= other.oldest()
                            && version <= other.newest();
            best = both ? version : best;
        }
        assertThat(one.common(other).orElse(0)).as(one + " " + other).isEqualTo(best);
        assertThat(other.common(one)).isEqualTo(one.common(other));
        if (best == 0) {
            String said = one.refusal("server", other, "node");
            boolean older = one.newest() < other.oldest();
            assertThat(said)
                    .startsWith("the server is " + (older ? "older" : "newer") + " than the node")
                    .contains("Mailyard 0.2.0")
                    .endsWith("upgrade the " + (older ? "server" : "node"));
        }
    }

    @Test
    void whatOneSideSays_theOtherReads() {
        ProtocolVersions node = new ProtocolVersions(2, 3, "0.3.0");
        assertThat(ProtocolVersions.offered(ProtocolFields.of(JsonText.write(node::offer))))
                .isEqualTo(node);
        assertThat(
                        ProtocolVersions.answered(
                                ProtocolFields.of(JsonText.write(out -> node.answer(out, 2)))))
                .isEqualTo(node);
    }

    @Test
    void whatOlderReleasesSay_isRead() {
        ProtocolVersions first = new ProtocolVersions(1, 1, "");
        assertThat(ProtocolVersions.offered(ProtocolFields.of("{}"))).isEqualTo(first);
        assertThat(ProtocolVersions.answered(ProtocolFields.of("{\"node\":1}"))).isEqualTo(first);
        ProtocolVersions second = new ProtocolVersions(2, 2, "");
        assertThat(ProtocolVersions.offered(ProtocolFields.of("{\"protocol\":2}")))
                .isEqualTo(second);
        assertThat(ProtocolVersions.answered(ProtocolFields.of("{\"protocol\":2}")))
                .isEqualTo(second);
    }
}
