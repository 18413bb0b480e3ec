package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.Await;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.TestStores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A store at several hosts, of which the primary is replaced. */
final class SeveralHostsTest {
    /** Far below the minute after which a connection is given up by itself. */
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void primaryThatHangs_isLeftOnceAnotherIsPromoted() throws Exception {
        try (PrimaryAndStandby servers = PrimaryAndStandby.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Database db = open(servers.both())) {
            db.write(tx -> Things.add(tx, 1, "lost with the old primary"));
            assertThat(db.healthy()).isTrue();

            servers.freeze();
            Future<Integer> write =
                    threads.submit(() -> db.write(tx -> Things.add(tx, 2, "repeated")));
            Future<Long> read =
                    threads.submit(() -> db.read(tx -> tx.number("SELECT count(*) FROM things")));
            assertThat(db.healthy()).isFalse();
            assertThat(write.isDone()).isFalse();
            long began = System.nanoTime();
            servers.promote();
            assertThat(write.get()).isEqualTo(1);
            assertThat(answered(read)).isIn(true, false);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
            assertThat(Things.names(db)).containsExactly("repeated");

            servers.thaw();
            for (int i = 3; i < 20; i++) {
                int id = i;
                db.write(tx -> Things.add(tx, id, "after"));
            }
            try (Database old = open(at(servers.primary))) {
                assertThat(Things.names(old)).containsExactly("lost with the old primary");
            }
        }
    }

    /** Waits for a read: one that had begun fails, one that had not finds the other host. */
    private static boolean answered(Future<Long> read) throws InterruptedException {
        try {
            return read.get() >= 0;
        } catch (ExecutionException failed) {
            assertThat(failed).hasCauseInstanceOf(StoreAwayException.class);
            return false;
        }
    }

    /** False too of a read that had begun at the old primary when that was left. */
    private static boolean isEmpty(Database db) {
        try {
            return Things.names(db).isEmpty();
        } catch (StoreAwayException leaving) {
            return false;
        }
    }

    /** As where whoever should have stopped it was killed itself. */
    @Test
    @LongRun
    void primaryThatDoesNotKnowOfItsSuccessor_isLeftAndNotComeBackTo() throws Exception {
        try (PrimaryAndStandby servers = PrimaryAndStandby.start();
                Database db = open(servers.both())) {
            db.write(tx -> Things.add(tx, 1, "first"));
            servers.promote();
            Await.until(() -> isEmpty(db));
            db.write(tx -> Things.add(tx, 1, "second"));
            servers.standby.close();
            assertThatThrownBy(() -> db.write(tx -> Things.add(tx, 2, "third")))
                    .isInstanceOf(StoreAwayException.class)
                    .hasMessageContaining("was promoted in its place");
            assertThatThrownBy(() -> Things.names(db)).isInstanceOf(StoreAwayException.class);
        }
    }

    @Test
    void hosts_areChosenByWhatTheyAreNotByTheDriver() throws Exception {
        try (PrimaryAndStandby servers = PrimaryAndStandby.start()) {
            for (String parameter :
                    List.of(
                            "targetServerType=primary",
                            "targetServerType=secondary&loadBalanceHosts=true",
                            "loginTimeout=1&socketTimeout=7",
                            "hostRecheckSeconds=100&sslmode=disable")) {
                StoreConfig config = StoreConfig.at(servers.both().url() + "?" + parameter);
                try (StoreSession session = new Postgres(config).owner()) {
                    assertThat(session.number("SELECT inet_server_port()"))
                            .as(parameter)
                            .isEqualTo(servers.primary.getPort());
                }
            }
            TestStores.StoreLocation other = TestStores.placeInOwnDatabase();
            PostgresUrl there = PostgresUrl.parse(other.config().url());
            Postgres both =
                    new Postgres(
                            StoreConfig.at(
                                    "postgresql://postgres@127.0.0.1:"
                                            + servers.primary.getPort()
                                            + ","
                                            + there.hosts()
                                            + "/postgres"));
            both.owner().close();
            servers.primary.close();
            assertThatThrownBy(both::owner)
                    .hasMessageContaining("it is no copy of the PostgreSQL used so far");
            assertThatThrownBy(() -> open(servers.both()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(servers.standby.getPort() + ": it is a standby")
                    .hasMessageContaining(servers.primary.getPort() + ": Connection to");
        }
    }

    @Test
    void commitThatIsNotOnTheStandby_isNotAcknowledged() throws Exception {
        try (PrimaryAndStandby servers = PrimaryAndStandby.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Database db = open(servers.both())) {
            PrimaryAndStandby.execute(
                    servers.primary, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
            PrimaryAndStandby.execute(servers.primary, "SELECT pg_reload_conf()");
            for (boolean ids : List.of(false, true)) {
                Future<Integer> write =
                        threads.submit(() ->
                                db.write(tx ->
                                        Things.add(tx, ids ? tx.nextId("thing") : 100, "alone")));
                Await.until(() -> cancelled(servers.primary));
                assertThatThrownBy(write::get)
                        .cause()
                        .isInstanceOfSatisfying(
                                StoreAwayException.class,
                                e -> assertThat(e.maybeStored()).isTrue());
            }
        }
    }

    /** Cancels what waits for a standby; whether there was one. */
    private static boolean cancelled(EmbeddedPostgres server) {
        try (Connection connection =
                        DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
                var statement = connection.createStatement();
                var row =
                        statement.executeQuery(
                                "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity"
                                        + " WHERE wait_event = 'SyncRep'")) {
            return row.next() && row.getInt(1) > 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void hostsOfAUrl_areChecked() {
        assertThat(PostgresUrl.parse("postgresql://a,[::1]:5433,10.0.0.1:1/m").hostList())
                .containsExactly("a", "[::1]:5433", "10.0.0.1:1");
        for (String wrong :
                List.of(
                        "a,,b",
                        "a,",
                        ",a",
                        "a:b,c",
                        "a:123456",
                        "a:1:2",
                        "[::1",
                        "::1",
                        "a:0",
                        "a:65536,b",
                        "a:99999",
                        "a b",
                        "a,[::1]:70000",
                        "[h]",
                        "a:")) {
            assertThatThrownBy(() -> PostgresUrl.parse("postgresql://me:secret@" + wrong + "/mail"))
                    .as(wrong)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("names the host '")
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> PostgresUrl.parse("postgresql://h" + ",h".repeat(16) + "/mail"))
                .hasMessageContaining("names 17 hosts, of at most 16");
        // where the host is left out, its place has the password
        assertThatThrownBy(() -> PostgresUrl.parse("postgresql://me:secret/mail"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("names the host 'me:...'")
                .hasMessageNotContaining("secret");
    }

    /**
     * A password of digits looks like a port: without a user the URL is refused, not waited for.
     */
    @Test
    void urlWithoutAUserOrHost_isRefusedAtOnce_andItsPasswordNotShown() {
        for (String user : List.of("me", "")) {
            for (String password : List.of("12345", "54321", "99999", "123456", "12/34", "1?2")) {
                for (String host : List.of("", "@", "@db1:5432")) {
                    String url = "postgresql://" + user + ":" + password + host + "/mail";
                    boolean whole = password.matches("[0-9]+") && host.startsWith("@d");
                    if (whole && !user.isEmpty()) {
                        assertThat(PostgresUrl.parse(url).password()).isEqualTo(password);
                        continue;
                    }
                    assertThatThrownBy(() -> new Postgres(StoreConfig.at(url)))
                            .as(url)
                            .isInstanceOf(StartException.class)
                            .hasMessageContaining("the store's URL")
                            .hasMessageNotContaining(password);
                }
            }
        }
        assertThatThrownBy(() -> new Postgres(StoreConfig.at("postgresql://me:12345/mail")))
                .hasMessage(
                        "the store's URL names no user: write"
                                + " postgresql://USER:PASSWORD@HOST:PORT/DATABASE, or set store.user");
        assertThatThrownBy(() -> PostgresUrl.parse("postgresql://me:12/34@db1/mail"))
                .hasMessageContaining("write %2F or %3F");
    }

    /** What a move says to write into the configuration leads to where it moved to. */
    @Test
    void setting_hasAllButPasswords() {
        for (String given :
                List.of(
                        "postgresql://me:s3cret@a:1,[::1]/m",
                        "jdbc:postgresql://a:1,[::1]/m?user=me&password=s3cret",
                        "postgres://me@a:1,[::1]/m?sslpassword=s3cret")) {
            assertThat(StoreConfig.at(given).setting()).isEqualTo("postgresql://me@a:1,[::1]/m");
        }
        assertThat(
                        StoreConfig.at("postgresql://m%40il:x@a/m?sslmode=require&currentSchema=s")
                                .setting())
                .isEqualTo("postgresql://m%40il@a/m?sslmode=require&currentSchema=s");
        assertThat(StoreConfig.at("postgresql://a/m").setting()).isEqualTo("postgresql://a/m");
    }

    private static StoreConfig at(EmbeddedPostgres server) {
        return StoreConfig.at("postgresql://postgres@127.0.0.1:" + server.getPort() + "/postgres");
    }

    private static Database open(StoreConfig config) {
        return new TestStores.StoreLocation(config, TestStores.newFolder()).open();
    }
}
