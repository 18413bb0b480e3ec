package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.ArgumentKind.NUMBER;
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
                                "Shows whether the platform is stopped, and the receipts of its stops."),
                        Operation.list(
                                "health",
                                "platform/health",
                                "Shows how well the platform is, the worst first.",
                                List.of(
                                        "check", "object", "state", "reason", "value", "since",
                                        "details")),
                        receipts(),
                        Operation.show(
                                "receipt",
                                "platform/receipts/get",
                                "Shows when a stop took effect on each node.",
                                place("id", NUMBER, "The stop's id."))));
    }

    private static Operation receipts() {
        return Operation.list(
                "receipts",
                "platform/receipts/list",
                "Lists receipts of stops of any kind, newest first unless sorted.",
                List.of("id", "kind", "called_at", "account_id", "sender_id", "complete", "millis"),
                option("sender_id", NUMBER, "Only of stops of this sender."),
                option("account_id", NUMBER, "Only of stops of this account."),
                option("node_id", NUMBER, "Only of stops of this node's MTA."),
                option("kind", TEXT, "Only of stops of this cause."),
                option("isp", TEXT, "Only of stops of mail to this ISP."),
                option("sort", TEXT, "-id: newest first; id: oldest first."),
                option("from_id", NUMBER, "The first on the page."));
    }
}
