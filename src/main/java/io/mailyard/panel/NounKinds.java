package io.mailyard.panel;

import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.nodes.Node;
import io.mailyard.panel.ListView.Column;
import io.mailyard.tariffs.Tariff;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.Set;

/** The kinds of objects that have pages made from their declared fields. */
final class NounKinds {
    private static final Set<String> LIMITS =
            Set.of("messages_per_month", "messages_per_day", "messages_per_hour", "overrun");

    private NounKinds() {}

    static NounKind tariffs() {
        List<Field<?>> settable = Fields.settable(Tariff.FIELDS);
        return new NounKind(
                "tariffs",
                Section.TARIFFS,
                "tags",
                settable,
                settable.stream().filter(field -> LIMITS.contains(field.name())).toList(),
                "",
                words -> List.of(Column.number(words.text("column.accounts"))),
                (signedIn, tariff) -> List.of(TableCell.number(accounts(signedIn, tariff))));
    }

    private static String accounts(SignedIn signedIn, Value.Members tariff) {
        if (!signedIn.person().mayRead("accounts")) {
            return "";
        }
        CallResult on =
                signedIn.calls()
                        .call(
                                "accounts/list",
                                "limit",
                                1,
                                "tariff_id",
                                Values.number(tariff, "id"));
        return signedIn.words().number(on.number("total_count"));
    }

    static NounKind nodes() {
        return new NounKind(
                "nodes",
                Section.NODES,
                "server",
                Fields.settable(Node.FIELDS),
                List.of(),
                "host",
                words ->
                        List.of(
                                Column.of(words.text("column.seen")),
                                Column.of(words.text("column.configuration")),
                                Column.of(words.text("column.state"))),
                NounKinds::status);
    }

    private static List<TableCell> status(SignedIn signedIn, Value.Members node) {
        Translations words = signedIn.words();
        Value.Members status =
                signedIn.calls().call("nodes/mta/status", "id", Values.number(node, "id")).object();
        boolean running = Values.flag(status, "running");
        boolean synced = Values.flag(status, "synced");
        return List.of(
                new TableCell.Moment(
                        Values.time(status, "last_seen_at")
                                .map(at -> words.time(at, signedIn.visit().zone()))
                                .orElse(""),
                        Values.text(status, "last_seen_at")),
                TableCell.text(words.text(synced ? "node.synced" : "node.behind")),
                new TableCell.State(
                        running
                                ? Badge.good("circle-check", words.text("node.running"))
                                : Badge.bad("server", words.text("node.stopped"))));
    }
}
