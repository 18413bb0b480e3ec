package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The sprite of icons is cut out of lucide-static: those that templates and pages name, and no
 * others. {@code -Dmailyard.docs=write} cuts it anew.
 */
class IconsTest {
    private static final Path SPRITE = Path.of("src/main/resources/panel/icons.svg");
    private static final String ICONS = "META-INF/resources/webjars/lucide-static/0.468.0/icons/";

    @Test
    void sprite_hasTheIconsThatAreUsed() throws IOException {
        String sprite = sprite(used());
        if ("write".equals(System.getProperty("mailyard.docs"))) {
            Files.writeString(SPRITE, sprite);
        }
        assertThat(SPRITE).hasContent(sprite.strip());
    }

    /** Translations in quotes that are names of icons. */
    private static Set<String> used() {
        Set<String> names = new TreeSet<>();
        for (String text : PanelFiles.sources()) {
            Matcher quoted = Pattern.compile("\"([a-z][a-z0-9-]{0,30})\"").matcher(text);
            while (quoted.find()) {
                if (isIcon(quoted.group(1))) {
                    names.add(quoted.group(1));
                }
            }
        }
        // also words of other things
        names.removeAll(
                List.of(
                        "link", "text", "type", "table", "code", "list", "flag", "form", "filter",
                        "group", "receipt", "view"));
        return names;
    }

    private static boolean isIcon(String name) {
        return IconsTest.class.getClassLoader().getResource(ICONS + name + ".svg") != null;
    }

    private static String sprite(Set<String> names) {
        return names.stream()
                .map(IconsTest::symbol)
                .collect(
                        Collectors.joining(
                                "\n",
                                "<!-- Icons of Lucide 0.468.0 (ISC licence: icons-licence.txt), cut"
                                        + " out by IconsTest -->\n<svg"
                                        + " xmlns=\"http://www.w3.org/2000/svg\">\n",
                                "\n</svg>\n"));
    }

    private static String symbol(String name) {
        try (InputStream in =
                IconsTest.class.getClassLoader().getResourceAsStream(ICONS + name + ".svg")) {
            String svg = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String inner =
                    svg.substring(svg.indexOf('>', svg.indexOf("<svg")) + 1, svg.indexOf("</svg>"))
                            .replaceAll("\\s*\n\\s*", "");
            return "<symbol id=\"" + name + "\" viewBox=\"0 0 24 24\">" + inner + "</symbol>";
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
