package io.mailyard.suppressions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lists of SendGrid, Mailgun, Amazon SES and Postmark as {@code suppressions/import} takes them.
 */
class ProviderImportTest {
    private static final String BOUNCES =
            """
            status,reason,email,created
            5.1.1,"550 5.1.1 The email account that you tried to reach does not exist,
            ""try"" again",Gone@x.example,1790083507
            ,,old@x.example,1443651125
            """;
    private static final String POSTMARK =
            """
            "EmailAddress","SuppressionReason","Origin","CreatedAt"
            "hard@x.example","HardBounce","Recipient","2019-12-10T08:58:33-05:00"
            "spam@x.example","SpamComplaint","Recipient","2019-12-11T08:58:33-05:00"
            "left@x.example","ManualSuppression","Recipient","2019-12-12T08:58:33-05:00"
            "mine@x.example","ManualSuppression","Customer","2019-12-13T08:58:33-05:00"
            "theirs@x.example","ManualSuppression","Admin","2019-12-14T08:58:33-05:00"
            """;

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final long account = api.newAccount();

    private static String lines(String... lines) {
        return String.join("\n", lines);
    }

    private Answer imported(String query, String body) {
        return api.send(
                "POST",
                "/api/v1.1/admin/suppressions/import?account_id=" + account + query,
                "text/csv",
                body);
    }

    /** Every row as address, class, day and reason. */
    private List<String> rows() {
        return api.call("suppressions/list", "account_id", account).ok().at("data").items().stream()
                .map(row ->
                        String.join(
                                " ",
                                row.at("email").text(),
                                row.at("class").text(),
                                row.at("created_at").text(),
                                row.at("reason").text()))
                .map(String::strip)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&from=sendgrid", "&from=auto&class=manual"})
    void bouncesOfSendGrid_areHard_withTheirDatesAndAnswers(String query) {
        Answer answer = imported(query, BOUNCES).ok();

        assertThat(answer.at("data.from").text()).isEqualTo("sendgrid");
        assertThat(answer.at("data.added").number()).isEqualTo(2);
        assertThat(rows())
                .containsExactly(
                        lines(
                                "Gone@x.example hard 2026-09-22T13:25:07Z 550 5.1.1 The email account that you tried to reach does not exist,",
                                "\"try\" again"),
                        "old@x.example hard 2015-09-30T22:12:05Z");
        assertThat(
                        api.call("suppressions/list", "account_id", account, "expires", "ends")
                                .at("data")
                                .items())
                .as("a hard bounce ends, counted from the import")
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sendgrid|ip,email,created|198.51.100.7,a@x.example,1443651125|complaint
                    sendgrid|email,ip,created|a@x.example,198.51.100.7,1443651125|complaint
                    sendgrid|reason,email,created|Mail domain mentioned in email address is unknown,a@x.example,1443651125|hard
                    sendgrid|email,created|a@x.example,1443651125|unsubscribe
                    mailgun|address,code,error,created_at|a@x.example,550,No such mailbox,'"Wed, 30 Sep 2015 22:12:05 UTC"'|hard
                    mailgun|address,tags,created_at|a@x.example,*,'"Wed, 30 Sep 2015 22:12:05 GMT"'|unsubscribe
                    mailgun|address,created_at|a@x.example,'"Wed, 30 Sep 2015 22:12:05 +0000"'|complaint
                    ses|EmailAddress,Reason,LastUpdateTime|a@x.example,BOUNCE,2015-09-30T22:12:05Z|hard
                    ses|Reason,LastUpdateTime,EmailAddress|COMPLAINT,2015-10-01T00:12:05.000+02:00,a@x.example|complaint
                    postmark|EmailAddress,SuppressionReason,Origin,CreatedAt|a@x.example,SpamComplaint,Recipient,2015-09-30T22:12:05Z|complaint
                    """)
    void list_isToldByItsColumns(String format, String header, String line, String kind) {
        String row = line.replace("'", "");
        List<String> bodies =
                List.of(
                        header + "\n" + row,
                        "\uFEFF" + header + "\r\n" + row + "\r\n",
                        quoted(header) + "\n" + row + "\n",
                        "sep=;\r\n" + header.replace(',', ';') + "\r\n" + semicolons(row),
                        header.replace(',', ';') + "\n" + semicolons(row),
                        header.replace(',', '\t') + "\n" + semicolons(row).replace(';', '\t'),
                        header + ",unheard of\n" + row + ",whatever\n");
        for (int i = 0; i < bodies.size(); i++) {
            String body = bodies.get(i).replace("a@x", "a" + i + "@x");
            Answer answer = imported("", body);
            assertThat(answer.error()).as("%s: %s", body, answer.text()).isZero();
            assertThat(answer.at("data.from").text()).as(body).isEqualTo(format);
            assertThat(answer.at("data.added").number())
                    .as("%s: %s", body, answer.text())
                    .isEqualTo(1);
        }
        assertThat(rows())
                .hasSize(bodies.size())
                .allMatch(text -> text.contains(" " + kind + " 2015-09-30T22:12:05Z"));
    }

    private static String quoted(String header) {
        return "\"" + header.replace(",", "\",\"") + "\"";
    }

    /** Puts semicolons between cells, outside quotes. */
    private static String semicolons(String row) {
        StringBuilder out = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < row.length(); i++) {
            char c = row.charAt(i);
            quoted ^= c == '"';
            out.append(c == ',' && !quoted ? ';' : c);
        }
        return out.toString();
    }

    @Test
    void blocksOfSendGrid_areLeftOut_sinceItGoesOnWriting() {
        Answer answer =
                imported(
                                "&from=sendgrid",
                                lines(
                                        "status,reason,email,created",
                                        "4.0.0,no route to host,a@x.example,1443651154",
                                        "5.1.1,unknown,b@x.example,1443651154",
                                        ""))
                        .ok();

        assertThat(answer.at("data.refused").number()).isEqualTo(1);
        assertThat(answer.at("data.faults.0.line").number()).isEqualTo(2);
        assertThat(answer.at("data.faults.0.reason").text()).contains("4.0.0", "block");
        assertThat(rows()).hasSize(1);
    }

    @Test
    void whatWasLeft_isSaid() {
        imported(
                        "",
                        lines(
                                "address,tags,created_at",
                                "a@x.example,\"[\"\"news\"\",\"\"offers\"\"]\",",
                                "b@x.example,*,\"Mon, 01 Jan 0001 00:00:00 UTC\"",
                                ""))
                .ok();
        imported("", "email,created,group_id,group_name\nc@x.example,1443651125,7,Weekly\n").ok();

        assertThat(rows().get(0)).endsWith("unsubscribed from the tag news,offers");
        assertThat(rows().get(1)).contains("unsubscribe 20").doesNotContain("0001");
        assertThat(rows().get(2)).endsWith("unsubscribed from the group Weekly");
    }

    @Test
    void listOfPostmark_keepsWhoDidIt() {
        imported("&reason=moved", POSTMARK).ok();

        assertThat(rows())
                .containsExactlyInAnyOrder(
                        "hard@x.example hard 2019-12-10T13:58:33Z moved",
                        "spam@x.example complaint 2019-12-11T13:58:33Z moved",
                        "left@x.example unsubscribe 2019-12-12T13:58:33Z moved",
                        "mine@x.example manual 2019-12-13T13:58:33Z moved",
                        "theirs@x.example manual 2019-12-14T13:58:33Z moved");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // one document, as the AWS command line prints it
                """
                {
                    "SuppressedDestinationSummaries": [
                        {
                            "EmailAddress": "a@x.example",
                            "Reason": "BOUNCE",
                            "LastUpdateTime": "2020-04-10T21:03:05.432000+00:00"
                        },
                        {"EmailAddress": "b@x.example", "Reason": "COMPLAINT",
                         "LastUpdateTime": 1586552585.432,
                         "Attributes": {"MessageId": "0-1", "FeedbackId": "f"}}
                    ],
                    "NextToken": "abc"
                }
                """,
                // pages one after another, on a line each
                """
                {"SuppressedDestinationSummaries":[{"EmailAddress":"a@x.example","Reason":"BOUNCE","LastUpdateTime":1.586552585432E9}]}
                {"SuppressedDestinationSummaries":[{"EmailAddress":"b@x.example","Reason":"COMPLAINT","LastUpdateTime":"2020-04-10T21:03:05.432Z"}]}
                """,
                // an object on each line
                """
                {"EmailAddress":"a@x.example","Reason":"BOUNCE","LastUpdateTime":"2020-04-10T21:03:05.432+00:00"}\r

                {"EmailAddress":"b@x.example","Reason":"COMPLAINT","LastUpdateTime":"2020-04-10T23:03:05.432+0200"}
                """,
                // as text
                """
                SUPPRESSEDDESTINATIONSUMMARIES\ta@x.example\t2020-04-10T21:03:05.432000+00:00\tBOUNCE
                SUPPRESSEDDESTINATIONSUMMARIES\tb@x.example\t2020-04-10T21:03:05.432000+00:00\tCOMPLAINT
                """
            })
    void listOfSes_isTakenInEachOfItsForms(String body) {
        Answer answer = imported("", body).ok();

        assertThat(answer.at("data.from").text()).isEqualTo("ses");
        assertThat(answer.at("data.refused").number()).as(answer.text()).isZero();
        assertThat(rows())
                .containsExactly(
                        "a@x.example hard 2020-04-10T21:03:05.432Z",
                        "b@x.example complaint 2020-04-10T21:03:05.432Z");
    }

    @Test
    void fileForTheImportOfSes_hasNoHeader() {
        imported("&from=ses", "a@x.example,BOUNCE\nb@x.example,COMPLAINT\nc@x.example\n").ok();

        assertThat(rows())
                .extracting(row -> row.substring(0, row.indexOf(" 20")))
                .containsExactly("a@x.example hard", "b@x.example complaint", "c@x.example manual");
    }

    @Test
    void pagesOfOtherApis_areTaken() {
        imported(
                        "",
                        "[{\"created\": 1443651125, \"email\": \"a@x.example\", \"reason\": \"550 no\","
                                + " \"status\": \"5.1.1\"}]")
                .ok();
        imported(
                        "",
                        "{\"items\":[{\"address\":\"b@x.example\",\"code\":\"550\",\"error\":\"No such mailbox\","
                                + "\"created_at\":\"Fri, 21 Oct 2011 11:02:55 GMT\"}],\"paging\":{\"first\":\"<page>\"}}")
                .ok();
        imported(
                        "",
                        "{\"Suppressions\":[{\"EmailAddress\":\"c@x.example\",\"SuppressionReason\":\"ManualSuppression\","
                                + "\"Origin\":\"Recipient\",\"CreatedAt\":\"2019-12-10T08:58:33-05:00\"}]}")
                .ok();

        assertThat(rows())
                .containsExactly(
                        "a@x.example hard 2015-09-30T22:12:05Z 550 no",
                        "b@x.example hard 2011-10-21T11:02:55Z 550 No such mailbox",
                        "c@x.example unsubscribe 2019-12-10T13:58:33Z");
    }

    @Test
    void badRecords_areNamedAndTheRestIsKept() {
        Answer csv =
                imported(
                                "",
                                lines(
                                        "EmailAddress,Reason,LastUpdateTime",
                                        "a@x.example,BOUNCE,2020-04-10T21:03:05Z",
                                        "b@x.example,ANGRY,2020-04-10T21:03:05Z",
                                        "c@x.example,BOUNCE,some day",
                                        "nobody,BOUNCE,2020-04-10",
                                        ",BOUNCE,2020-04-10",
                                        "d@x.example,BOUNCE,2020-04-10,more",
                                        "e@x.example,COMPLAINT,2020-04-10",
                                        "f@x.example,COMPLAINT,2099-04-10",
                                        ""))
                        .ok();
        Answer lines =
                imported(
                                "&from=ses",
                                lines(
                                        "{\"EmailAddress\":\"g@x.example\",\"Reason\":\"BOUNCE\"}",
                                        "{\"EmailAddress\":\"h@x.example\",",
                                        "[]",
                                        "{\"EmailAddress\":\"i@x.example\",\"Reason\":\"BOUNCE\"}",
                                        ""))
                        .ok();
        Answer document =
                imported(
                                "",
                                "[{\"EmailAddress\":\"j@x.example\",\"Reason\":\"BOUNCE\"},\n{\"EmailAddress\":\n}]")
                        .ok();

        assertThat(csv.at("data.faults").items())
                .extracting(fault -> fault.at("line").number())
                .containsExactly(3L, 4L, 5L, 6L, 7L);
        assertThat(csv.at("data.faults.0.reason").text()).contains("ANGRY", "COMPLAINT");
        assertThat(csv.at("data.faults.1.reason").text()).contains("some day");
        assertThat(lines.at("data.faults").items())
                .extracting(fault -> fault.at("line").number())
                .containsExactly(2L, 3L);
        assertThat(document.at("data.added").number()).isEqualTo(1);
        assertThat(document.at("data.faults.0.line").number()).isEqualTo(3);
        assertThat(rows())
                .extracting(row -> row.substring(0, row.indexOf(' ')))
                .containsExactly(
                        "a@x.example",
                        "e@x.example",
                        "f@x.example",
                        "g@x.example",
                        "i@x.example",
                        "j@x.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "&from=mandrill|email,created|400",
                "&from=sendgrid|a@x.example,1443651125|400",
                "&from=mailyard|email,created|400",
                "|value,reason,type|0",
            })
    void whatCannotBeTold_isRefused(String query, String header, int error) {
        Answer answer = imported(query == null ? "" : query, header + "\nb@x.example,1\n");

        assertThat(answer.error()).as(answer.text()).isEqualTo(error);
    }

    @Test
    void longAnswer_isCut_andALongListIsStreamed() {
        String csv =
                "status,reason,email,created\n"
                        + IntStream.range(0, 1500)
                                .mapToObj(i ->
                                        "5.1.1,\"" + "x".repeat(1200) + "\",u" + i + "@x.example,1")
                                .collect(Collectors.joining("\n"));
        Answer answer = imported("", csv).ok();

        assertThat(answer.at("data.added").number()).isEqualTo(1500);
        String json =
                IntStream.range(0, 1500)
                        .mapToObj(i ->
                                "{\"EmailAddress\":\"v" + i + "@x.example\",\"Reason\":\"BOUNCE\"}")
                        .collect(
                                Collectors.joining(
                                        ",", "{\"SuppressedDestinationSummaries\":[", "]}"));
        assertThat(imported("", json).ok().at("data.added").number()).isEqualTo(1500);
    }

    @Test
    void ownExportAsJson_comesBack() {
        imported("", "email,class,reason\na@x.example,complaint,why\n").ok();
        String lines =
                api.with("Accept", "application/x-ndjson")
                        .call("suppressions/export", "account_id", account)
                        .text();
        long other = api.newAccount();

        Answer answer =
                api.send(
                                "POST",
                                "/api/v1.1/admin/suppressions/import?account_id=" + other,
                                "text/csv",
                                lines)
                        .ok();

        assertThat(answer.at("data.added").number()).as(answer.text()).isEqualTo(1);
        assertThat(api.call("suppressions/list", "account_id", other).at("data.0.class").text())
                .isEqualTo("complaint");
    }
}
