package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.db.StoreConfig;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Two servers over two PostgreSQL under Patroni, set up from {@code packaging/high-availability},
 * under mail that is sent without a pause. The primary is killed, hangs, loses its Patroni, is
 * switched over and cut off, and a member of etcd is killed: nothing acknowledged is lost. The same
 * with PgBouncer before the databases.
 */
@LongRun
final class HighAvailabilityTest {
    /** Patroni's ttl, a round of it, the promotion, and what a busy machine takes besides. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Messages acknowledged by which writes count as going on. */
    private static final int SOME = 50;

    private final List<Program> servers = new ArrayList<>();
    private final List<String> figures = new ArrayList<>();

    /** Patroni's ttl, after which a primary that could not renew its claim is none any more. */
    private static final Duration CLAIM = Duration.ofSeconds(20);

    /** Faults, one after the other, while mail is sent. */
    @FunctionalInterface
    private interface Faults {
        void strike(DatabaseCluster cluster, FailoverLoad load, Frozen frozen) throws IOException;
    }

    /** Where the servers find the store. */
    @FunctionalInterface
    private interface Address {
        String in(DatabaseCluster cluster) throws IOException;
    }

    /** What happens to a machine. */
    @FunctionalInterface
    private interface Fault {
        void strike(String machine) throws IOException;
    }

    @Test
    void primaryThatFails_isReplacedAndNothingAcknowledgedIsLost() throws IOException {
        assumeTrue(
                DatabaseCluster.isInstalled("patroni", "etcd", "curl"),
                "NO FAIL-OVER WAS TRIED: patroni and etcd-server are not installed");
        run(cluster -> cluster.address("STORE_URL"), this::everyFault);
    }

    @Test
    void primaryThatFailsBehindPgBouncer_isReplacedAndNothingAcknowledgedIsLost()
            throws IOException {
        assumeTrue(
                DatabaseCluster.isInstalled(
                        "patroni", "etcd", "curl", "haproxy", "nginx", "pgbouncer"),
                "NO FAIL-OVER BEHIND A POOLER WAS TRIED: haproxy, nginx or pgbouncer is not"
                        + " installed");
        run(HighAvailabilityTest::pooled, this::faultsBehindPgBouncer);
    }

    private void run(Address address, Faults faults) throws IOException {
        try (FakeMailHost host = FakeMailHost.start();
                DatabaseCluster cluster = DatabaseCluster.start()) {
            TestStores.StoreLocation place =
                    new TestStores.StoreLocation(
                            StoreConfig.at(address.in(cluster)), TestStores.newFolder());
            try {
                List<Api> apis = List.of(serve(place), serve(place));
                List<MailRoute> routes = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    routes.add(MailRoute.to(apis.getFirst(), host.port()));
                }
                drill(cluster, host, place, apis, routes, faults);
            } catch (AssertionError failed) {
                servers.forEach(server -> System.err.println(server.err()));
                System.err.println(cluster.logs());
                throw failed;
            } finally {
                servers.forEach(Program::close);
                figures.forEach(System.err::println);
            }
        }
    }

    /** PgBouncer before HAProxy, which leads to the primary. */
    private static String pooled(DatabaseCluster cluster) throws IOException {
        // HAProxy's part for calls has no servers here
        cluster.command("balance 1 1");
        String port = cluster.address("PGBOUNCER_PORT");
        cluster.await("PgBouncer listens", () -> listens(Integer.parseInt(port)));
        return "postgresql://mailyard:change-me-mailyard@127.0.0.1:" + port + "/mailyard";
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException away) {
            return false;
        }
    }

    private Api serve(TestStores.StoreLocation place) {
        boolean first = servers.isEmpty();
        Program server =
                Program.serve(
                        place,
                        first ? place.folder() : TestStores.newFolder(),
                        "--set",
                        "delivery.private-networks=allow",
                        "--set",
                        "log.requests=none");
        servers.add(server);
        return new Api(server.ready(), Program.token(place.folder()));
    }

    private void drill(
            DatabaseCluster cluster,
            FakeMailHost host,
            TestStores.StoreLocation place,
            List<Api> apis,
            List<MailRoute> routes,
            Faults faults)
            throws IOException {
        Frozen frozen = new Frozen(host, routes.getFirst(), apis.getLast());
        FailoverLoad load = new FailoverLoad(apis, routes);
        try (load) {
            cluster.await("mail is sent", () -> load.count() > SOME);
            faults.strike(cluster, load, frozen);
        }
        assertThat(load.faults()).isEmpty();
        frozen.mustRest();
        account(cluster, host, load, apis.getFirst(), routes);
        frozen.mustRest();
        prove(place);
        figures.add(
                "high availability: "
                        + load.count()
                        + " messages acknowledged, none lost, each delivered once; "
                        + load.refused()
                        + " calls were answered 503 or not at all, and repeated");
    }

    private void everyFault(DatabaseCluster cluster, FailoverLoad load, Frozen frozen)
            throws IOException {
        String killed = failOver("killed", cluster, load, cluster::kill);
        cluster.command("start " + killed);
        cluster.awaitStandby(killed);

        String hung =
                failOver(
                        "stopped by SIGSTOP",
                        cluster,
                        load,
                        machine -> {
                            cluster.freeze(machine);
                            frozen.begin(load);
                        });
        frozen.awaitComplete(cluster);
        cluster.thaw(hung);
        cluster.awaitStandby(hung);

        String orphaned =
                failOver("left without its Patroni", cluster, load, cluster::freezePatroni);
        cluster.thaw(orphaned);
        cluster.awaitStandby(orphaned);

        failOver("switched over", cluster, load, cluster::switchOver);

        String cutOff = failOver("cut off from all others", cluster, load, cluster::cut);
        cluster.heal(cutOff);
        cluster.awaitStandby(cutOff);

        memberOfEtcdKilled(cluster, load);
    }

    private void faultsBehindPgBouncer(DatabaseCluster cluster, FailoverLoad load, Frozen frozen)
            throws IOException {
        String killed =
                failOver(
                        "killed, behind PgBouncer",
                        cluster,
                        load,
                        machine -> {
                            cluster.kill(machine);
                            frozen.begin(load);
                        });
        frozen.awaitComplete(cluster);
        cluster.command("start " + killed);
        cluster.awaitStandby(killed);

        String cutOff = failOver("cut off, behind PgBouncer", cluster, load, cluster::cut);
        cluster.heal(cutOff);
        cluster.awaitStandby(cutOff);
    }

    /** One of three: the two others choose a leader, and the primary keeps its place. */
    private void memberOfEtcdKilled(DatabaseCluster cluster, FailoverLoad load) throws IOException {
        String primary = cluster.primary();
        load.longestGapMillis();
        int count = load.count();
        String member = cluster.killLeaderOfEtcd();
        Program.pause(CLAIM.plusSeconds(10).toMillis());
        long gap = load.longestGapMillis();
        figures.add("leader of etcd killed: no write acknowledged for " + gap + " ms");
        assertThat(load.count()).isGreaterThanOrEqualTo(count + SOME);
        assertThat(Duration.ofMillis(gap)).isLessThan(CLAIM);
        assertThat(cluster.primary()).isEqualTo(primary);
        cluster.startEtcd(member);
        cluster.awaitStandby(DatabaseCluster.other(primary));
    }

    /** Lets a fault befall the primary; returns which machine that was. */
    private String failOver(String what, DatabaseCluster cluster, FailoverLoad load, Fault fault)
            throws IOException {
        String before = cluster.primary();
        String after = DatabaseCluster.other(before);
        cluster.awaitStandby(after);
        load.longestGapMillis();
        long began = System.nanoTime();
        fault.strike(before);
        cluster.await("the standby is primary", () -> cluster.is(after, "primary"));
        long promoted = (System.nanoTime() - began) / 1_000_000;
        int count = load.count();
        cluster.await("writes go on", () -> load.count() >= count + SOME);
        long gap = load.longestGapMillis();
        figures.add(
                "fail-over, primary "
                        + what
                        + ": standby promoted after "
                        + promoted
                        + " ms, no write acknowledged for "
                        + gap
                        + " ms");
        assertThat(Duration.ofMillis(gap)).as(what).isLessThan(LONGEST);
        return before;
    }

    /** An account that is frozen while there is no primary: asks until it is answered. */
    private static final class Frozen {
        private final FakeMailHost host;
        private final MailRoute route;
        private final Api api;
        private volatile boolean accepted;
        private int before;

        Frozen(FakeMailHost host, MailRoute route, Api api) {
            this.host = host;
            this.route = route;
            this.api = api.with("Idempotency-Key", Api.unique("freeze"));
        }

        void begin(FailoverLoad load) {
            load.freezes(route.account());
            Thread.ofVirtual()
                    .start(() -> {
                        while (!accepted) {
                            try {
                                accepted =
                                        api.call("accounts/freeze", "id", route.account()).status()
                                                == 200;
                            } catch (UncheckedIOException broken) {
                                // asked again
                            }
                            Program.pause(100);
                        }
                    });
        }

        void awaitComplete(DatabaseCluster cluster) {
            cluster.await("the freeze is complete", this::isComplete);
            before = count(host, route);
        }

        private boolean isComplete() {
            if (!accepted) {
                return false;
            }
            Answer answer = api.call("accounts/get", "id", route.account());
            return answer.status() == 200 && answer.at("data.receipts.0.complete").flag();
        }

        /** Nothing of it was delivered since. */
        void mustRest() {
            assertThat(count(host, route)).isEqualTo(before);
        }
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
                host.messages().stream()
                        .filter(message -> subject(message).startsWith(route.account() + " "))
                        .count();
    }

    /** Every acknowledged message arrived once, but for those of the frozen account, which wait. */
    private static void account(
            DatabaseCluster cluster,
            FakeMailHost host,
            FailoverLoad load,
            Api api,
            List<MailRoute> routes) {
        MailRoute frozen = routes.getFirst();
        for (MailRoute route : routes.subList(1, routes.size())) {
            cluster.await("all mail is delivered", () -> queued(api, route) == 0);
        }
        Map<String, Integer> arrived = new HashMap<>();
        host.messages().forEach(message -> arrived.merge(subject(message), 1, Integer::sum));
        assertThat(arrived.values()).as("arrivals of a message").containsOnly(1);
        for (MailRoute route : routes) {
            Set<String> acknowledged = load.acknowledged(route.account());
            Tree ledger = route.ledger(api);
            long unknown = route.equals(frozen) ? load.unknown().size() : 0;
            assertThat(ledger.at("accepted").number())
                    .isBetween((long) acknowledged.size(), acknowledged.size() + unknown);
            assertThat(ledger.at("delivered").number() + ledger.at("queued").number())
                    .isEqualTo(ledger.at("accepted").number());
            if (!route.equals(frozen)) {
                for (String key : acknowledged) {
                    assertThat(arrived).containsKey(route.account() + " " + key);
                }
            }
        }
    }

    private static long queued(Api api, MailRoute route) {
        return route.ledger(api).at("queued").number();
    }

    /** The ledger balances, the audit is whole, and a backup of the store at several hosts too. */
    private void prove(TestStores.StoreLocation place) {
        Path backups = TestStores.newFolder();
        for (List<String> command :
                List.of(
                        List.of("reconcile"),
                        List.of("audit", "verify"),
                        List.of("backup", "--to", backups.toString()))) {
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(Program.on(place, place.folder()));
            Program.End end = Program.run(arguments.toArray(String[]::new));
            assertThat(end.code()).as(end.out() + end.err()).isZero();
        }
        for (Program server : servers) {
            assertThat(server.err()).doesNotContain(" ERROR ", "\tat ");
        }
    }
}
