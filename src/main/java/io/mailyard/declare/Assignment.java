package io.mailyard.declare;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One call that brings an account's senders closer to the wanted ones, in their order.
 *
 * @param assigned whether it assigns the sender or withdraws it
 */
record Assignment(String sender, boolean assigned) {
    /**
     * The calls, in order. A newly assigned sender always becomes the last one, so a sender that
     * should come after it is withdrawn and assigned again. Senders whose place is right stay, and
     * an account that should have senders is never without one.
     */
    static List<Assignment> between(Optional<Value> before, Value after) {
        List<String> has = names(before.orElse(new Value.Items(List.of())));
        List<String> wants = names(after);
        List<Assignment> calls = new ArrayList<>();
        int staying = staying(has, wants);
        for (String sender : wants.subList(staying, wants.size())) {
            if (has.contains(sender)) {
                calls.add(new Assignment(sender, false));
            }
            calls.add(new Assignment(sender, true));
        }
        has.stream()
                .filter(sender -> !wants.contains(sender))
                .forEach(sender -> calls.add(new Assignment(sender, false)));
        return calls;
    }

    /** Counts the wanted senders, from the first on, that are already in that order. */
    private static int staying(List<String> has, List<String> wants) {
        int staying = 0;
        for (String sender : has) {
            if (staying < wants.size() && sender.equals(wants.get(staying))) {
                staying++;
            }
        }
        return staying;
    }

    static List<String> names(Value list) {
        return list instanceof Value.Items(List<Value> items)
                ? items.stream()
                        .filter(Value.Text.class::isInstance)
                        .map(item -> ((Value.Text) item).text())
                        .toList()
                : List.of();
    }
}
