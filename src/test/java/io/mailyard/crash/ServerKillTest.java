package io.mailyard.crash;

import io.mailyard.testing.Api;
import io.mailyard.testing.Drill;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Servers killed by SIGKILL amid writes. {@code -Dcrash.rounds=200} tries for longer, {@code
 * -Dcrash.seed=...} as another run did.
 */
final class ServerKillTest {
    private static final int CLIENTS = 16;

    private final long seed = Long.getLong("crash.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @ParameterizedTest
    @StoresOfRun
    void serverKilledDuringWrites_losesNothingAcknowledged(StoreKind kind) {
        System.out.println("kill on " + kind + ": -Dcrash.seed=" + seed);
        TestStores.StoreLocation location = TestServer.usedPlace(kind);
        int rounds =
                Drill.length("kills amid writes on " + kind + ", rounds", "crash.rounds", 1, 20);
        Storm storm = new Storm(CLIENTS, seed);
        Reckoning reckoning = new Reckoning(location, storm);
        Program server = Program.serve(location);
        try {
            Api api = server.api(location.folder());
            for (int round = 1; round <= rounds; round++) {
                long before = storm.acknowledged();
                storm.begin(List.of(api));
                storm.rage(before + 1 + random.nextInt(500));
                server.kill();
                storm.end();
                int flying = storm.flying().size();
                if (round % 5 == 2) {
                    killAmidStart(location);
                }
                server = Program.serve(location);
                api = server.api(location.folder());
                long ready = server.millisSinceStart();
                long told = storm.acknowledged() - before;
                Reckoning.Settled settled = reckoning.settle(api);
                report(round, told, flying, settled, ready);
            }
        } finally {
            server.close();
        }
    }

    /** Recovery itself may be cut short. */
    private void killAmidStart(TestStores.StoreLocation location) {
        try (Program starting = Program.serve(location)) {
            Program.pause(random.nextInt(1500));
            starting.kill();
        }
    }

    @Test
    void twoServersOnOneStoreKilledInTurn_loseNothingAcknowledged() {
        System.out.println("kill of two servers: -Dcrash.seed=" + seed);
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.POSTGRESQL);
        int rounds = Drill.length("kills of two servers in turn, rounds", "crash.rounds", 1, 20);
        Storm storm = new Storm(CLIENTS, seed);
        Reckoning reckoning = new Reckoning(location, storm);
        List<Program> servers = new ArrayList<>();
        List<Api> apis = new ArrayList<>();
        try {
            servers.add(Program.serve(location));
            apis.add(servers.getFirst().api(location.folder()));
            servers.add(Program.serve(location, TestStores.newFolder()));
            apis.add(new Api(servers.get(1).ready(), apis.getFirst().token()));
            for (int round = 1; round <= rounds; round++) {
                int victim = round % 2;
                int other = 1 - victim;
                long before = storm.acknowledged();
                storm.begin(apis);
                storm.rage(before + 1 + random.nextInt(500));
                servers.get(victim).kill();
                Program.pause(300);
                storm.end();
                int flying = storm.flying().size();
                long told = storm.acknowledged() - before;
                Reckoning.Settled settled = reckoning.settle(apis.get(other));
                servers.set(victim, Program.serve(location, TestStores.newFolder()));
                apis.set(victim, new Api(servers.get(victim).ready(), apis.get(other).token()));
                report(round, told, flying, settled, servers.get(victim).millisSinceStart());
            }
        } finally {
            servers.forEach(Program::close);
        }
    }

    private static void report(
            int round, long told, int flying, Reckoning.Settled settled, long ready) {
        System.out.printf(
                "round %d: %d acknowledged, %d in flight (%d there, %d absent, %d repeated), ready"
                        + " in %d ms%n",
                round, told, flying, settled.there(), settled.absent(), settled.repeated(), ready);
    }
}
