package io.mailyard.testing;

import java.math.BigDecimal;
import java.net.URI;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds answers against the OpenAPI document of the server that gave them: a member that is not
 * declared, one that is missing, a value of another type, a code that the call does not declare.
 */
final class AnswerCheck {
    private static final int MOST_FAULTS = 20;

    /** Of the transport: before any call is reached. */
    private static final List<Long> TRANSPORT = List.of(400L, 404L, 405L, 408L, 413L, 415L);

    /** Every server of this test run has the same; the first that answers tells it. */
    private static volatile @Nullable Tree document;

    private final Tree schemas;
    private final boolean xml;
    private final List<String> faults = new ArrayList<>();

    private AnswerCheck(Tree schemas, boolean xml) {
        this.schemas = schemas;
        this.xml = xml;
    }

    /**
     * Fails where the answer is not as it is declared.
     *
     * @param fetch gets the OpenAPI document; empty where the server does not give it
     */
    static void check(String method, URI uri, Answer answer, Function<URI, Optional<Tree>> fetch) {
        String path = withoutSlash(uri.getPath());
        if (!method.equals("POST") || !path.startsWith("/api/v1.1/")) {
            return;
        }
        Optional<Tree> known = document(uri, fetch);
        if (known.isEmpty() || !known.get().at("paths").has(path)) {
            return;
        }
        Tree operation = known.get().at("paths").member(path).at("post");
        String type = answer.header("Content-Type").replace("; charset=utf-8", "");
        Tree content = content(known.get(), operation, answer.status());
        if (!content.has(type)) {
            throw new AssertionError(path + " declares no answer of " + type + ": " + answer);
        }
        if (!type.equals("application/json") && !type.equals("application/xml")) {
            return;
        }
        AnswerCheck check =
                new AnswerCheck(
                        known.get().at("components.schemas"), type.equals("application/xml"));
        check.envelope(operation, content.member(type).at("schema"), answer);
        if (!check.faults.isEmpty()) {
            throw new AssertionError(
                    path
                            + " is not answered as it is declared:\n"
                            + String.join("\n", check.faults)
                            + "\nin "
                            + answer);
        }
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static Optional<Tree> document(URI uri, Function<URI, Optional<Tree>> fetch) {
        Tree known = document;
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Tree> fetched = fetch.apply(uri.resolve("/api/v1.1/openapi.json"));
        fetched.ifPresent(tree -> document = tree);
        return fetched;
    }

    private static Tree content(Tree document, Tree operation, int status) {
        Tree responses = operation.at("responses");
        String code = Integer.toString(status);
        // with api.http-status = mirror, or where no call is reached
        Tree response = responses.member(responses.has(code) ? code : "500");
        return (response.has("$ref") ? byPath(document, response.at("$ref").text()) : response)
                .at("content");
    }

    private static Tree byPath(Tree document, String reference) {
        Tree at = document;
        for (String step : reference.substring("#/".length()).split("/", -1)) {
            at = at.member(step);
        }
        return at;
    }

    private void envelope(Tree operation, Tree reference, Answer answer) {
        Tree schema = resolved(reference);
        Tree tree = answer.tree();
        value(tree, schema, "");
        if (!tree.has("error")) {
            return;
        }
        long error = tree.at("error").number();
        if (error == 0) {
            if (schema.has("x-on-success")) {
                schema.at("x-on-success").items().stream()
                        .map(Tree::text)
                        .filter(name -> !tree.has(name) || isEmptyObject(tree, schema, name))
                        .forEach(name -> fault(name, "is missing in a success"));
            }
        } else if (!operation.at("x-errors").has(Long.toString(error))
                && !(answer.status() == error && TRANSPORT.contains(error))) {
            fault("error", error + " is not declared");
        }
    }

    /** An object of XML that has to have members: an empty element is none. */
    private boolean isEmptyObject(Tree answer, Tree schema, String name) {
        return xml
                && answer.member(name).nothing()
                && resolved(schema.at("properties").member(name)).has("required");
    }

    private Tree resolved(Tree schema) {
        if (!schema.has("$ref")) {
            return schema;
        }
        String reference = schema.at("$ref").text();
        return schemas.member(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private void fault(String place, String text) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(place + " " + text);
        }
    }

    private void value(Tree value, Tree given, String place) {
        Tree schema = resolved(given);
        if (schema.has("oneOf")) {
            either(value, schema.at("oneOf").items(), place);
            return;
        }
        List<String> types = types(schema);
        if (types.isEmpty() || (types.contains("null") && value.nothing())) {
            return;
        }
        switch (types.getFirst()) {
            case "null" -> fault(place, "is not null: " + value);
            case "object" -> object(value, schema, place);
            case "array" -> array(value, schema, place);
            default -> scalar(value, types.getFirst(), schema, place);
        }
    }

    /** Of one alternative at least; else the faults are those of the first one. */
    private void either(Tree value, List<Tree> alternatives, String place) {
        List<String> first = List.of();
        for (Tree alternative : alternatives) {
            AnswerCheck check = new AnswerCheck(schemas, xml);
            check.value(value, alternative, place);
            if (check.faults.isEmpty()) {
                return;
            }
            first = first.isEmpty() ? check.faults : first;
        }
        faults.addAll(first);
    }

    private static List<String> types(Tree schema) {
        if (!schema.has("type")) {
            return List.of();
        }
        Tree type = schema.at("type");
        return type.raw() instanceof String item
                ? List.of(item)
                : type.items().stream().map(Tree::text).toList();
    }

    private void object(Tree value, Tree schema, String place) {
        boolean emptyElement = xml && "".equals(value.raw());
        if (!(value.raw() instanceof Map<?, ?>) && !emptyElement) {
            fault(place, "is not an object: " + value);
            return;
        }
        List<String> names = emptyElement ? List.of() : value.names();
        if (schema.has("additionalProperties")) {
            Tree each = schema.at("additionalProperties");
            if (!(each.raw() instanceof Boolean)) {
                names.forEach(name -> value(value.member(name), each, place + "." + name));
            }
            return;
        }
        Tree properties = schema.at("properties");
        for (String name : names) {
            String where = place.isEmpty() ? name : place + "." + name;
            if (xml && where.equals("data") && value.member(name).nothing()) {
                continue; // as good as none
            }
            if (properties.has(name)) {
                value(value.member(name), properties.member(name), where);
            } else {
                fault(where, "is not declared");
            }
        }
        if (schema.has("required")) {
            schema.at("required").items().stream()
                    .map(Tree::text)
                    .filter(name -> !names.contains(name))
                    .forEach(name -> fault(place + "." + name, "is missing"));
        }
    }

    private void array(Tree value, Tree schema, String place) {
        Tree item = schema.at("items");
        List<Tree> items = items(value, schema, place);
        for (int i = 0; i < items.size(); i++) {
            value(items.get(i), item, place + "[" + i + "]");
        }
    }

    private List<Tree> items(Tree value, Tree schema, String place) {
        Object raw = value.raw();
        if (!xml) {
            if (raw instanceof List<?>) {
                return value.items();
            }
            fault(place, "is not an array: " + value);
            return List.of();
        }
        if ("".equals(raw)) {
            return List.of();
        }
        if (schema.has("xml") && raw instanceof Map<?, ?>) {
            String name = schema.at("items.xml.name").text();
            Tree inside = value.member(name);
            return inside.raw() instanceof String ? List.of(inside) : inside.items();
        }
        return raw instanceof String ? List.of(value) : value.items();
    }

    private void scalar(Tree value, String type, Tree schema, String place) {
        boolean right =
                switch (type) {
                    case "integer" -> isInteger(value.raw());
                    case "number" -> isNumber(value.raw());
                    case "boolean" ->
                            value.raw() instanceof Boolean
                                    || (xml && List.of("true", "false").contains(value.raw()));
                    case "string" -> value.raw() instanceof String text && isText(text, schema);
                    default -> throw new AssertionError("no type " + type);
                };
        if (!right) {
            fault(place, "is not as " + schema + ": " + value);
        }
    }

    private boolean isInteger(@Nullable Object raw) {
        return raw instanceof BigDecimal number
                ? number.scale() <= 0
                : xml && raw instanceof String text && text.matches("-?[0-9]+");
    }

    private boolean isNumber(@Nullable Object raw) {
        return raw instanceof BigDecimal
                || (xml && raw instanceof String text && text.matches("-?[0-9]+(\\.[0-9]+)?.*"));
    }

    private static boolean isText(String text, Tree schema) {
        if (schema.has("enum")) {
            return schema.at("enum").items().stream().anyMatch(word -> text.equals(word.raw()));
        }
        String format = schema.has("format") ? schema.at("format").text() : "";
        try {
            switch (format) {
                case "date-time" -> OffsetDateTime.parse(text);
                case "date" -> LocalDate.parse(text);
                default -> {}
            }
            return true;
        } catch (DateTimeException bad) {
            return false;
        }
    }
}
