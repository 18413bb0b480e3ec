package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Drill;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is past its time goes while a server runs, however much it is and whatever else is wrong.
 */
@ParameterizedClass
@EnumSource
class RetentionTest {
    /** Past every number that the server gives out. */
    private static final int FIRST = 100_000_000;

    private static final int OLD = Drill.isLong() ? 20_000 : 5_000;
    private static final int LARGE = 9_000;
    private static final long FAR_FUTURE = 4_000_000_000_000L;

    private final TestServer server;
    private final Api api;
    private final long account;

    RetentionTest(StoreKind kind) {
        this.server = TestServer.start(kind, "messages.retention=1m", "events.keep=1m");
        this.api = server.api();
        this.account = api.newAccount();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String numbers(int from, int to) {
        return " WITH RECURSIVE n(i) AS (SELECT "
                + from
                + " UNION ALL SELECT i + 1 FROM n WHERE i < "
                + to
                + ") ";
    }

    private void messages(int from, int to, int recipients, long acceptedAt) {
        server.tamper(
                "INSERT INTO messages (id, account_id, source, submitter, envelope_from,"
                        + " header_from, subject, header_id, campaign_id, group_id, size,"
                        + " recipients, accepted_at)"
                        + numbers(from, to)
                        + "SELECT i, "
                        + account
                        + ", 'http', 't', 'a@x.example', 'a@x.example', 's', 'h', 0, 0, 1, "
                        + recipients
                        + ", "
                        + acceptedAt
                        + " FROM n");
    }

    private void recipients(int from, int to, String message, int state) {
        server.tamper(
                "INSERT INTO recipients (id, message_id, account_id, lane_id, address, domain,"
                        + " state, due_at, expires_at, attempts, tied_version, kind, ip, host, answer)"
                        + numbers(from, to)
                        + "SELECT i, "
                        + message
                        + ", "
                        + account
                        + ", 100000000, 'b@y.example', 'y.example', "
                        + state
                        + ", 1, "
                        + FAR_FUTURE
                        + ", 1, 0, '', '', '', '' FROM n");
    }

    private long count(String rows) {
        try (Connection connection = server.connection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT count(*) FROM " + rows)) {
            found.next();
            return found.getLong(1);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void oldMessages_areRemovedByTheThousandsAndOpenOnesStay() {
        server.tamper(
                "INSERT INTO lanes (id, sender_id, account_id, campaign_id, isp, domain, fresh,"
                        + " retry, proc, due_at, expires_at, clock_offset, stopped_at,"
                        + " account_state, purged, tie_version, accepted_at) VALUES (100000000, 0, "
                        + account
                        + ", 0, 'other', 'y.example', 1, 0, 0, 1, "
                        + FAR_FUTURE
                        + ", 0, 1, '', 0, 0, "
                        + FAR_FUTURE
                        + ")");
        // one that waits, one of many recipients, and two whose times a wrong clock made
        messages(FIRST + 1_000_001, FIRST + 1_000_001, 1, 1);
        recipients(FIRST + 1_000_001, FIRST + 1_000_001, "i", 0);
        messages(FIRST + 1_000_002, FIRST + 1_000_002, LARGE, 2);
        recipients(FIRST + 2_000_000, FIRST + 2_000_000 + LARGE - 1, "101000002", 3);
        messages(FIRST + 1, FIRST + 1, 1, FAR_FUTURE);
        messages(FIRST + 2, FIRST + 2, 1, -5);
        recipients(FIRST + 1, FIRST + OLD, "i", 3);
        messages(FIRST + 3, FIRST + OLD, 1, 3);
        String mine = " WHERE account_id = " + account;
        long sent = 0;
        long before = System.nanoTime();
        Api token = api.newTokenOf(account).api();
        while (count("messages" + mine) > 2 + sent) {
            assertThat(System.nanoTime() - before).as("time").isLessThan(60_000_000_000L);
            token.call(
                            "/api/v1.1/messages/send",
                            "from",
                            "a@b.example",
                            "to",
                            "c@d.example",
                            "text",
                            "x")
                    .ok();
            sent++;
        }
        double seconds = (System.nanoTime() - before) / 1e9;
        assertThat(count("messages" + mine)).isEqualTo(2 + sent);
        assertThat(count("messages WHERE id = 101000001")).isOne();
        assertThat(count("recipients WHERE id = 101000001")).isOne();
        assertThat(count("recipients WHERE message_id BETWEEN 100000002 AND 101000000")).isZero();
        assertThat(count("recipients WHERE message_id = 101000002")).isZero();
        if (Drill.isLong()) {
            assertThat(OLD / seconds).as("messages removed in a second").isGreaterThan(500);
        }
    }

    @Test
    void softBounces_endThoughTheFirstHasAWrongTime() {
        server.tamper(
                "INSERT INTO events (id, at, kind, account_id, message_id, recipient_id, recipient,"
                        + " sender_id, campaign_id, attempt, ip, host, answer)"
                        + numbers(1, 5_000)
                        + "SELECT i, CASE WHEN i <= 2 THEN "
                        + FAR_FUTURE
                        + " ELSE i END, 'sbounce', "
                        + account
                        + ", 1, 1, 'b@y.example', 1, 0, 1, '', '', '' FROM n");
        Await.until(() -> count("events WHERE account_id = " + account) == 2);
    }

    @Test
    void metrics_showWhatShouldBeRemoved() {
        String metrics = api.send("GET", "/metrics", "", "").text();
        assertThat(metrics)
                .contains("mailyard_retention_behind_seconds{of=\"events\"}")
                .contains("mailyard_retention_behind_seconds{of=\"messages\"}")
                .contains("mailyard_reads_waiting 0")
                .contains("mailyard_writes_waiting")
                .contains("mailyard_queue_oldest_seconds 0")
                .contains("mailyard_tokens_refused_total 0");
        assertThat(api.withToken("mya_wrong").call("accounts/list").error()).isEqualTo(401);
        assertThat(api.send("GET", "/metrics", "", "").text())
                .contains("mailyard_tokens_refused_total 1");
    }
}
