package io.mailyard.routing;

import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.rule;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is refused of the rules of virtual senders, and in which words. */
@ParameterizedClass
@EnumSource
class RuleFaultsTest {
    private final Api api;
    private final SomeRules given;
    private final long account;
    private final long sender;

    RuleFaultsTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
        this.given = new SomeRules(api);
        this.account = api.newAccount();
        this.sender = given.newSender(account);
    }

    /** What is said of each place. */
    private Map<String, String> faults(Object... rules) {
        return faults(add("email_rules", Arrays.asList(rules)));
    }

    private Answer add(Object... members) {
        Map<String, Object> body =
                new TreeMap<>(Map.of("account_id", account, "name", Api.unique("virtual")));
        for (int i = 0; i < members.length; i += 2) {
            body.put(String.valueOf(members[i]), members[i + 1]);
        }
        return api.json("vsenders/add", Body.json(body));
    }

    private static Map<String, String> faults(Answer answer) {
        assertThat(answer.error()).as("%s", answer).isEqualTo(400);
        Map<String, String> faults = new TreeMap<>();
        answer.at("errors")
                .items()
                .forEach(fault -> faults.put(fault.at("field").text(), fault.at("reason").text()));
        return faults;
    }

    @Test
    void allThatIsWrong_isToldAtOnceWithItsPlace() {
        long deleted = given.newSender(account);
        api.call("senders/delete", "id", deleted).ok();
        long foreign = given.newSender(api.newAccount());
        long sms = given.newSmsSender(account);

        Map<String, String> faults =
                faults(
                        rule("group_id", "seven", share(sender, 100)),
                        rule("from_domain", "no dots", share(sender, 0), share(sender, 100)),
                        rule("country", "DE", share(deleted, 50), share(foreign, 40)),
                        rule("from_email", "nobody", share(9_999_999, 100)),
                        otherwise(share(sms, 101, "from_email", "x", "replyto_email", "@")));

        assertThat(faults)
                .containsOnly(
                        Map.entry("email_rules[0].value", "'seven' must be a whole number from 1"),
                        Map.entry(
                                "email_rules[1].value",
                                "'no dots' is not a domain name such as example.com"),
                        Map.entry("email_rules[1].senders[0].percent", "0 is not from 1 to 100"),
                        Map.entry(
                                "email_rules[1].senders[1].sender_id",
                                "sender " + sender + " is in email_rules[1].senders[0] already"),
                        Map.entry(
                                "email_rules[2].type",
                                "'country' is not one of default, group_id, from_domain, to_domain, from_email"),
                        Map.entry(
                                "email_rules[2].senders[0].sender_id",
                                "sender " + deleted + " is deleted"),
                        Map.entry(
                                "email_rules[2].senders[1].sender_id",
                                unassigned(foreign, account)),
                        Map.entry(
                                "email_rules[2].senders",
                                "percents add up to 90, must add up to 100"),
                        Map.entry(
                                "email_rules[3].value",
                                "'nobody' is not a mail address: it must be of the form local@domain"),
                        Map.entry(
                                "email_rules[3].senders[0].sender_id",
                                unassigned(9_999_999, account)),
                        Map.entry(
                                "email_rules[4].senders[0].sender_id",
                                "sender "
                                        + sms
                                        + " is of the type sms_notify, which sends no e-mail"),
                        Map.entry("email_rules[4].senders[0].percent", "101 is not from 1 to 100"),
                        Map.entry(
                                "email_rules[4].senders",
                                "percents add up to 0, must add up to 100"),
                        Map.entry(
                                "email_rules[4].senders[0].from_email",
                                "'x' is not a mail address: it must be of the form local@domain"),
                        Map.entry(
                                "email_rules[4].senders[0].replyto_email",
                                "'@' is not a mail address: it must be of the form local@domain"));
    }

    @Test
    void group_isANumberOf64BitsFromOne() {
        String json =
                "{\"account_id\":%d,\"name\":\"%s\",\"email_rules\":[{\"type\":\"group_id\",\"value\":%s,"
                        + "\"senders\":[{\"sender_id\":%d,\"percent\":100}]},"
                        + "{\"type\":\"default\",\"value\":\"\",\"senders\":[{\"sender_id\":%d,\"percent\":100}]}]}";
        Map<String, Long> taken =
                Map.of(
                        "1000000000000000000",
                        1_000_000_000_000_000_000L,
                        "\"9223372036854775807\"",
                        Long.MAX_VALUE,
                        "5.0",
                        5L,
                        "\"007\"",
                        7L);
        taken.forEach((value, group) -> {
            String name = Api.unique("group");
            long id =
                    api.json("vsenders/add", json.formatted(account, name, value, sender, sender))
                            .savedId();
            assertThat(given.get(account, id).at("email_rules.0.value").number())
                    .as(value)
                    .isEqualTo(group);
        });
        for (String value : List.of("0", "-1", "1.5", "9223372036854775808", "\"1e3\"")) {
            Answer refused =
                    api.json("vsenders/add", json.formatted(account, "x", value, sender, sender));
            assertThat(faults(refused)).as(value).containsOnlyKeys("email_rules[0].value");
        }
    }

    @Test
    void default_mustBeThereOnceAndLast() {
        assertThat(faults(rule("group_id", 1, share(sender, 100))))
                .containsOnly(Map.entry("email_rules", "must end with a rule of the type default"));
        assertThat(faults(otherwise(share(sender, 100)), otherwise(share(sender, 100))))
                .containsOnly(
                        Map.entry(
                                "email_rules[0].type",
                                "default must be the last: no rule behind it would ever match"),
                        Map.entry("email_rules[1].type", "default must be there once"));
        assertThat(faults(rule("default", "x", share(sender, 100))))
                .containsOnly(Map.entry("email_rules[0].value", "'x' must be empty with default"));
        assertThat(faults())
                .containsOnly(
                        Map.entry("email_rules", "must have a rule where sms_rules has none"));
    }

    @Test
    void sharesOfARule_areThere() {
        assertThat(faults(otherwise()))
                .containsOnly(Map.entry("email_rules[0].senders", "must have at least one sender"));
        assertThat(faults(Body.members("type", "default")))
                .containsOnly(Map.entry("email_rules[0].senders", "is required"));
    }

    @Test
    void smsRules_haveFewerTypesAndTheirOwnSenders() {
        Answer answer =
                add(
                        "sms_rules",
                        List.of(
                                rule("to_domain", "example.com", share(sender, 100)),
                                otherwise(share(given.newSmsSender(account), 100))));

        assertThat(faults(answer))
                .containsOnly(
                        Map.entry(
                                "sms_rules[0].type",
                                "'to_domain' is not one of default, group_id, from_domain"),
                        Map.entry(
                                "sms_rules[0].senders[0].sender_id",
                                "sender " + sender + " is of the type akmta, which sends no SMS"));
    }

    @Test
    void limits_areWritten() {
        List<Object> rules = Collections.nCopies(101, rule("group_id", 1, share(sender, 100)));
        List<Object> shares = Collections.nCopies(51, share(sender, 1));

        assertThat(faults(add("email_rules", rules)).get("email_rules"))
                .isEqualTo("has 101 items, at most 100 are taken");
        assertThat(
                        faults(add("email_rules", List.of(otherwise(shares.toArray()))))
                                .get("email_rules[0].senders"))
                .isEqualTo("has 51 items, at most 50 are taken");
    }

    @Test
    void formOfRules_isReadBeforeTheirSense() {
        Answer answer = add("email_rules", List.of(Body.members("type", 7, "senders", "all")));

        assertThat(faults(answer).keySet())
                .containsExactly("email_rules[0].senders", "email_rules[0].type");
    }

    private static String unassigned(long sender, long account) {
        return "no sender with id " + sender + " is assigned to account " + account;
    }
}
