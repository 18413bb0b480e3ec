package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TIME;

import java.util.List;

/** {@code mailyard platform}: the emergency stop. */
final class PlatformCommands {
    private PlatformCommands() {}

    static Noun noun() {
        return new Noun(
                "platform",
                "platform",
                "The emergency stop of all mail.",
                List.of(
                        Operation.act(
                                "stop",
                                "platform/stop",
                                "Stops all mail of the platform, on every node, until it is resumed.",
                                "stopped",
                                option("reason", TEXT, "Why, for who looks; required."),
                                option("until", TIME, "When it goes on by itself."),
                                option(
                                        "acceptance",
                                        TEXT,
                                        "accept (new mail waits, unless this says otherwise) or refuse.")),
                        Operation.act(
                                "resume",
                                "platform/resume",
                                "Lets the mail of the platform go on.",
                                "resumed"),
                        Operation.show(
                                "status",
                                "platform/status",
                                "Shows whether the platform is stopped, and the receipts of its stops.")));
    }
}
