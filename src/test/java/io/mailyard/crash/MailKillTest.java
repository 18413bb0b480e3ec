package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Drill;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Servers and nodes killed by SIGKILL while mail flows: nothing that was acknowledged is lost, the
 * ledger balances, and only what was in flight comes twice. {@code -Dcrash.rounds=200} tries for
 * longer, {@code -Dcrash.seed=...} as another run did.
 */
final class MailKillTest {
    private static final int CLIENTS = 6;
    private static final Pattern SUBJECT = Pattern.compile("(?m)^Subject: (m-[0-9]+)\r?$");

    private final long seed = Long.getLong("crash.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicLong number = new AtomicLong();
    private int rounds;

    /** Clients that send until they are told to end, whatever becomes of the server. */
    private final class Load {
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Load(Api api, MailRoute route) {
            for (int i = 0; i < CLIENTS; i++) {
                threads.add(Thread.ofVirtual().start(() -> send(api, route)));
            }
        }

        private void send(Api api, MailRoute route) {
            while (!over.get()) {
                String subject = "m-" + number.incrementAndGet();
                try {
                    Answer answer = route.sendAt(api, subject + "@recipient.example", subject);
                    if (answer.status() == 200 && answer.error() == 0) {
                        acknowledged.add(subject);
                    }
                } catch (RuntimeException | AssertionError gone) {
                    Program.pause(20);
                }
            }
        }

        void end() {
            over.set(true);
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(stopped);
                }
            }
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void serverKilledDuringDelivery_losesNothing(StoreKind kind) {
        rounds = Drill.length("kills amid mail on " + kind + ", rounds", "crash.rounds", 1, 20);
        System.out.println("kill amid mail on " + kind + ": -Dcrash.seed=" + seed);
        TestStores.StoreLocation location = TestServer.usedPlace(kind);
        Program server = Program.serve(location, off());
        try (FakeMailHost host = FakeMailHost.start()) {
            Api api = server.api(location.folder());
            MailRoute route = MailRoute.to(api, host.port());
            for (int round = 1; round <= rounds; round++) {
                Load load = new Load(api, route);
                amidMail(200, 400);
                server.kill();
                load.end();
                server = Program.serve(location, off());
                api = server.api(location.folder());
            }
            settle(api, route, host);
            reconcile(location);
        } finally {
            server.close();
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void nodeAndServerKilledDuringDelivery_loseNothing(StoreKind kind) throws Exception {
        rounds =
                Drill.length(
                        "kills of node and server on " + kind + ", rounds", "crash.rounds", 2, 20);
        System.out.println("kill of a node amid mail on " + kind + ": -Dcrash.seed=" + seed);
        TestStores.StoreLocation location = TestServer.usedPlace(kind);
        Path nodeFolder = TestStores.newFolder();
        Program server = Program.serve(location, off());
        int port = server.ready().getPort();
        Program node = null;
        try (FakeMailHost host = FakeMailHost.start()) {
            Api api = server.api(location.folder());
            Tree made =
                    api.call("nodes/save", "name", "far", "host", "127.0.0.1:1").ok().at("data");
            Path key = nodeFolder.resolve("key");
            Files.writeString(key, made.at("key").text());
            MailRoute route = MailRoute.to(api, host.port(), made.at("saved_id").number());
            node = node(port, key, nodeFolder);
            for (int round = 1; round <= rounds; round++) {
                Load load = new Load(api, route);
                amidMail(300, 500);
                boolean both = round % 3 == 0;
                if (round % 3 != 1) {
                    node.kill();
                }
                if (round % 3 == 1 || both) {
                    server.kill();
                    Program.pause(random.nextInt(300));
                    server = Program.start(again(location, port));
                    api = server.api(location.folder());
                }
                if (!node.alive()) {
                    node = node(port, key, nodeFolder);
                }
                load.end();
            }
            settle(api, route, host);
            reconcile(location);
        } finally {
            server.close();
            if (node != null) {
                node.close();
            }
        }
    }

    /** A moment of that many milliseconds at least and at most so many more, with mail in it. */
    private void amidMail(int least, int more) {
        int before = acknowledged.size();
        Program.pause(least + random.nextInt(more));
        Await.until(() -> acknowledged.size() > before);
    }

    private static String[] off() {
        return new String[] {"--set", "submission.listen="};
    }

    /** The same server on the port that the node knows. */
    private static String[] again(TestStores.StoreLocation location, int port) {
        List<String> arguments = new ArrayList<>(List.of("serve", "--listen", "127.0.0.1:" + port));
        arguments.addAll(Program.on(location, location.folder()));
        arguments.addAll(List.of(off()));
        return arguments.toArray(String[]::new);
    }

    private static Program node(int port, Path key, Path folder) {
        return Program.start(
                "node",
                "--server",
                "http://127.0.0.1:" + port,
                "--key-file",
                key.toString(),
                "--data",
                folder.resolve("data").toString());
    }

    /**
     * Waits until nothing is queued; everything acknowledged must have come, and the sum be right.
     */
    private void settle(Api api, MailRoute route, FakeMailHost host) {
        long deadline = System.nanoTime() + 120_000_000_000L;
        Tree ledger = route.ledger(api);
        while (ledger.at("queued").number() > 0 && System.nanoTime() < deadline) {
            Program.pause(100);
            ledger = route.ledger(api);
        }
        assertThat(ledger.at("queued").number()).as("queued at the end").isZero();
        assertThat(ledger.at("balanced").flag()).isTrue();
        assertThat(ledger.at("accepted").number()).isGreaterThanOrEqualTo(acknowledged.size());
        assertThat(ledger.at("delivered").number()).isEqualTo(ledger.at("accepted").number());
        Tree counted =
                api.call("statistics/get", "step", "total").ok().at("data").items().getFirst();
        assertThat(counted.at("accepted").number()).isEqualTo(ledger.at("accepted").number());
        assertThat(counted.at("delivered").number()).isEqualTo(ledger.at("delivered").number());
        Map<String, Integer> came = new HashMap<>();
        for (FakeMailHost.Message message : host.messages()) {
            Matcher subject =
                    SUBJECT.matcher(new String(message.raw(), StandardCharsets.ISO_8859_1));
            assertThat(subject.find()).isTrue();
            came.merge(subject.group(1), 1, Integer::sum);
        }
        assertThat(came.keySet()).containsAll(acknowledged);
        long twice = came.values().stream().mapToLong(times -> times - 1).sum();
        System.out.printf(
                "%d acknowledged, %d came, %d of them again after %d kills%n",
                acknowledged.size(), came.size(), twice, rounds);
        assertThat(twice).as("only what was in flight").isLessThan(came.size() / 4 + 20L * rounds);
    }

    private static void reconcile(TestStores.StoreLocation location) {
        List<String> arguments = new ArrayList<>(List.of("reconcile"));
        arguments.addAll(Program.on(location, location.folder()));
        Program.End end = Program.runHere(arguments.toArray(String[]::new));
        assertThat(end.code()).as(end.out() + end.err()).isZero();
    }
}
