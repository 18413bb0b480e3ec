package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.NativeCrypto;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that a page shows does what the page says, run as it stands and in order. */
class DocsCommandsTest {
    /** Commands that go on for ever, or need another machine: they are tried elsewhere. */
    private static final List<String> NOT_HERE =
            List.of(
                    "mailyard node --server",
                    "mailyard sink",
                    "queue top",
                    "openssl x509",
                    "--config mailyard.conf",
                    "sqlite3",
                    "serve --set",
                    // a server of PostgreSQL that is not here
                    "postgresql://",
                    // another shell than this one
                    "completion fish",
                    // needs records in DNS
                    "domains verify");

    private static final List<Integer> DIFFERS = List.of(0, 9);

    @TempDir private Path folder;

    /** Nothing is prepared: a newcomer starts with the first line. */
    @Test
    void readme_worksFromTopToBottomOnAFreshStore() throws Exception {
        try (TestServer server = TestServer.start(StoreKind.SQLITE);
                DocsShell shell = new DocsShell(server, folder)) {
            run(Path.of("README.md"), shell);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cli",
                "declarative",
                "domains",
                "moving/altcraft",
                "moving/kumomta",
                "moving/postal",
                "moving/suppressions",
                "operating",
                "sending",
                "submission",
                "webhooks"
            })
    void page_worksOnAPlatformThatIsInUse(String page) throws Exception {
        try (TestServer server = TestServer.start(StoreKind.SQLITE);
                DocsShell shell = new DocsShell(server, folder)) {
            populate(server.api());
            Files.writeString(
                    folder.resolve("rules.json"),
                    "[{\"type\": \"default\", \"value\": \"\", \"senders\": [{\"sender_id\": 7,"
                            + " \"percent\": 100}]}]");
            Files.createDirectories(folder.resolve("backups"));
            Files.writeString(folder.resolve("unsubscribed.csv"), "email\nann@mail.example\n");
            Files.writeString(
                    folder.resolve("bounces.csv"),
                    "status,reason,email,created\n5.1.1,550 unknown,bob@mail.example,1443651125\n");
            Files.writeString(folder.resolve("typos.yaml"), typos());
            Files.writeString(folder.resolve("app-password"), "korrekt-Pferd-9-Batterie\n");
            Files.writeString(folder.resolve("dkim.pem"), newKey());
            run(Path.of("docs", page + ".md"), shell);
        }
    }

    private static void run(Path page, DocsShell shell) throws IOException, InterruptedException {
        SoftAssertions soft = new SoftAssertions();
        for (DocsPage.Command command : DocsPage.commands(page)) {
            if (NOT_HERE.stream().anyMatch(command.text()::contains)) {
                continue;
            }
            String place = page + ":" + command.line() + ": " + command.text();
            DocsShell.Result result = shell.run(inFolder(command.text()));
            boolean fails = command.shown().startsWith("mailyard: ");
            if (fails) {
                soft.assertThat(result.status()).as(place + result.out()).isNotZero();
                soft.assertThat(squeezed(result.err()))
                        .as(place)
                        .contains(squeezed(command.shown()));
            } else {
                soft.assertThat(result.status())
                        .as(place + result.out() + result.err())
                        .isIn(command.text().contains("plan ") ? DIFFERS : List.of(0));
                if (command.shown().startsWith("{") || command.shown().startsWith("<")) {
                    soft.assertThat(squeezed(result.out()))
                            .as(place)
                            .matches(pattern(squeezed(command.shown())));
                }
            }
        }
        soft.assertAll();
    }

    /** A page's places on a real machine, in the folder of the test. */
    private static String inFolder(String command) {
        return command.replace(" /backups", " backups")
                .replace(" /var/lib/mailyard-new", " restored");
    }

    /** The example of docs/declarative.md with the typos that the page shows. */
    private static String typos() throws IOException {
        String page = Files.readString(Path.of("docs", "declarative.md"));
        int start = page.indexOf("```yaml\n") + "```yaml\n".length();
        return page.substring(start, page.indexOf("```\n", start))
                .replace("{node: edge,", "{node: egde,")
                .replace("    strategy: careful\n", "    strategy: carefull\n");
    }

    /** A private key as {@code openssl pkcs8} writes it. */
    private static String newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = NativeCrypto.keyPairGenerator("RSA");
        generator.initialize(2048);
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** What a page shows, where "..." stands for anything. */
    static Pattern pattern(String shown) {
        return Pattern.compile(
                Arrays.stream(shown.split(Pattern.quote("..."), -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")));
    }

    /** Without white space, since pages break long lines. */
    static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }

    /** Twelve accounts and seven senders, the last of which serves account 7. */
    private static void populate(Api api) {
        for (int i = 1; i <= 12; i++) {
            api.newAccount("name", "tenant" + i, "title", "Tenant " + i);
        }
        List<Integer> all = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            all.add(i);
        }
        for (int i = 1; i <= 7; i++) {
            api.call(
                            "senders/akmta/save",
                            "name",
                            "sender" + i,
                            "ips",
                            List.of(Map.of("node_id", 1, "ip", "127.0.0.1")),
                            "domain_type",
                            "from",
                            "account_ids",
                            all)
                    .ok();
        }
    }

    @Test
    void pages_haveCommandsToRun() {
        assertThat(DocsPage.commands(Path.of("README.md"))).hasSizeGreaterThan(5);
        assertThat(DocsPage.commands(Path.of("docs/sending.md"))).hasSizeGreaterThan(4);
    }
}
