package io.mailyard.main;

import io.mailyard.access.Passwords;
import io.mailyard.administrators.FirstAdministrator;
import io.mailyard.administrators.FirstAdministrator.MadePassword;
import io.mailyard.audit.Actor;
import io.mailyard.base.StartException;
import io.mailyard.db.DataFolder;
import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import io.mailyard.server.AdminPasswordFile;
import io.mailyard.server.SecretFile;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mailyard administrators reset}. */
@Command(
        name = "reset",
        description =
                "Lets an administrator in again, on this machine's store: a new password in the file"
                        + " admin-password, no second factor, no sessions. Stop a server over an"
                        + " embedded store first.",
        sortOptions = false,
        usageHelpWidth = 100)
final class AdministratorResetCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions options = new StoreOptions();

    @Parameters(
            paramLabel = "LOGIN",
            arity = "0..1",
            description =
                    "Who; without it the first active master, else the first person, who becomes a"
                            + " master.")
    private Optional<String> login = Optional.empty();

    @Override
    public Integer call() {
        StoreConfig store = options.store();
        Path folder = options.data();
        requireStore(store, folder);
        try (FolderOwner _ = FolderOwner.of(folder)) {
            if (store.dialect() == Dialect.POSTGRESQL) {
                return reset(store, folder);
            }
            try (DataFolder locked = DataFolder.open(folder)) {
                return reset(store, locked.path());
            }
        }
    }

    /** A wrong folder gets no store of its own: the person is in another. */
    private static void requireStore(StoreConfig store, Path folder) {
        if (Stores.schemaPhases(store, folder).store() == 0) {
            throw new StartException("there is no store in " + store.place());
        }
    }

    private int reset(StoreConfig store, Path folder) {
        InstantSource clock = InstantSource.system();
        SecretFile file = AdminPasswordFile.in(folder, clock);
        try (Database database = Stores.open(store, folder, clock)) {
            FirstAdministrator administrators = new FirstAdministrator(database, new Passwords());
            MadePassword password = administrators.password();
            String who =
                    new Writes(database, clock)
                            .as(
                                    new Actor("command:administrators-reset", "", "", ""),
                                    change -> reset(change, administrators, password, file))
                            .orElseThrow(() ->
                                    new StartException(
                                            login.map(name ->
                                                            "no administrator has the login '"
                                                                    + name
                                                                    + "'")
                                                    .orElse(
                                                            "there is no administrator: the next start"
                                                                    + " of a server makes one")));
            spec.commandLine()
                    .getOut()
                    .println(
                            "Administrator "
                                    + who
                                    + " has a new password: it is in "
                                    + file.path()
                                    + " and must be changed at the next sign-in.");
            return 0;
        }
    }

    private Optional<String> reset(
            Change change,
            FirstAdministrator administrators,
            MadePassword password,
            SecretFile file) {
        Optional<String> who = administrators.reset(change, login, password);
        if (who.isPresent()) {
            file.write(password.text());
        }
        return who;
    }
}
