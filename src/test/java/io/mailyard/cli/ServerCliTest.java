package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commands against the real server. */
final class ServerCliTest {
    private static final Pattern SAVED =
            Pattern.compile("[A-Za-z ]+ (\\d+): [a-z]+\n.*", Pattern.DOTALL);

    private final TestServer server = TestServer.of(StoreKind.SQLITE);

    /** The token is the one that the server left in its data folder. */
    private final Shell shell =
            new Shell(server.folder())
                    .with("MAILYARD_URL", server.uri().toString())
                    .with("MAILYARD_DATA", ".");

    private String ok(String... args) {
        Shell.Left result = shell.run(args);
        assertThat(result.code()).as(result.err()).isZero();
        return result.out();
    }

    private static String id(String said) {
        Matcher saved = SAVED.matcher(said);
        assertThat(saved.matches()).as(said).isTrue();
        return saved.group(1);
    }

    private String account(String name) {
        return id(
                ok(
                        "accounts",
                        "save",
                        "--name",
                        name,
                        "--title=Zoë & Co",
                        "--tz=Europe/Berlin",
                        "--tariff=1",
                        "--reports-day=1",
                        "--reports-hour=8"));
    }

    @Test
    void account_isManagedByTheCommandLine() {
        String name = Api.unique("cli");
        String id = account(name);
        assertThat(ok("accounts", "list", "--search", name))
                .contains("Zoë & Co")
                .containsPattern("(?m)^ *" + id + "  ");
        ok("accounts", "freeze", id, "--payment-url=https://pay.example/", "--reason=unpaid");
        assertThat(ok("accounts", "get", id))
                .containsPattern("is_frozen +true")
                .contains("https://pay.example/", "unpaid");
        ok("accounts", "unfreeze", id);
        ok("accounts", "deactivate", id);
        ok("accounts", "activate", id);
        ok("accounts", "delete", id, "--yes");
        assertThat(shell.run("accounts", "freeze", id).code()).isEqualTo(5);
        ok("accounts", "restore", id);
        assertThat(ok("audit", "list", "--account-id", id))
                .contains("accounts.save", "accounts.freeze", "accounts.delete", "token:admin");
    }

    @Test
    void dryRun_showsTheImpactAndChangesNothing() {
        String name = Api.unique("cli");
        String id = id(ok("tariffs", "save", "--name", name));
        assertThat(ok("tariffs", "save", id, "--overrun=flag", "--dry-run"))
                .contains("tariffs.save " + id, "overrun: refuse -> flag");
        Shell.Left refused = shell.before(false).run("tariffs", "delete", id);
        assertThat(refused.out()).contains("tariffs.delete " + id, "name: " + name);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(ok("tariffs", "list", "--all", "--json"))
                .containsPattern("\"name\":\"" + name + "\"[^}]*\"overrun\":\"refuse\"");
    }

    @Test
    void user_isManagedByTheCommandLine() {
        String account = account(Api.unique("cli"));
        ok("users", "add", account, "anna", "--email=anna@example.com", "--alerts-limits");
        ok("users", "add", account, "bob", "--email=bob@example.com");
        assertThat(ok("users", "list", account, "--limit=1"))
                .contains("anna")
                .doesNotContain("bob");
        assertThat(ok("users", "list", account, "--from-name=b")).contains("bob");
        shell.typing("Correct-horse 7 staple\n");
        ok("users", "update", account, "anna", "--new-name=anne", "--password-file=-");
        assertThat(ok("users", "get", account, "anne"))
                .containsPattern("limits +true")
                .containsPattern("has_password +true");
        ok("users", "delete", account, "anne", "--yes");
        assertThat(shell.run("users", "get", account, "anne").code()).isEqualTo(5);
    }

    @Test
    void tariff_isManagedByTheCommandLine() {
        String name = Api.unique("cli");
        String id = id(ok("tariffs", "save", "--name", name, "--messages-per-month=10"));
        assertThat(shell.run("tariffs", "save", "--name", name).code()).isEqualTo(6);
        ok("tariffs", "save", id, "--overrun=flag");
        assertThat(ok("tariffs", "list", "--all", "--json"))
                .contains("\"name\":\"" + name + "\",\"messages_per_month\":10")
                .endsWith("]\n");
        ok("tariffs", "delete", id, "--yes");
    }

    @Test
    void token_allowsOnlyItsScopes() {
        String said = ok("tokens", "save", "--name", Api.unique("cli"), "--scopes=tariffs:read");
        String secret = said.lines().toList().getLast();
        assertThat(shell.run("tariffs", "list", "--token", secret).code()).isZero();
        assertThat(shell.run("accounts", "list", "--token", secret).code()).isEqualTo(4);
        ok("tokens", "rotate", id(said));
        assertThat(shell.run("tariffs", "list", "--token", secret).code()).isEqualTo(4);
        ok("tokens", "delete", id(said), "--yes");
    }

    @Test
    void tokenOfAnAccount_isManagedByTheCommandLine() {
        String account = account(Api.unique("cli"));
        String of = "--account-id=" + account;
        String said = ok("tokens", "save", of, "--name=shop", "--scopes=account:read");
        String secret = said.lines().toList().getLast();
        assertThat(secret).startsWith("myt_");
        Api own = server.api().withToken(secret);
        own.call("/api/v1.1/account/get").ok();
        assertThat(shell.run("accounts", "list", "--token", secret).code()).isEqualTo(4);
        assertThat(ok("tokens", "list", of)).contains("shop", "account:read");
        assertThat(shell.run("tokens", "save", of, "--name=shop").code()).isEqualTo(6);
        assertThat(shell.run("tokens", "save", of, "--name=x", "--account-ids=1").code())
                .isEqualTo(1);
        ok("tokens", "rotate", id(said), of);
        assertThat(own.call("/api/v1.1/account/get").error()).isEqualTo(401);
        ok("tokens", "delete", id(said), of, "--yes");
        assertThat(shell.run("tokens", "rotate", id(said), of).code()).isEqualTo(5);
    }

    @Test
    void node_isManagedByTheCommandLine() {
        String name = Api.unique("cli");
        String said = ok("nodes", "save", "--name", name, "--host=192.0.2.7:8443");
        assertThat(said.lines().toList().getLast()).startsWith("myn_");
        String id = id(said);
        assertThat(ok("nodes", "list", "--all")).contains(name, "192.0.2.7:8443");
        ok("nodes", "deactivate", id);
        ok("nodes", "sync", id);
        assertThat(ok("nodes", "get", id)).containsPattern("mta_active +false");
        assertThat(ok("nodes", "status", id)).containsPattern("running +false");
        ok("nodes", "activate", id);
        assertThat(ok("nodes", "rotate", id, "--overlap-seconds=60")).contains("myn_");
        ok("nodes", "delete", id, "--yes");
        assertThat(shell.run("nodes", "get", id).code()).isEqualTo(5);
    }

    @Test
    void sender_isManagedByTheCommandLine() {
        String name = Api.unique("cli");
        String account = account(Api.unique("cli"));
        String id =
                id(
                        ok(
                                "senders",
                                "save",
                                "--name",
                                name,
                                "--ips=1/127.0.0.1/mail.example.com,1/::1",
                                "--isp-strategies=Gmail=60:60",
                                "--domain-type=ptr",
                                "--account-ids",
                                account));
        assertThat(ok("senders", "list", "--account-id", account)).contains(name, "akmta");
        assertThat(ok("senders", "get", id))
                .contains("127.0.0.1", "mail.example.com", "::1", "Gmail")
                .containsPattern("retry_rule +default");
        ok("senders", "assign", id, "--account-id", account, "--assigned=false");
        assertThat(shell.run("senders", "list", "--account-id", account).out()).isEmpty();
        ok("senders", "delete", id, "--yes");
        assertThat(ok("senders", "list", "--all", "--include-deleted")).contains(name);
        ok("senders", "undelete", id);
        String other =
                id(
                        ok(
                                "senders",
                                "save-other",
                                "--name",
                                Api.unique("cli"),
                                "--type=sms_notify",
                                "--channel-type=custom"));
        assertThat(ok("senders", "get", other)).contains("cannot send");
        assertThat(shell.run("senders", "save", id, "--ips=127.0.0.1").code()).isEqualTo(2);
        assertThat(shell.run("senders", "save", id, "--isp-strategies=Gmail").code()).isEqualTo(2);
    }

    @Test
    void suppression_isManagedByTheCommandLine() {
        String of = "--account-id=" + account(Api.unique("cli"));
        assertThat(ok("suppressions", "add", "Ann@example.com", of, "--reason=asked"))
                .startsWith("suppression Ann@example.com: added");
        assertThat(ok("suppressions", "list", of, "--email=ann@EXAMPLE.com"))
                .contains("Ann@example.com", "asked");
        ok("suppressions", "remove", "ann@example.com", of, "--yes");
        assertThat(shell.run("suppressions", "remove", "ann@example.com", of, "--yes").code())
                .isEqualTo(5);
    }

    @Test
    void webhook_isManagedByTheCommandLine() {
        String of = "--account-id=" + account(Api.unique("cli"));
        String said = ok("webhooks", "save", of, "--to=https://a.example/", "--events=deliv,send");
        assertThat(said.lines().toList().getLast()).startsWith("whsec_");
        String id = id(said);
        ok("webhooks", "save", id, of, "--active=false");
        assertThat(ok("webhooks", "list", of)).contains("https://a.example/", "deliv", "false");
        assertThat(ok("webhooks", "rotate", id, of, "--overlap-seconds=60")).contains("whsec_");
        ok("webhooks", "delete", id, of, "--yes");
    }

    @Test
    void idempotencyKey_createsOneObject() {
        String key = Api.unique("key");
        String[] command = {
            "tariffs", "save", "--name", Api.unique("cli"), "--idempotency-key", key
        };
        assertThat(ok(command)).isEqualTo(ok(command));
        assertThat(shell.run("tariffs", "save", "--name=other", "--idempotency-key", key).code())
                .isEqualTo(6);
    }

    @Test
    void states_showTheContract() {
        assertThat(ok("states")).contains("frozen", "inactive", "deleted");
    }

    @Test
    void message_isSentAndShownByTheCommandLine() throws IOException {
        String account = account(Api.unique("cli"));
        Api token = TestServer.of(StoreKind.SQLITE).api().newTokenOf(Long.parseLong(account)).api();
        Path folder = TestStores.newFolder();
        Files.writeString(folder.resolve("words.txt"), "Привет");
        Files.writeString(folder.resolve("more.txt"), "Reply-To: c@d.example\n");
        String[] command = {
            "send",
            "--token=" + token.token(),
            "--from=Anna <a@b.example>",
            "--to=c@d.example, e@f.example",
            "--subject=Größe",
            "--text-file=" + folder.resolve("words.txt"),
            "--headers-file=" + folder.resolve("more.txt"),
            "--attach=" + folder.resolve("words.txt")
        };
        String[] dryRun = Arrays.copyOf(command, command.length + 1);
        dryRun[command.length] = "--dry-run";
        assertThat(ok(dryRun)).contains("accepted: 2");
        String said = ok(command);
        assertThat(said).matches("message \\d+: accepted\n");
        String id = said.replaceAll("\\D", "");
        assertThat(ok("messages", "list", "--account-id", account)).contains("Größe");
        assertThat(ok("messages", "get", id)).contains("c@d.example", "e@f.example", "send");
        Files.writeString(folder.resolve("m.eml"), "From: a@b.example\n\nx");
        ok(
                "send",
                "--token=" + token.token(),
                "--raw=" + folder.resolve("m.eml"),
                "--to=c@d.example");
        assertThat(shell.run("send", "--from=a@b.example", "--to=c@d.example", "--text=x").code())
                .isEqualTo(4);
    }

    @Test
    void policies_areManagedByTheCommandLine() throws Exception {
        String name = Api.unique("cli");
        String rule = id(ok("retry-rules", "save", "--name", name, "--exponent=2.50"));
        assertThat(ok("retry-rules", "get", rule)).containsPattern("exponent +2\\.50");
        assertThat(ok("retry-rules", "list", "--from-id", rule)).contains(name);
        assertThat(ok("retry-rules", "delete", rule, "--yes")).contains("retry rule " + rule);

        String isp =
                id(
                        ok(
                                "isps",
                                "save",
                                "--name",
                                name,
                                "--domains",
                                name + ".example,b-" + name + ".example",
                                "--headers-add",
                                "{\"X-Via\": \"mailyard\"}"));
        assertThat(ok("isps", "get", isp)).contains("b-" + name + ".example").contains("X-Via");
        ok("isps", "save", isp, "--headers-add", "", "--domains", "");
        assertThat(ok("isps", "get", isp)).doesNotContain("X-Via");

        byte[] der =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
        String pem =
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getEncoder().encodeToString(der)
                        + "\n-----END PRIVATE KEY-----\n";
        Files.writeString(server.folder().resolve(name + ".pem"), pem);
        String key =
                id(
                        ok(
                                "keys",
                                "save",
                                "--name",
                                name,
                                "--domain=example.com",
                                "--selector",
                                name,
                                "--private-key-file",
                                name + ".pem"));
        assertThat(ok("keys", "get", key)).contains("v=DKIM1; k=ed25519; p=");
    }
}
