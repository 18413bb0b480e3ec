package io.mailyard.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the system's own programs, in a folder of its own, durable as it is by default.
 */
final class Cluster implements AutoCloseable {
    private static final String USER = "bench";

    private final Path programs;
    private final Path folder;
    private final int port;

    private Cluster(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    static Cluster start(Path folder) {
        Cluster cluster = new Cluster(programs(), folder, freePort());
        Path data = folder.resolve("data");
        if (cluster.root()) {
            cluster.mustRun(List.of("chown", "postgres", folder.toString()));
        }
        cluster.mustRun(
                cluster.own(
                        "initdb", "-D", data.toString(), "-U", USER, "-A", "trust", "-E", "UTF8"));
        String options =
                "-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories=%s"
                        .formatted(cluster.port, folder);
        cluster.mustRun(
                cluster.own(
                        "pg_ctl",
                        "-D",
                        data.toString(),
                        "-w",
                        "-l",
                        folder.resolve("server.log").toString(),
                        "-o",
                        options,
                        "start"));
        return cluster;
    }

    /** Makes a database; its URL. */
    String database(String name) {
        sql("postgres", "CREATE DATABASE " + name);
        return "postgresql://" + USER + "@127.0.0.1:" + port + "/" + name;
    }

    void sql(String database, String statement) {
        mustRun(client("psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, database));
    }

    /** A client program's command, connecting to this server. */
    List<String> client(String program, String... args) {
        List<String> command = new ArrayList<>();
        command.add(programs.resolve(program).toString());
        command.addAll(List.of("-h", "127.0.0.1", "-p", Integer.toString(port), "-U", USER));
        command.addAll(List.of(args));
        return command;
    }

    /** Runs a command to its end; what it said. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    private void mustRun(List<String> command) {
        try {
            run(command);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** A server program, which does not run as root. */
    private List<String> own(String program, String... args) {
        List<String> command = new ArrayList<>();
        if (root()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(args));
        return command;
    }

    /** The newest in Debian's place for them. */
    private static Path programs() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.max(Comparator.comparing(Path::getFileName))
                    .map(version -> version.resolve("bin"))
                    .orElseThrow();
        } catch (IOException missing) {
            throw new IllegalStateException(
                    "PostgreSQL is needed here: apt-get install postgresql", missing);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        mustRun(own("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "fast", "-w", "stop"));
    }
}
