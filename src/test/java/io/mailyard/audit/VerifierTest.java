package io.mailyard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.Database;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A chain that someone has had their hands on, past all of the program's code. */
@ParameterizedClass
@EnumSource
@Timeout(60)
class VerifierTest {
    private static final int ROWS = 12;
    private final TestServer server;
    private final Database store;

    /** A few rows of the first start, then accounts. */
    VerifierTest(StoreKind kind) {
        server = TestServer.start(kind);
        for (long rows = server.rows("audit").size(); rows < ROWS; rows++) {
            server.api().newAccount();
        }
        store = server.database();
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    private void assertBroken(long row) {
        ChainVerdict verdict = new Verifier(store).verify(rows -> {});
        assertThat(verdict).isInstanceOf(ChainVerdict.ChainBroken.class);
        assertThat(((ChainVerdict.ChainBroken) verdict).id()).as("%s", verdict).isEqualTo(row);
        assertThat(((ChainVerdict.ChainBroken) verdict).reason()).contains("row " + row);
    }

    @Test
    void untouchedChain_isIntact() {
        List<Long> walked = new ArrayList<>();

        ChainVerdict verdict = new Verifier(store).verify(walked::add);

        assertThat(verdict).isInstanceOf(ChainVerdict.Intact.class);
        assertThat(((ChainVerdict.Intact) verdict).rows()).isEqualTo(ROWS);
        assertThat(walked).endsWith((long) ROWS);
    }

    @Test
    void removedRow_isFound() {
        assertThat(server.tamper("DELETE FROM audit WHERE id = 5")).isEqualTo(1);
        assertBroken(5);
    }

    @Test
    void firstRowRemoved_isFound() {
        assertThat(server.tamper("DELETE FROM audit WHERE id = 1")).isEqualTo(1);
        assertBroken(1);
    }

    @Test
    void changeOfAnyColumn_isFound() {
        for (String change :
                List.of(
                        "at = at + 1",
                        "actor = 'token:other'",
                        "address = '192.0.2.1'",
                        "user_agent = ''",
                        "request_id = 'x'",
                        "action = 'accounts.delete'",
                        "object_type = 'user'",
                        "object_id = '999'",
                        "account_id = NULL",
                        "before = ''",
                        "after = NULL",
                        "after = replace(after, 'UTC', 'ETC')",
                        "hash = '" + "0".repeat(64) + "'")) {
            String kept = "CREATE TABLE kept AS SELECT * FROM audit WHERE id = 7";
            server.tamper(kept);
            assertThat(server.tamper("UPDATE audit SET " + change + " WHERE id = 7")).isEqualTo(1);
            assertBroken(7);
            server.tamper("DELETE FROM audit WHERE id = 7");
            server.tamper("INSERT INTO audit SELECT * FROM kept");
            server.tamper("DROP TABLE kept");
        }
        assertThat(new Verifier(store).verify(rows -> {})).isInstanceOf(ChainVerdict.Intact.class);
    }

    @Test
    void textMovedBetweenColumns_isFound() {
        server.tamper(
                "UPDATE audit SET object_type = 'accoun', object_id = 't' || object_id WHERE id = 6");
        assertBroken(6);
    }

    @Test
    void swappedRows_areFoundAtTheFirst() {
        server.tamper("UPDATE audit SET id = 100 WHERE id = 4");
        server.tamper("UPDATE audit SET id = 4 WHERE id = 8");
        server.tamper("UPDATE audit SET id = 8 WHERE id = 100");
        assertBroken(4);
    }

    @Test
    void removedTail_isFound() {
        assertThat(server.tamper("DELETE FROM audit WHERE id > 9")).isEqualTo(3);
        assertBroken(10);
    }

    @Test
    void removalOfAllRows_isFound() {
        server.tamper("DELETE FROM audit");
        assertBroken(1);
    }

    @Test
    void rowAddedAtTheEnd_isFound() {
        server.tamper(
                "INSERT INTO audit SELECT id + 1, at, actor, address, user_agent, request_id, action,"
                        + " object_type, object_id, account_id, before, after, hash FROM audit WHERE id = 12");
        assertBroken(13);
    }

    @Test
    void rowInsertedBetween_isFound() {
        for (int id = ROWS; id > 6; id--) {
            server.tamper("UPDATE audit SET id = " + (id + 1) + " WHERE id = " + id);
        }
        server.tamper(
                "INSERT INTO audit SELECT 7, at, actor, address, user_agent, request_id, action,"
                        + " object_type, object_id, account_id, before, after, hash FROM audit WHERE id = 6");
        assertBroken(7);
    }

    @Test
    void lastRowMovedBeyondTheHead_isFound() {
        server.tamper("UPDATE audit SET id = 13 WHERE id = 12");
        assertBroken(12);
    }

    @Test
    void headMovedBack_isFound() {
        server.tamper("DELETE FROM audit WHERE id = 12");
        server.tamper("UPDATE audit_head SET id = 11");
        assertBroken(11);
    }

    @Test
    void rewrittenChain_isFoundByANotedHead() {
        ChainVerdict.Intact noted = (ChainVerdict.Intact) new Verifier(store).verify(rows -> {});
        Anchor anchor = new Anchor(noted.rows(), noted.hash());
        server.tamper("DELETE FROM audit WHERE id > 8");
        server.tamper("UPDATE audit_head SET id = 8, hash = (SELECT hash FROM audit WHERE id = 8)");
        assertThat(new Verifier(store).verify(rows -> {})).isInstanceOf(ChainVerdict.Intact.class);

        ChainVerdict cut = new Verifier(store).verify(Optional.of(anchor), rows -> {});
        server.api().newAccount();
        for (int i = 0; i < 5; i++) {
            server.api().newAccount();
        }
        ChainVerdict rewritten = new Verifier(store).verify(Optional.of(anchor), rows -> {});

        assertThat(((ChainVerdict.ChainBroken) cut).id()).isEqualTo(9);
        assertThat(((ChainVerdict.ChainBroken) rewritten).id()).isEqualTo(12);
    }
}
