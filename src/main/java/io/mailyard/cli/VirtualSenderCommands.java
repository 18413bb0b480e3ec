package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.OBJECTS;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TIME;

import java.util.List;

/** {@code mailyard vsenders} (docs/spec/admin-api.md, section 6). */
final class VirtualSenderCommands {
    private static final Arg ID = place("id", NUMBER, "The virtual sender's id.");
    private static final Arg ACCOUNT = option("account_id", NUMBER, "The account; required.");
    private static final Arg EMAIL_RULES =
            option(
                    "email_rules",
                    OBJECTS,
                    "All rules of e-mail, as a JSON array or @FILE that contains one.");
    private static final Arg SMS_RULES =
            option("sms_rules", OBJECTS, "All rules of SMS, in the same way.");

    private VirtualSenderCommands() {}

    static Noun noun() {
        return new Noun(
                "vsenders",
                "virtual sender",
                "Virtual senders: rules that distribute an account's mail over senders.",
                List.of(
                        Operation.list(
                                "list",
                                "vsenders/list",
                                "Lists an account's virtual senders by id.",
                                List.of("id", "name", "email_channel", "sms_channel"),
                                ACCOUNT,
                                Arg.FROM_ID),
                        Operation.show(
                                "get",
                                "vsenders/get",
                                "Shows a virtual sender with its rules.",
                                ID,
                                ACCOUNT),
                        shares(),
                        Operation.save(
                                "add",
                                "vsenders/add",
                                "Creates a virtual sender.",
                                "added",
                                ACCOUNT,
                                option("name", TEXT, "Name, unique in the account; required."),
                                EMAIL_RULES,
                                SMS_RULES),
                        Operation.save(
                                "update",
                                "vsenders/update",
                                "Changes a virtual sender: options that are not given stay unchanged.",
                                "saved",
                                ID,
                                ACCOUNT,
                                option("name", TEXT, "Name, unique in the account."),
                                EMAIL_RULES,
                                SMS_RULES),
                        Operation.save(
                                "clone",
                                "vsenders/clone",
                                "Copies a virtual sender within its account.",
                                "cloned",
                                ID,
                                option("account_id", NUMBER, "The account, as a safeguard."),
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
                option("since", TIME, "From this hour on; default the last 24 hours."),
                option("until", TIME, "Up to this hour; default now."));
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
                option("days", NUMBER, "Number of days to show, including today; default 1."));
    }
}
