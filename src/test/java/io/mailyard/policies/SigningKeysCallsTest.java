package io.mailyard.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.NativeCrypto;
import io.mailyard.db.Database;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Type;

/** {@code keys/...}: pairs that are made or given, their lives, and what DNS says of them. */
@ParameterizedClass
@EnumSource
class SigningKeysCallsTest {
    private static FakeDns dns;
    private static TestServer sqlite;
    private static TestServer postgres;

    private final TestServer server;
    private final Api api;

    SigningKeysCallsTest(StoreKind kind) {
        this.server = kind == StoreKind.SQLITE ? sqlite : postgres;
        this.api = server.api();
    }

    @BeforeAll
    static void start() {
        dns = FakeDns.start();
        String setting = "dns.servers=127.0.0.1:" + dns.address().getPort();
        sqlite = TestServer.start(StoreKind.SQLITE, setting, "dns.timeout=2s");
        postgres = TestServer.start(StoreKind.POSTGRESQL, setting, "dns.timeout=2s");
    }

    @AfterAll
    static void stop() {
        sqlite.close();
        postgres.close();
        dns.close();
    }

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = NativeCrypto.keyPairGenerator(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private long newKey(Object... more) {
        Object[] base = {
            "name", Api.unique("key"), "domain", "example.com", "selector", Api.unique("s")
        };
        Object[] all = Arrays.copyOf(base, base.length + more.length);
        System.arraycopy(more, 0, all, base.length, more.length);
        return api.call("keys/save", all).savedId();
    }

    private Tree key(long id) {
        return api.call("keys/get", "id", id).ok().at("data");
    }

    /** What is signed with the kept half is verified with the half that is shown. */
    private void assertPair(long id, String algorithm, PublicKey shown) {
        try (Database database = server.database()) {
            Policies policies = new Policies(database);
            KeySecret secret =
                    database.read(tx ->
                            policies.find(tx, PolicyKind.KEY, id)
                                    .flatMap(key -> policies.secret(tx, key))
                                    .orElseThrow());
            assertThat(secret.toString()).doesNotContain("PrivateKey");
            Signature signature =
                    Signature.getInstance(algorithm.equals("RSA") ? "SHA256withRSA" : "Ed25519");
            byte[] words = "mail".getBytes(StandardCharsets.US_ASCII);
            signature.initSign(secret.privateKey());
            signature.update(words);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(words);
            assertThat(signature.verify(signed)).isTrue();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublicKey published(String algorithm, byte[] spki) {
        try {
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] value(Tree key, String start) {
        String value = key.at("dns_value").text();
        assertThat(value).startsWith(start);
        return Base64.getDecoder().decode(value.substring(start.length()));
    }

    @Test
    void newKey_isAnRsaPairToBePublished() {
        long id = newKey();

        Tree key = key(id);
        assertThat(key.at("kind").text()).isEqualTo("dkim");
        assertThat(key.at("algorithm").text()).isEqualTo("rsa");
        assertThat(key.at("state").text()).isEqualTo("pending");
        assertThat(key.at("dns_name").text())
                .isEqualTo(key.at("selector").text() + "._domainkey.example.com");
        assertThat(key.at("ssh_key").nothing()).isTrue();
        PublicKey shown = published("RSA", value(key, "v=DKIM1; k=rsa; p="));
        assertPair(id, "RSA", shown);
    }

    @Test
    void ed25519_isPublishedAsItsBytes() {
        long id = newKey("algorithm", "ed25519");

        Tree key = key(id);
        byte[] spki = Base64.getDecoder().decode(key.at("public_key").text());
        assertThat(value(key, "v=DKIM1; k=ed25519; p="))
                .hasSize(32)
                .isEqualTo(Arrays.copyOfRange(spki, spki.length - 32, spki.length));
        assertPair(id, "Ed25519", published("Ed25519", spki));
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "RSA, 1024", "Ed25519, 0"})
    void givenKey_isTakenAsItIsAndNeverAnswered(String algorithm, int bits) {
        KeyPair pair = pair(algorithm, bits);
        String pem = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
        Object[] given = {
            "name",
            Api.unique("key"),
            "domain",
            "Example.COM",
            "selector",
            Api.unique("S"),
            "private_key",
            pem
        };
        Answer dry = api.with("Prefer", "dry-run").call("keys/save", given).ok();
        Api keyed = api.with("Idempotency-Key", Api.unique("k"));
        Answer made = keyed.call("keys/save", given).ok();
        assertThat(keyed.call("keys/save", given).text()).isEqualTo(made.text());

        Tree key = key(made.savedId());

        assertThat(key.at("algorithm").text()).isEqualToIgnoringCase(algorithm);
        assertThat(key.at("public_key").text())
                .isEqualTo(Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        assertPair(made.savedId(), algorithm, pair.getPublic());
        String secret = pem.split("\n", -1)[1];
        assertThat(dry.text() + made.text() + key + api.call("audit/list").text())
                .doesNotContain(secret.substring(secret.length() - 20));
    }

    @Test
    void keyThatCannotBeUsed_isRefusedWithoutAWordOfIt() {
        byte[] ec = pair("EC", 256).getPrivate().getEncoded();
        byte[] weak = pair("RSA", 512).getPrivate().getEncoded();
        byte[] good = pair("Ed25519", 0).getPrivate().getEncoded();

        assertRefused("is not a private key in PEM", "hunter2");
        assertRefused("is not an RSA or Ed25519 key", pem("PRIVATE KEY", ec));
        assertRefused("an RSA key of 512 bits", pem("PRIVATE KEY", weak));
        assertRefused("openssl pkcs8 -topk8 -nocrypt", pem("RSA PRIVATE KEY", good));
        assertRefused("openssl pkcs8 -topk8 -nocrypt", pem("ENCRYPTED PRIVATE KEY", good));
        Answer other =
                api.call(
                        "keys/save",
                        "name",
                        Api.unique("key"),
                        "algorithm",
                        "rsa",
                        "private_key",
                        pem("PRIVATE KEY", good));
        assertThat(other.errorText())
                .contains("algorithm: private_key is of ed25519")
                .contains("domain: is required of a dkim key")
                .contains("selector: is required of a dkim key");
    }

    private void assertRefused(String reason, String pem) {
        Answer refused =
                api.call(
                        "keys/save",
                        "name",
                        Api.unique("key"),
                        "domain",
                        "example.com",
                        "selector",
                        "s",
                        "private_key",
                        pem);
        assertThat(refused.error()).isEqualTo(400);
        assertThat(refused.at("errors.0.field").text()).isEqualTo("private_key");
        assertThat(refused.errorText()).contains(reason).doesNotContain("hunter2", "MC4C");
    }

    @Test
    void sshKey_isALineForAuthorizedKeys() {
        long rsa = api.call("keys/save", "name", Api.unique("my key"), "kind", "ssh").savedId();
        long ed =
                api.call(
                                "keys/save",
                                "name",
                                Api.unique("key"),
                                "kind",
                                "ssh",
                                "algorithm",
                                "ed25519")
                        .savedId();

        assertThat(key(rsa).at("ssh_key").text())
                .matches("ssh-rsa AAAAB3NzaC1yc2E\\S+ my_key-\\d+");
        assertThat(key(ed).at("ssh_key").text())
                .matches("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\\S{43} key-\\d+");
        assertThat(key(ed).at("dns_name").nothing()).isTrue();
        assertThat(
                        api.call(
                                        "keys/save",
                                        "name",
                                        Api.unique("k"),
                                        "kind",
                                        "ssh",
                                        "domain",
                                        "example.com")
                                .errorText())
                .contains("domain: an ssh key has none");
        assertThat(api.call("keys/check", "id", ed).error()).isEqualTo(409);
    }

    @Test
    void state_goesOneStepAtATime() {
        long id = newKey("algorithm", "ed25519");
        for (String state : List.of("active", "active", "retiring", "retired", "retired")) {
            api.call("keys/save", "id", id, "state", state).ok();
        }

        assertThat(api.call("keys/save", "id", id, "state", "active").errorText())
                .isEqualTo("a retired key cannot become active: retired is the end");
        long other = newKey("algorithm", "ed25519", "state", "active");
        Answer skipped = api.call("keys/save", "id", other, "state", "retired");
        assertThat(skipped.error()).isEqualTo(409);
        assertThat(skipped.errorText()).contains("next is retiring");
        assertThat(api.call("keys/save", "id", other, "state", "pending").error()).isEqualTo(409);
        assertThat(
                        api.call(
                                        "keys/save",
                                        "name",
                                        Api.unique("key"),
                                        "domain",
                                        "example.com",
                                        "selector",
                                        "x",
                                        "state",
                                        "retired")
                                .errorText())
                .contains("a new key is pending or active");
    }

    @Test
    void domainSelectorAndPair_cannotChange() {
        long id = newKey("algorithm", "ed25519");
        api.call("keys/save", "id", id, "selector", Api.unique("moved")).ok();
        api.call("keys/save", "id", id, "state", "active").ok();

        assertThat(api.call("keys/save", "id", id, "selector", "again").error()).isEqualTo(400);
        assertThat(api.call("keys/save", "id", id, "algorithm", "rsa").error()).isEqualTo(400);
        assertThat(api.call("keys/save", "id", id, "kind", "ssh").error()).isEqualTo(400);
        String pem = pem("PRIVATE KEY", pair("Ed25519", 0).getPrivate().getEncoded());
        assertThat(api.call("keys/save", "id", id, "private_key", pem).errorText())
                .contains("a key keeps its pair");
        Answer taken =
                api.call(
                        "keys/save",
                        "name",
                        Api.unique("key"),
                        "domain",
                        "example.com",
                        "selector",
                        key(id).at("selector").text());
        assertThat(taken.error()).isEqualTo(409);
        assertThat(taken.errorText()).contains("is taken by key");
    }

    private Tree check(long id) {
        Tree checked = api.call("keys/check", "id", id).ok().at("data");
        assertThat(checked.names())
                .containsExactly("id", "status", "reason", "dns_name", "dns_value", "found");
        return checked;
    }

    @Test
    void check_reportsTheRecordInDns() {
        long id = newKey("algorithm", "ed25519");
        Tree key = key(id);
        String name = key.at("dns_name").text();
        String value = key.at("dns_value").text();
        assertThat(check(id).at("status").text()).isEqualTo("absent");

        String half = value.substring(0, 30);
        dns.with(name, Type.TXT, 0, '"' + half + "\" \"" + value.substring(30) + '"');
        assertThat(check(id).at("status").text()).isEqualTo("published");
        assertThat(check(id).at("found.0").text()).isEqualTo(value);

        dns.with(name, Type.TXT, 0, "\"v=DKIM1; k=ed25519; p=\"");
        assertThat(check(id).at("reason").text()).contains("2 TXT records");
        assertThat(check(id).at("status").text()).isEqualTo("different");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    v=DKIM1; k=ed25519; p=          | the key is revoked
                    v=DKIM2; k=ed25519; p=AAAA      | not DKIM1
                    v=DKIM1; p=AAAA                 | its k is rsa, not ed25519
                    v=DKIM1; k=ed25519; p=AAAA      | that of another key
                    v=spf1 -all                     | not DKIM1
                    """)
    void check_saysWhatIsDifferent(String record, String reason) {
        long id = newKey("algorithm", "ed25519");
        dns.with(key(id).at("dns_name").text(), Type.TXT, 0, '"' + record + '"');

        Tree checked = check(id);

        assertThat(checked.at("status").text()).isEqualTo("different");
        assertThat(checked.at("reason").text()).contains(reason);
    }

    @Test
    void check_ofASilentDnsSaysSo() {
        long id = newKey("algorithm", "ed25519");
        dns.failing(key(id).at("dns_name").text());

        assertThat(check(id).at("status").text()).isEqualTo("unavailable");
        assertThat(check(id).at("reason").text()).isNotEmpty();
    }
}
