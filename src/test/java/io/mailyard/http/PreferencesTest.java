package io.mailyard.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferencesTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "dry-run|dry-run|true",
                "Dry-Run|dry-run|true",
                "` respond-async, dry-run ;x=1`|dry-run|true",
                "dry-run=|dry-run|true",
                "dry-run=\"\"|dry-run|true",
                "handling=strict|handling=strict|true",
                "handling = \"Strict\"; p|handling=strict|true",
                "handling=lenient, handling=strict|handling=strict|false",
                "handling=strict, handling=lenient|handling=strict|true",
                "dry-run=no|dry-run|false",
                "dry-runs|dry-run|false",
                "wait=10; dry-run|dry-run|false",
                "x=\"a, dry-run, b\"|dry-run|false",
                "x=\"a\\\", dry-run, b\"|dry-run|false",
                "x=\"a\\\"\", dry-run|dry-run|true",
                "x=\"open, dry-run|dry-run|false",
                "``|dry-run|false",
                ",,;,=|dry-run|false",
            })
    void preference_isFoundAsRfc7240Says(String header, String wanted, boolean found) {
        assertThat(Preferences.has(header, wanted)).isEqualTo(found);
    }

    @Test
    void preference_isFoundBehindManyOthers() {
        assertThat(Preferences.has("a,".repeat(1_000) + " ".repeat(50_000) + "dry-run", "dry-run"))
                .isTrue();
    }
}
