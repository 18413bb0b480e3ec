package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a call answered: the envelope, read. */
public record CallResult(Value.Members envelope) {
    /** 0, or the code of a refusal. */
    public int error() {
        return (int) number("error");
    }

    public boolean isOk() {
        return error() == 0;
    }

    public String errorText() {
        return Values.text(envelope, "error_text");
    }

    /** What is wrong with each parameter; empty where the refusal is about something else. */
    public List<Fault> faults() {
        return Values.objects(envelope, "errors").stream()
                .map(fault -> new Fault(Values.text(fault, "field"), Values.text(fault, "reason")))
                .toList();
    }

    /** The object in {@code data}; one without members where there is none. */
    public Value.Members object() {
        return Values.object(envelope, "data");
    }

    /** The objects in {@code data}. */
    public List<Value.Members> objects() {
        return Values.objects(envelope, "data");
    }

    /** A number beside {@code data}, such as {@code total_count}; 0 where there is none. */
    public long number(String name) {
        return Values.number(envelope, name);
    }

    /** Where the next page begins, as the call says. */
    public Optional<String> next(String name) {
        return Optional.of(Values.text(envelope, name)).filter(text -> !text.isEmpty());
    }

    /** The numbers of an object beside {@code data}, such as {@code touches}, by name. */
    public Map<String, Long> numbers(String name) {
        return Values.numbers(Values.object(envelope, name));
    }
}
