package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.crash.LastRelease.Built;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Drill;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two servers and two nodes of the last release over one PostgreSQL are replaced by this program,
 * one after another, under calls and mail; then the upgrade ends. Nobody notices.
 */
@Timeout(
        value = 45,
        unit = TimeUnit.MINUTES) // the build of the release before, and 100,000 calls, on a
// machine that does more
class RollingUpgradeTest {
    private static final int CALLS =
            Drill.length(
                    "calls amid a rolling upgrade from the last release",
                    "mailyard.upgrade.calls",
                    0,
                    100_000);
    private static final int SLOTS = 2;

    private final TestStores.StoreLocation place = TestStores.place(StoreKind.POSTGRESQL);
    private final int[] ports = new int[SLOTS];
    private final Path[] folders = {place.folder(), TestStores.newFolder()};
    private final Path[] nodeFolders = {TestStores.newFolder(), TestStores.newFolder()};
    private final Path[] nodeKeys = new Path[SLOTS];
    private final Program[] servers = new Program[SLOTS];
    private final Program[] nodes = new Program[SLOTS];

    RollingUpgradeTest() throws IOException {
        for (int i = 0; i < SLOTS; i++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports[i] = free.getLocalPort();
            }
        }
    }

    @AfterEach
    void end() {
        for (int i = 0; i < SLOTS; i++) {
            for (Program program : new Program[] {nodes[i], servers[i]}) {
                if (program != null) {
                    program.close();
                }
            }
        }
    }

    private URI uri(int slot) {
        return URI.create("http://127.0.0.1:" + ports[slot]);
    }

    /**
     * Starts a server in a slot.
     *
     * @param jar of another version; empty: this program
     */
    private void serve(int slot, Optional<Path> jar) {
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--listen", "127.0.0.1:" + ports[slot]));
        arguments.addAll(Program.on(place, folders[slot]));
        for (String setting :
                List.of(
                        "submission.listen=",
                        "delivery.private-networks=allow",
                        "log.requests=none")) {
            arguments.addAll(List.of("--set", setting));
        }
        servers[slot] = start(jar, arguments);
        assertThat(servers[slot].ready()).isEqualTo(uri(slot));
    }

    private void join(int slot, Optional<Path> jar) {
        nodes[slot] =
                start(
                        jar,
                        List.of(
                                "node",
                                "--server",
                                uri(slot) + "," + uri(1 - slot),
                                "--key-file",
                                nodeKeys[slot].toString(),
                                "--data",
                                nodeFolders[slot].toString(),
                                "--set",
                                "dns.servers=127.0.0.1:1",
                                "--set",
                                "delivery.private-networks=allow"));
        Program node = nodes[slot];
        Await.until(() -> node.err().contains("data in ") || !node.alive());
        assertThat(node.alive()).as(node.err()).isTrue();
    }

    private static Program start(Optional<Path> jar, List<String> arguments) {
        String[] all = arguments.toArray(String[]::new);
        return jar.map(file -> Program.startJar(file, all)).orElseGet(() -> Program.start(all));
    }

    /** SIGTERM, and a good end within 10 s. */
    private static void stop(Program program) {
        long began = System.nanoTime();
        program.terminate();
        Program.End end = program.end();
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void serversAndNodes_areReplacedOneByOne_andNobodyNotices() throws IOException {
        assumeTrue(CALLS > 0, "a rolling upgrade is tried by ./check --long");
        Optional<Built> last = LastRelease.build();
        assumeTrue(last.isPresent(), "NO ROLLING UPGRADE WAS TRIED: there is no git history");
        Optional<Path> old = last.map(Built::jar);
        try (FakeMailHost host = FakeMailHost.start()) {
            serve(0, old);
            serve(1, old);
            String token = Program.token(folders[0]);
            List<MailRoute> routes = new ArrayList<>();
            for (int slot = 0; slot < SLOTS; slot++) {
                Api api = new Api(uri(slot), token);
                Tree made =
                        api.call("nodes/save", "name", "far-" + slot, "host", "127.0.0.1:1")
                                .ok()
                                .at("data");
                nodeKeys[slot] = TestStores.newFolder().resolve("key");
                Files.writeString(nodeKeys[slot], made.at("key").text());
                join(slot, old);
                routes.add(MailRoute.to(api, host.port(), made.at("saved_id").number()));
                routes.add(MailRoute.to(api, host.port(), made.at("saved_id").number()));
            }
            routes.add(MailRoute.to(new Api(uri(0), token), host.port()));
            upgrade(host, token, routes);
        }
    }

    private void upgrade(FakeMailHost host, String token, List<MailRoute> routes) {
        MailRoute frozen = routes.getFirst();
        long longest;
        int atFreeze;
        try (RoundRobin balancer = new RoundRobin(List.of(uri(0), uri(1)))) {
            await(() -> balancer.ready().size() == SLOTS);
            try (UpgradeLoad load = new UpgradeLoad(balancer, token, routes, CALLS)) {
                reach(load, 1);
                replaceServer(0, balancer);
                reach(load, 2);
                atFreeze = freeze(host, load, new Calls(balancer, token), frozen);
                reach(load, 3);
                replaceServer(1, balancer);
                assertThat(count(host, frozen)).isEqualTo(atFreeze);
                reach(load, 4);
                replaceNode(0);
                reach(load, 5);
                replaceNode(1);
                reach(load, 6);
                contract();
                await(load::done);
                assertThat(load.faults()).isEmpty();
                assertThat(load.answered()).isGreaterThanOrEqualTo(CALLS);
                longest = load.longestMillis();
                account(host, load, new Calls(balancer, token), routes);
            }
        }
        assertThat(count(host, frozen)).isEqualTo(atFreeze);
        prove();
        System.err.println(
                "rolling upgrade: "
                        + CALLS
                        + " calls, none failed, longest "
                        + longest
                        + " ms; "
                        + host.awaitMessages(0, Duration.ZERO).size()
                        + " messages arrived, each once");
    }

    private void replaceServer(int slot, RoundRobin balancer) {
        stop(servers[slot]);
        serve(slot, Optional.empty());
        await(() -> balancer.ready().size() == SLOTS);
    }

    private void replaceNode(int slot) {
        stop(nodes[slot]);
        join(slot, Optional.empty());
    }

    /** Waits until so many eighths of the calls have been answered, or the load ended early. */
    private static void reach(UpgradeLoad load, int eighths) {
        await(() -> load.answered() >= (long) CALLS * eighths / 8 || load.done());
        assertThat(load.faults()).isEmpty();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofMinutes(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("half an hour").isLessThan(end);
            Program.pause(20);
        }
    }

    /** Calls that are not compared with the document of one version, since two answer them. */
    private record Calls(RoundRobin balancer, String token) {
        Tree ok(String path, Object... namesAndValues) {
            try {
                RoundRobin.BalancedAnswer answer = balancer.call(path, token, "", namesAndValues);
                assertThat(answer.ok()).as(answer.toString()).isTrue();
                return Tree.json(answer.text());
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    /** Freezes an account while both versions serve; how many of its messages had gone out. */
    private static int freeze(FakeMailHost host, UpgradeLoad load, Calls calls, MailRoute route) {
        load.freezes(route.account());
        calls.ok("accounts/freeze", "id", route.account());
        await(() ->
                calls.ok("accounts/get", "id", route.account())
                        .at("data.receipts.0.complete")
                        .flag());
        int gone = count(host, route);
        assertThat(gone).isPositive();
        return gone;
    }

    private static String subject(FakeMailHost.Message message) {
        return new String(message.raw(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("Subject: "))
                .findFirst()
                .orElseThrow()
                .substring("Subject: ".length());
    }

    private static int count(FakeMailHost host, MailRoute route) {
        return (int)
                host.awaitMessages(0, Duration.ZERO).stream()
                        .filter(message -> subject(message).startsWith(route.account() + " "))
                        .count();
    }

    private void contract() {
        List<String> arguments = new ArrayList<>(List.of("migrate", "--contract"));
        arguments.addAll(Program.on(place, folders[0]));
        Program.End end = Program.run(arguments.toArray(String[]::new));
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(end.out()).contains("the upgrade is complete");
    }

    /** Every acknowledged message arrived once, but for those of the frozen account, which wait. */
    private static void account(
            FakeMailHost host, UpgradeLoad load, Calls calls, List<MailRoute> routes) {
        MailRoute frozen = routes.getFirst();
        for (MailRoute route : routes.subList(1, routes.size())) {
            await(() ->
                    calls.ok("ledger/get", "account_id", route.account())
                                    .at("data")
                                    .at("queued")
                                    .number()
                            == 0);
        }
        Map<String, Integer> arrived = new HashMap<>();
        host.awaitMessages(0, Duration.ZERO)
                .forEach(message -> arrived.merge(subject(message), 1, Integer::sum));
        assertThat(arrived.values()).as("arrivals of a message").containsOnly(1);
        for (MailRoute route : routes) {
            Set<String> acknowledged = load.acknowledged(route.account());
            Tree ledger = calls.ok("ledger/get", "account_id", route.account()).at("data");
            assertThat(ledger.at("accepted").number()).isEqualTo(acknowledged.size());
            assertThat(ledger.at("delivered").number() + ledger.at("queued").number())
                    .isEqualTo(acknowledged.size());
            if (!route.equals(frozen)) {
                for (String key : acknowledged) {
                    assertThat(arrived).containsKey(route.account() + " " + key);
                }
            } else {
                assertThat(ledger.at("queued").number()).isPositive();
            }
        }
    }

    /** The ledger balances, the audit is whole, and no server or node complained. */
    private void prove() {
        for (List<String> command : List.of(List.of("reconcile"), List.of("audit", "verify"))) {
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(Program.on(place, folders[0]));
            Program.End end = Program.run(arguments.toArray(String[]::new));
            assertThat(end.code()).as(end.out() + end.err()).isZero();
        }
        for (Program program : List.of(servers[0], servers[1], nodes[0], nodes[1])) {
            assertThat(program.err()).doesNotContain(" ERROR ", "Exception");
        }
    }
}
