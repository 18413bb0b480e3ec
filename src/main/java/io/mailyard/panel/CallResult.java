package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answer of a call: the envelope, read.
 *
 * @param path of the call; empty: none was made
 * @param params of the call
 */
public record CallResult(Value.Members envelope, String path, Value.Members params) {
    /** Parameters by which a page reads a list, which say nothing of what the list shows. */
    private static final Set<String> OF_PAGES =
            Set.of("limit", "counts", "from", "from_id", "after");

    public CallResult(Value.Members envelope) {
        this(envelope, "", Value.Members.NONE);
    }

    /** The answer of this call. */
    CallResult of(String call, Value.Members sent) {
        return new CallResult(envelope, call, sent);
    }

    /** The call as a person would make it elsewhere, from the first page on. */
    Optional<CallExample> example() {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Value> shown = new LinkedHashMap<>(params.values());
        shown.keySet().removeAll(OF_PAGES);
        return Optional.of(CallExample.of(path, new Value.Members(shown)));
    }

    /** 0, or the code of a refusal. */
    public int error() {
        return (int) number("error");
    }

    /**
     * Whether the call did what it was for; otherwise {@link #error} and {@link #faults} say why
     * not.
     */
    public boolean isOk() {
        return error() == 0;
    }

    /** Reason of the refusal in English, as the API has it; empty if there is none. */
    public String errorText() {
        return Values.text(envelope, "error_text");
    }

    /** Returns the faults of parameters; empty where the refusal is about something else. */
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
