package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call names everything that is wrong with it at once. */
class FaultsAtOnceTest {
    private final Api api = TestServer.of(StoreKind.SQLITE).api();

    private static Set<String> named(Answer answer) {
        assertThat(answer.error()).as(answer.text()).isEqualTo(400);
        Set<String> fields = new TreeSet<>();
        for (Tree fault : answer.at("errors").items()) {
            fields.add(fault.at("field").text().replaceFirst("[.\\[].*", ""));
        }
        return fields;
    }

    /** Every call that is described, with a list of lists of lists for each member: none is one. */
    @Test
    void everyMemberOfEveryCall_isNamedWhereAllAreBad() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        List<String> faults = new ArrayList<>();
        int tried = 0;
        for (Routes.RouteLine call :
                Stream.concat(Routes.of(server).stream(), Routes.ofAccounts(server).stream())
                        .toList()) {
            String path = call.path();
            Map<String, Object> body = new LinkedHashMap<>();
            call.params().forEach(member -> body.put(member, List.of(List.of(List.of("x")))));
            Answer answer = api.json(path, Body.json(body));
            if (answer.error() == 400) {
                tried++;
                Set<String> missing = new TreeSet<>(body.keySet());
                missing.removeAll(named(answer));
                if (!missing.isEmpty()) {
                    faults.add(path + ": " + missing);
                }
            }
        }
        assertThat(faults).isEmpty();
        assertThat(tried).isGreaterThan(60);
    }

    /**
     * Members whose fault shows only beside others, or by the clock, with one that is no number.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accounts/users/add | account_id, name, email, password | ACCOUNT, a\\u200b, no, short",
                "accounts/users/add | account_id, name, email, password, lang"
                        + " | ACCOUNT, annabella, b@c.example, my annabella sings, XX",
                "accounts/users/update | account_id, name, new_name, email, password"
                        + " | ACCOUNT, a, b@, no, aaaaaaaaaaaaaa",
                "accounts/freeze | id, until, reason | ACCOUNT, 2001-01-01T00:00:00Z, LONG",
                "platform/stop | reason, until, acceptance | LONG, 2001-01-01T00:00:00Z, x",
                "senders/queue/hold | id, until, campaign_id | 1, 2001-01-01T00:00:00Z, x",
                "tokens/save | name, expires_at, active | a, 2001-01-01T00:00:00Z, x",
                "accounts/tokens/save | account_id, name, expires_at, active"
                        + " | ACCOUNT, a, 2001-01-01T00:00:00Z, x",
                "tariffs/save | name, burst, messages_per_day | a, 7, x",
                "keys/save | name, algorithm, kind, domain, selector | a, dsa, dkim, '', ''",
                "keys/save | name, algorithm, kind, domain | a, dsa, ssh, a.example",
                "domains/save | id, domain, use | 1, a.example, x",
                "messages/route | id, account_id, from | 1, ACCOUNT, no"
            })
    void faultsOfEveryKind_areNamedTogether(String call, String names, String values) {
        String account = Long.toString(api.newAccount());
        String[] members = names.strip().split(", ", -1);
        String[] given = values.strip().split(", ", -1);
        Map<String, Object> body = new LinkedHashMap<>();
        Set<String> bad = new TreeSet<>();
        for (int i = 0; i < members.length; i++) {
            String value = given[i].replace("\\u200b", "\u200b").replace("''", "");
            body.put(
                    members[i],
                    value.replace("ACCOUNT", account).replace("LONG", "x".repeat(2000)));
            boolean good =
                    (value.equals("ACCOUNT") && !call.strip().equals("messages/route"))
                            || (value.equals("1") && !call.contains("domains"))
                            || List.of("a", "dkim", "ssh", "annabella", "b@c.example")
                                    .contains(value);
            if (!good && !(call.contains("domains") && members[i].equals("domain"))) {
                bad.add(members[i]);
            }
        }
        Answer answer = api.json(call.strip(), Body.json(body));

        assertThat(named(answer)).as(answer.text()).containsAll(bad);
    }

    @Test
    void messageOfNoSense_isNamedWhole() {
        Api token = api.newTokenOf(api.newAccount()).api();
        Answer answer =
                token.call(
                        "/api/v1.1/messages/send",
                        "to",
                        List.of("nobody"),
                        "headers",
                        Map.of("Message-ID", "none"),
                        "campaign_id",
                        -1);

        assertThat(named(answer)).contains("from", "to", "text", "headers", "campaign_id");
        assertThat(named(token.call("/api/v1.1/messages/send", "raw", "%", "text", "x", "to", "@")))
                .containsExactly("raw", "text", "to");
    }
}
