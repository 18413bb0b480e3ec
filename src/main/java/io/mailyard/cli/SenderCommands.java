package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.BY_ISP;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.NUMBERS;
import static io.mailyard.cli.ArgumentKind.REFERENCE;
import static io.mailyard.cli.ArgumentKind.REFERENCES;
import static io.mailyard.cli.ArgumentKind.SOURCES;
import static io.mailyard.cli.ArgumentKind.TEXT;

import java.util.List;

/** {@code mailyard senders} (docs/spec/admin-api.md, section 5). */
final class SenderCommands {
    private static final Arg ID = place("id", NUMBER, "The sender's id.");
    private static final Arg ID_OR_NONE =
            placeOrNone("id", NUMBER, "The sender to change; absent: a new one.");
    private static final Arg NAME = option("name", TEXT, "Name, unique; needed to create.");

    private SenderCommands() {}

    static Noun noun() {
        return new Noun(
                "senders",
                "sender",
                "Senders: addresses on nodes, and how they send.",
                List.of(
                        Operation.list(
                                "list",
                                "senders/list",
                                "Lists senders by id.",
                                List.of("id", "name", "type", "channel_type", "deleted_at"),
                                option(
                                        "account_id",
                                        NUMBER,
                                        "Only those that this account may send by."),
                                option("include_deleted", FLAG, "Deleted ones too."),
                                Arg.FROM_ID),
                        Operation.show(
                                "get",
                                "senders/akmta/get",
                                "Shows a sender in full, with what keeps it from sending.",
                                ID),
                        save(),
                        saveOther(),
                        Operation.act(
                                "assign",
                                "senders/assign",
                                "Lets an account send by a sender; with --assigned=false no longer.",
                                "assignment saved",
                                ID,
                                option("account_id", NUMBER, "The account; needed."),
                                option("assigned", FLAG, "False: no longer.")),
                        Operation.delete(
                                "delete",
                                "senders/delete",
                                "Deletes a sender; undelete brings it back.",
                                ID),
                        Operation.act(
                                "undelete",
                                "senders/undelete",
                                "Brings a deleted sender back, with its accounts.",
                                "undeleted",
                                ID)));
    }

    private static Operation save() {
        return Operation.save(
                "save",
                "senders/akmta/save",
                "Creates a sender, or changes one: what is not given stays as it is.",
                "saved",
                ID_OR_NONE,
                NAME,
                option(
                        "ips",
                        SOURCES,
                        "Where it sends from, all of them, such as 1/192.0.2.1/mail.example.com."),
                option("domain_type", TEXT, "By whose domain it speaks: from or ptr."),
                option("return_path_domain", TEXT, "Domain of the Return-Path; '' none."),
                option("strategy", REFERENCE, "Strategy, by id or name."),
                option("isp_strategies", BY_ISP, "Strategies for ISPs, such as Gmail=60:60."),
                option("retry_rule", REFERENCE, "Retry rule, by id or name."),
                option("lock_rules", REFERENCES, "Lock rules, all of them; '' none."),
                option("dkim_keys", REFERENCES, "DKIM keys, all of them; '' none."),
                option("account_ids", NUMBERS, "The accounts that may send by it; '' none."));
    }

    private static Operation saveOther() {
        return Operation.save(
                "save-other",
                "senders/other/save",
                "Registers a sender of another type, which is kept and cannot send; or changes one.",
                "saved",
                ID_OR_NONE,
                NAME,
                option("type", TEXT, "Such as sms_notify; needed to create."),
                option("channel_type", TEXT, "Such as sms or custom; needed to create."));
    }
}
