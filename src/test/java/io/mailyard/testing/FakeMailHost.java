package io.mailyard.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A mail host on 127.0.0.1 that keeps what it is sent and does as it is told: it can answer any
 * command with anything, stall, hang up, offer good or broken TLS, and ask for a login. What tests
 * tell it before a client connects holds from that connection on.
 */
public final class FakeMailHost implements AutoCloseable {
    /** Connections at once; what is over waits in the system's queue. */
    private static final int MAX_CONNECTIONS = 200;

    /** What a host does at a command in place of its usual answer. */
    public sealed interface Does {
        /** Answers with these lines (CRLF is put behind each LF-ended or last one). */
        record Says(String text) implements Does {}

        /** Never answers, and reads no more. */
        record Stalls() implements Does {}

        /** Closes the connection without an answer. */
        record HangsUp() implements Does {}

        /** Sends this, exactly, and closes the connection. */
        record CutsOff(String text) implements Does {}

        /** Answers as usual after a while. */
        record Waits(Duration time) implements Does {}

        /** Answers as usual once that is counted down, or after 30 s. */
        record WaitsFor(CountDownLatch gate) implements Does {}
    }

    /**
     * A message that was taken.
     *
     * @param mailParameters what stood behind the sender in MAIL
     * @param raw as it came between DATA and the final dot, doubled dots undone
     * @param login as it was shown at AUTH; empty: none
     * @param connection the number of the connection it came by, from 1
     */
    public record Message(
            String helo,
            String sender,
            String mailParameters,
            List<String> recipients,
            byte[] raw,
            boolean encrypted,
            String login,
            int connection) {}

    private record Rule(
            String command, Predicate<List<String>> recipients, Does does, int[] left) {}

    private final ServerSocket listener;
    private final Semaphore slots = new Semaphore(MAX_CONNECTIONS);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Rule> rules = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final List<String> keywords =
            new ArrayList<>(List.of("PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 10485760"));
    private @Nullable FakeMailHostCertificate certificate;
    private boolean tlsBroken;
    private String login = "";
    private String password = "";
    private int connections;

    private FakeMailHost(ServerSocket listener) {
        this.listener = listener;
    }

    /** A host that takes everything, in plain text. */
    public static FakeMailHost start() {
        return startAt(0);
    }

    /** The same on a given port, to come back where another was. */
    public static FakeMailHost startAt(int port) {
        try {
            FakeMailHost host =
                    new FakeMailHost(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("fake-mail-host").start(host::accept);
            return host;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Offers another keyword in EHLO. */
    public synchronized FakeMailHost offering(String keyword) {
        keywords.add(keyword);
        return this;
    }

    /** Offers a keyword no longer; {@code EHLO} itself can be one. */
    public synchronized FakeMailHost without(String keyword) {
        keywords.removeIf(offered -> offered.equals(keyword) || offered.startsWith(keyword + " "));
        return this;
    }

    /** Offers STARTTLS with a certificate for localhost. */
    public FakeMailHost withTls() {
        return withTls(FakeMailHostCertificate.localhost());
    }

    /** Offers STARTTLS with this certificate. */
    public synchronized FakeMailHost withTls(FakeMailHostCertificate shown) {
        certificate = shown;
        return offering("STARTTLS");
    }

    /** Offers STARTTLS, and then speaks no TLS. */
    public synchronized FakeMailHost withBrokenTls() {
        tlsBroken = true;
        return offering("STARTTLS");
    }

    /**
     * Takes mail only after AUTH with these; offers the ways given, such as {@code PLAIN LOGIN}.
     */
    public synchronized FakeMailHost withLogin(String ways, String name, String secret) {
        login = name;
        password = secret;
        return offering("AUTH " + ways);
    }

    /**
     * From now on does this at each command that starts so ({@code RCPT TO:<bob@b.example>}, {@code
     * DATA}, without regard to case); {@code CONNECT} is the banner, {@code BODY} the message after
     * 354, {@code .} its end. The latest told wins.
     */
    public FakeMailHost at(String command, Does does) {
        return at(command, Integer.MAX_VALUE, does);
    }

    /** As {@link #at(String, Does)}, so many times. */
    public synchronized FakeMailHost at(String command, int times, Does does) {
        rules.addFirst(
                new Rule(command.toUpperCase(Locale.ROOT), all -> true, does, new int[] {times}));
        return this;
    }

    /** As {@link #at(String, Does)}, where the recipients taken so far are so. */
    public synchronized FakeMailHost where(
            String command, Predicate<List<String>> recipients, Does does) {
        rules.addFirst(
                new Rule(
                        command.toUpperCase(Locale.ROOT),
                        recipients,
                        does,
                        new int[] {Integer.MAX_VALUE}));
        return this;
    }

    /** Forgets what it was told to do at commands. */
    public synchronized void asUsual() {
        rules.clear();
    }

    /** Waits until so many messages were taken, and gives all there are. */
    public List<Message> awaitMessages(int atLeast, Duration limit) {
        return await(atLeast, limit, messages, all -> true);
    }

    /** Waits until a command that starts so was seen {@code times} times. */
    public void awaitCommand(String start, int times, Duration limit) {
        await(times, limit, commands, command -> command.startsWith(start));
    }

    private synchronized <T> List<T> await(
            int atLeast, Duration limit, List<T> list, Predicate<T> counted) {
        long end = System.nanoTime() + limit.toNanos();
        while (list.stream().filter(counted).count() < atLeast) {
            long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (millis <= 0) {
                throw new AssertionError("waited " + limit + " for " + atLeast + ": " + list);
            }
            try {
                wait(millis);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
        return List.copyOf(list);
    }

    /** What has been taken so far. */
    public synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    /** Every command so far, of all connections; what was shown at AUTH is not in it. */
    public synchronized List<String> commands() {
        return List.copyOf(commands);
    }

    /** How many have connected. */
    public synchronized int connections() {
        return connections;
    }

    synchronized List<String> keywords() {
        return List.copyOf(keywords);
    }

    synchronized @Nullable FakeMailHostCertificate certificate() {
        return certificate;
    }

    synchronized boolean tlsBroken() {
        return tlsBroken;
    }

    synchronized boolean lets(String name, String secret) {
        return !login.isEmpty() && login.equals(name) && password.equals(secret);
    }

    synchronized boolean asksForLogin() {
        return !login.isEmpty();
    }

    /** What to do at {@code command}, which is noted; null: as usual. */
    synchronized @Nullable Does told(String command, List<String> recipients) {
        commands.add(command);
        notifyAll();
        Iterator<Rule> all = rules.iterator();
        while (all.hasNext()) {
            Rule rule = all.next();
            boolean meant =
                    command.toUpperCase(Locale.ROOT).startsWith(rule.command())
                            && rule.recipients().test(recipients);
            if (meant && rule.left()[0] > 0) {
                rule.left()[0]--;
                return rule.does();
            }
        }
        return null;
    }

    synchronized void keep(Message message) {
        messages.add(message);
        notifyAll();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                slots.acquire();
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                int number = nextConnection();
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException | InterruptedException closed) {
                return;
            }
        }
    }

    private synchronized int nextConnection() {
        connections++;
        return connections;
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            new FakeMailHostSession(this, socket, number).run();
        } catch (IOException gone) {
            // A client may leave as it likes.
        } finally {
            open.remove(socket);
            slots.release();
        }
    }

    /** Hangs up on everyone and listens no more. */
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }
}
