package io.mailyard.db;

import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Stores as earlier versions made them. */
public final class OlderStore {
    private OlderStore() {}

    /** A store that has only the steps before one whose name has {@code step} in it. */
    public static Database before(TestStores.StoreLocation location, String step)
            throws IOException {
        List<Migration> steps = new ArrayList<>();
        for (String line : Migrations.lines("index")) {
            String file = line.split(" ", -1)[0];
            if (file.contains(step)) {
                return Stores.open(
                        location.config(),
                        location.folder(),
                        Clock.systemUTC(),
                        new Migrations(steps));
            }
            steps.add(Migration.of(file, text(file)));
        }
        throw new IllegalArgumentException("no step " + step);
    }

    private static String text(String file) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        Migrations.class.getResourceAsStream("/db/migrations/" + file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
