package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What templates must not have, since the pages' policy refuses it, or worse: lets it fail. */
class TemplatesTest {
    @Test
    void templates_haveNothingThatThePolicyRefuses() {
        for (Path file : PanelFiles.templates()) {
            String text = PanelFiles.text(file);
            assertThat(text)
                    .as(file.toString())
                    .doesNotContain("hx-on", "js:", "javascript:", "<style", "hx-vars")
                    .doesNotContainPattern("[\\s\"']style\\s*=")
                    .doesNotContainPattern("\\son[a-z]+\\s*=")
                    // htmx fires at once where it may not evaluate a condition
                    .doesNotContainPattern("hx-trigger=\"[^\"]*\\[")
                    .doesNotContainPattern("<script(?![^>]*\\ssrc=)")
                    .doesNotContainPattern("(src|href)=\"(https?:)?//");
        }
    }

    @Test
    void unescapedParts_areOnlyThoseThatTemplatesMade() {
        Pattern unsafe = Pattern.compile("\\$unsafe\\{(?!figures|part|headers)");
        for (Path file : PanelFiles.templates()) {
            assertThat(unsafe.matcher(PanelFiles.text(file)).find()).as(file.toString()).isFalse();
        }
    }
}
