package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** A stop's receipt: when it took effect on each node. */
public record ReceiptView(
        long id, String kind, String calledAt, Badge badge, String took, List<NodeRow> nodes) {

    /** A stop takes milliseconds. */
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    /** One node of it. */
    public record NodeRow(
            String node,
            Badge badge,
            String tookEffect,
            String lastAttempt,
            String pastData,
            String delivered,
            String ended,
            String took,
            boolean done) {}

    /** Receipts of an object, the newest first. */
    static List<ReceiptView> of(Frame frame, Value.Members object) {
        return Values.objects(object, "receipts").stream()
                .map(receipt -> one(frame, receipt, Map.of()))
                .toList();
    }

    /**
     * One receipt.
     *
     * @param names of nodes, by id
     */
    static ReceiptView one(Frame frame, Value.Members receipt, Map<Long, String> names) {
        Translations words = frame.words();
        boolean complete = Values.flag(receipt, "complete");
        String kind = Values.text(receipt, "kind");
        return new ReceiptView(
                Values.number(receipt, "id"),
                words.or("receipt.kind." + kind, kind),
                Values.time(receipt, "called_at").map(frame::time).orElse(""),
                badge(words, complete ? "complete" : "pending"),
                complete
                        ? words.text(
                                "receipt.millis", words.number(Values.number(receipt, "millis")))
                        : "",
                Values.objects(receipt, "nodes").stream()
                        .map(node -> node(frame, node, names))
                        .toList());
    }

    private static Badge badge(Translations words, String state) {
        return switch (state) {
            case "complete", "reported" ->
                    Badge.good("circle-check", words.text("receipt." + state));
            case "lease_ended" -> Badge.warn("triangle-alert", words.text("receipt.lease_ended"));
            default -> Badge.warn("clock", words.text("receipt.pending"));
        };
    }

    private static NodeRow node(Frame frame, Value.Members node, Map<Long, String> names) {
        Translations words = frame.words();
        String state = Values.text(node, "state");
        boolean ended = Values.has(node, "millis");
        long id = Values.number(node, "node_id");
        String server = Values.text(node, "server");
        return new NodeRow(
                names.getOrDefault(id, String.valueOf(id))
                        + (server.isEmpty() ? "" : " (" + server + ")"),
                badge(words, state),
                moment(frame, node, "took_effect_at"),
                moment(frame, node, "last_attempt_at"),
                words.number(Values.number(node, "past_data")),
                words.number(Values.number(node, "delivered")),
                moment(frame, node, "last_end_at"),
                ended
                        ? words.text("receipt.millis", words.number(Values.number(node, "millis")))
                        : "",
                Values.flag(node, "complete"));
    }

    private static String moment(Frame frame, Value.Members node, String member) {
        return Values.time(node, member)
                .map(at -> MILLIS.format(at.atZone(frame.zone())))
                .orElse("");
    }
}
