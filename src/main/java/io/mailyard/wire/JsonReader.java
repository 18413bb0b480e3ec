package io.mailyard.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a JSON object (RFC 8259): refuses duplicate members and characters that XML cannot carry,
 * and keeps numbers as written.
 */
public final class JsonReader {
    /** A 64-bit integer has 20 characters; twice that for fractions and exponents. */
    static final int LONGEST_NUMBER = 40;

    /**
     * Forgets names between bodies, since they come from callers. The size of a body bounds its
     * strings; the limits of numbers and names are checked here.
     */
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(WireText.DEEPEST + 1)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private final JsonParser parser;
    private final int most;
    private int values;

    private JsonReader(JsonParser parser, int most) {
        this.parser = parser;
        this.most = most;
    }

    /**
     * Parses an object, or throws {@link UnreadableBody}.
     *
     * @param body well-formed UTF-8
     * @param from start of the JSON, after the byte order mark
     */
    static Value.Members read(byte[] body, int from) {
        return read(new String(body, from, body.length - from, StandardCharsets.UTF_8));
    }

    /** Parses an object, or throws {@link UnreadableBody}. */
    public static Value.Members read(String json) {
        return read(json, WireText.MOST_VALUES);
    }

    /** Parses an object with another limit of values, or throws {@link UnreadableBody}. */
    static Value.Members read(String json, int most) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            JsonReader reader = new JsonReader(parser, most);
            try {
                return reader.root();
            } catch (JacksonException malformed) {
                TokenStreamLocation at = malformed.getLocation();
                throw unreadable(reason(malformed), at == null ? parser.currentLocation() : at);
            }
        }
    }

    private Value.Members root() {
        JsonToken first = parser.nextToken();
        // PHP writes an empty object as []
        boolean empty = first == JsonToken.START_ARRAY && parser.nextToken() == JsonToken.END_ARRAY;
        if (first != JsonToken.START_OBJECT && !empty) {
            throw unreadable("it must be an object, {...}");
        }
        Value.Members members = empty ? Value.Members.NONE : members(1);
        if (parser.nextToken() != null) {
            throw unreadable("there is more after the object's end");
        }
        return members;
    }

    private Value value(JsonToken token, int depth) {
        if (++values > most) {
            throw unreadable("it has more than " + most + " values");
        }
        return switch (token) {
            case START_OBJECT -> members(deeper(depth));
            case START_ARRAY -> items(deeper(depth));
            case VALUE_STRING -> text();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numeral();
            case VALUE_TRUE -> new Value.Flag(true);
            case VALUE_FALSE -> new Value.Flag(false);
            case VALUE_NULL -> new Value.Nothing();
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw unreadable("a value is missing");
        };
    }

    private int deeper(int depth) {
        if (depth >= WireText.DEEPEST) {
            throw unreadable("it nests deeper than " + WireText.DEEPEST + " levels");
        }
        return depth + 1;
    }

    private Value.Members members(int depth) {
        Map<String, Value> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            checkName(name);
            Value value = value(parser.nextToken(), depth);
            if (members.put(name, value) != null) {
                throw unreadable("member " + path() + " is there twice");
            }
        }
        return new Value.Members(Collections.unmodifiableMap(members));
    }

    private Value.Items items(int depth) {
        List<Value> items = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            items.add(value(token, depth));
            token = parser.nextToken();
        }
        return new Value.Items(Collections.unmodifiableList(items));
    }

    private void checkName(String name) {
        if (name.length() > WireText.LONGEST_NAME) {
            throw unreadable(
                    "a member's name is longer than " + WireText.LONGEST_NAME + " characters");
        }
        int bad = WireText.forbiddenAt(name);
        if (bad >= 0) {
            throw unreadable("the name of member " + path() + WireText.forbidden(name.charAt(bad)));
        }
    }

    private Value.Text text() {
        String text = parser.getString();
        int bad = WireText.forbiddenAt(text);
        if (bad >= 0) {
            throw unreadable("member " + path() + WireText.forbidden(text.charAt(bad)));
        }
        return new Value.Text(text);
    }

    private Value.Numeral numeral() {
        String literal = parser.getString();
        if (literal.length() > LONGEST_NUMBER) {
            throw unreadable(
                    "the number " + path() + " is longer than " + LONGEST_NUMBER + " characters");
        }
        return new Value.Numeral(literal);
    }

    /** The parser's position, for example {@code email_rules[1].senders}. */
    private String path() {
        StringBuilder path = new StringBuilder();
        TokenStreamContext at = parser.streamReadContext();
        while (at != null && !at.inRoot()) {
            if (at.inArray()) {
                path.insert(0, "[" + at.getCurrentIndex() + "]");
            } else {
                String name = at.currentName();
                path.insert(0, "." + (name == null ? "" : WireText.shownName(name)));
            }
            at = at.getParent();
        }
        return "'" + (path.indexOf(".") == 0 ? path.substring(1) : path) + "'";
    }

    private UnreadableBody unreadable(String what) {
        return unreadable(what, parser.currentTokenLocation());
    }

    private static UnreadableBody unreadable(String what, TokenStreamLocation at) {
        return new UnreadableBody(
                WireFormat.JSON, what, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
    }

    private static String reason(JacksonException malformed) {
        return malformed instanceof UnexpectedEndOfInputException
                ? "it ends too early"
                : ParserErrorTexts.ofJson(String.valueOf(malformed.getOriginalMessage()));
    }
}
