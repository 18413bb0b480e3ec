package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way out of a lost administrator's token that docs/operating.md shows. */
class LostTokenTest {
    private static final Pattern STATEMENT = Pattern.compile("\"(UPDATE tokens [^\"]*)\"");
    private static final String SECRET = "mya_" + "s".repeat(43);

    private static String statement() throws IOException, NoSuchAlgorithmException {
        Matcher shown =
                STATEMENT.matcher(
                        Files.readString(Path.of("docs/operating.md"), StandardCharsets.UTF_8));
        assertThat(shown.find()).isTrue();
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(SECRET.getBytes(StandardCharsets.US_ASCII));
        return shown.group(1).replace("$HASH", HexFormat.of().formatHex(hash));
    }

    /** Accounts name their own tokens, so one of them may have the administrator's name. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void newSecret_isReadableOnlyByTheAdministrator(StoreKind kind) throws Exception {
        String statement = statement();
        try (TestServer server = TestServer.start(kind)) {
            Api lost = server.api();
            Api account = lost.newTokenOf(lost.newAccount(), "name", "admin").api();

            server.restart(() -> assertThat(server.tamper(statement)).isOne());

            Api found = server.api().withToken(SECRET);
            assertThat(found.json("accounts/list", "{}").error()).isZero();
            assertThat(server.api().json("accounts/list", "{}").error()).isEqualTo(401);
            assertThat(account.at(server).json("/api/v1.1/messages/list", "{}").error()).isZero();
        }
    }
}
