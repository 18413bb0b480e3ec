package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.panel.FormView.Input;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The inputs of a form in which some fields are lists: each item is a line, and of an object its
 * members stand in their declared order, with commas between.
 */
final class SenderInputs implements FormInputs {
    private final Forms forms;
    private final List<Field<?>> lists;
    private final List<Field<?>> references;

    SenderInputs(
            Translations words,
            String noun,
            List<Field<?>> fields,
            Map<String, List<SelectOption>> choices) {
        this.forms = new Forms(words, noun, fields, choices);
        this.references =
                fields.stream()
                        .filter(field -> field.codec().kind() == FieldKind.REFERENCE)
                        .toList();
        this.lists = fields.stream().filter(SenderInputs::isList).toList();
    }

    private static boolean isList(Field<?> field) {
        FieldKind kind = field.codec().kind();
        return kind == FieldKind.OBJECTS || kind == FieldKind.REFERENCES;
    }

    @Override
    public Map<String, Input> fresh() {
        return lines(forms.fresh(), _ -> "", List.of());
    }

    @Override
    public Map<String, Input> shown(Value.Members object) {
        return lines(forms.shown(object), field -> text(field, object), List.of());
    }

    @Override
    public Map<String, Input> sent(Visit visit, List<Fault> faults, Optional<Value.Members> now) {
        Map<String, Input> inputs = forms.sent(visit, faults, now);
        Map<String, Input> shown = lines(inputs, field -> visit.field(name(field)), faults);
        now.ifPresent(object ->
                lists.forEach(field -> {
                    String theirs = text(field, object);
                    Input input = shown.get(name(field));
                    if (input != null && !same(input.value(), theirs)) {
                        shown.put(name(field), with(input, input.value(), input.fault(), theirs));
                    }
                }));
        return shown;
    }

    private static boolean same(String left, String right) {
        return left.strip()
                .lines()
                .map(String::strip)
                .toList()
                .equals(right.lines().map(String::strip).toList());
    }

    private static String name(Field<?> field) {
        return field.sent().name();
    }

    private interface LineSource {
        String of(Field<?> field);
    }

    private Map<String, Input> lines(
            Map<String, Input> inputs, LineSource source, List<Fault> faults) {
        Map<String, Input> all = new LinkedHashMap<>(inputs);
        for (Field<?> field : lists) {
            all.computeIfPresent(
                    name(field),
                    (_, input) -> with(input, source.of(field), fault(field, faults), ""));
        }
        return all;
    }

    private static Input with(Input input, String value, String fault, String theirs) {
        return new Input(
                input.name(),
                "lines",
                input.label(),
                input.help(),
                value,
                List.of(),
                input.needed(),
                "",
                "",
                "",
                fault,
                theirs);
    }

    /** All that is wrong with a list: {@code [1].ip: ...} is the second line's IP. */
    private static String fault(Field<?> field, List<Fault> faults) {
        return faults.stream()
                .filter(fault ->
                        fault.field().equals(name(field))
                                || fault.field().startsWith(name(field) + "["))
                .map(fault ->
                        fault.field().equals(name(field))
                                ? fault.reason()
                                : line(fault.field().substring(name(field).length()))
                                        + fault.reason())
                .collect(Collectors.joining("; "));
    }

    /** {@code 2 (ip): } of {@code [1].ip}. */
    private static String line(String place) {
        int close = place.indexOf(']');
        if (close < 2 || !place.substring(1, close).matches("[0-9]{1,6}")) {
            return "";
        }
        String member = place.substring(close + 1).replaceFirst("^\\.", "");
        return Integer.parseInt(place.substring(1, close))
                + 1
                + (member.isEmpty() ? "" : " (" + member + ")")
                + ": ";
    }

    private static String text(Field<?> field, Value.Members object) {
        return object.values().get(field.name()) instanceof Value.Items(List<Value> items)
                ? items.stream()
                        .map(item ->
                                item instanceof Value.Members row
                                        ? row(field, row)
                                        : Values.shown(item))
                        .collect(Collectors.joining("\n"))
                : "";
    }

    private static String row(Field<?> field, Value.Members row) {
        return field.items().stream()
                .map(member -> Values.text(row, member.name()))
                .collect(Collectors.joining(", "))
                .replaceFirst("(, )+$", "");
    }

    @Override
    public Map<String, Value> params(Visit visit) {
        Map<String, Value> params = new LinkedHashMap<>(forms.params(visit));
        // no choice is the shipped policy, or the one that the sender has
        references.forEach(field -> params.remove(name(field), new Value.Text("")));
        for (Field<?> field : lists) {
            List<Value> items =
                    visit.field(name(field))
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .map(line -> item(field, line))
                            .toList();
            params.put(name(field), new Value.Items(items));
        }
        return params;
    }

    private static Value item(Field<?> field, String line) {
        if (field.codec().kind() == FieldKind.REFERENCES) {
            return new Value.Text(line);
        }
        List<Field<?>> members = field.items();
        String[] parts = line.split("\\s*,\\s*", members.size());
        Map<String, Value> item = new LinkedHashMap<>();
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].isEmpty()) {
                item.put(members.get(i).sent().name(), new Value.Text(parts[i]));
            }
        }
        return new Value.Members(item);
    }

    @Override
    public List<Fault> others(List<Fault> faults) {
        return forms.others(faults);
    }
}
