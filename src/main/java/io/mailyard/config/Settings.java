package io.mailyard.config;

import io.mailyard.base.Nearest;
import io.mailyard.base.StartException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of this process: the given ones over the defaults. */
public final class Settings {
    /**
     * Maximum size of a configuration file; it has a page or two, so a larger one is some other
     * file.
     */
    private static final long MAX_FILE_BYTES = 1024 * 1024;

    private final List<Setting<?>> known;
    private final Map<String, String> given;

    private Settings(List<Setting<?>> known, Map<String, String> given) {
        this.known = known;
        this.given = given;
    }

    /**
     * Reads the file, if any, then the {@code key=value} pairs over it.
     *
     * @throws StartException that names every unknown key, with the nearest known one, and every
     *     wrong value
     */
    public static Settings load(List<Setting<?>> known, Optional<Path> file, List<String> pairs) {
        Map<String, String> given = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        file.ifPresent(path -> readFile(path, given, faults));
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                faults.add("--set " + pair + ": write it as key=value");
            } else {
                given.put(pair.substring(0, equals).strip(), pair.substring(equals + 1));
            }
        }
        check(known, given, faults);
        if (!faults.isEmpty()) {
            throw new StartException("configuration: " + String.join("; ", faults));
        }
        return new Settings(known, given);
    }

    /** These settings with other values for some keys. */
    public Settings with(List<String> pairs) {
        Map<String, String> more = new LinkedHashMap<>(given);
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            more.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return new Settings(known, more);
    }

    private static void readFile(Path path, Map<String, String> given, List<String> faults) {
        List<String> lines = lines(path);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            String key = equals < 1 ? line : line.substring(0, equals).strip();
            if (equals < 1) {
                faults.add(
                        path
                                + " line "
                                + (i + 1)
                                + ": '"
                                + line
                                + "' is not of the form key = value");
            } else if (given.putIfAbsent(key, line.substring(equals + 1).strip()) != null) {
                faults.add(path + " line " + (i + 1) + ": " + key + " is set twice");
            }
        }
    }

    private static List<String> lines(Path path) {
        try {
            if (Files.size(path) > MAX_FILE_BYTES) {
                throw new StartException(
                        "configuration file "
                                + path
                                + " is larger than 1 MiB: that is some other file");
            }
            String text = Files.readString(path, StandardCharsets.UTF_8);
            return text.lines().toList();
        } catch (NoSuchFileException missing) {
            throw new StartException("configuration file " + path + " does not exist", missing);
        } catch (CharacterCodingException notText) {
            throw new StartException("configuration file " + path + " is not UTF-8 text", notText);
        } catch (IOException unreadable) {
            throw new StartException(
                    "configuration file " + path + " cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private static void check(
            List<Setting<?>> known, Map<String, String> given, List<String> faults) {
        Map<String, Setting<?>> byKey = new LinkedHashMap<>();
        known.forEach(setting -> byKey.put(setting.key(), setting));
        given.forEach((key, value) -> {
            Setting<?> setting = byKey.get(key);
            if (setting == null) {
                String hint =
                        Nearest.to(key, byKey.keySet())
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("");
                faults.add("unknown key '" + key + "'" + hint);
                return;
            }
            setting.refusal(value)
                    .ifPresent(reason -> {
                        String shown = setting.secret() ? "the value" : "'" + value.strip() + "'";
                        faults.add(key + ": " + shown + " " + reason);
                    });
        });
    }

    /** The value of a setting. */
    public <T> T get(Setting<T> setting) {
        String text = given.get(setting.key());
        return text == null ? setting.defaultValue() : setting.parse().apply(text);
    }

    /** Whether the setting was given. */
    public boolean has(Setting<?> setting) {
        return given.containsKey(setting.key());
    }

    /** Every setting with its effective value, secrets masked, for the log at the start. */
    public Map<String, String> effective() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Setting<?> setting : known) {
            String value = given.getOrDefault(setting.key(), setting.defaultText());
            all.put(setting.key(), setting.secret() && !value.isEmpty() ? "***" : value.strip());
        }
        return all;
    }

    /** The keys whose values differ in {@code other}. */
    public List<String> differing(Settings other) {
        return known.stream()
                .filter(setting -> !value(setting).equals(other.value(setting)))
                .map(Setting::key)
                .toList();
    }

    private String value(Setting<?> setting) {
        return given.getOrDefault(setting.key(), setting.defaultText()).strip();
    }
}
