package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;

import io.mailyard.nodes.Node;
import java.util.List;
import java.util.stream.Stream;

/** {@code mailyard nodes} (docs/spec/admin-api.md, section 4). */
final class NodeCommands {
    private static final Arg ID = place("id", NUMBER, "The node's id.");

    private NodeCommands() {}

    static Noun noun() {
        return new Noun(
                "nodes",
                "node",
                "Nodes: machines that send.",
                List.of(
                        Operation.list(
                                "list",
                                "nodes/list",
                                "Lists nodes.",
                                List.of("id", "name", "host", "mode"),
                                option("search", TEXT, "Those with this in name or host."),
                                option("sort", TEXT, "By id, name or host; with - descending."),
                                Arg.FROM,
                                Arg.FROM_ID,
                                option("running", FLAG, "Only nodes that run, or only others.")),
                        Operation.show("get", "nodes/get", "Shows a node.", ID),
                        save(),
                        Operation.save(
                                "rotate",
                                "nodes/rotate",
                                "Replaces a node's key and shows the new one, only this once.",
                                "rotated",
                                ID,
                                option(
                                        "overlap_seconds",
                                        NUMBER,
                                        "How long the old key keeps working."),
                                Arg.WHY),
                        Operation.delete(
                                "delete",
                                "nodes/delete",
                                "Deletes a node that no sender has an IP on.",
                                ID),
                        Operation.show(
                                "status",
                                "nodes/mta/status",
                                "Shows the configuration of a node's MTA, and whether it is running.",
                                ID),
                        act(
                                "sync",
                                "Tells a node to fetch its configuration now.",
                                "asked to fetch its configuration"),
                        act("activate", "Starts a node's MTA.", "active"),
                        act(
                                "deactivate",
                                "Stops a node's MTA: it takes no new attempts.",
                                "inactive",
                                Arg.WHY)));
    }

    private static Operation act(String verb, String says, String done, Arg... more) {
        Arg[] all = Stream.concat(Stream.of(ID), Stream.of(more)).toArray(Arg[]::new);
        return Operation.act(verb, "nodes/mta/" + verb, says, done, all);
    }

    private static Operation save() {
        return Operation.save(
                "save",
                "nodes/save",
                "Creates a node and shows its key, only this once; or changes a node. To create, --name and"
                        + " --host are needed.",
                "saved",
                Arg.of(
                        Node.FIELDS,
                        placeOrNone(
                                "id",
                                NUMBER,
                                "The node to change; without it a new one is created.")));
    }
}
