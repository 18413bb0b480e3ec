package io.mailyard.main;

import io.mailyard.base.Retryable;
import io.mailyard.base.StartException;
import io.mailyard.operations.Logs;
import java.util.Optional;

/** The entry point of the program. */
public final class App {
    private App() {}

    /** Runs the command that the arguments name, and ends with its exit status. */
    public static void main(String[] args) {
        System.setProperty("java.util.logging.manager", Logs.MANAGER);
        Optional<ServeCommand> server =
                args.length > 0 && args[0].equals("serve")
                        ? ServeCommand.plain(args)
                        : Optional.empty();
        System.exit(
                server.isPresent() ? serve(server.get()) : AllCommands.line(args).execute(args));
    }

    private static int serve(ServeCommand command) {
        try {
            return command.call();
        } catch (Throwable failure) {
            line(failure)
                    .ifPresentOrElse(
                            line -> System.err.println("mailyard: " + line),
                            failure::printStackTrace);
            return status(failure);
        }
    }

    /** Exit status of a server or node that failed so. */
    static int status(Throwable failure) {
        return failure instanceof StartException refused ? refused.status() : StartException.FAILED;
    }

    /**
     * Describes in one line a failure that an operator can act on; empty for a bug, which is shown
     * in full.
     */
    static Optional<String> line(Throwable failure) {
        return failure instanceof StartException refused
                ? Optional.of(refused.line())
                : Retryable.detail(failure);
    }
}
