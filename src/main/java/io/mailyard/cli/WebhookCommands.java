package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;

import io.mailyard.events.Webhook;
import java.util.List;

/** {@code mailyard webhooks} (docs/spec/admin-api.md, section 7). */
final class WebhookCommands {
    private static final Arg ID = place("id", NUMBER, "The webhook's id.");

    /** Not {@code --url}, which is the server's address. */
    private static final Arg TO =
            new Arg("url", TEXT, "--to", false, "URL of its requests; needed to create.");

    private static final Arg OF_ACCOUNT =
            option("account_id", NUMBER, "The webhooks of this account; default the platform's.");

    private WebhookCommands() {}

    static Noun noun() {
        return new Noun(
                "webhooks",
                "webhook",
                "Webhooks: URLs that receive events.",
                List.of(
                        Operation.list(
                                "list",
                                "webhooks/list",
                                "Lists webhooks, with their state.",
                                List.of(
                                        "id",
                                        "url",
                                        "events",
                                        "active",
                                        "queued",
                                        "dropped",
                                        "failing_since",
                                        "last_answer"),
                                OF_ACCOUNT,
                                option("search", TEXT, "Those with this in address or events."),
                                option("active", FLAG, "Those that are on; false: off."),
                                option(
                                        "sort",
                                        TEXT,
                                        "By id, url, queued, dropped or last_attempt_at; with -"
                                                + " descending."),
                                Arg.FROM,
                                Arg.FROM_ID),
                        save(),
                        Operation.save(
                                "rotate",
                                "webhooks/rotate",
                                "Replaces a webhook's secret and shows the new one, only this once.",
                                "rotated",
                                ID,
                                OF_ACCOUNT,
                                option(
                                        "overlap_seconds",
                                        NUMBER,
                                        "How long the old secret signs as well."),
                                Arg.WHY),
                        deliveries(),
                        test(),
                        replay(),
                        Operation.delete(
                                "delete",
                                "webhooks/delete",
                                "Deletes a webhook with its waiting events.",
                                ID,
                                OF_ACCOUNT)));
    }

    private static Operation deliveries() {
        return Operation.list(
                "deliveries",
                "webhooks/deliveries",
                "Lists the last requests of a webhook, the newest first.",
                List.of("id", "at", "kind", "events", "status", "millis", "answer"),
                ID,
                OF_ACCOUNT,
                option("failed", FLAG, "Only those that the host did not take."),
                option("delivery", NUMBER, "Only this one, with what was sent."),
                Arg.FROM_ID);
    }

    private static Operation test() {
        return Operation.act(
                "test",
                "webhooks/test",
                "Sends an example of an event now.",
                "sent",
                ID,
                OF_ACCOUNT,
                option("event", TEXT, "Of this event; default the first."));
    }

    private static Operation replay() {
        return Operation.act(
                "replay",
                "webhooks/replay",
                "Sends a request of the log again.",
                "sent",
                ID,
                place("delivery", NUMBER, "Its id in the log."),
                OF_ACCOUNT);
    }

    private static Operation save() {
        return Operation.save(
                "save",
                "webhooks/save",
                "Creates a webhook and shows its secret, only this once; or changes a webhook.",
                "saved",
                Arg.of(
                        Webhook.SHOWN,
                        placeOrNone(
                                "id",
                                NUMBER,
                                "The webhook to change; without it a new one is created."),
                        OF_ACCOUNT,
                        TO));
    }
}
