package io.mailyard.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.config.Settings;
import io.mailyard.server.AllSettings;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which settings are others, so that a server orders at once after an order that failed. */
class AcmeConfigTest {
    private static String fingerprint(String... more) {
        List<String> pairs =
                new ArrayList<>(
                        List.of(
                                "acme.directory=https://127.0.0.1:1/dir",
                                "acme.names=mail.example",
                                "acme.agree-terms=true"));
        pairs.addAll(List.of(more));
        return AcmeConfig.from(Settings.load(AllSettings.list(), Optional.empty(), pairs))
                .orElseThrow()
                .fingerprint();
    }

    @Test
    void trust_countsByItsContent() throws IOException {
        Path folder = TestStores.newFolder();
        Path pem = Files.writeString(folder.resolve("root.pem"), "one");
        Path same = Files.writeString(folder.resolve("same.pem"), "one");
        String before = fingerprint("acme.trust=" + pem);
        assertThat(fingerprint("acme.trust=" + same)).isEqualTo(before);
        assertThat(fingerprint()).isNotEqualTo(before);
        Files.writeString(pem, "two");
        assertThat(fingerprint("acme.trust=" + pem)).isNotEqualTo(before);
        Files.delete(pem);
        assertThat(fingerprint("acme.trust=" + pem))
                .as("cannot be read")
                .isNotEqualTo(before)
                .isNotEqualTo(fingerprint());
    }
}
