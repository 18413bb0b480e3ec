package io.mailyard.cli;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Formats an answer's data for people: objects as names and values, arrays of objects as tables.
 */
final class ObjectPrinter {
    private static final String STEP = "  ";

    private final int columns;
    private final List<String> lines = new ArrayList<>();

    private ObjectPrinter(int columns) {
        this.columns = columns;
    }

    /**
     * The lines of a value.
     *
     * @param columns the terminal's width, or {@link Table#UNLIMITED}
     */
    static List<String> lines(Value value, int columns) {
        ObjectPrinter sheet = new ObjectPrinter(columns);
        sheet.value(value, "");
        return sheet.lines.stream().map(String::stripTrailing).toList();
    }

    /** A value as one cell; null is a dash. */
    static String cell(Value value) {
        return switch (value) {
            case Value.Text(String text) -> TerminalText.text(text);
            case Value.Numeral(String literal) -> literal;
            case Value.Flag(boolean on) -> String.valueOf(on);
            case Value.Nothing _ -> "-";
            case Value.Items(List<Value> values)
                    when values.stream().allMatch(ObjectPrinter::plain) ->
                    values.isEmpty()
                            ? "-"
                            : values.stream()
                                    .map(ObjectPrinter::cell)
                                    .collect(Collectors.joining(","));
            case Value.Items _ -> PrintedJson.compact(value);
            case Value.Members(Map<String, Value> values) ->
                    values.isEmpty() ? "-" : PrintedJson.compact(value);
        };
    }

    private static boolean plain(Value value) {
        return !(value instanceof Value.Items) && !(value instanceof Value.Members);
    }

    /**
     * The rows' cells under {@code names}; a dash for a missing member or a row that is not an
     * object.
     */
    static List<List<String>> cells(List<Value> rows, List<String> names) {
        List<List<String>> cells = new ArrayList<>(rows.size());
        for (Value row : rows) {
            Map<String, Value> members = members(row);
            cells.add(
                    names.stream()
                            .map(name -> members.getOrDefault(name, new Value.Nothing()))
                            .map(ObjectPrinter::cell)
                            .toList());
        }
        return cells;
    }

    /** The names of the members that any row has, in the order met. */
    static Set<String> names(List<Value> rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(members(row).keySet()));
        return names;
    }

    private static Map<String, Value> members(Value value) {
        return value instanceof Value.Members(Map<String, Value> values) ? values : Map.of();
    }

    private void value(Value value, String indent) {
        switch (value) {
            case Value.Members(Map<String, Value> values) -> fields(values, indent);
            case Value.Items(List<Value> values) when values.stream().anyMatch(v -> !plain(v)) ->
                    table(values, indent);
            case Value.Text _, Value.Numeral _, Value.Flag _, Value.Nothing _, Value.Items _ ->
                    lines.add(indent + cell(value));
        }
    }

    private void fields(Map<String, Value> values, String indent) {
        int width =
                values.entrySet().stream()
                        .filter(member -> flat(member.getValue()))
                        .mapToInt(member -> TerminalText.text(member.getKey()).length())
                        .max()
                        .orElse(0);
        values.forEach((name, value) -> {
            String shown = TerminalText.text(name);
            if (flat(value)) {
                lines.add(indent + shown + " ".repeat(width - shown.length()) + STEP + cell(value));
            } else {
                lines.add(indent + shown + ":");
                value(value, indent + STEP);
            }
        });
    }

    /** Whether the value fits beside its name. */
    private static boolean flat(Value value) {
        return switch (value) {
            case Value.Members(Map<String, Value> values) -> values.isEmpty();
            case Value.Items(List<Value> values) -> values.stream().allMatch(ObjectPrinter::plain);
            case Value.Text _, Value.Numeral _, Value.Flag _, Value.Nothing _ -> true;
        };
    }

    private void table(List<Value> rows, String indent) {
        List<String> names = List.copyOf(names(rows));
        int room = columns == Table.UNLIMITED ? columns : columns - indent.length();
        Table table = new Table(names.stream().map(TerminalText::text).toList(), room);
        List<List<String>> cells = cells(rows, names);
        if (table.holds(cells)) {
            table.first(cells).forEach(line -> lines.add(indent + line));
        } else {
            blocks(rows, indent);
        }
    }

    /** Formats each row by itself, so that nothing is cut. */
    private void blocks(List<Value> rows, String indent) {
        for (Value row : rows) {
            value(row, indent);
            lines.add("");
        }
    }
}
