package io.mailyard.server;

import io.mailyard.access.TokenSecret;
import io.mailyard.administrators.FirstAdministrator;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Prepares a store that has no token: creates an administrator's token, which it prints once and
 * writes to a file, and tariff 1. A store that has no administrator gets the first one, whose
 * password it writes to a file.
 */
final class FirstStart {
    private final SecretFile file;
    private final SecretFile passwordFile;

    private FirstStart(Path dataFolder, InstantSource clock) {
        this.file = new SecretFile(dataFolder, "admin-token", "administrator token", clock);
        this.passwordFile = AdminPasswordFile.in(dataFolder, clock);
    }

    static void run(Writes writes, Components components, Path dataFolder, InstantSource clock) {
        FirstStart start = new FirstStart(dataFolder, clock);
        writes.system("first-start", change -> start.make(change, components))
                .ifPresent(start::tell);
        FirstAdministrator administrators = components.administrators().first();
        if (administrators.isNeeded()) {
            start.administrator(writes, administrators);
        }
    }

    private Optional<TokenSecret> make(Change change, Components components) {
        Optional<TokenSecret> secret = components.tokens().first(change, "admin");
        if (secret.isPresent()) {
            components.tariffs().first(change);
            components.nodes().first(change);
            file.write(secret.get().text());
        }
        return secret;
    }

    private void tell(TokenSecret secret) {
        // a journal keeps what it is told, and others read it; systemd.exec(5) says how to know one
        if (System.getenv("JOURNAL_STREAM") == null) {
            System.out.println("Administrator token, shown this once: " + secret.text());
        } else {
            System.out.println("An administrator token was made.");
        }
        System.out.println("It is stored in " + file.path() + ", readable by this user alone.");
        file.putAside()
                .ifPresent(kept ->
                        System.out.println(
                                "This store is new; the token file of another store was moved to "
                                        + kept
                                        + "."));
    }

    private void administrator(Writes writes, FirstAdministrator administrators) {
        FirstAdministrator.MadePassword password = administrators.password();
        boolean made =
                writes.system(
                        "first-start",
                        change -> {
                            boolean first = administrators.make(change, password);
                            if (first) {
                                passwordFile.write(password.text());
                            }
                            return first;
                        });
        if (made) {
            System.out.println(
                    "First administrator: "
                            + password.login()
                            + ". The password is in "
                            + passwordFile.path()
                            + ", readable by this user alone; it must be changed at the first"
                            + " sign-in.");
            passwordFile
                    .putAside()
                    .ifPresent(kept ->
                            System.out.println(
                                    "The password file of another store was moved to "
                                            + kept
                                            + "."));
        }
    }
}
