package io.mailyard.suppressions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists that are not what the caller of {@code suppressions/import} said. */
class ForeignListTest {
    private final Api api = TestServer.of(StoreKind.SQLITE).api();
    private final long account = api.newAccount();

    private Answer imported(String query, String body) {
        return imported(query, body.getBytes(StandardCharsets.UTF_8));
    }

    private Answer imported(String query, byte[] body) {
        return api.send(
                "POST",
                "/api/v1.1/admin/suppressions/import?account_id=" + account + query,
                "text/csv",
                body);
    }

    /** Every row as address, class and day. */
    private List<String> rows() {
        return api.call("suppressions/list", "account_id", account).ok().at("data").items().stream()
                .map(row ->
                        row.at("email").text()
                                + " "
                                + row.at("class").text()
                                + " "
                                + row.at("created_at").text())
                .toList();
    }

    /** Each would be read as of another class than its list says. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sendgrid|mailgun|address,code,error,created_at
                    sendgrid|mailgun|address,created_at
                    sendgrid|ses|EmailAddress,Reason,LastUpdateTime
                    sendgrid|postmark|EmailAddress,SuppressionReason,Origin,CreatedAt
                    sendgrid|mailyard|email,class
                    mailgun|sendgrid|status,reason,email,created
                    mailgun|postmark|EmailAddress,SuppressionReason,Origin,CreatedAt
                    ses|sendgrid|email,created
                    postmark|mailgun|address,tags,created_at
                    mailyard|mailgun|address,tags,created_at
                    mailyard|ses|EmailAddress,Reason,LastUpdateTime
                    """)
    void listOfAnotherProviderThanNamed_isRefusedWhole(String named, String found, String header) {
        String json =
                "{"
                        + Stream.of(header.split(","))
                                .map(name -> "\"" + name + "\":\"a@x.example\"")
                                .collect(Collectors.joining(","))
                        + "}";
        String record = header.replaceAll("[A-Za-z_]+", "a@x.example");
        for (String body : List.of(header + "\n" + record, json)) {
            Answer answer = imported("&from=" + named, body);

            assertThat(answer.error()).as(body).isEqualTo(400);
            assertThat(answer.errorText())
                    .contains("has the columns of " + found + ", but 'from' is " + named);
        }
        assertThat(rows()).isEmpty();
    }

    @Test
    void listOfAddressesAlone_isTakenAsOfTheProviderNamed() {
        imported("&from=sendgrid", "email\na@x.example").ok();
        imported("&from=postmark", "EmailAddress,Reason\nb@x.example,SpamComplaint").ok();

        assertThat(rows()).hasSize(2).anyMatch(row -> row.startsWith("b@x.example complaint"));
    }

    @Test
    void listInUtf16_isRefusedOnce() {
        String list = "email,created\na@x.example,1443651125\n";
        for (byte[] body :
                List.of(
                        list.getBytes(StandardCharsets.UTF_16),
                        list.getBytes(StandardCharsets.UTF_16LE),
                        list.getBytes(StandardCharsets.UTF_16BE))) {
            assertThat(imported("", body).errorText())
                    .isEqualTo("line 1: is UTF-16: save the file as UTF-8");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2015-09-30 22:12:05.12",
                "2015-09-30T22:12:05.123456789",
                "2015-09-30 22:12",
                "2015-09-30 22:12:05 +0000 UTC",
                "2015-09-30"
            })
    void times_areTakenWithAnyFraction(String time) {
        imported("", "email,created\na@x.example," + time).ok();

        assertThat(rows()).singleElement().asString().contains(" 2015-09-30T");
    }
}
