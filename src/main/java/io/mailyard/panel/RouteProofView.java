package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.List;

/**
 * Why a recipient goes by its sender.
 *
 * @param facts members of the proof that are single values
 * @param rules the rules of the virtual sender
 * @param candidates senders of the rule that matched
 */
public record RouteProofView(
        String address, List<List<String>> facts, List<ProofRow> rules, List<ProofRow> candidates) {
    /** A row of a table. */
    public record ProofRow(String first, String second, String third, String fourth) {}

    private static final List<String> SINGLE =
            List.of(
                    "sender_id",
                    "why",
                    "vsender",
                    "rule",
                    "draw",
                    "draw_of",
                    "redrawn",
                    "seed",
                    "sent_from",
                    "from_email",
                    "replyto_email",
                    "from_name",
                    "replayed");

    static RouteProofView of(Value.Members proof) {
        List<List<String>> facts =
                SINGLE.stream()
                        .filter(name -> !Values.text(proof, name).isEmpty())
                        .map(name -> List.of(name, Values.text(proof, name)))
                        .toList();
        return new RouteProofView(
                Values.text(proof, "email"),
                facts,
                Values.objects(proof, "rules").stream()
                        .map(rule ->
                                new ProofRow(
                                        Values.text(rule, "rule"),
                                        Values.text(rule, "type")
                                                + " "
                                                + Values.text(rule, "value"),
                                        Values.text(rule, "matched"),
                                        Values.text(rule, "why")))
                        .toList(),
                Values.objects(proof, "candidates").stream()
                        .map(sender ->
                                new ProofRow(
                                        Values.text(sender, "sender_id"),
                                        Values.text(sender, "percent"),
                                        Values.text(sender, "left_out"),
                                        Values.text(sender, "draws_from")
                                                + " – "
                                                + Values.text(sender, "draws_below")))
                        .toList());
    }
}
