package io.mailyard.document;

import io.mailyard.base.DomainName;
import io.mailyard.base.Nearest;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Converts parts of a document to values of the expected shape, and collects faults. */
final class DocumentParser {
    private final DocumentFaults faults;
    private final List<Document.DocumentUse> uses = new ArrayList<>();

    DocumentParser(DocumentFaults faults) {
        this.faults = faults;
    }

    /** The references to other objects since the last call. */
    List<Document.DocumentUse> uses() {
        List<Document.DocumentUse> since = List.copyOf(uses);
        uses.clear();
        return since;
    }

    /** The value of a part; empty if it is faulty. */
    Optional<Value> value(Shape shape, DocumentPart part, SourceLocation place) {
        return switch (shape) {
            case Shape.TextShape _ -> plain(part, place, Value.Text.class, "text");
            case Shape.DomainShape _ ->
                    plain(part, place, Value.Text.class, "text").map(DocumentParser::domain);
            case Shape.WholeShape _ -> whole(part, place);
            case Shape.DecimalShape _ -> plain(part, place, Value.Numeral.class, "a number");
            case Shape.FlagShape _ -> plain(part, place, Value.Flag.class, "true or false");
            case Shape.LooseShape _ ->
                    part instanceof DocumentPart.PlainPart(_, Value.Text text)
                            ? Optional.of(text)
                            : whole(part, place);
            case Shape.NamedShape named -> name(named, part, place);
            case Shape.ListShape(Shape item) -> list(item, part, place);
            case Shape.PairsShape _ -> pairs(part, place);
            case Shape.MembersShape(List<Member> members) -> object(members, part, place);
        };
    }

    private <T extends Value> Optional<Value> plain(
            DocumentPart part, SourceLocation place, Class<T> kind, String what) {
        if (part instanceof DocumentPart.PlainPart(_, Value value) && kind.isInstance(value)) {
            return Optional.of(value);
        }
        boolean quotes = kind == Value.Text.class && part instanceof DocumentPart.PlainPart;
        faults.add(
                place,
                "must be "
                        + what
                        + ", not "
                        + DocumentPart.kind(part)
                        + (quotes ? ": put it in quotes" : ""));
        return Optional.empty();
    }

    private static Value domain(Value value) {
        return value instanceof Value.Text(String text)
                ? new Value.Text(DomainName.normal(text))
                : value;
    }

    private Optional<Value> whole(DocumentPart part, SourceLocation place) {
        Optional<Value> number = plain(part, place, Value.Numeral.class, "a whole number");
        if (number.isPresent()
                && number.get() instanceof Value.Numeral(String literal)
                && !literal.matches("-?[0-9]{1,19}")) {
            faults.add(place, "must be a whole number, not " + literal);
            return Optional.empty();
        }
        return number;
    }

    private Optional<Value> name(Shape.NamedShape named, DocumentPart part, SourceLocation place) {
        Optional<Value> text = plain(part, place, Value.Text.class, "a name");
        if (text.isPresent() && text.get() instanceof Value.Text(String name)) {
            if (!(named.optional() && name.isEmpty())) {
                uses.add(
                        new Document.DocumentUse(
                                Entry.EntryId.of(named.kind(), name), name, place));
            }
        }
        return text;
    }

    private Optional<Value> list(Shape item, DocumentPart part, SourceLocation place) {
        List<Value> values = new ArrayList<>();
        List<DocumentPart> rows = rows(part, place);
        for (int i = 0; i < rows.size(); i++) {
            value(item, rows.get(i), place.at(i, rows.get(i).line())).ifPresent(values::add);
        }
        return part instanceof DocumentPart.Several
                ? Optional.of(new Value.Items(List.copyOf(values)))
                : Optional.empty();
    }

    /** The rows of a list; empty, with a fault, if the part is not a list. */
    List<DocumentPart> rows(DocumentPart part, SourceLocation place) {
        if (part instanceof DocumentPart.Several(_, List<DocumentPart> parts)) {
            return parts;
        }
        faults.add(place, "must be a list, not " + DocumentPart.kind(part));
        return List.of();
    }

    /** The named parts; empty, with a fault, if the part has none. */
    Optional<Map<String, DocumentPart>> names(DocumentPart part, SourceLocation place) {
        if (part instanceof DocumentPart.NamedParts(_, Map<String, DocumentPart> parts)) {
            return Optional.of(parts);
        }
        faults.add(place, "must be names and values, not " + DocumentPart.kind(part));
        return Optional.empty();
    }

    private Optional<Value> pairs(DocumentPart part, SourceLocation place) {
        Map<String, Value> pairs = new LinkedHashMap<>();
        Optional<Map<String, DocumentPart>> parts = names(part, place);
        parts.ifPresent(all ->
                all.forEach((name, one) ->
                        plain(one, place.in(name, one.line()), Value.Text.class, "text")
                                .ifPresent(value -> pairs.put(name, value))));
        return parts.map(_ -> new Value.Members(pairs));
    }

    /**
     * An object in another object, which is always written completely: required members must be
     * present.
     */
    private Optional<Value> object(List<Member> members, DocumentPart part, SourceLocation place) {
        Optional<Map<String, DocumentPart>> parts = names(part, place);
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        known(parts.get(), members.stream().map(Member::name).toList(), place);
        Map<String, Value> values = members(members, parts.get(), place);
        for (Member member : members) {
            if (member.use() == Member.MemberUse.NEEDED
                    && !parts.get().containsKey(member.name())) {
                faults.add(place, "needs " + member.name());
            }
        }
        return Optional.of(new Value.Members(values));
    }

    /** The given members; a null member counts as absent. */
    Map<String, Value> members(
            List<Member> members, Map<String, DocumentPart> parts, SourceLocation place) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Member member : members) {
            Optional<DocumentPart> part =
                    Optional.ofNullable(parts.get(member.name())).filter(DocumentParser::is);
            part.flatMap(one -> value(member.shape(), one, place.in(member.name(), one.line())))
                    .ifPresent(value -> values.put(member.name(), value));
        }
        return values;
    }

    private static boolean is(DocumentPart part) {
        return !(part instanceof DocumentPart.PlainPart(_, Value.Nothing _));
    }

    /** Adds faults for unknown names. */
    void known(Map<String, DocumentPart> parts, Collection<String> known, SourceLocation place) {
        parts.forEach((name, part) -> {
            if (!known.contains(name)) {
                faults.add(
                        place.in(name, part.line()),
                        "is not a name known here"
                                + Nearest.to(name, known)
                                        .map(near -> "; is " + near + " meant?")
                                        .orElse(""));
            }
        });
    }
}
