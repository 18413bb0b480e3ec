package io.mailyard.cli;

import io.mailyard.base.Fault;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server's answer: its envelope, and additions from its headers.
 *
 * @param retryAfter seconds, as sent
 */
record ServerAnswer(
        Map<String, Value> envelope, Optional<String> retryAfter, Optional<String> requestId) {

    /** The envelope's error; empty if the answer is not from Mailyard. */
    Optional<Long> error() {
        return number("error");
    }

    Value data() {
        return envelope.getOrDefault("data", new Value.Nothing());
    }

    /** The rows of a list; empty if data is not an array. */
    List<Value> rows(String member) {
        return envelope.get(member) instanceof Value.Items(List<Value> values) ? values : List.of();
    }

    Optional<Value> member(String name) {
        return Optional.ofNullable(envelope.get(name))
                .filter(value -> !(value instanceof Value.Nothing));
    }

    Optional<Long> number(String name) {
        return member(name)
                .flatMap(value -> {
                    try {
                        return value instanceof Value.Numeral(String literal)
                                ? Optional.of(Long.parseLong(literal))
                                : Optional.empty();
                    } catch (NumberFormatException fraction) {
                        return Optional.empty();
                    }
                });
    }

    /**
     * The lines of a refusal: code and text, each fault on a line, and the request id to ask about.
     */
    CommandFailed refusal() {
        long error = error().orElse(0L);
        List<Fault> faults = faults();
        List<String> lines = new ArrayList<>();
        // the text repeats faults that are listed
        lines.add("error " + error + (faults.isEmpty() ? ": " + text() : ""));
        faults.forEach(fault -> lines.add("  " + fault.field() + ": " + fault.reason()));
        retryAfter.ifPresent(seconds -> lines.add("try again in " + seconds + " s"));
        Exit exit = Exit.of(error);
        if (exit == Exit.NOT_READY) {
            requestId
                    .filter(id -> !text().contains(id))
                    .ifPresent(id -> lines.add("the server's log has details under request " + id));
        }
        return new CommandFailed(exit, lines);
    }

    String text() {
        return envelope.get("error_text") instanceof Value.Text(String text) ? text : "no reason";
    }

    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        for (Value row : rows("errors")) {
            if (row instanceof Value.Members(Map<String, Value> fault)
                    && fault.get("field") instanceof Value.Text(String field)
                    && fault.get("reason") instanceof Value.Text(String reason)) {
                faults.add(new Fault(field, reason));
            }
        }
        return faults;
    }
}
