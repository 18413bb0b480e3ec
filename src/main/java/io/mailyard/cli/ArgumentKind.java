package io.mailyard.cli;

import io.mailyard.fields.FieldKind;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The kinds of parameter values on the command line, and the JSON that is sent for them. */
enum ArgumentKind {
    TEXT("text"),
    /** RFC 3339; the server parses it, so that its errors are the same everywhere. */
    TIME("time"),
    NUMBER("number"),
    FLAG("true|false"),
    /** An id if it is all digits, otherwise a name. */
    REFERENCE("id|name"),
    TEXTS("text,..."),
    NUMBERS("number,..."),
    /** Several, each an id if it is all digits, otherwise a name. */
    REFERENCES("id|name,..."),
    /** Addresses of nodes, with their HELO names. */
    SOURCES("node/ip[/helo],..."),
    /** Strategies by ISP. */
    BY_ISP("isp=strategy,..."),
    /** A secret: the first line of a file, or of standard input for {@code -}. */
    SECRET("file"),
    /** A whole text file. */
    TEXT_FILE("file"),
    /** A file of lines {@code Name: value}. */
    FIELDS_FILE("file"),
    /** A file of any content. */
    OCTETS_FILE("file"),
    /** Several files, as attachments. */
    FILES("file,..."),
    /** An object, written as JSON. */
    OBJECT("json"),
    /** An array of objects, written as JSON; {@code @FILE} reads it from a file. */
    OBJECTS("json|@file");

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private final String label;

    ArgumentKind(String label) {
        this.label = label;
    }

    /** The kind for a field of this kind. */
    static ArgumentKind of(FieldKind kind) {
        return switch (kind) {
            case TEXT, LINE, DOMAIN, WORD, DECIMAL -> TEXT;
            case NUMBER, ID -> NUMBER;
            case FLAG -> FLAG;
            case TIME -> TIME;
            case TEXTS -> TEXTS;
            case NUMBERS, IDS -> NUMBERS;
            case PAIRS -> OBJECT;
            case REFERENCE -> REFERENCE;
            case REFERENCES -> REFERENCES;
            case OBJECTS -> OBJECTS;
            case OTHER -> throw new IllegalArgumentException("no option takes " + kind);
        };
    }

    /** The kind for a parameter of this JSON Schema. */
    static ArgumentKind of(Map<String, Object> schema) {
        boolean isArray = "array".equals(schema.get("type"));
        Map<?, ?> item = isArray && schema.get("items") instanceof Map<?, ?> map ? map : schema;
        return switch (String.valueOf(item.get("type"))) {
            case "integer" -> isArray ? NUMBERS : NUMBER;
            case "boolean" -> FLAG;
            case "string" -> isArray ? TEXTS : "date-time".equals(item.get("format")) ? TIME : TEXT;
            default -> isArray ? OBJECTS : OBJECT;
        };
    }

    /** Placeholder in the help. */
    String label() {
        return "<" + label + ">";
    }

    /** The value sent for {@code given}; IllegalArgumentException says what is wrong with it. */
    Value value(String given, CliEnvironment around) {
        return switch (this) {
            case TEXT, TIME -> new Value.Text(given);
            case SECRET -> new Value.Text(ServerConnection.secret(given, around));
            case TEXT_FILE -> FileValues.text(given, around);
            case FIELDS_FILE -> FileValues.fields(given, around);
            case OCTETS_FILE -> FileValues.base64(given, around);
            case FILES -> FileValues.attachments(given, around);
            case NUMBER -> number(given);
            case FLAG -> flag(given);
            case OBJECT -> object(given);
            case OBJECTS -> FileValues.objects(given, around);
            case REFERENCE -> reference(given);
            case REFERENCES ->
                    new Value.Items(parts(given).stream().map(ArgumentKind::reference).toList());
            case SOURCES ->
                    new Value.Items(parts(given).stream().map(ArgumentKind::source).toList());
            case BY_ISP -> new Value.Items(parts(given).stream().map(ArgumentKind::byIsp).toList());
            case TEXTS ->
                    new Value.Items(parts(given).stream().<Value>map(Value.Text::new).toList());
            case NUMBERS ->
                    new Value.Items(
                            parts(given).stream().<Value>map(ArgumentKind::number).toList());
        };
    }

    private static Value reference(String given) {
        return DIGITS.matcher(given).matches() ? number(given) : new Value.Text(given);
    }

    private static Value source(String given) {
        String[] parts = given.split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException(
                    "'" + given + "' is not node/ip or node/ip/helo, such as 1/192.0.2.1");
        }
        Map<String, Value> members = new LinkedHashMap<>();
        members.put("node_id", number(parts[0]));
        members.put("ip", new Value.Text(parts[1]));
        if (parts.length == 3) {
            members.put("helo", new Value.Text(parts[2]));
        }
        return new Value.Members(members);
    }

    private static Value byIsp(String given) {
        int parted = given.indexOf('=');
        if (parted < 1) {
            throw new IllegalArgumentException(
                    "'" + given + "' is not isp=strategy, such as Gmail=60:60");
        }
        Map<String, Value> members = new LinkedHashMap<>();
        members.put("isp", reference(given.substring(0, parted).strip()));
        members.put("strategy", reference(given.substring(parted + 1).strip()));
        return new Value.Members(members);
    }

    private static Value number(String given) {
        try {
            return new Value.Numeral(String.valueOf(Long.parseLong(given.strip())));
        } catch (NumberFormatException bad) {
            throw new IllegalArgumentException("'" + given + "' is not a whole number", bad);
        }
    }

    private static Value flag(String given) {
        return switch (given) {
            case "true" -> new Value.Flag(true);
            case "false" -> new Value.Flag(false);
            default -> throw new IllegalArgumentException("'" + given + "' is not true or false");
        };
    }

    /** An empty text is an empty object, which clears the parameter. */
    private static Value object(String given) {
        try {
            return JsonText.read(given.isBlank() ? "{}" : given);
        } catch (RuntimeException bad) {
            throw new IllegalArgumentException(
                    "'" + given + "' is not a JSON object, for example {\"X-Name\": \"value\"}",
                    bad);
        }
    }

    /** The parts between commas; an empty text is an empty array, which clears the parameter. */
    private static List<String> parts(String given) {
        return given.isBlank()
                ? List.of()
                : Arrays.stream(given.split(",", -1)).map(String::strip).toList();
    }
}
