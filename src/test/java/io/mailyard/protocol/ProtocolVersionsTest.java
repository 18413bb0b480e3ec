package io.mailyard.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
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
        assertThat(offered(OpenRequest.CODEC.write(new OpenRequest(node, Optional.empty()))))
                .isEqualTo(node);
        assertThat(
                        answered(
                                OpenReply.CODEC.write(
                                        new OpenReply(1, 9, Duration.ofMinutes(1), 2, node))))
                .isEqualTo(node);
    }

    @Test
    void whatOlderReleasesSay_isRead() {
        ProtocolVersions first = new ProtocolVersions(1, 1, "");
        assertThat(offered("{}")).isEqualTo(first);
        assertThat(answered("{\"node\":1}")).isEqualTo(first);
        ProtocolVersions second = new ProtocolVersions(2, 2, "");
        assertThat(offered("{\"protocol\":2}")).isEqualTo(second);
        assertThat(answered("{\"protocol\":2}")).isEqualTo(second);
    }

    private static ProtocolVersions offered(String json) {
        return OpenRequest.CODEC.read(json).versions();
    }

    private static ProtocolVersions answered(String json) {
        return OpenReply.CODEC.read(json).versions();
    }
}
