package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.List;

/** A stop's receipt: when it took effect on each node. */
public record ReceiptView(
        long id, String kind, String calledAt, Badge badge, String took, List<NodeRow> nodes) {

    /** One node of it. */
    public record NodeRow(
            String node,
            Badge badge,
            String tookEffect,
            String pastData,
            String ended,
            String took) {}

    /** Those of an object, the newest first. */
    static List<ReceiptView> of(Frame frame, Value.Members object) {
        return Values.objects(object, "receipts").stream()
                .map(receipt -> one(frame, receipt))
                .toList();
    }

    private static ReceiptView one(Frame frame, Value.Members receipt) {
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
                Values.objects(receipt, "nodes").stream().map(node -> node(frame, node)).toList());
    }

    private static Badge badge(Translations words, String state) {
        return switch (state) {
            case "complete", "reported" ->
                    Badge.good("circle-check", words.text("receipt." + state));
            case "lease_ended" -> Badge.warn("triangle-alert", words.text("receipt.lease_ended"));
            default -> Badge.warn("clock", words.text("receipt.pending"));
        };
    }

    private static NodeRow node(Frame frame, Value.Members node) {
        Translations words = frame.words();
        String state = Values.text(node, "state");
        boolean ended = Values.has(node, "millis");
        return new NodeRow(
                String.valueOf(Values.number(node, "node_id")),
                badge(words, state),
                Values.text(node, "took_effect_at"),
                words.number(Values.number(node, "past_data")),
                Values.text(node, "last_end_at"),
                ended
                        ? words.text("receipt.millis", words.number(Values.number(node, "millis")))
                        : "");
    }
}
