package io.mailyard.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.identity.TwoTenants.Tenant;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** Which mail the keys of an owned domain sign, on a sender that two accounts share. */
@ParameterizedClass
@StoresOfRun
class OwnedKeysTest {
    private final TwoTenants two;

    OwnedKeysTest(StoreKind kind) {
        this.two = TwoTenants.on(kind);
    }

    private String arrived(Tenant tenant, String from) {
        String to = TwoTenants.recipient();
        two.send(tenant, from, to).ok();
        return TwoTenants.got(to);
    }

    @Test
    void ownersKey_signsOnEverySenderWithoutBeingListed() {
        two.key(two.domain, "own");
        assertThat(arrived(two.owner, "a@" + two.domain)).contains("d=" + two.domain);
        assertThat(arrived(two.owner, "a@sub." + two.domain)).contains("d=" + two.domain);
        two.policy(two.neighbour, "off");
        assertThat(arrived(two.neighbour, "a@" + two.domain)).doesNotContain("DKIM-Signature");
        assertThat(arrived(two.neighbour, "a@sub." + two.domain)).doesNotContain("DKIM-Signature");
    }

    /** Listed at the neighbour's own sender, too: the key is the owner's. */
    @Test
    void ownersKeyListedElsewhere_signsForNobodyElse() {
        String key = two.key(two.domain, "own");
        two.api.call("senders/akmta/save", "id", two.sender, "dkim_keys", List.of(key)).ok();
        two.policy(two.neighbour, "off");
        assertThat(arrived(two.neighbour, "a@" + two.domain)).doesNotContain("DKIM-Signature");
        assertThat(arrived(two.owner, "a@" + two.domain)).contains("d=" + two.domain);
    }

    @Test
    void subdomainOfAnother_isSignedByItsOwnKeyAlone() {
        String sub = "sub." + two.domain;
        two.own(two.neighbour.account(), sub);
        two.key(two.domain, "up");
        two.key(sub, "down");
        assertThat(arrived(two.neighbour, "a@" + sub))
                .contains("d=" + sub)
                .doesNotContain("d=" + two.domain + ";");
        assertThat(two.send(two.owner, "a@" + sub, TwoTenants.recipient()).error()).isEqualTo(403);
    }

    @Test
    void letUseAndPlatformFrom_areSigned() {
        String use = Api.unique("use") + ".example";
        String platform = Api.unique("platform") + ".example";
        Tenant third = two.newTenant();
        two.own(two.owner.account(), use, "return_path", two.neighbour.account());
        two.own(0, platform, "from", two.neighbour.account());
        two.key(use, "use");
        two.key(platform, "platform");
        for (String of : List.of(use, platform)) {
            assertThat(arrived(two.neighbour, "a@" + of)).contains("d=" + of);
            assertThat(two.send(third, "a@" + of, TwoTenants.recipient()).error()).isEqualTo(403);
        }
    }

    @Test
    void keyOfAnAccount_isOfNoDomainOfAnothers() {
        String nobodys = Api.unique("nobodys") + ".example";
        for (String of : List.of(two.domain, "sub." + two.domain)) {
            Answer refused = save(two.neighbour.account(), of);
            assertThat(refused.error()).isEqualTo(400);
            assertThat(refused.at("errors.0.field").text()).isEqualTo("account_id");
            assertThat(refused.errorText()).contains(of).doesNotContain(two.owner.name());
        }
        assertThat(save(999_999, nobodys).at("errors.0.field").text()).isEqualTo("account_id");
        save(two.owner.account(), two.domain).ok();
        long id = save(two.neighbour.account(), nobodys).savedId();
        assertThat(two.api.call("keys/get", "id", id).ok().at("data.account_id").number())
                .isEqualTo(two.neighbour.account());
        Answer moved = two.api.call("keys/save", "id", id, "domain", two.domain);
        assertThat(moved.error()).isEqualTo(400);
    }

    @Test
    void returnPathDomain_isOfAnAccountThatTheSenderServes() {
        long other =
                two.api
                        .call(
                                "senders/akmta/save",
                                "name",
                                Api.unique("other"),
                                "account_ids",
                                List.of(two.neighbour.account()))
                        .savedId();
        for (String of : List.of(two.domain, "bounce." + two.domain)) {
            Answer refused = returnPath(other, of);
            assertThat(refused.error()).isEqualTo(409);
            assertThat(refused.errorText()).contains("return_path_domain", of);
            returnPath(two.sender, of).ok();
        }
        returnPath(other, Api.unique("nobodys") + ".example").ok();
        returnPath(two.sender, "").ok();
    }

    private Answer returnPath(long sender, String of) {
        return two.api.call("senders/akmta/save", "id", sender, "return_path_domain", of);
    }

    private Answer save(long account, String of) {
        return two.api.call(
                "keys/save",
                "name",
                Api.unique("key"),
                "algorithm",
                "ed25519",
                "domain",
                of,
                "selector",
                Api.unique("s"),
                "account_id",
                account);
    }

    @Test
    void unsignedMail_isToldOfOnceADay() {
        try (FakeEndpoint endpoint = FakeEndpoint.start()) {
            two.api
                    .call(
                            "webhooks/save",
                            "account_id",
                            two.neighbour.account(),
                            "url",
                            endpoint.url("/"),
                            "events",
                            List.of("domain.unsigned"))
                    .ok();
            String item = Api.unique("one") + ".example";
            String other = Api.unique("other") + ".example";
            for (String of : List.of(item, item, other, item)) {
                two.send(two.neighbour, "a@" + of, TwoTenants.recipient()).ok();
            }
            Await.until(() -> told(endpoint).contains(other));
            assertThat(told(endpoint).split("\"kind\":\"domain.unsigned\"", -1)).hasSize(3);
            assertThat(told(endpoint)).contains(item, "account_id\":" + two.neighbour.account());
        }
    }

    private static String told(FakeEndpoint endpoint) {
        StringBuilder all = new StringBuilder();
        endpoint.requests().forEach(request -> all.append(request.text()));
        return all.toString();
    }
}
