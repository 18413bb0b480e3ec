package io.mailyard.crash;

import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What {@code packaging/high-availability/loopback} starts: three etcd, two PostgreSQL under
 * Patroni, and balancers. It ends with its standard input, hence with this process too.
 */
final class DatabaseCluster implements AutoCloseable {
    static final List<String> MACHINES = List.of("db1", "db2");
    private static final List<String> MEMBERS = List.of("etcd1", "etcd2", "etcd3");

    /** Patroni's own limit, 20 s, with its rounds, and what a busy machine takes besides. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Path SCRIPT =
            Path.of("packaging", "high-availability", "loopback").toAbsolutePath();

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(3))
                    .build();
    private final Path parent;
    private final Path folder;
    private final Path err;
    private final Process script;
    private final Map<String, String> addresses = new HashMap<>();

    private DatabaseCluster() throws IOException {
        // PostgreSQL runs as a user of its own, who must reach it
        parent = Files.createTempDirectory("mailyard-cluster-");
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
        folder = parent.resolve("run");
        err = TestStores.newFolder().resolve("loopback.err");
        script =
                new ProcessBuilder(SCRIPT.toString(), folder.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(err.toFile())
                        .start();
    }

    /** Whether the packages are there. */
    static boolean isInstalled(String... programs) {
        for (String program : programs) {
            if (List.of("/usr/bin/", "/usr/sbin/").stream()
                    .noneMatch(place -> Files.isExecutable(Path.of(place + program)))) {
                return false;
            }
        }
        return true;
    }

    /** Starts it; returns once there is a primary with a synchronous standby. */
    static DatabaseCluster start() throws IOException {
        DatabaseCluster cluster = new DatabaseCluster();
        try {
            cluster.await(
                    "the cluster is up",
                    () -> {
                        if (!cluster.script.isAlive()) {
                            throw new AssertionError(cluster.said());
                        }
                        return cluster.said().contains("ready: see");
                    });
            for (String line : Files.readAllLines(cluster.folder.resolve("env"))) {
                int equals = line.indexOf('=');
                cluster.addresses.put(line.substring(0, equals), line.substring(equals + 1));
            }
            return cluster;
        } catch (IOException | RuntimeException | AssertionError failed) {
            cluster.close();
            throw failed;
        }
    }

    /** A condition that may be asked often. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    void await(String what, Condition condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError(
                            "waited " + PATIENCE.toSeconds() + " s until " + what + "\n" + logs());
                }
                Program.pause(100);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String said() {
        return Program.read(err);
    }

    /** The ends of its logs. */
    String logs() throws IOException {
        StringBuilder all = new StringBuilder(said());
        List<String> names =
                List.of(
                        "etcd1",
                        "etcd2",
                        "etcd3",
                        "line1",
                        "line2",
                        "db1",
                        "db2",
                        "haproxy",
                        "nginx",
                        "pgbouncer");
        for (String name : names) {
            Path log = folder.resolve(name + ".log");
            if (Files.exists(log)) {
                List<String> lines = Files.readAllLines(log);
                all.append("\n--- ").append(name).append('\n');
                lines.subList(Math.max(0, lines.size() - 30), lines.size())
                        .forEach(line -> all.append(line).append('\n'));
            }
        }
        return all.toString();
    }

    /** A value of its file {@code env}. */
    String address(String name) {
        String value = addresses.get(name);
        if (value == null) {
            throw new AssertionError("no " + name + " in " + addresses);
        }
        return value;
    }

    Path folder() {
        return folder;
    }

    /** Gives the script a line. */
    void command(String line) throws IOException {
        OutputStream in = script.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Which of the machines is primary, by Patroni's word; the one that was asked first counts. */
    String primary() {
        List<String> found = new ArrayList<>();
        await(
                "there is a primary",
                () -> {
                    found.clear();
                    for (String machine : MACHINES) {
                        if (is(machine, "primary")) {
                            found.add(machine);
                        }
                    }
                    return found.size() == 1;
                });
        return found.getFirst();
    }

    static String other(String machine) {
        return MACHINES.get(1 - MACHINES.indexOf(machine));
    }

    /** Whether a machine has a role, such as {@code primary} or {@code sync}. */
    boolean is(String machine, String role) {
        return ask(machine, "OPTIONS", "/" + role, "") == 200;
    }

    /** Asks Patroni on a machine; 0: it does not answer. */
    private int ask(String machine, String method, String path, String body) {
        return ask(address(machine.toUpperCase(Locale.ROOT) + "_REST"), method, path, body, "");
    }

    /** Asks at a port; 0: it does not answer, or its answer has not this text. */
    private int ask(String port, String method, String path, String body, String text) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(body.isEmpty() ? 3 : 60))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.body().contains(text) ? answer.statusCode() : 0;
        } catch (IOException away) {
            return 0;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Orders the standby to take over. */
    void switchOver(String from) {
        String body = "{\"leader\":\"" + from + "\",\"candidate\":\"" + other(from) + "\"}";
        int status = ask(from, "POST", "/switchover", body);
        if (status != 200) {
            throw new AssertionError("switch-over answered " + status);
        }
    }

    private long patroni(String machine) throws IOException {
        return number(folder.resolve(machine + ".pid"));
    }

    private long postmaster(String machine) throws IOException {
        return number(folder.resolve(machine).resolve("data").resolve("postmaster.pid"));
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readAllLines(file).getFirst().strip());
    }

    /** Patroni and its helpers, which are no part of PostgreSQL. */
    private List<Long> processes(long first) {
        List<Long> all = new ArrayList<>(List.of(first));
        ProcessHandle.of(first)
                .ifPresent(process -> process.descendants().forEach(child -> all.add(child.pid())));
        return all;
    }

    /** SIGKILL of Patroni and PostgreSQL at once, as a machine that loses power. */
    void kill(String machine) throws IOException {
        signal("KILL", List.of(patroni(machine), postmaster(machine)));
    }

    /** SIGSTOP of everything on a machine: it answers nobody, and no connection breaks. */
    void freeze(String machine) throws IOException {
        List<Long> all = processes(patroni(machine));
        all.addAll(processes(postmaster(machine)));
        signal("STOP", all);
    }

    /** SIGSTOP of Patroni alone: nobody tells PostgreSQL that it is no primary any more. */
    void freezePatroni(String machine) throws IOException {
        List<Long> all = processes(patroni(machine));
        all.removeAll(processes(postmaster(machine)));
        signal("STOP", all);
    }

    /** No byte passes between a machine and all others, and nothing is refused or closed. */
    void cut(String machine) throws IOException {
        command("cut " + machine);
    }

    /** Ends {@link #cut}. */
    void heal(String machine) throws IOException {
        command("heal " + machine);
    }

    /** SIGKILL of the member of etcd that the others follow; returns its name. */
    String killLeaderOfEtcd() throws IOException {
        List<String> found = new ArrayList<>();
        await(
                "etcd has a leader",
                () -> {
                    found.clear();
                    for (String member : MEMBERS) {
                        String port = address(member.toUpperCase(Locale.ROOT) + "_CLIENT");
                        if (ask(port, "GET", "/v2/stats/self", "", "\"StateLeader\"") == 200) {
                            found.add(member);
                        }
                    }
                    return found.size() == 1;
                });
        signal("KILL", List.of(number(folder.resolve(found.getFirst() + ".pid"))));
        return found.getFirst();
    }

    /** Starts a member of etcd that was killed, and waits until it is one again. */
    void startEtcd(String member) throws IOException {
        command("start " + member);
        String port = address(member.toUpperCase(Locale.ROOT) + "_CLIENT");
        await(
                member + " is back",
                () -> ask(port, "GET", "/health", "", "\"health\":\"true\"") == 200);
    }

    /** Lets a machine go on. */
    void thaw(String machine) throws IOException {
        List<Long> all = processes(postmaster(machine));
        all.addAll(processes(patroni(machine)));
        signal("CONT", all);
    }

    /** SIGHUP of a balancer, which reads its file again. */
    void reload(String program) throws IOException {
        signal("HUP", List.of(number(folder.resolve(program + ".pid"))));
    }

    /** Waits until a machine is a standby that has everything acknowledged. */
    void awaitStandby(String machine) {
        await(machine + " is a synchronous standby", () -> is(machine, "sync"));
    }

    private static void signal(String name, List<Long> processes) throws IOException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.stream().distinct().map(String::valueOf).forEach(command::add);
        try {
            // one that has just ended is no fault
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            for (String machine : MACHINES) {
                if (Files.exists(
                        folder.resolve(machine).resolve("data").resolve("postmaster.pid"))) {
                    thaw(machine);
                }
            }
            script.getOutputStream().close();
            if (!script.waitFor(30, TimeUnit.SECONDS)) {
                script.destroy();
            }
            new ProcessBuilder("rm", "-rf", parent.toString()).start().waitFor();
        } catch (IOException broken) {
            script.destroy();
        } catch (InterruptedException stopped) {
            script.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
