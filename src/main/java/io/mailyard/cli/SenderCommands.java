package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.BY_ISP;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.NUMBERS;
import static io.mailyard.cli.ArgumentKind.SOURCES;
import static io.mailyard.cli.ArgumentKind.TEXT;

import io.mailyard.senders.Sender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code mailyard senders} (docs/spec/admin-api.md, section 5). */
final class SenderCommands {
    private static final Arg ID = place("id", NUMBER, "The sender's id.");
    private static final Arg ID_OR_NONE =
            placeOrNone("id", NUMBER, "The sender to change; without it a new one is created.");

    private SenderCommands() {}

    static Noun noun() {
        return new Noun(
                "senders",
                "sender",
                "Senders: addresses on nodes, and how they send.",
                List.of(
                        list(),
                        Operation.show(
                                "get",
                                "senders/akmta/get",
                                "Shows all of a sender, with the problems that keep it from sending.",
                                ID),
                        save(),
                        saveOther(),
                        BulkCommands.senders(),
                        Operation.act(
                                "assign",
                                "senders/assign",
                                "Assigns a sender to an account; --assigned=false withdraws it.",
                                "assignment saved",
                                ID,
                                option("account_id", NUMBER, "The account; required."),
                                option("assigned", FLAG, "false: withdraws it."),
                                Arg.WHY),
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
        Arg[] settings =
                Arg.of(
                        Sender.MTA,
                        ID_OR_NONE,
                        option(
                                "ips",
                                SOURCES,
                                "All its addresses, for example 1/192.0.2.1/mail.example.com."),
                        option(
                                "isp_strategies",
                                BY_ISP,
                                "Strategies for ISPs, for example Gmail=60:60."));
        List<Arg> args = new ArrayList<>(Arrays.asList(settings));
        args.add(option("account_ids", NUMBERS, "All accounts it is assigned to; '' for none."));
        return Operation.save(
                "save",
                "senders/akmta/save",
                "Creates a sender, or changes one: options that are not given stay unchanged, and"
                        + " '' empties a list.",
                "saved",
                args.toArray(Arg[]::new));
    }

    private static Operation saveOther() {
        return Operation.save(
                "save-other",
                "senders/other/save",
                "Registers a sender of another type, which cannot send; or changes one.",
                "saved",
                Arg.of(Sender.OTHER, ID_OR_NONE));
    }

    private static Operation list() {
        return Operation.list(
                "list",
                "senders/list",
                "Lists senders by id.",
                List.of(
                        "id",
                        "name",
                        "type",
                        "channel_type",
                        "ips",
                        "accounts",
                        "problems",
                        "deleted_at"),
                option("account_id", NUMBER, "Only senders assigned to this account."),
                option("include_deleted", FLAG, "Also deleted senders."),
                option("deleted", FLAG, "Only deleted senders."),
                option("search", TEXT, "Part of the name, or an id or IP in full."),
                option("type", TEXT, "Only of this type."),
                option("node_id", NUMBER, "Only with an IP on this node."),
                option("problems", FLAG, "Only with problems; false: without."),
                option("counts", FLAG, "Also IPs, accounts and problems."),
                option("sort", TEXT, "id or name, with - descending."),
                Arg.FROM_ID,
                option("from", TEXT, "With --sort: next_from of the answer."));
    }
}
