package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.DomainName;
import io.mailyard.domains.PublicSuffixes.SuffixSection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list's own test file, and what accounts meet of it. */
class PublicSuffixesTest {
    private static final Pattern CASE =
            Pattern.compile("(?m)^checkPublicSuffix\\('([^.'][^']*)', (null|'([^']+)')\\);");

    @Test
    void organisational_passesTheListsOwnTests() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/domains/test_psl.txt")) {
            String text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            Matcher cases = CASE.matcher(text);
            int checked = 0;
            while (cases.find()) {
                String name = DomainName.normal(cases.group(1));
                String wanted = cases.group(3) == null ? name : DomainName.normal(cases.group(3));
                assertThat(PublicSuffixes.organisational(cases.group(1)))
                        .as(cases.group(1))
                        .isEqualTo(wanted);
                assertThat(PublicSuffixes.suffix(name).isPresent())
                        .as(cases.group(1))
                        .isEqualTo(cases.group(3) == null);
                checked++;
            }
            assertThat(checked).isGreaterThan(60);
        }
    }

    @Test
    void suffix_hasItsSection() {
        assertThat(PublicSuffixes.suffix("co.uk")).contains(SuffixSection.ICANN);
        assertThat(PublicSuffixes.suffix("github.io")).contains(SuffixSection.PRIVATE);
        assertThat(PublicSuffixes.suffix("example.com")).isEmpty();
    }

    @Test
    void aligned_comparesOrganisationalDomains() {
        assertThat(PublicSuffixes.aligned("mail.example.co.uk", "Example.CO.UK.")).isTrue();
        assertThat(PublicSuffixes.aligned("a.co.uk", "b.co.uk")).isFalse();
        assertThat(PublicSuffixes.aligned("a.github.io", "b.github.io")).isFalse();
    }
}
