package io.mailyard.db;

import io.mailyard.base.StartException;
import java.util.List;

/**
 * A release of the program before this one (docs/releases.md).
 *
 * @param version such as 0.1.0
 * @param schema the newest migration that it knows
 */
record Release(String version, int schema) {
    /** Parses a line {@code VERSION SCHEMA}. */
    static Release parse(String line) {
        String[] words = line.split(" +", -1);
        if (words.length != 2 || !words[1].matches("[0-9]{1,6}")) {
            throw new StartException("the program is damaged: not a release: " + line);
        }
        return new Release(words[0], Integer.parseInt(words[1]));
    }

    /** The newest migration that the last of these releases knows; 0 if there is none. */
    static int schemaOfLast(List<Release> releases) {
        return releases.isEmpty() ? 0 : releases.getLast().schema();
    }
}
