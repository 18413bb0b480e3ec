package io.mailyard.declare;

import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads whole lists page by page. */
final class ListReader {
    /**
     * Page size: this many accounts in full stay below the number of values that an answer may
     * have.
     */
    static final int SIZE = 1000;

    private final ApiCaller server;

    ListReader(ApiCaller server) {
        this.server = server;
    }

    /**
     * Passes each row of a list to {@code each}, in order.
     *
     * @param from the member that says where a page starts: {@code from_id} or {@code from_name}
     */
    void each(
            String path, Map<String, Value> body, String from, Consumer<Map<String, Value>> each) {
        Map<String, Value> asked = new LinkedHashMap<>(body);
        asked.put("limit", new Value.Numeral(String.valueOf(SIZE)));
        while (true) {
            Map<String, Value> answer = server.read(path, asked);
            rows(answer).forEach(each);
            Value next = answer.get("next_" + from);
            if (next == null || next instanceof Value.Nothing || next.equals(asked.get(from))) {
                return;
            }
            asked.put(from, next);
        }
    }

    private static List<Map<String, Value>> rows(Map<String, Value> answer) {
        return answer.get("data") instanceof Value.Items(List<Value> rows)
                ? rows.stream().map(ListReader::members).toList()
                : List.of();
    }

    /** The members of an object; empty for any other value. */
    static Map<String, Value> members(Value value) {
        return value instanceof Value.Members(Map<String, Value> members) ? members : Map.of();
    }

    /** The object that a call returns. */
    Map<String, Value> one(String path, Map<String, Value> body) {
        return members(server.read(path, body).getOrDefault("data", new Value.Nothing()));
    }
}
