package io.mailyard.suppressions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells that are not what they seem: quotes that open none, and formulas. */
@ParameterizedClass
@EnumSource
class CsvCellsTest {
    private static final String ADMIN = "/api/v1.1/admin/suppressions/";

    private final TestServer server;
    private final Api api;
    private final long account;

    CsvCellsTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.api = server.api();
        this.account = api.newAccount();
    }

    private Answer imported(String query, String csv) {
        return api.send("POST", ADMIN + "import?account_id=" + account + query, "text/csv", csv);
    }

    private List<Tree> rows() {
        return api.call("suppressions/list", "account_id", account).ok().at("data").items();
    }

    private String exported(Api caller, String accept, String path, Object... parameters) {
        Answer answer = caller.with("Accept", accept).call(path, parameters);
        assertThat(answer.status()).isEqualTo(200);
        return answer.text();
    }

    /**
     * A quote opens a cell only where the cell begins; one that is left open costs its own line.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "wrong@x.example,manual,\"never closed",
                "\"wrong@x.example",
                "wrong@x.example,\"manual,",
                "wrong@x.example,manual,\"said \"\"no",
            })
    void openQuote_costsItsOwnLine(String wrong) {
        String csv =
                "a@x.example\r\n" + wrong + "\r\nb@x.example\r\nc@x.example,manual,5\" pipe\r\n";

        Answer atTheEnd = imported("", csv).ok();
        assertThat(atTheEnd.at("data.faults").items())
                .extracting(fault -> fault.at("line").number())
                .containsExactly(2L);
        assertThat(rows())
                .extracting(row -> row.at("email").text())
                .containsExactlyInAnyOrder("a@x.example", "b@x.example", "c@x.example");
        assertThat(rows()).extracting(row -> row.at("reason").text()).contains("5\" pipe");

        StringBuilder many = new StringBuilder(wrong + "\n");
        for (int i = 0; i < 1000; i++) {
            many.append("n").append(i).append("@x.example\n");
        }
        Answer inTheMidst = imported("", many + wrong + "\n" + csv + wrong).ok();
        assertThat(inTheMidst.at("data.lines").number()).isEqualTo(1000 + 4 + 3);
        assertThat(inTheMidst.at("data.faults").items())
                .extracting(fault -> fault.at("line").number())
                .containsExactly(1L, 1002L, 1004L, 1007L);
        assertThat(inTheMidst.at("data.added").number()).isEqualTo(1000);
    }

    /** A spreadsheet runs a cell that begins like a formula. */
    @Test
    void formulas_areNoneInWhatIsExported_andComeBackTheSame() {
        List<String> reasons =
                List.of("=1+1", "+1", "-1", "@SUM(1)", "'=1", "''=1", "'quoted'", "a=1", "");
        for (int i = 0; i < reasons.size(); i++) {
            api.call(
                            "suppressions/add",
                            "account_id",
                            account,
                            "email",
                            "=" + i + "@x.example",
                            "class",
                            "manual",
                            "reason",
                            reasons.get(i))
                    .ok();
        }
        String exported = exported(api, "text/csv", "suppressions/export", "account_id", account);
        assertThat(exported.lines().flatMap(line -> Arrays.stream(line.split(","))))
                .noneMatch(cell -> cell.matches("\"?[=+@-].*"));
        long other = api.newAccount();
        api.send("POST", ADMIN + "import?account_id=" + other, "text/csv", exported).ok();

        assertThat(
                        withoutTimes(
                                exported(
                                        api,
                                        "text/csv",
                                        "suppressions/export",
                                        "account_id",
                                        other)))
                .isEqualTo(withoutTimes(exported));
        List<Tree> back =
                api.call("suppressions/list", "account_id", other).ok().at("data").items();
        assertThat(back)
                .extracting(row -> row.at("reason").text())
                .containsExactlyInAnyOrderElementsOf(reasons);
        assertThat(back).extracting(row -> row.at("email").text()).contains("=0@x.example");
    }

    private static String withoutTimes(String csv) {
        return csv.replaceAll("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z,", "T,");
    }
}
