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
    private static final Arg ACCOUNT = option("account_id", NUMBER, "The account; needed.");
    private static final Arg EMAIL_RULES =
            option(
                    "email_rules",
                    OBJECTS,
                    "Rules of e-mail, all of them, as a JSON array or @FILE that holds one.");
    private static final Arg SMS_RULES =
            option("sms_rules", OBJECTS, "Rules of SMS, in the same way.");

    private VirtualSenderCommands() {}

    static Noun noun() {
        return new Noun(
                "vsenders",
                "virtual sender",
                "Virtual senders: rules that spread an account's mail over senders.",
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
                                "Makes a virtual sender.",
                                "added",
                                ACCOUNT,
                                option("name", TEXT, "Name, unique in the account; needed."),
                                EMAIL_RULES,
                                SMS_RULES),
                        Operation.save(
                                "update",
                                "vsenders/update",
                                "Changes a virtual sender: what is not given stays as it is.",
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
                                option("account_id", NUMBER, "The account, to be sure."),
                                option(
                                        "name",
                                        TEXT,
                                        "The copy's name; 'Clone of ...' unless given.")),
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
                "Shows what the senders of its rules got, held against their" + " percents.",
                ID,
                ACCOUNT,
                option("since", TIME, "From this hour on; else of 24 hours."),
                option("until", TIME, "Up to this hour; else up to now."));
    }

    private static Operation warmup() {
        return Operation.list(
                "warmup",
                "vsenders/warmup",
                "Shows how far the ramps in its rules have come.",
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
                option("days", NUMBER, "Days to show, today included; 1."));
    }
}
