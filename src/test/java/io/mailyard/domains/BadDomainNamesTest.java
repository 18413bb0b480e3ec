package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What is no domain that an account can have: in both formats, of each kind of token. */
class BadDomainNamesTest {
    private static final String LABEL = "a".repeat(63);
    private static final List<String> BAD =
            List.of(
                    "",
                    " ",
                    ".",
                    "..",
                    "com",
                    "com.",
                    "COM",
                    "co.uk",
                    "Co.Uk.",
                    "\uff43\uff4f.uk",
                    "foo.ck",
                    "localhost",
                    "localhost.",
                    "192.0.2.1",
                    "192.0.2.1.",
                    "3221225985",
                    "1.2",
                    "0xC0.0x00.0x02.0x01",
                    "127.0.0.0x1",
                    "0xc0000201",
                    "a.0x",
                    "[192.0.2.1]",
                    "2001:db8::1",
                    "[2001:db8::1]",
                    "[IPv6:2001:db8::1]",
                    "a..example",
                    ".a.example",
                    "a.example..",
                    "a.example.\u3002",
                    "a.example\u3002\u3002",
                    "-a.example",
                    "a-.example",
                    "a_b.example",
                    "_mailyard.a.example",
                    "*.a.example",
                    "me@a.example",
                    "https://a.example/",
                    "a.example:25",
                    "a.example/",
                    "a.example, b.example",
                    "a b.example",
                    "a\tb.example",
                    "a.example\r\nX: y",
                    "xn--example-.com",
                    "xn--a.example",
                    "xn--mnchen-psa.example\u200b",
                    "a\u200db.example",
                    "a\u202eb.example",
                    LABEL + "a.example",
                    String.join(".", LABEL, LABEL, LABEL, LABEL, "example"),
                    "x".repeat(1001));

    private final Api api = TestServer.of(StoreKind.SQLITE).api();
    private final long account = api.newAccount();
    private final Api own = api.newTokenOf(account).api();
    private final String tail = Api.unique("bad") + ".example";

    private long count() {
        return api.call("domains/list", "account_id", account).ok().at("total_count").number();
    }

    private static void refused(String name, Answer answer) {
        assertThat(answer.error()).as(name + ": " + answer.text()).isEqualTo(400);
        assertThat(answer.errorText()).as(name).startsWith("domain: ");
        assertThat(answer.text()).as(name).doesNotContain("Exception", "at io.mailyard");
    }

    @Test
    void badName_isRefusedByFieldAndNothingIsAdded() {
        for (String bad : BAD) {
            refused(bad, api.call("domains/add", "account_id", account, "domain", bad));
            refused(bad, own.call("/api/v1.1/domains/add", "domain", bad));
            refused(bad, api.callXml("domains/add", "account_id", account, "domain", bad));
            refused(bad, own.callXml("/api/v1.1/domains/add", "domain", bad));
        }
        assertThat(count()).isZero();
    }

    /** The claim of one form is found by each other, and cannot be made twice. */
    @Test
    void formsOfOneName_areOneDomain() {
        api.call("domains/add", "account_id", account, "domain", "b\u00fccher." + tail).ok();
        List<String> forms = new ArrayList<>();
        for (String dot : List.of(".", "\u3002", "\uff0e", "\uff61")) {
            for (String end : List.of("", dot)) {
                forms.add("b\u00fccher." + tail.replace(".", dot) + end);
                forms.add("B\u00dcCHER." + tail.toUpperCase(Locale.ROOT) + end);
                forms.add("bu\u0308cher." + tail + end);
                forms.add("\uff42\u00fccher." + tail + end);
                forms.add("xn--bcher-kva." + tail + end);
                forms.add("XN--BCHER-KVA." + tail + end);
                forms.add(" xn--bcher-kva." + tail + end + " ");
            }
        }
        for (String form : forms) {
            Answer again = api.call("domains/add", "account_id", account, "domain", form);
            assertThat(again.error()).as(form).isEqualTo(409);
            assertThat(own.callXml("/api/v1.1/domains/get", "domain", form).error())
                    .as(form)
                    .isZero();
        }
        // another letter that looks the same is another domain, and proves itself
        api.call("domains/add", "account_id", account, "domain", "b\u00fc\u0441her." + tail).ok();
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void longestLabelsAndNames_areTaken() {
        String longest = LABEL + "." + LABEL + "." + LABEL + ".";
        longest += "b".repeat(DomainNames.MAX_OCTETS - longest.length() - ".example".length());
        api.call("domains/add", "account_id", account, "domain", longest + ".example").ok();
        Answer longer =
                api.call("domains/add", "account_id", account, "domain", longest + "b.example");
        refused(longest, longer);
        assertThat(longer.errorText()).contains("244", "243");
    }

    /** A private suffix is an administrator's to give; below it strangers have their own. */
    @Test
    void privateSuffix_needsAnAdministrator() {
        refused("github.io", own.call("/api/v1.1/domains/add", "domain", "GitHub.io."));
        refused("github.io", api.call("domains/add", "account_id", account, "domain", "github.io"));
        Answer vouched = own.call("/api/v1.1/domains/add", "domain", "github.io", "verified", true);
        assertThat(vouched.error()).isNotZero();
        own.call("/api/v1.1/domains/add", "domain", Api.unique("me") + ".github.io").ok();
    }

    /** Who controls the subdomain's zone may have it; a claim alone takes nothing from anybody. */
    @Test
    void subdomainOfAnotherAccountsDomain_isAClaimWithoutRights() {
        api.call("domains/add", "account_id", account, "domain", tail, "verified", true).ok();
        long other = api.newAccount();
        Api stranger = api.newTokenOf(other).api();

        Answer claim = stranger.call("/api/v1.1/domains/add", "domain", "sub." + tail).ok();

        assertThat(claim.at("data.state").text()).isEqualTo("pending");
        assertThat(claim.text()).doesNotContain("\"account_id\":" + account + ",");
        assertThat(stranger.call("/api/v1.1/domains/get", "domain", tail).error()).isEqualTo(404);
        Answer sent =
                stranger.call(
                        "/api/v1.1/messages/send",
                        "from",
                        "a@sub." + tail,
                        "to",
                        "b@example.com",
                        "subject",
                        "s",
                        "text",
                        "t");
        assertThat(sent.error()).as(sent.text()).isEqualTo(403);
    }

    /** A name that mail programs show as an owned one is nobody's to write as. */
    @Test
    void fromWhoseLabelEncodesAnothersName_isRefused() {
        for (String from : List.of("a@xn--example-.com", "a@mail.xn--example-.com")) {
            Answer sent =
                    own.call(
                            "/api/v1.1/messages/send",
                            "from",
                            from,
                            "to",
                            "b@example.com",
                            "subject",
                            "s",
                            "text",
                            "t");
            assertThat(sent.error()).as(sent.text()).isIn(400, 403);
        }
    }

    @Test
    void keyAndSender_ofNoDomainAreRefused() {
        for (String bad : List.of("a.example..", "xn--example-.com", "a b.example", "192.0.2.1")) {
            assertThat(
                            api.call(
                                            "keys/save",
                                            "name",
                                            Api.unique("k"),
                                            "domain",
                                            bad,
                                            "selector",
                                            "s")
                                    .errorText())
                    .as(bad)
                    .startsWith("domain: ");
        }
    }
}
