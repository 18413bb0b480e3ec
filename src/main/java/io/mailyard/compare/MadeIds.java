package io.mailyard.compare;

import io.mailyard.wire.Value;
import io.mailyard.wire.XmlTree;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ids that one side has made for an object, and the other side's id of the same one. The kind of an
 * id follows from its member's name, {@code account_id}, or from the call's noun.
 */
final class MadeIds {
    /** Nouns whose ids other calls name otherwise. */
    private static final Map<String, String> KINDS =
            Map.of("akmta", "sender", "other", "sender", "queue", "", "mta", "node");

    /** Members with ids of what the call is about. */
    private static final Set<String> OF_THE_NOUN =
            Set.of("id", "ids", "saved_id", "from_id", "next_from_id");

    private final Map<String, String> others = new ConcurrentHashMap<>();

    /** Notes the ids that the two answers of a call that writes have at the same places. */
    void note(String path, AnswerTree one, AnswerTree other) {
        note(path, "", one, other);
    }

    private void note(String path, String name, AnswerTree one, AnswerTree other) {
        switch (one) {
            case AnswerTree.Branch(Map<String, AnswerTree> members, List<String> _) -> {
                if (other instanceof AnswerTree.Branch(Map<String, AnswerTree> theirs, _)) {
                    members.forEach((member, value) -> {
                        AnswerTree there = theirs.get(member);
                        if (there != null) {
                            note(path, member, value, there);
                        }
                    });
                }
            }
            case AnswerTree.ListTree(List<AnswerTree> items) -> {
                if (other instanceof AnswerTree.ListTree(List<AnswerTree> theirs)) {
                    for (int i = 0; i < Math.min(items.size(), theirs.size()); i++) {
                        note(path, name, items.get(i), theirs.get(i));
                    }
                }
            }
            case AnswerTree.Leaf(String _, String id) -> {
                if (other instanceof AnswerTree.Leaf(String _, String theirs)
                        && isId(id)
                        && isId(theirs)) {
                    kind(path, name).ifPresent(kind -> others.put(kind + " " + id, theirs));
                }
            }
        }
    }

    private static boolean isId(String text) {
        return text.matches("[1-9][0-9]{0,18}");
    }

    /** Whether the two ids are of the same object, as far as this run has made it. */
    boolean areSame(String path, String name, String one, String other) {
        return kind(path, name)
                .map(kind -> other.equals(others.get(kind + " " + one)))
                .orElse(false);
    }

    /** The other side's id of an object; the same id where none was made. */
    String other(String path, String name, String id) {
        return kind(path, name).map(kind -> others.getOrDefault(kind + " " + id, id)).orElse(id);
    }

    /** The kind of the ids that a member has; empty: it has none. */
    static Optional<String> kind(String path, String name) {
        if (OF_THE_NOUN.contains(name)) {
            List<String> nouns =
                    Arrays.stream(path.replaceFirst("\\?.*", "").split("/"))
                            .filter(part -> !part.isEmpty())
                            .toList();
            for (int i = nouns.size() - 2; i >= 0; i--) {
                String noun = nouns.get(i);
                String kind = KINDS.getOrDefault(noun, noun.replaceFirst("s$", ""));
                if (!kind.isEmpty()) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
        if (name.endsWith("_id") || name.endsWith("_ids")) {
            return Optional.of(name.replaceFirst("_ids?$", ""));
        }
        return Optional.empty();
    }

    /** A body in JSON with the other side's ids. */
    Value.Members in(String path, Value.Members body) {
        Map<String, Value> members = new LinkedHashMap<>();
        body.values().forEach((name, value) -> members.put(name, in(path, name, value)));
        return new Value.Members(members);
    }

    private Value in(String path, String name, Value value) {
        return switch (value) {
            case Value.Members members -> in(path, members);
            case Value.Items(List<Value> items) ->
                    new Value.Items(items.stream().map(item -> in(path, name, item)).toList());
            case Value.Numeral(String id) when isId(id) -> new Value.Numeral(other(path, name, id));
            case Value.Text(String id) when isId(id) -> new Value.Text(other(path, name, id));
            case Value.Text _, Value.Numeral _, Value.Flag _, Value.Nothing _ -> value;
        };
    }

    /** A body in XML with the other side's ids. */
    XmlTree in(String path, XmlTree body) {
        XmlTree same =
                isId(body.text()) ? body.withText(other(path, body.name(), body.text())) : body;
        return same.withChildren(body.children().stream().map(child -> in(path, child)).toList());
    }
}
