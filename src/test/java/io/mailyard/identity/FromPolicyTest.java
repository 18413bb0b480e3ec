package io.mailyard.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.identity.TwoTenants.Tenant;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/**
 * Which domains an account may write as, by SMTP and HTTP, and the neighbour on the same sender.
 */
@ParameterizedClass
@StoresOfRun
class FromPolicyTest {
    private final TwoTenants two;
    private final String domain;
    private final String nobodys = Api.unique("nobody") + ".example";

    FromPolicyTest(StoreKind kind) {
        this.two = TwoTenants.on(kind);
        this.domain = two.domain;
    }

    /** Each place of a name, by each policy, with each kind of domain. */
    @Test
    void fromPolicyTable_isEnforcedForEachName() {
        String own = Api.unique("own") + ".example";
        String use = Api.unique("use") + ".example";
        String platform = Api.unique("platform") + ".example";
        String bounces = Api.unique("bounces") + ".example";
        Tenant asking = two.neighbour;
        two.own(asking.account(), own);
        two.own(two.owner.account(), use, "return_path", asking.account());
        two.own(0, platform, "from");
        two.own(0, bounces);
        for (String policy : List.of("sign", "require", "off")) {
            two.policy(asking, policy);
            for (String mine : List.of(own, "sub." + own, use, platform)) {
                assertThat(errors(asking, mine, own)).as(policy + " " + mine).containsOnly(0);
            }
            boolean off = policy.equals("off");
            for (String other : List.of(domain, "sub." + domain, bounces)) {
                assertThat(errors(asking, other, own))
                        .as(policy + " " + other)
                        .containsOnly(off ? 0 : 403);
            }
            int from = policy.equals("require") ? 403 : 0;
            assertThat(errors(asking, nobodys, own))
                    .as(policy + " " + nobodys)
                    .containsExactly(from, from, 0, 0, 0);
        }
        assertThat(errors(two.owner, domain, domain)).containsOnly(0);
    }

    /** With the domain in From, the envelope, Sender, Resent-From and Resent-Sender. */
    private List<Integer> errors(Tenant asking, String of, String own) {
        String mine = "a@" + own;
        String other = "ceo@" + of;
        String to = TwoTenants.recipient();
        return List.of(
                two.raw(asking, mine, to, "From: " + other).error(),
                two.raw(asking, other, to, "From: " + mine).error(),
                two.raw(asking, mine, to, "From: " + mine, "Sender: " + other).error(),
                two.raw(asking, mine, to, "From: " + mine, "Resent-From: " + other).error(),
                two.raw(asking, mine, to, "From: " + mine, "Resent-Sender: " + other).error());
    }

    @Test
    void smtp_refusesTheEnvelopeAtMailAndTheHeaderAtTheEnd() {
        try (RawSmtp smtp = two.smtp(two.neighbour)) {
            String refused = smtp.ask("MAIL FROM:<ceo@" + domain + ">", 550);
            assertThat(refused).startsWith("550 5.7.1 ").contains(domain, "domains/add");
            assertThat(refused).doesNotContain(two.owner.name());
            smtp.ask("RCPT TO:<" + TwoTenants.recipient() + ">", 503);

            String mine = "me@" + nobodys;
            String header =
                    smtp.mail(mine, TwoTenants.recipient(), "From: ceo@" + domain + "\r\n\r\nx");
            assertThat(header).startsWith("550 5.7.1 ").contains(domain);
            assertThat(smtp.mail("", TwoTenants.recipient(), "From: ceo@" + domain + "\r\n\r\nx"))
                    .startsWith("550 5.7.1 ");
            assertThat(smtp.mail("", TwoTenants.recipient(), "From: " + mine + "\r\n\r\nx"))
                    .startsWith("250 ");
            two.policy(two.neighbour, "require");
            assertThat(smtp.ask("MAIL FROM:<" + mine + ">", 550)).contains(nobodys);
            smtp.ask("MAIL FROM:<>", 250);
        }
        try (RawSmtp smtp = two.smtp(two.owner)) {
            String mine = "ceo@" + domain;
            assertThat(smtp.mail(mine, TwoTenants.recipient(), "From: " + mine + "\r\n\r\nx"))
                    .startsWith("250 ");
        }
    }

    @Test
    void require_refusesUnclaimedAndForeignDomainsAlike() {
        two.policy(two.neighbour, "require");
        Answer another = two.send(two.neighbour, "a@" + domain, TwoTenants.recipient());
        Answer nobody = two.send(two.neighbour, "a@" + nobodys, TwoTenants.recipient());
        assertThat(another.error()).isEqualTo(403);
        assertThat(another.errorText().replace(domain, nobodys)).isEqualTo(nobody.errorText());
    }

    /** However From is written, the neighbour may not, and the owner may. */
    @Test
    void everyFormOfFrom_isRecognised() {
        String upper = domain.toUpperCase(java.util.Locale.ROOT);
        String wide = domain.replace('.', '。');
        for (String from :
                List.of(
                        "From: ceo@" + domain,
                        "from : <ceo@" + upper + ">",
                        "FROM:\r\n \"Boss, the\" <ceo@" + domain + ".>",
                        "From: \"x@" + nobodys + "\" <ceo@" + domain + ">",
                        "From: x (c@" + nobodys + ") <ceo@" + domain + ">",
                        "From: ceo@" + domain + " (<x@" + nobodys + ">)",
                        "From: =?utf-8?q?x?= <ceo@" + domain + ">",
                        "From: Bosses: ceo@" + domain + ";",
                        "From: ceo @ " + domain.replace(".", " . "),
                        "From: ceo@" + domain.replace(".", "(x)."),
                        "From: \"c e o\"@" + domain,
                        "From: ceo@sub." + domain,
                        "From: ceo@" + wide)) {
            String to = TwoTenants.recipient();
            assertThat(two.raw(two.neighbour, "me@" + nobodys, to, from).error())
                    .as(from)
                    .isEqualTo(403);
            assertThat(two.raw(two.owner, "me@" + domain, to, from).error()).as(from).isZero();
        }
        for (String from :
                List.of(
                        "From: ceo@" + domain + " <x@" + nobodys + ">",
                        "From: <@" + domain + ":x@" + nobodys + ">",
                        "From: x@" + nobodys + "\r\nFrom: ceo@" + domain,
                        "From: x@" + nobodys + ", ceo@" + domain + "\r\nSender: x@" + nobodys)) {
            Answer answer = two.raw(two.neighbour, "me@" + nobodys, TwoTenants.recipient(), from);
            assertThat(answer.error()).as(from).isNotZero();
        }
    }

    /** What is no domain name, or holds what nobody sees, is no free domain either. */
    @Test
    void lookalikeDomain_isRefused() {
        String other = nobodys;
        for (String from :
                List.of(
                        "ceo@a\u200d" + domain,
                        "ceo@a\u200c" + domain,
                        "ceo@a\u115f" + domain,
                        "ceo@a\u007f" + domain,
                        "ceo@=?utf-8?q?" + domain + "?=",
                        "<ceo@=?utf-8?q?" + domain + "?=>",
                        "ceo@[" + domain + "]",
                        "ceo@" + domain + "..",
                        "ceo@a/" + domain)) {
            String to = TwoTenants.recipient();
            Answer answer = two.raw(two.neighbour, "me@" + other, to, "From: " + from);
            assertThat(answer.error()).as(from).isIn(400, 403);
            String own = "From: me@" + other + "\r\nSender: " + from;
            assertThat(two.raw(two.neighbour, "me@" + other, to, own).error()).as(own).isNotZero();
        }
        two.raw(two.neighbour, "me@" + other, TwoTenants.recipient(), "From: me@[192.0.2.1]").ok();
        two.raw(two.neighbour, "me@" + other, TwoTenants.recipient(), "From: me@b\u00fc." + other)
                .ok();
    }

    @Test
    void severalAuthors_needASender() {
        String both = "From: a@" + domain + ", b@" + domain;
        String to = TwoTenants.recipient();
        Answer without = two.raw(two.owner, "a@" + domain, to, both);
        assertThat(without.error()).isIn(400, 403);
        assertThat(without.errorText()).contains("Sender");
        two.raw(two.owner, "a@" + domain, to, both, "Sender: a@" + domain).ok();
    }

    @Test
    void policy_isShownAndGoesBackToTheDefault() {
        long account = two.neighbour.account();
        assertThat(shown(account)).isEqualTo("default");
        two.policy(two.neighbour, "require");
        assertThat(shown(account)).isEqualTo("require");
        two.policy(two.neighbour, "default");
        assertThat(shown(account)).isEqualTo("default");
        Answer wrong = two.api.call("accounts/save", "id", account, "domains_policy", "maybe");
        assertThat(wrong.error()).isEqualTo(400);
        assertThat(wrong.errorText()).contains("domains_policy");
    }

    private String shown(long account) {
        return two.api.call("accounts/get", "id", account).ok().at("data.domains_policy").text();
    }
}
