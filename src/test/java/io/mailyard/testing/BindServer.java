package io.mailyard.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * A real name server, BIND's {@code named}, on a free port of 127.0.0.1: it answers for the zones
 * that a test gives it, UDP and TCP, and resolves nothing beyond them. It runs in a directory of
 * its own, as an unprivileged user where the tests run as root, and ends with {@link #close}.
 */
public final class BindServer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/named");

    /** Another process may take the port between the moment it is found free and the start. */
    private static final int ATTEMPTS = 3;

    private static final Duration START = Duration.ofSeconds(5);
    private static final String LOOPBACK = "127.0.0.1";

    /** A root of its own, so that no question leaves the machine. */
    private static final String ROOT =
            """
            $TTL 60
            . SOA localhost. hostmaster.localhost. 1 60 60 60 60
            . NS localhost.
            localhost. A 127.0.0.1
            """;

    private final Path folder;
    private final Process process;
    private final int port;

    private BindServer(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /** Skips the test, and says why, where {@code named} is not installed. */
    public static void assumeInstalled() {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM),
                PROGRAM + " is missing: install Debian's bind9, or run ./check, which does");
    }

    /**
     * Starts a server for one zone, which accepts dynamic updates (RFC 2136) from loopback.
     *
     * @param zone its name
     * @param records the zone file's lines after SOA and NS
     * @param dead zones that the server has been told of and cannot answer for: SERVFAIL
     */
    public static BindServer start(String zone, String records, List<String> dead) {
        assumeInstalled();
        String output = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Path folder = Files.createTempDirectory("mailyard-named");
                int port = freePort();
                write(folder, port, zone, records, dead);
                BindServer server = new BindServer(folder, launch(folder), port);
                if (server.answers(zone)) {
                    return server;
                }
                output = Files.readString(folder.resolve("log"));
                server.close();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
        throw new IllegalStateException("named did not start:\n" + output);
    }

    private static int freePort() throws IOException {
        InetAddress loopback = InetAddress.ofLiteral(LOOPBACK);
        while (true) {
            try (ServerSocket tcp = new ServerSocket(0, 1, loopback)) {
                int port = tcp.getLocalPort();
                try (DatagramSocket _ = new DatagramSocket(port, loopback)) {
                    return port;
                } catch (IOException taken) {
                    // Another has it for UDP: the next one.
                }
            }
        }
    }

    private static void write(Path folder, int port, String zone, String records, List<String> dead)
            throws IOException {
        StringBuilder config = new StringBuilder();
        config.append(
                """
                options {
                    directory "%s";
                    listen-on port %d { 127.0.0.1; };
                    listen-on-v6 { none; };
                    pid-file none;
                    session-keyfile none;
                    recursion yes;
                    allow-query { 127.0.0.1; };
                    allow-recursion { 127.0.0.1; };
                    dnssec-validation no;
                    empty-zones-enable no;
                    notify no;
                    check-names primary ignore;
                    minimal-responses yes;
                    max-cache-size 16m;
                };
                controls { };
                zone "." { type primary; file "root.zone"; };
                zone "%s" { type primary; file "zone"; allow-update { 127.0.0.1; }; };
                """
                        .formatted(folder, port, zone));
        for (String item : dead) {
            // a secondary that never reached its primary answers SERVFAIL for all of the zone
            config.append(
                    """
                    zone "%s" { type secondary; primaries port 1 { 127.0.0.1; }; };
                    """
                            .formatted(item));
        }
        Files.writeString(folder.resolve("named.conf"), config);
        Files.writeString(folder.resolve("root.zone"), ROOT);
        Files.writeString(
                folder.resolve("zone"),
                "$TTL 1\n$ORIGIN "
                        + zone
                        + ".\n@ SOA ns hostmaster 1 60 60 60 1\n@ NS ns\nns A 127.0.0.1\n"
                        + records);
        // a copy: a profile of AppArmor for the installed one would keep it out of this directory
        Files.copy(PROGRAM, folder.resolve("named"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static Process launch(Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(folder.resolve("named").toString());
        command.addAll(List.of("-f", "-n", "1", "-c", folder.resolve("named.conf").toString()));
        command.addAll(List.of("-L", folder.resolve("log").toString()));
        if (isRoot()) {
            command.addAll(List.of("-u", "bind"));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(folder.resolve("out").toFile()))
                .start();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private boolean answers(String zone) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        Message question = Message.newQuery(Record.newRecord(name(zone), Type.SOA, DClass.IN));
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                Message answer = resolver(Duration.ofMillis(200)).send(question);
                if (answer.getHeader().getFlag(Flags.AA)) {
                    return true;
                }
            } catch (IOException notYet) {
                // Nobody listens yet.
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return false;
    }

    private SimpleResolver resolver(Duration timeout) {
        SimpleResolver resolver =
                new SimpleResolver(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port));
        resolver.setTimeout(timeout);
        resolver.setTCP(true);
        return resolver;
    }

    /** The setting that makes a server ask this one alone. */
    public String setting() {
        return "dns.servers=" + LOOPBACK + ":" + port;
    }

    /**
     * Adds a record to the zone, such as {@code a.zone.example, TXT, "text"}; kept for a second.
     */
    public void add(String name, int type, String data) {
        update(name, update -> update.add(name(name), type, 1, data));
    }

    /** Removes all records of a name. */
    public void remove(String name) {
        update(name, update -> update.delete(name(name)));
    }

    /** A change of the zone's records. */
    @FunctionalInterface
    private interface Edit {
        void apply(Update update) throws IOException;
    }

    private void update(String name, Edit edit) {
        try {
            Update update = new Update(zoneOf(name));
            edit.apply(update);
            Message answer = resolver(Duration.ofSeconds(10)).send(update);
            if (answer.getHeader().getRcode() != Rcode.NOERROR) {
                throw new IllegalStateException(
                        "update of " + name + ": " + Rcode.string(answer.getHeader().getRcode()));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The zone that this server has a name in: that of the SOA it answers with. */
    private Name zoneOf(String name) throws IOException {
        Message answer =
                resolver(Duration.ofSeconds(10))
                        .send(Message.newQuery(Record.newRecord(name(name), Type.SOA, DClass.IN)));
        return Stream.of(org.xbill.DNS.Section.ANSWER, org.xbill.DNS.Section.AUTHORITY)
                .flatMap(section -> answer.getSection(section).stream())
                .filter(record -> record.getType() == Type.SOA)
                .map(Record::getName)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no zone for " + name));
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    /** Ends the server and waits until it is gone; its port answers nothing from then on. */
    public void stop() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((path, other) -> other.compareTo(path)).forEach(BindServer::delete);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
