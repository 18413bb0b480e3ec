package io.mailyard.db;

import io.mailyard.base.StartException;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Which store, and how it is used.
 *
 * @param url empty for the embedded store, a file in the data folder; or {@code
 *     postgresql://user:password@host:port/database?parameter=value} (RFC 3986; also with {@code
 *     jdbc:} before it), the parameters being those of the PostgreSQL driver
 * @param user empty to take the one in {@code url}
 * @param password empty to take the one in {@code url}
 * @param poolSize how many reads may run at once, 1 to 256
 * @param readTimeout how long a read waits for a connection, 10 ms to 1 minute
 * @param startWait how long a start waits for a PostgreSQL that does not answer
 * @param force whether a start may change the schema though another server was heard of
 */
public record StoreConfig(
        String url,
        String user,
        String password,
        int poolSize,
        Duration readTimeout,
        Duration startWait,
        boolean force) {
    /** More would only compete for the disk: a read lasts some microseconds. */
    public static final int DEFAULT_POOL_SIZE = 8;

    public static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(5);

    /** Single reads of administrators at once, whatever else reads: each lasts a moment. */
    public static final int ADMINISTRATORS_READS = 3;

    /**
     * Connections beside the pool: for administrators' single reads, and one for what the server
     * asks for itself, such as whose a token is.
     */
    static final int RESERVE = ADMINISTRATORS_READS + 1;

    private static final int LARGEST_POOL = 256;

    private static final Setting<String> URL =
            Setting.secret(
                    "store.url",
                    "Where the store is; empty: the embedded one in the data folder; or postgresql://USER:PASSWORD@HOST:PORT/DATABASE.");
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

    /** What this record is read from. */
    public static final List<Setting<?>> SETTINGS =
            List.of(URL, USER, PASSWORD, POOL_SIZE, READ_TIMEOUT, WAIT, FORCE);

    public static StoreConfig from(Settings settings) {
        return new StoreConfig(
                settings.get(URL),
                settings.get(USER),
                settings.get(PASSWORD),
                settings.get(POOL_SIZE),
                settings.get(READ_TIMEOUT),
                settings.get(WAIT),
                settings.get(FORCE));
    }

    /** One that does not wait at the start. */
    public StoreConfig(
            String url, String user, String password, int poolSize, Duration readTimeout) {
        this(url, user, password, poolSize, readTimeout, Duration.ZERO, false);
    }

    /** The same, but a start changes the schema whoever else runs. */
    public StoreConfig forced() {
        return new StoreConfig(url, user, password, poolSize, readTimeout, startWait, true);
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

    /** The store at {@code url}, everything else as it is by default. */
    public static StoreConfig at(String url) {
        return new StoreConfig(url, "", "", DEFAULT_POOL_SIZE, DEFAULT_READ_TIMEOUT);
    }

    public Dialect dialect() {
        return url.isEmpty() ? Dialect.SQLITE : Dialect.POSTGRESQL;
    }

    /** Where the store is, without a password; fit to be shown. */
    public String place() {
        return url.isEmpty() ? "embedded" : PostgresUrl.parse(url).place();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "StoreConfig[" + place() + ", pool " + poolSize + ", timeout " + readTimeout + "]";
    }
}
