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
                                option(
                                        "reason",
                                        TEXT,
                                        "The reason, shown with the state; required."),
                                option("until", TIME, "When mail resumes by itself."),
                                option(
                                        "acceptance",
                                        TEXT,
                                        "New mail: accept (it waits; the default) or refuse.")),
                        Operation.act(
                                "resume",
                                "platform/resume",
                                "Resumes the platform's mail.",
                                "resumed"),
                        Operation.show(
                                "status",
                                "platform/status",
                                "Shows whether the platform is stopped, and the receipts of its stops.")));
    }
}
