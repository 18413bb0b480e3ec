package io.mailyard.suppressions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code suppressions/review}. */
@ParameterizedClass
@EnumSource
class SuppressionReviewTest {
    private static final String SHARED =
            "554 delivery error: dd This user does not have an account (gone@y.example) [0]";

    private final TestServer server;
    private final Api api;
    private final long account;

    SuppressionReviewTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.api = server.api();
        this.account = api.newAccount();
    }

    /** As an elder version left it. */
    private void row(String email, String answer, long createdAt) {
        api.call("suppressions/add", "account_id", account, "email", email, "class", "hard").ok();
        int changed =
                server.tamper(
                        "UPDATE suppressions SET source = 'bounce', answer = '"
                                + answer
                                + "', created_at = "
                                + createdAt
                                + " WHERE account_id = "
                                + account
                                + " AND address = '"
                                + email
                                + "'");
        assertThat(changed).isEqualTo(1);
    }

    @Test
    void ownWordsAndSharedAnswers_areFound() {
        row("a@gmail.example", "550 5.1.2 the domain gmail.example does not exist", 1000);
        row("b@y.example", SHARED, 5000);
        row("c@y.example", SHARED, 5003);
        row("gone@y.example", SHARED, 5004);
        row("d@y.example", SHARED, 9_000_000);
        row("e@x.example", "550 5.1.1 no such user here", 5000);
        row("f@z.example", "550 5.1.1 no such user here", 5001);
        api.call("suppressions/add", "account_id", account, "email", "g@x.example").ok();

        assertThat(found(api.call("suppressions/review", "account_id", account).ok()))
                .containsExactly(
                        "a@gmail.example own_words",
                        "b@y.example shared_answer",
                        "c@y.example shared_answer");
        Answer newest = api.call("suppressions/review", "account_id", account, "order", "desc");
        assertThat(found(newest.ok()))
                .containsExactly(
                        "c@y.example shared_answer",
                        "b@y.example shared_answer",
                        "a@gmail.example own_words");
        assertThat(newest.at("looked_at").number()).isEqualTo(7);
        assertThat(
                        api.newTokenOf(account)
                                .api()
                                .call("suppressions/review", "account_id", account)
                                .error())
                .isEqualTo(403);
    }

    @Test
    void newestFirst_goesOnPageAfterPage_overEveryRowOnce() {
        int rows = 1700;
        server.tamper(
                "INSERT INTO suppressions (id, account_id, address_key, address, source, class,"
                        + " reason, answer, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
                        + " SELECT i + 1 FROM n WHERE i < "
                        + rows
                        + ") SELECT 50000000 + i, "
                        + account
                        + ", 'a' || i || '@gone.example', 'a' || i || '@gone.example', 'bounce',"
                        + " 'hard', '', '550 5.1.2 the domain gone.example does not exist',"
                        + " 1000 + i FROM n");

        List<String> seen = new ArrayList<>();
        long looked = 0;
        long from = Long.MAX_VALUE;
        int pages = 0;
        while (from > 0) {
            Answer page =
                    api.call(
                                    "suppressions/review",
                                    "account_id",
                                    account,
                                    "order",
                                    "desc",
                                    "limit",
                                    50,
                                    "from_id",
                                    from)
                            .ok();
            page.at("data").items().forEach(row -> seen.add(row.at("email").text()));
            looked += page.at("looked_at").number();
            from = page.tree().has("next_from_id") ? page.at("next_from_id").number() : 0;
            pages++;
        }

        assertThat(seen).hasSize(rows).doesNotHaveDuplicates();
        assertThat(seen.getFirst()).isEqualTo("a" + rows + "@gone.example");
        assertThat(seen.getLast()).isEqualTo("a1@gone.example");
        assertThat(looked).isEqualTo(rows);
        assertThat(pages).isEqualTo(2);
    }

    private static List<String> found(Answer review) {
        List<String> found = new ArrayList<>();
        for (Tree item : review.at("data").items()) {
            found.add(item.at("email").text() + " " + item.at("doubt").text());
        }
        return found;
    }
}
