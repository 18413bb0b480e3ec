package io.mailyard.declare;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One call on the way from the senders that an account has to those it is to have, in their order.
 *
 * @param assigned false: taken away
 */
record Assignment(String sender, boolean assigned) {
    /**
     * The calls, in order. An assigned sender always comes last, so whatever is to stand behind
     * another that does not is taken away and given again; what may stay in its place stays, and an
     * account that is to have senders is never without one.
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

    /** How many of the wanted, from the first on, stand in that order already. */
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
