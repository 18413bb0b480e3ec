package io.mailyard.testing;

import io.mailyard.access.Passwords;
import io.mailyard.config.HostPort;
import io.mailyard.config.Settings;
import io.mailyard.db.Database;
import io.mailyard.server.AllSettings;
import io.mailyard.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A real server on a loopback port over a store of its own: one of each kind that all tests share,
 * or one with settings of its own. Settings are pairs such as {@code api.http-status=mirror}.
 */
public final class TestServer implements AutoCloseable {
    /**
     * Hashes of passwords at the least cost there is: at the product's own they would be most of
     * what tests cost, and only tests of sign-ins in a flood depend on it.
     */
    public static final Passwords CHEAP_PASSWORDS = new Passwords(8, 1);

    /** Kept, for a logger that nobody holds forgets its level. */
    private static final Logger HTTP_LOG = Logger.getLogger("org.eclipse.jetty");

    private static final Map<StoreKind, TestServer> SHARED = new EnumMap<>(StoreKind.class);

    /** Of each kind what a server left that ran once. */
    private static final Map<StoreKind, TestStores.StoreLocation> USED =
            new EnumMap<>(StoreKind.class);

    private final StoreKind kind;
    private final TestStores.StoreLocation place;
    private final Clock clock;
    private final Passwords passwords;
    private final String token;
    private Server server;

    private TestServer(
            StoreKind kind,
            TestStores.StoreLocation location,
            Clock clock,
            Passwords passwords,
            String token,
            Server server) {
        this.kind = kind;
        this.place = location;
        this.clock = clock;
        this.passwords = passwords;
        this.token = token;
        this.server = server;
    }

    /** The server that all tests share; never closed: it ends with the process. */
    public static TestServer of(StoreKind kind) {
        synchronized (SHARED) {
            return SHARED.computeIfAbsent(kind, TestServer::start);
        }
    }

    /**
     * A place where a server ran before, with the first administrator's password and token in its
     * folder: in a new process the first start costs as much again as the start.
     */
    public static TestStores.StoreLocation usedPlace(StoreKind kind) {
        synchronized (USED) {
            return TestStores.copyOf(kind, USED.computeIfAbsent(kind, TestServer::leave));
        }
    }

    private static TestStores.StoreLocation leave(StoreKind kind) {
        TestStores.StoreLocation location = TestStores.migratedPlace(kind);
        over(kind, location, Clock.systemUTC()).close();
        return location;
    }

    /** A server over an empty store, with settings; the caller closes it. */
    public static TestServer start(StoreKind kind, String... settings) {
        return start(kind, Clock.systemUTC(), settings);
    }

    /** The same with a clock of the test's. */
    public static TestServer start(StoreKind kind, Clock clock, String... settings) {
        return over(kind, TestStores.migratedPlace(kind), clock, settings);
    }

    /** The same over a store that is there already. */
    public static TestServer over(
            StoreKind kind, TestStores.StoreLocation location, Clock clock, String... settings) {
        return over(kind, location, clock, CHEAP_PASSWORDS, settings);
    }

    /** One whose hashes of passwords cost what the product's do; the caller closes it. */
    public static TestServer startWithCostlyPasswords(StoreKind kind, String... settings) {
        return over(
                kind, TestStores.migratedPlace(kind), Clock.systemUTC(), new Passwords(), settings);
    }

    private static TestServer over(
            StoreKind kind,
            TestStores.StoreLocation location,
            Clock clock,
            Passwords passwords,
            String... settings) {
        Server server = open(location, location.folder(), clock, passwords, settings);
        return new TestServer(kind, location, clock, passwords, tokenIn(location.folder()), server);
    }

    /** Another server over the same store, as a second process is; for PostgreSQL alone. */
    public TestServer beside(String... settings) {
        if (kind != StoreKind.POSTGRESQL) {
            throw new IllegalStateException("two processes do not share " + kind);
        }
        Server other = open(place, TestStores.newFolder(), clock, passwords, settings);
        return new TestServer(kind, place, clock, passwords, token, other);
    }

    /** Ends the server and starts one over what it left. */
    public void restart(String... settings) {
        restart(() -> {}, settings);
    }

    /** The same; {@code meanwhile} happens while no server runs. */
    public void restart(Runnable meanwhile, String... settings) {
        restartAt(0, meanwhile, settings);
    }

    /** The same at the address that it had, for clients who come back. */
    public void restartThere(Runnable meanwhile, String... settings) {
        restartAt(server.address().getPort(), meanwhile, settings);
    }

    private void restartAt(int port, Runnable meanwhile, String... settings) {
        server.close();
        meanwhile.run();
        server = open(place, place.folder(), port, clock, passwords, settings);
    }

    private static Server open(
            TestStores.StoreLocation location,
            Path folder,
            Clock clock,
            Passwords passwords,
            String... settings) {
        return open(location, folder, 0, clock, passwords, settings);
    }

    private static Server open(
            TestStores.StoreLocation location,
            Path folder,
            int port,
            Clock clock,
            Passwords passwords,
            String... settings) {
        HTTP_LOG.setLevel(Level.WARNING);
        List<String> pairs = new ArrayList<>();
        pairs.add("submission.listen=127.0.0.1:0");
        pairs.add("http.drain=0s");
        // Mail hosts of tests are on loopback, found by DNS too.
        pairs.add("delivery.private-networks=allow");
        pairs.add("log.requests=none");
        // Nobody answers there: a test asks no name server but its own.
        pairs.add("dns.servers=127.0.0.1:1");
        pairs.addAll(List.of(settings));
        if (!location.config().url().isEmpty()) {
            pairs.add("store.url=" + location.config().url());
        }
        return new Server(
                Settings.load(AllSettings.list(), Optional.empty(), pairs),
                folder,
                Optional.of(new HostPort("127.0.0.1", port)),
                clock,
                passwords,
                () -> false);
    }

    private static String tokenIn(Path folder) {
        try {
            return Files.readString(folder.resolve("admin-token")).strip();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** Where it listens, such as {@code http://127.0.0.1:40123}. */
    public URI uri() {
        InetSocketAddress address = server.address();
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    /** Where {@code operations.listen} is, if it is set. */
    public Optional<URI> operations() {
        return server.operations()
                .map(address -> URI.create("http://127.0.0.1:" + address.getPort()));
    }

    /** Where it takes mail by SMTP. */
    public InetSocketAddress submission() {
        return server.submission().orElseThrow();
    }

    /** The administrator's token of the first start. */
    public String token() {
        return token;
    }

    /** A client with the administrator's token. */
    public Api api() {
        return new Api(uri(), token);
    }

    /** Whether its store is PostgreSQL. */
    public boolean isPostgres() {
        return kind == StoreKind.POSTGRESQL;
    }

    /** The data folder. */
    public Path folder() {
        return place.folder();
    }

    /** A second opening of the store, for what no call tells; the caller closes it. */
    public Database database() {
        return place.open(clock);
    }

    /** A plain connection to the store, past all of the product's code; the caller closes it. */
    public Connection connection() {
        String url =
                kind == StoreKind.SQLITE
                        ? "jdbc:sqlite:" + place.folder().resolve("mailyard.db")
                        : "jdbc:" + place.config().url();
        try {
            return DriverManager.getConnection(url);
        } catch (SQLException away) {
            throw new IllegalStateException(away);
        }
    }

    /** Every row of every table. */
    public Dump dump() {
        try (Connection connection = connection()) {
            return Dump.of(connection, kind);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Every row of one table, at less cost where a test looks often. */
    public List<String> rows(String table) {
        try (Connection connection = connection()) {
            return Dump.of(connection, table);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Changes the store behind the server's back; how many rows. */
    public int tamper(String sql) {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Ends the server; its store stays until the tests are over. */
    @Override
    public void close() {
        server.close();
    }
}
