package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;

import io.mailyard.routing.VirtualSenderBody;
import java.util.List;

/** {@code mailyard vsenders} (docs/spec/admin-api.md, section 6). */
final class VirtualSenderCommands {
    private static final Arg ID = place("id", NUMBER, "The virtual sender's id.");
    private static final Arg ACCOUNT = Arg.of(VirtualSenderBody.OF_ACCOUNT);
    private static final Arg EMAIL_RULES = Arg.of(VirtualSenderBody.EMAIL_RULES);
    private static final Arg SMS_RULES = Arg.of(VirtualSenderBody.SMS_RULES);

    private VirtualSenderCommands() {}

    static Noun noun() {
        return new Noun(
                "vsenders",
                "virtual sender",
                "Virtual senders: rules that distribute an account's mail over senders.",
                List.of(
                        list(),
                        Operation.show(
                                "get",
                                "vsenders/get",
                                "Shows a virtual sender with its rules.",
                                ID,
                                ACCOUNT),
                        shares(),
                        Operation.list(
                                "alarms",
                                "vsenders/alarms",
                                "Lists rules whose senders' shares of today cannot be due to chance.",
                                List.of("account_id", "vsender_id", "name", "rule")),
                        Operation.save(
                                "add",
                                "vsenders/add",
                                "Creates a virtual sender.",
                                "added",
                                ACCOUNT,
                                Arg.of(VirtualSenderBody.NAME.required()),
                                EMAIL_RULES,
                                SMS_RULES),
                        Operation.save(
                                "update",
                                "vsenders/update",
                                "Changes a virtual sender: options that are not given stay unchanged.",
                                "saved",
                                ID,
                                ACCOUNT,
                                Arg.of(VirtualSenderBody.NAME),
                                EMAIL_RULES,
                                SMS_RULES),
                        Operation.save(
                                "clone",
                                "vsenders/clone",
                                "Copies a virtual sender within its account.",
                                "cloned",
                                ID,
                                Arg.of(VirtualSenderBody.ACCOUNT),
                                option("name", TEXT, "The copy's name; default 'Clone of ...'.")),
                        warmup(),
                        Operation.delete(
                                "delete",
                                "vsenders/delete",
                                "Deletes a virtual sender.",
                                ID,
                                ACCOUNT)));
    }

    private static Operation shares() {
        return Operation.show(
                "shares",
                "vsenders/shares",
                "Compares how many recipients the senders of its rules got with their"
                        + " percents.",
                ID,
                ACCOUNT,
                Arg.of(VirtualSenderBody.SINCE),
                Arg.of(VirtualSenderBody.UNTIL));
    }

    private static Operation warmup() {
        return Operation.list(
                "warmup",
                "vsenders/warmup",
                "Shows the progress of the warm-ups in its rules.",
                List.of(
                        "rule",
                        "sender_id",
                        "date",
                        "day",
                        "isp",
                        "limit",
                        "routed",
                        "left",
                        "ceiling",
                        "at_ceiling"),
                ID,
                ACCOUNT,
                Arg.of(VirtualSenderBody.DAYS));
    }

    private static Operation list() {
        return Operation.list(
                "list",
                "vsenders/list",
                "Lists an account's virtual senders.",
                List.of("id", "name", "email_channel", "sms_channel"),
                ACCOUNT,
                option("search", TEXT, "Those with this in the name."),
                option("sort", TEXT, "By id or name; with - descending."),
                Arg.FROM,
                Arg.FROM_ID);
    }
}
