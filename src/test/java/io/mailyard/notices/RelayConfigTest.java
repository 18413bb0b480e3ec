package io.mailyard.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.mime.Mailbox;
import io.mailyard.smtp.TlsRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayConfigTest {
    @Test
    void defaults_needNoRelay() {
        RelayConfig config = config();

        assertThat(config.hasRelay()).isFalse();
        assertThat(config.relayLogin()).isNull();
        assertThat(config.port()).isEqualTo(25);
        assertThat(config.startTls()).isEqualTo(TlsRule.MAY);
        assertThat(config.publicUrl()).isEqualTo("http://127.0.0.1:8080");
        assertThat(config.retry().whole()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void settings_areRead() {
        RelayConfig config =
                config(
                        "mail.relay.host=relay.example",
                        "mail.relay.starttls=MUST",
                        "mail.from=Почта <post@mail.example>",
                        "public.url=https://mail.example/");

        assertThat(config.hasRelay()).isTrue();
        assertThat(config.startTls()).isEqualTo(TlsRule.MUST);
        assertThat(config.from()).isEqualTo(new Mailbox("Почта", "post@mail.example"));
        assertThat(config.publicUrl()).isEqualTo("https://mail.example");
    }

    @Test
    void passwordFile_givesThePassword(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "s3cret\nignored\n");
        RelayConfig config = config("mail.relay.login=me", "mail.relay.password-file=" + file);

        assertThat(config.password()).isEqualTo("s3cret");
        assertThat(config.toString()).doesNotContain("s3cret");
        assertThatThrownBy(() ->
                        config(
                                "mail.relay.login=me",
                                "mail.relay.password-file=" + folder.resolve("none")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("mail.relay.password-file");
    }

    @Test
    void invalidSetting_stopsTheStart() {
        assertThatThrownBy(() -> config("mail.from=nobody"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("mail.from: 'nobody' is not a mail address");
        assertThatThrownBy(() -> config("public.url=mail.example"))
                .hasMessageContaining("public.url");
        assertThatThrownBy(() -> config("mail.relay.helo=a b")).hasMessageContaining("helo");
        assertThatThrownBy(() -> config("mail.relay.login=me")).hasMessageContaining("go together");
    }

    @Test
    void settings_haveDistinctKeysAndTheirOwnDefaults() {
        assertThat(RelayConfig.SETTINGS).extracting(s -> s.key()).doesNotHaveDuplicates();
        assertThat(config().geoip()).isEmpty();
    }

    private static RelayConfig config(String... pairs) {
        return RelayConfig.from(
                Settings.load(RelayConfig.SETTINGS, Optional.empty(), List.of(pairs)));
    }
}
