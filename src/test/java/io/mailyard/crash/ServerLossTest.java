package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.agent.NodeRole;
import io.mailyard.config.Settings;
import io.mailyard.server.AllSettings;
import io.mailyard.server.ConfiguredEngines;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Drill;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Two servers over one PostgreSQL, and a node that knows both: the one that it asks is killed by
 * SIGKILL under load. Every message arrives exactly once, and the mail goes on well within a lease.
 * {@code -Dserverloss.rounds=50} tries for longer.
 */
class ServerLossTest {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final int CLIENTS = 4;
    private static final String[] SETTINGS = {
        "submission.listen=",
        "queue.lease=10s",
        "queue.thaw-ramp=0s",
        "delivery.private-networks=allow"
    };

    private final Random random = new Random(Long.getLong("crash.seed", 1));
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicLong number = new AtomicLong();
    private final TestStores.StoreLocation place = TestServer.usedPlace(StoreKind.POSTGRESQL);
    private final Path nodeFolder = TestStores.newFolder();
    private volatile boolean over;

    private static String[] serverSettings() {
        List<String> arguments = new ArrayList<>();
        for (String setting : SETTINGS) {
            arguments.addAll(List.of("--set", setting));
        }
        return arguments.toArray(String[]::new);
    }

    private NodeRole join(List<URI> servers) {
        Settings settings =
                Settings.load(
                        AllSettings.list(),
                        Optional.empty(),
                        List.of("delivery.private-networks=allow", "dns.servers=127.0.0.1:1"));
        return NodeRole.start(
                servers.stream().map(URI::toString).toList(),
                nodeFolder.resolve("key"),
                List.of(),
                nodeFolder,
                ConfiguredEngines.of(settings, Clock.systemUTC()));
    }

    /** Sends at both servers until it is told to end; one that is gone is left out. */
    private void load(List<Api> servers, MailRoute route) {
        while (!over) {
            String subject = route.account() + "-" + number.incrementAndGet();
            for (Api server : servers) {
                try {
                    String mine = subject + "-" + servers.indexOf(server);
                    Answer answer = route.sendAt(server, "someone@recipient.example", mine);
                    if (answer.status() == 200 && answer.error() == 0) {
                        acknowledged.add(mine);
                    }
                } catch (RuntimeException | AssertionError gone) {
                    Program.pause(20);
                }
            }
        }
    }

    @Test
    void aServerKilledUnderLoad_costsItsNodeNoMessageAndLessThanALease() throws Exception {
        int rounds =
                Drill.length(
                        "kills of the server that a node asks, rounds", "serverloss.rounds", 1, 30);
        try (FakeMailHost host = FakeMailHost.start();
                TestServer other =
                        TestServer.over(StoreKind.POSTGRESQL, place, Clock.systemUTC(), SETTINGS)) {
            Api api = other.api();
            Tree made =
                    api.call("nodes/save", "name", "far", "host", "127.0.0.1:1").ok().at("data");
            Files.writeString(nodeFolder.resolve("key"), made.at("key").text());
            long node = made.at("saved_id").number();
            MailRoute route = MailRoute.to(api, host.port(), node);
            Duration longest = Duration.ZERO;
            for (int round = 0; round < rounds; round++) {
                Duration silent = round(host, other, node, route);
                longest = silent.compareTo(longest) > 0 ? silent : longest;
            }
            account(host, api, route);
            System.out.printf(
                    "%d kills of a node's server: %d messages, each once; the longest time to the"
                            + " next message %d ms%n",
                    rounds, acknowledged.size(), longest.toMillis());
        }
    }

    /** One kill amid mail; the time from it to the next message that was sent after it. */
    private Duration round(FakeMailHost host, TestServer other, long node, MailRoute route)
            throws Exception {
        Api api = other.api();
        MailRoute frozen = MailRoute.to(api, host.port(), node);
        over = false;
        try (Program first = Program.serve(place, TestStores.newFolder(), serverSettings());
                NodeRole role = join(List.of(first.ready(), other.uri()))) {
            assertThat(role.node()).isEqualTo(node);
            List<Api> servers = List.of(api, new Api(first.ready(), other.token()));
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                MailRoute mine = i == 0 ? frozen : route;
                clients.add(Thread.ofVirtual().start(() -> load(servers, mine)));
            }
            int before = host.messages().size();
            Await.until(() -> host.messages().size() > before + 20);
            int gone = freezeAtTheOther(host, api, frozen);
            Program.pause(random.nextInt(300));
            first.kill();
            long killed = System.nanoTime();
            String next = "after-" + killed;
            route.sendAt(api, "someone@recipient.example", next).ok();
            acknowledged.add(next);
            Await.until(() -> subjects(host).containsKey(next));
            Duration silent = Duration.ofNanos(System.nanoTime() - killed);
            assertThat(silent).isLessThan(LEASE);
            over = true;
            for (Thread client : clients) {
                client.join();
            }
            Await.until(() -> route.ledger(api).at("queued").number() == 0);
            assertThat(count(host, frozen)).isEqualTo(gone);
            api.call("accounts/unfreeze", "id", frozen.account()).ok();
            Await.until(() -> frozen.ledger(api).at("queued").number() == 0);
            return silent;
        }
    }

    /** Freezes an account at the server that the node does not ask; what of it had gone out. */
    private static int freezeAtTheOther(FakeMailHost host, Api api, MailRoute frozen) {
        api.call("accounts/freeze", "id", frozen.account()).ok();
        Await.until(() ->
                api.call("accounts/get", "id", frozen.account())
                        .ok()
                        .at("data.receipts.0.complete")
                        .flag());
        return count(host, frozen);
    }

    private static int count(FakeMailHost host, MailRoute route) {
        return (int)
                subjects(host).keySet().stream()
                        .filter(subject -> subject.startsWith(route.account() + "-"))
                        .count();
    }

    private static Map<String, Integer> subjects(FakeMailHost host) {
        Map<String, Integer> came = new HashMap<>();
        for (FakeMailHost.Message message : host.messages()) {
            new String(message.raw(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith("Subject: "))
                    .findFirst()
                    .ifPresent(line ->
                            came.merge(line.substring("Subject: ".length()), 1, Integer::sum));
        }
        return came;
    }

    /** Everything acknowledged came, everything once, and the ledger says so. */
    private void account(FakeMailHost host, Api api, MailRoute route) {
        Map<String, Integer> came = subjects(host);
        assertThat(came.keySet()).containsAll(acknowledged);
        assertThat(came.values()).as("arrivals of a message").containsOnly(1);
        assertThat(route.ledger(api).at("balanced").flag()).isTrue();
        List<String> arguments = new ArrayList<>(List.of("reconcile"));
        arguments.addAll(Program.on(place, place.folder()));
        Program.End end = Program.runHere(arguments.toArray(String[]::new));
        assertThat(end.code()).as(end.out() + end.err()).isZero();
    }
}
