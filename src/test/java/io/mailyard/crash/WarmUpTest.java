package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.LongRun;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import org.junit.jupiter.api.Test;

/** {@code mailyard warm-up}, which the launcher makes the start-up cache by. */
final class WarmUpTest {
    @LongRun
    @Test
    void warmUp_printsNothingAndLeavesNothing() {
        try (Program warmUp = Program.start("warm-up")) {
            Program.End end = warmUp.end();
            assertThat(end.code()).as(end.err()).isZero();
            assertThat(end.out() + end.err()).isEmpty();
            assertThat(warmUp.temporary()).isEmptyDirectory();
        }
    }

    @Test
    void killedServer_leavesNoTemporaryFiles() {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        try (Program server = Program.serve(location)) {
            server.ready();
            server.kill();
            assertThat(server.temporary()).isEmptyDirectory();
        }
    }
}
