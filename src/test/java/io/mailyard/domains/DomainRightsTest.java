package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code domains/...}: who may see, say and give away what. */
@ParameterizedClass
@EnumSource
class DomainRightsTest {
    private static final String OWN = "/api/v1.1/domains/";

    private final DomainFixtures setup;
    private final TwoResolvers dns;
    private final Api api;

    DomainRightsTest(StoreKind kind) {
        this.setup = DomainFixtures.of(kind);
        this.dns = setup.dns();
        this.api = setup.api();
    }

    @Test
    void privateSuffix_isGrantedOnlyByAnAdministrator() {
        long account = api.newAccount();
        String suffix = "blogspot.com";
        Answer vouched =
                api.call("domains/add", "account_id", account, "domain", suffix, "verified", true)
                        .ok();
        assertThat(vouched.at("data.state").text()).isEqualTo("verified");
        assertThat(
                        api.call(
                                        "domains/add",
                                        "account_id",
                                        account,
                                        "domain",
                                        "com",
                                        "verified",
                                        true)
                                .error())
                .isEqualTo(400);
    }

    @Test
    void administratorsParameters_areForUnboundTokens() {
        long account = api.newAccount();
        String domain = DomainFixtures.name();
        Api bound = api.newToken("account_ids", List.of(account)).api();
        Api own = api.newTokenOf(account).api();
        bound.call("domains/add", "account_id", account, "domain", domain).ok();
        for (Object[] word :
                List.of(
                        new Object[] {"verified", true},
                        new Object[] {"account_ids", List.of(account)},
                        new Object[] {"use", "from"})) {
            assertThat(
                            bound.call(
                                            "domains/save",
                                            "account_id",
                                            account,
                                            "domain",
                                            domain,
                                            word[0],
                                            word[1])
                                    .error())
                    .isEqualTo(403);
            assertThat(own.call(OWN + "save", "domain", domain, word[0], word[1]).error())
                    .isEqualTo(403);
        }
        assertThat(
                        bound.call(
                                        "domains/add",
                                        "account_id",
                                        account,
                                        "domain",
                                        DomainFixtures.name(),
                                        "verified",
                                        true)
                                .error())
                .isEqualTo(403);
        assertThat(bound.call("domains/add", "domain", DomainFixtures.name()).error())
                .isEqualTo(403);
        assertThat(bound.call("domains/list").error()).isEqualTo(403);
        assertThat(setup.state(account, domain)).isEqualTo("pending");
    }

    @Test
    void anotherAccountsDomain_is404() {
        long owner = api.newAccount();
        String domain = DomainFixtures.name();
        Answer added = setup.claim(owner, domain);
        long id = added.at("data.id").number();
        long stranger = api.newAccount();
        Api own = api.newTokenOf(stranger).api();
        for (String call : List.of("get", "verify", "check", "records", "zone", "delete", "save")) {
            assertThat(own.call(OWN + call, "id", id).error()).as(call).isEqualTo(404);
            assertThat(own.call(OWN + call, "domain", domain).error()).as(call).isEqualTo(404);
            assertThat(api.call("domains/" + call, "account_id", stranger, "id", id).error())
                    .as(call)
                    .isEqualTo(404);
        }
        assertThat(own.call(OWN + "list").ok().at("data").items()).isEmpty();
        Api holder = api.newTokenOf(owner).api();
        assertThat(holder.call(OWN + "list").at("data.0.domain").text()).isEqualTo(domain);
        assertThat(holder.call(OWN + "get", "domain", domain).ok().text())
                .doesNotContain("account_ids");
        holder.call(OWN + "delete", "id", id).ok();
        assertThat(api.call("keys/list", "limit", 500).text()).doesNotContain(domain);
    }

    @Test
    void delete_isRefusedWhileAnActiveKeySigns() {
        long account = api.newAccount();
        String domain = DomainFixtures.name();
        dns.publish(setup.claim(account, domain), "challenge");
        setup.verify(account, domain).ok();

        Answer refused = api.call("domains/delete", "account_id", account, "domain", domain);
        assertThat(refused.error()).isEqualTo(409);
        assertThat(refused.errorText()).contains(domain, "force");
        api.call("domains/delete", "account_id", account, "domain", domain, "force", true).ok();

        String keys = api.call("keys/list", "limit", 500).text();
        int at = keys.indexOf("\"domain\":\"" + domain + "\"");
        assertThat(keys.substring(at, at + 200)).contains("\"state\":\"retiring\"");
    }

    @Test
    void dryRunAndIdempotency_workAsForEveryNoun() {
        long account = api.newAccount();
        String domain = DomainFixtures.name();
        Answer dry =
                api.with("Prefer", "dry-run")
                        .call("domains/add", "account_id", account, "domain", domain)
                        .ok();
        assertThat(dry.at("changes").items()).hasSizeGreaterThan(1);
        assertThat(api.call("domains/list", "account_id", account).at("total_count").number())
                .isZero();
        Api keyed = api.with("Idempotency-Key", Api.unique("key"));
        String first =
                keyed.call("domains/add", "account_id", account, "domain", domain)
                        .ok()
                        .at("data.challenge")
                        .text();
        assertThat(
                        keyed.call("domains/add", "account_id", account, "domain", domain)
                                .ok()
                                .at("data.challenge")
                                .text())
                .isEqualTo(first);
    }

    @Test
    void platformDomainsOfTheSettings_existFromTheStart() {
        Answer platform = api.call("domains/get", "domain", "mx.platform.test").ok();
        assertThat(platform.at("data.state").text()).isEqualTo("verified");
        assertThat(platform.at("data.use").text()).isEqualTo("return_path");
        long account = api.newAccount();
        dns.publish(setup.claim(account, "mx.platform.test"), "challenge");
        assertThat(setup.verify(account, "mx.platform.test").error()).isEqualTo(409);
        assertThat(
                        api.call(
                                        "domains/save",
                                        "domain",
                                        "mx.platform.test",
                                        "use",
                                        "from",
                                        "account_ids",
                                        List.of(account, 999_999_999))
                                .errorText())
                .isEqualTo("account_ids: no account with id 999999999");
    }

    @Test
    void lentDomain_namesOnlyExistingAccounts() {
        long owner = api.newAccount();
        long user = api.newAccount();
        String domain = DomainFixtures.name();
        long id =
                api.call(
                                "domains/add",
                                "account_id",
                                owner,
                                "domain",
                                domain,
                                "verified",
                                true,
                                "account_ids",
                                List.of(user, user, owner))
                        .savedId();
        assertThat(api.call("domains/get", "id", id).text())
                .contains("\"account_ids\":[" + user + "]");
        assertThat(api.call("domains/save", "id", id, "use", "from").errorText())
                .isEqualTo("use: is of platform domains only");
    }

    @Test
    void xml_equalsJson() {
        long account = api.newAccount();
        String domain = DomainFixtures.name();
        Answer added = api.callXml("domains/add", "account_id", account, "domain", domain).ok();
        assertThat(added.text()).contains("<challenge>", "_mailyard." + domain);
    }
}
