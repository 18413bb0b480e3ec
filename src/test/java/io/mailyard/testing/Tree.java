package io.mailyard.testing;

import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A parsed answer, read by other code than the product's. JSON: maps, lists, texts, decimals,
 * booleans, null. XML: an element with elements is a map, repeated ones a list, all else text.
 */
public final class Tree {
    private static final JsonFactory JSON = new JsonFactory();

    private final String place;
    private final @Nullable Object value;

    private Tree(String place, @Nullable Object value) {
        this.place = place;
        this.value = value;
    }

    /** Reads JSON; two members of one name, or anything behind the value, fail. */
    public static Tree json(String text) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new AssertionError("something stands behind the JSON: " + text);
            }
            return new Tree("", value);
        }
    }

    private static @Nullable Object value(JsonParser parser) {
        JsonToken token = Objects.requireNonNull(parser.currentToken(), "JSON is empty");
        if (token == JsonToken.START_OBJECT) {
            return object(parser);
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser));
            }
            return items;
        }
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        return token.isNumeric() ? new BigDecimal(parser.getString()) : parser.getString();
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (members.containsKey(name)) {
                throw new AssertionError("two members " + name);
            }
            members.put(name, value(parser));
        }
        return members;
    }

    /** Reads XML whose root is {@code <xml>} without attributes. */
    public static Tree xml(String text) {
        try {
            Element root =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new InputSource(new StringReader(text)))
                            .getDocumentElement();
            if (!root.getTagName().equals("xml")) {
                throw new AssertionError("the root is not <xml>: " + text);
            }
            return new Tree("", element(root));
        } catch (Exception unreadable) {
            throw new AssertionError("no XML: " + text, unreadable);
        }
    }

    @SuppressWarnings("unchecked")
    private static Object element(Element element) {
        if (element.getAttributes().getLength() > 0) {
            throw new AssertionError("an attribute on <" + element.getTagName() + ">");
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        NodeList children = element.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element child) {
                Object read = element(child);
                Object before = members.get(child.getTagName());
                if (before == null) {
                    members.put(child.getTagName(), read);
                } else if (before instanceof Repeated several) {
                    several.items().add(read);
                } else {
                    members.put(
                            child.getTagName(),
                            new Repeated(new ArrayList<>(List.of(before, read))));
                }
            } else if (children.item(i).getNodeType() != Node.TEXT_NODE) {
                throw new AssertionError("neither element nor text in " + element.getTagName());
            }
        }
        return members.isEmpty() ? element.getTextContent() : members;
    }

    private record Repeated(List<Object> items) {}

    /** What stands at a path such as {@code data.0.name}; fails where nothing does. */
    public Tree at(String path) {
        Tree tree = this;
        for (String step : path.split("\\.", -1)) {
            tree = tree.member(step);
        }
        return tree;
    }

    /** A member of an object by its name, whatever is in it, or an item by its place. */
    public Tree member(String step) {
        String where = place.isEmpty() ? step : place + "." + step;
        if (value instanceof Map<?, ?> members && members.containsKey(step)) {
            return new Tree(where, members.get(step));
        }
        if (step.matches("[0-9]+") && Integer.parseInt(step) < items().size()) {
            return new Tree(where, items().get(Integer.parseInt(step)).value);
        }
        throw new AssertionError("nothing at " + where + " in " + value);
    }

    /** Whether an object has a member. */
    public boolean has(String name) {
        return value instanceof Map<?, ?> members && members.containsKey(name);
    }

    /** The names of an object's members, in order. */
    public List<String> names() {
        if (value instanceof Map<?, ?> members) {
            return members.keySet().stream().map(String::valueOf).toList();
        }
        throw wrong("an object");
    }

    /** The items of an array; in XML also of one element alone, and none of an empty one. */
    public List<Tree> items() {
        List<?> items =
                switch (value) {
                    case List<?> several -> several;
                    case Repeated(List<Object> several) -> several;
                    case String text when text.isEmpty() -> List.of();
                    case Map<?, ?> alone -> List.of(alone);
                    case null, default -> throw wrong("an array");
                };
        List<Tree> trees = new ArrayList<>();
        for (Object item : items) {
            trees.add(new Tree(place + "." + trees.size(), item));
        }
        return trees;
    }

    /** A string. */
    public String text() {
        if (value instanceof String text) {
            return text;
        }
        throw wrong("a string");
    }

    /** A whole number of JSON, or XML text of digits. */
    public long number() {
        return switch (value) {
            case BigDecimal number -> number.longValueExact();
            case String digits when digits.matches("-?[0-9]+") -> Long.parseLong(digits);
            case null, default -> throw wrong("a number");
        };
    }

    /** A boolean of JSON, or {@code true} or {@code false} in XML. */
    public boolean flag() {
        return switch (value) {
            case Boolean on -> on;
            case String text when text.equals("true") || text.equals("false") ->
                    Boolean.parseBoolean(text);
            case null, default -> throw wrong("a flag");
        };
    }

    /** What {@link Body} writes. */
    public @Nullable Object raw() {
        return value;
    }

    /** JSON null; in XML an empty element. */
    public boolean nothing() {
        return value == null || value.equals("");
    }

    private AssertionError wrong(String wanted) {
        return new AssertionError(place + " is not " + wanted + ": " + value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tree tree && Objects.equals(value, tree.value);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(value);
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
