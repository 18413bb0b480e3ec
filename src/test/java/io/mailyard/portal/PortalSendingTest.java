package io.mailyard.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How programs send, as the portal says it: every example is run as it stands on the page. */
class PortalSendingTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)<pre id=\"example\">(.*?)</pre>");
    private static final String PAGE = "/portal/sending";

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final PortalAccount shop = PortalAccount.of(server);
    private final PanelClient otto = shop.signedIn(shop.user("otto"));

    @TempDir Path folder;

    private static String example(String page) {
        Matcher found = EXAMPLE.matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1)
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private static boolean isThere(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, program)));
    }

    @ParameterizedTest
    @CsvSource({
        "curl, sh, send.sh",
        "java, java, Send.java",
        "python, python3, send.py",
        "php, php, send.php",
        "smtp, python3, smtp.py"
    })
    void example_sendsAMessage(String language, String program, String file) throws Exception {
        assumeTrue(isThere(program) && (!language.equals("curl") || isThere("curl")), program);
        String page = otto.get(PAGE + "?with=" + language).body();
        assertThat(page).containsPattern("with=" + language + "\"[^>]*aria-current=\"true\"");
        // the settings say public.url, where nobody listens in a test
        String text = example(page).replace("http://127.0.0.1:8080", server.uri().toString());
        Files.writeString(folder.resolve(file), text);
        Api token = api.newTokenOf(shop.account(), "scopes", List.of("messages:write")).api();

        ProcessBuilder run =
                new ProcessBuilder(program, file)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile());
        run.environment().put("MAILYARD_TOKEN", token.token());
        Process process = run.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        String output = Files.readString(folder.resolve("output"));
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains(language.equals("smtp") ? "" : "message_id");
        assertThat(
                        api.call("messages/list", "account_id", shop.account())
                                .at("data.0.subject")
                                .text())
                .isEqualTo("Your order");
    }

    @Test
    void page_hasTheSettingsOfSmtp_andTheNextSteps() throws IOException {
        String page = otto.get(PAGE).body();
        assertThat(page)
                .contains(
                        "SMTP",
                        "127.0.0.1",
                        "<code>" + shop.account() + "</code>",
                        "Ask a master user")
                .contains("href=\"/portal/domains\"", "shop@example.com")
                .doesNotContain("/tokens/new");
        PanelClient maria = shop.signedIn(shop.master());
        assertThat(maria.get(PAGE).body()).contains("href=\"/portal/tokens/new\"");
        api.call(
                        "domains/add",
                        "account_id",
                        shop.account(),
                        "domain",
                        shop.name() + ".example",
                        "verified",
                        true)
                .ok();
        assertThat(maria.get(PAGE + "?with=nothing").body())
                .contains("shop@" + shop.name() + ".example")
                .doesNotContain("Add your domain");
    }
}
