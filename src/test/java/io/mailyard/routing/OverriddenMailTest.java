package io.mailyard.routing;

import static io.mailyard.routing.SentMail.got;
import static io.mailyard.routing.SentMail.unique;
import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.Database;
import io.mailyard.testing.Api;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.StoreKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a virtual sender puts in place of what a message says. */
@ParameterizedClass
@EnumSource
class OverriddenMailTest {
    private final SentMail mail;
    private final Api api;
    private final SomeRules given;
    private final long account;
    private final long second;

    OverriddenMailTest(StoreKind kind) {
        this.mail = SentMail.on(kind);
        this.api = mail.api;
        this.given = mail.given;
        this.account = mail.account;
        this.second = mail.second;
    }

    @Test
    void overrides_areInTheEnvelopeAndTheHeaderAndSigned() {
        String domain = Api.unique("shop") + ".example";
        String key = Api.unique("key");
        api.call(
                        "keys/save",
                        "name",
                        key,
                        "kind",
                        "dkim",
                        "algorithm",
                        "ed25519",
                        "domain",
                        domain,
                        "selector",
                        "s1",
                        "state",
                        "active")
                .ok();
        api.call("senders/akmta/save", "id", second, "dkim_keys", List.of(key)).ok();
        given.newVirtualSender(
                account,
                otherwise(
                        share(
                                second,
                                100,
                                "from_email",
                                "no-reply@" + domain,
                                "replyto_email",
                                "help@" + domain,
                                "from_name",
                                "Jürgen's Shop")));
        mail.awaitNode();
        String to = unique();

        mail.send(to, "headers", Map.of("Reply-To", "ann@sender.example"));

        FakeMailHost.Message got = got(to);
        String text = new String(got.raw(), StandardCharsets.UTF_8);
        assertThat(got.sender()).isEqualTo("no-reply@" + domain);
        assertThat(text)
                .containsPattern(
                        "From: =\\?UTF-8\\?[QB]\\?[^?]+\\?=\\r\\n <no-reply@" + domain + ">\\r\\n")
                .contains("Reply-To: <help@" + domain + ">\r\n")
                .doesNotContain("ann@sender.example");
        String unfolded = text.replaceAll("\r\n[ \t]+", " ");
        assertThat(unfolded).containsPattern("DKIM-Signature: .*d=" + domain);
    }

    @Test
    void acceptedMail_keepsWhatWasOverridden() {
        long id =
                given.newVirtualSender(
                        account, otherwise(share(second, 100, "from_name", "Before")));
        String to = unique();
        SentMail.deferOnce(to, "451 4.2.0 later");
        long message = mail.send(to);
        mail.awaitState(message, "retry");

        Object changed = List.of(otherwise(share(second, 100, "from_name", "After")));
        api.call("vsenders/update", "account_id", account, "id", id, "email_rules", changed).ok();

        String later = unique();
        long next = mail.send(later);
        assertThat(new String(got(later).raw(), StandardCharsets.UTF_8))
                .contains("From: After\r\n <ann@sender.example>");
        assertThat(pinnedName(message)).isEqualTo("\n\nBefore");
        assertThat(pinnedName(next)).isEqualTo("\n\nAfter");
    }

    private String pinnedName(long message) {
        try (Database database = mail.server.database()) {
            return database.read(tx ->
                            tx.one(
                                    "SELECT o.put FROM recipients r JOIN routings g ON g.id = r.routing_id"
                                            + " JOIN routed_overrides o ON o.rules_id = g.rules_id AND o.rule = r.rule"
                                            + " AND o.share = r.share WHERE r.message_id = ?",
                                    row -> row.text(1),
                                    message))
                    .orElseThrow();
        }
    }
}
