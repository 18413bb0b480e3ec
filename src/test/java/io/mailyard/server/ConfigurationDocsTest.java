package io.mailyard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Writes {@code docs/configuration.md} when {@code -Dmailyard.docs=write} is given; else holds it
 * against the settings.
 */
class ConfigurationDocsTest {
    private static final Path PAGE = Path.of("docs", "configuration.md");

    @Test
    void page_namesEverySettingAsItIs() throws IOException {
        String expected = page();
        if ("write".equals(System.getProperty("mailyard.docs"))) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE))
                .as("run: mvn test -Dtest=ConfigurationDocsTest -Dmailyard.docs=write")
                .isEqualTo(expected);
    }

    @Test
    void keys_areUniqueKebabCaseAndTheirDefaultsAreGood() {
        List<Setting<?>> settings = AllSettings.list();
        assertThat(settings).extracting(Setting::key).doesNotHaveDuplicates();
        assertThat(settings)
                .allSatisfy(setting -> {
                    assertThat(setting.key()).matches("[a-z0-9]+([.-][a-z0-9]+)*");
                    assertThat((Object) setting.defaultValue()).isNotNull();
                    assertThat(setting.doc()).endsWith(".");
                });
    }

    @Test
    void reloadedSettings_exist() {
        assertThat(AllSettings.list()).extracting(Setting::key).containsAll(Reload.LIVE);
    }

    private static String page() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Configuration

                        Written by a test from the settings themselves.

                        Settings stand in a file of `key = value` lines, one a line, `#` before a comment, given by `--config FILE`; or on the
                        command line as `--set key=value`, which stands before the file. An unknown key or a wrong value stops the start, and
                        all of them are named at once. On SIGHUP (`systemctl reload mailyard`) the file is read again: settings whose meaning ends with
                        *Reloaded* apply at once, and the log names the others that have changed, which need a restart.

                        | Key | Default | Values | Meaning |
                        | --- | --- | --- | --- |
                        """);
        for (Setting<?> setting : AllSettings.list()) {
            String shown =
                    setting.defaultText().isEmpty() ? "(empty)" : "`" + setting.defaultText() + "`";
            page.append(
                    "| `%s` | %s | %s | %s |%n"
                            .formatted(
                                    setting.key(),
                                    shown,
                                    cell(setting.form()),
                                    cell(setting.doc()) + reloaded(setting))
                            .replace("\r\n", "\n"));
        }
        return page.toString();
    }

    private static String reloaded(Setting<?> setting) {
        return Reload.LIVE.contains(setting.key()) ? " *Reloaded*." : "";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
