package io.mailyard.db;

import io.mailyard.base.StartException;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Which store to use, and how.
 *
 * @param url empty for the embedded store, a file in the data folder; or {@code
 *     postgresql://user:password@host:port/database?parameter=value} (RFC 3986; also with {@code
 *     jdbc:} before it), with parameters of the PostgreSQL driver
 * @param user empty to use the one in {@code url}
 * @param password empty to use the one in {@code url}
 * @param poolSize maximum number of concurrent reads, 1 to 256
 * @param readTimeout how long a read waits for a connection, 10 ms to 1 minute
 * @param startWait how long a start waits for a PostgreSQL that does not answer
 * @param force whether a start may change the schema although another server was active recently
 * @param useMoved whether a start may use a store that was moved elsewhere
 */
public record StoreConfig(
        String url,
        String user,
        String password,
        int poolSize,
        Duration readTimeout,
        Duration startWait,
        boolean force,
        boolean useMoved) {
    /** More readers would only compete for the disk, since a read takes some microseconds. */
    public static final int DEFAULT_POOL_SIZE = 8;

    public static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(5);

    /** Concurrent single reads of administrators, whatever else reads: each takes a moment. */
    public static final int ADMINISTRATORS_READS = 3;

    /**
     * Connections besides the pool: for administrators' single reads, and one for the server's own,
     * for example of a token's owner.
     */
    static final int RESERVE = ADMINISTRATORS_READS + 1;

    private static final int LARGEST_POOL = 256;

    private static final Setting<String> URL =
            Setting.secret(
                    "store.url",
                    "Where the store is; empty: the embedded one in the data folder; or postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with a comma between several HOST:PORT.");
    private static final Setting<String> USER =
            Setting.text(
                    "store.user", "", "The user at PostgreSQL, in place of the one in store.url.");
    private static final Setting<String> PASSWORD =
            Setting.secret(
                    "store.password",
                    "The password at PostgreSQL, in place of the one in store.url.");
    private static final Setting<Integer> POOL_SIZE =
            Setting.integer(
                    "store.pool-size",
                    DEFAULT_POOL_SIZE,
                    1,
                    LARGEST_POOL,
                    "Lists, and single reads of tenants, that read the store at once. Four more connections are kept for single reads of administrators and for the server itself, and one for readiness.");
    private static final Setting<Duration> READ_TIMEOUT =
            Setting.duration(
                    "store.read-timeout",
                    "5s",
                    Duration.ofMillis(10),
                    Duration.ofMinutes(1),
                    "How long a read waits for its turn; then 503.");

    private static final Setting<Duration> WAIT =
            Setting.duration(
                    "store.wait",
                    "60s",
                    Duration.ZERO,
                    Duration.ofDays(1),
                    "How long a start waits for a PostgreSQL that does not answer, or is a standby; 0s: not at all.");
    private static final Setting<Boolean> FORCE =
            Setting.flag(
                    "store.force-upgrade",
                    false,
                    "Change the schema though another server was heard of within a minute; mailyard serve --force sets it.");

    private static final Setting<Boolean> USE_MOVED =
            Setting.flag(
                    "store.use-moved",
                    false,
                    "Go on with a store that was moved elsewhere, whatever the other one has by now; needed once.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS =
            List.of(URL, USER, PASSWORD, POOL_SIZE, READ_TIMEOUT, WAIT, FORCE, USE_MOVED);

    /**
     * Takes the settings of {@code store}.
     *
     * @throws StartException if the URL cannot be used
     */
    public static StoreConfig from(Settings settings) {
        return new StoreConfig(
                settings.get(URL),
                settings.get(USER),
                settings.get(PASSWORD),
                settings.get(POOL_SIZE),
                settings.get(READ_TIMEOUT),
                settings.get(WAIT),
                settings.get(FORCE),
                settings.get(USE_MOVED));
    }

    /** The configuration without a wait at the start. */
    public StoreConfig(
            String url, String user, String password, int poolSize, Duration readTimeout) {
        this(url, user, password, poolSize, readTimeout, Duration.ZERO, false, false);
    }

    /** The store at another URL, with everything else as here where the URL does not say it. */
    public StoreConfig elsewhere(String otherUrl) {
        return new StoreConfig(
                otherUrl, user, password, poolSize, readTimeout, startWait, force, useMoved);
    }

    /** With this password, unless it is empty. */
    public StoreConfig withPassword(String other) {
        return other.isEmpty()
                ? this
                : new StoreConfig(
                        url, user, other, poolSize, readTimeout, startWait, force, useMoved);
    }

    /**
     * Returns the configuration with the same server, user and parameters, but another database and
     * schema.
     */
    StoreConfig at(String database, String schema) {
        return elsewhere(PostgresUrl.parse(url).at(database, schema));
    }

    /**
     * Where PostgreSQL listens, such as {@code db.example.com:5432}; several, separated by commas;
     * empty for the embedded store.
     */
    public String hosts() {
        return url.isEmpty() ? "" : PostgresUrl.parse(url).hosts();
    }

    /** Returns the configuration that reaches this store by way of another host and port. */
    public StoreConfig through(String hostAndPort) {
        return elsewhere(PostgresUrl.parse(url).through(hostAndPort));
    }

    /** The configuration that changes the schema at a start whatever other servers run. */
    public StoreConfig forced() {
        return new StoreConfig(
                url, user, password, poolSize, readTimeout, startWait, true, useMoved);
    }

    public StoreConfig {
        if (!url.isEmpty()) {
            PostgresUrl.parse(url);
        }
        if (poolSize < 1 || poolSize > LARGEST_POOL) {
            throw new StartException(
                    "the store's pool size must be from 1 to " + LARGEST_POOL + ": " + poolSize);
        }
        if (readTimeout.compareTo(Duration.ofMillis(10)) < 0
                || readTimeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new StartException(
                    "the store's read timeout must be from 10 ms to 1 minute: " + readTimeout);
        }
    }

    /** The embedded store. */
    public static StoreConfig embedded() {
        return at("");
    }

    /** The store at {@code url}, with defaults for everything else. */
    public static StoreConfig at(String url) {
        return new StoreConfig(url, "", "", DEFAULT_POOL_SIZE, DEFAULT_READ_TIMEOUT);
    }

    /** SQLite if no URL is configured, else PostgreSQL. */
    public Dialect dialect() {
        return url.isEmpty() ? Dialect.SQLITE : Dialect.POSTGRESQL;
    }

    /** The store's address without a password, safe to show. */
    public String place() {
        return url.isEmpty() ? "embedded" : PostgresUrl.parse(url).place();
    }

    /** Value to write as {@code store.url}, without passwords; empty for the embedded store. */
    public String setting() {
        return url.isEmpty() ? "" : PostgresUrl.parse(url).withoutPassword();
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "StoreConfig[" + place() + ", pool " + poolSize + ", timeout " + readTimeout + "]";
    }
}
