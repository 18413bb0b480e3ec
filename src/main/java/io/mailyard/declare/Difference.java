package io.mailyard.declare;

import io.mailyard.document.Entry;
import io.mailyard.document.Member;
import io.mailyard.document.ObjectKind;
import io.mailyard.document.Shape;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members in which an object differs from the wanted one. */
final class Difference {
    private static final Value NOTHING = new Value.Nothing();

    private Difference() {}

    /** The members that a new object is given. */
    static List<Step.StepField> ofNew(Entry wanted) {
        List<Step.StepField> fields = new ArrayList<>();
        for (Member member : wanted.kind().members()) {
            if (member.use() != Member.MemberUse.FACT) {
                Optional.ofNullable(wanted.members().get(member.name()))
                        .ifPresent(value ->
                                fields.add(
                                        new Step.StepField(
                                                member.name(), Optional.empty(), value)));
            }
        }
        return fields;
    }

    /** The members of {@code wanted} that differ from the known ones. */
    static List<Step.StepField> between(Entry wanted, Entry known) {
        List<Step.StepField> fields = new ArrayList<>();
        boolean caseCounts =
                wanted.kind() == ObjectKind.ACCOUNTS || wanted.kind() == ObjectKind.USERS;
        if (caseCounts && !wanted.name().equals(known.name())) {
            fields.add(
                    new Step.StepField(
                            wanted.kind().label(),
                            Optional.of(new Value.Text(known.name())),
                            new Value.Text(wanted.name())));
        }
        for (Member member : wanted.kind().members()) {
            Value value = wanted.members().get(member.name());
            boolean counts =
                    member.use() != Member.MemberUse.FACT
                            && member.use() != Member.MemberUse.MAKING;
            if (value != null && counts) {
                Value before = known.members().getOrDefault(member.name(), NOTHING);
                if (!same(member.shape(), value, before)) {
                    fields.add(new Step.StepField(member.name(), Optional.of(before), value));
                }
            }
        }
        return fields;
    }

    private static boolean same(Shape shape, Value wanted, Value known) {
        if (shape instanceof Shape.MembersShape) {
            Map<String, Value> has = ListReader.members(known);
            return ListReader.members(wanted).entrySet().stream()
                    .allMatch(entry -> entry.getValue().equals(has.get(entry.getKey())));
        }
        return stripped(wanted).equals(stripped(known));
    }

    /** A member that is left out in a row of a list equals an empty one. */
    private static Value stripped(Value value) {
        return switch (value) {
            case Value.Items(List<Value> items) ->
                    new Value.Items(
                            items.stream()
                                    .map(item ->
                                            item instanceof Value.Members(Map<String, Value> row)
                                                    ? row(row)
                                                    : item)
                                    .toList());
            case Value.Nothing _ -> new Value.Text("");
            case Value.Text _, Value.Numeral _, Value.Flag _, Value.Members _ -> value;
        };
    }

    private static Value row(Map<String, Value> row) {
        Map<String, Value> full = new LinkedHashMap<>();
        row.forEach((name, value) -> {
            Value one = stripped(value);
            if (!one.equals(new Value.Text(""))) {
                full.put(name, one);
            }
        });
        return new Value.Members(full);
    }
}
