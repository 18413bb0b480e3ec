package io.mailyard.document;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Parses a document: YAML 1.2 in its core schema, and so JSON too. Yields only text, numbers,
 * flags, lists and named values, whatever tags it has. Aliases are resolved, and their content
 * counts against the limit as if it were written out.
 */
final class Yaml {
    /** Maximum depth; our own documents have at most 8 levels. */
    static final int DEEPEST = 32;

    /** Maximum number of values: twenty for each of 100,000 objects, as many as are compared. */
    static final int MOST_VALUES = 2_000_000;

    /** Maximum size, enough for that many values; a document is read into memory. */
    static final int MOST_CHARACTERS = 64 << 20;

    /** Maximum number of aliases; each may stand for a whole object that is written once. */
    private static final int MOST_ALIASES = 10_000;

    private final DocumentFaults faults;
    private int values;

    private Yaml(DocumentFaults faults) {
        this.faults = faults;
    }

    /**
     * Parses a document.
     *
     * @param place the file that faults name
     * @throws BadDocument if it cannot be parsed
     */
    static DocumentPart read(String text, SourceLocation place, DocumentFaults faults) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel("document")
                        .setSchema(new CoreSchema())
                        .setCodePointLimit(MOST_CHARACTERS)
                        .setMaxAliasesForCollections(MOST_ALIASES)
                        .setAllowDuplicateKeys(true)
                        .setAllowRecursiveKeys(false)
                        .setUseMarks(true)
                        .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                throw new BadDocument(List.of("the document is empty"));
            }
            return new Yaml(faults).part(root.get(), place, 0);
        } catch (MarkedYamlEngineException malformed) {
            int line = malformed.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new BadDocument(
                    List.of((line > 0 ? "line " + line + ": " : "") + malformed.getProblem()));
        } catch (YamlEngineException malformed) {
            throw new BadDocument(List.of(String.valueOf(malformed.getMessage())));
        }
    }

    private DocumentPart part(Node node, SourceLocation place, int depth) {
        int line = node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
        if (depth > DEEPEST) {
            throw refused(
                    line, "nests deeper than " + DEEPEST + " levels, or an alias is in itself");
        }
        if (++values > MOST_VALUES) {
            throw refused(line, "there are more than " + MOST_VALUES + " values");
        }
        return switch (node) {
            case MappingNode mapping -> named(mapping, place, line, depth);
            case SequenceNode sequence -> {
                tagged(sequence, Tag.SEQ, place, line);
                List<DocumentPart> parts = new ArrayList<>();
                for (Node one : sequence.getValue()) {
                    parts.add(part(one, place.at(parts.size(), line), depth + 1));
                }
                yield new DocumentPart.Several(line, parts);
            }
            case ScalarNode scalar ->
                    new DocumentPart.PlainPart(
                            line, scalar(scalar, new SourceLocation(place.path(), line)));
            default -> throw refused(line, "there is something that is no value");
        };
    }

    private DocumentPart named(MappingNode mapping, SourceLocation place, int line, int depth) {
        tagged(mapping, Tag.MAP, place, line);
        Map<String, DocumentPart> parts = new LinkedHashMap<>();
        for (NodeTuple pair : mapping.getValue()) {
            int at = pair.getKeyNode().getStartMark().map(Mark::getLine).orElse(-1) + 1;
            if (!(pair.getKeyNode() instanceof ScalarNode key)) {
                faults.add(at, place.path(), "a name must be plain text");
                continue;
            }
            SourceLocation member = place.in(key.getValue(), at);
            DocumentPart value = part(pair.getValueNode(), member, depth + 1);
            if (parts.putIfAbsent(key.getValue(), value) != null) {
                faults.add(member, "is there twice");
            }
        }
        return new DocumentPart.NamedParts(line, parts);
    }

    private void tagged(Node node, Tag usual, SourceLocation place, int line) {
        if (!node.getTag().equals(usual)) {
            faults.add(line, place.path(), "tags such as " + node.getTag() + " are not taken");
        }
    }

    private Value scalar(ScalarNode scalar, SourceLocation place) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.STR)) {
            return new Value.Text(text);
        }
        if (tag.equals(Tag.NULL)) {
            return new Value.Nothing();
        }
        if (tag.equals(Tag.BOOL)) {
            return new Value.Flag(text.equalsIgnoreCase("true"));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(text, place);
        }
        faults.add(place, "tags such as " + tag + " are not taken");
        return new Value.Nothing();
    }

    private Value number(String text, SourceLocation place) {
        try {
            return new Value.Numeral(text);
        } catch (IllegalArgumentException other) {
            faults.add(
                    place,
                    "'" + shown(text) + "' is not a number such as 12 or 1.5; text goes in quotes");
            return new Value.Nothing();
        }
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }

    private static BadDocument refused(int line, String what) {
        return new BadDocument(List.of("line " + line + ": " + what));
    }
}
