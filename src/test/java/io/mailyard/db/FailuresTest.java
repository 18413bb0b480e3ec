package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.Retryable;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each failure of a store means (PostgreSQL manual, appendix A). */
class FailuresTest {
    /** As a database says it: callers learn nothing of its address and tables. */
    private static final String WORDS = "Connection to 10.1.2.3:5432 refused, relation mail";

    @ParameterizedTest
    @CsvSource({
        "08000, away",
        "08001, away",
        "08003, away",
        "08004, away",
        "08006, away",
        "08P01, away",
        "25006, away",
        "25P02, away",
        "25P03, away",
        "25P04, away",
        "40003, away",
        "53000, away",
        "53200, away",
        "53300, away",
        "53400, away",
        "57P01, away",
        "57P02, away",
        "57P03, away",
        "57P04, away",
        "57P05, away",
        "58000, away",
        "58030, away",
        "53100, full",
        "40001, busy",
        "40P01, busy",
        "55P03, busy",
        "57014, busy",
        "23505, constraint",
        "23503, constraint",
        "42601, fault",
        "22003, fault",
        "25001, fault"
    })
    void postgresStates_areClassified(String state, String meaning) {
        assertThat(meaning(new SQLException(WORDS, state))).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource({
        "5, busy",
        "6, busy",
        "8, away",
        "10, away",
        "266, away",
        "13, full",
        "14, away",
        "19, constraint",
        "2067, constraint",
        "1, fault",
        "20, fault"
    })
    void sqliteCodes_areClassified(int code, String meaning) {
        assertThat(meaning(new SQLException(WORDS, null, code))).isEqualTo(meaning);
    }

    private static String meaning(SQLException failure) {
        if (Failures.translated(failure, "SELECT secret") instanceof Retryable busy) {
            assertThat(busy.reason()).as("told to callers").doesNotContain(WORDS, "SELECT");
            assertThat(busy.detail()).as("for the log").contains(WORDS);
        }
        return switch (Failures.translated(failure, null)) {
            case StoreAwayException away -> {
                assertThat(away.maybeStored()).isFalse();
                if (away.full()) {
                    assertThat(away.reason()).contains("full: nothing of this was stored");
                }
                yield away.full() ? "full" : "away";
            }
            case StoreBusyException _ -> "busy";
            case ConstraintException _ -> "constraint";
            default -> "fault";
        };
    }
}
