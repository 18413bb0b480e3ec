package io.mailyard.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every value in the OpenAPI document has a type, so that generated clients have one for it. */
class TypedSchemasTest {
    /** Objects of any kind, with members of their own, in whatever form a release gave them. */
    private static final Map<String, String> WITHOUT =
            Map.of(
                    "AuditRow.before", "an object of any noun, as the release then wrote it",
                    "AuditRow.after", "an object of any noun, as the release then wrote it",
                    "PlannedChange.before", "an object of any noun, as the audit would have it",
                    "PlannedChange.after", "an object of any noun, as the audit would have it");

    private static final List<String> REFERENCES = List.of("$ref", "oneOf", "anyOf", "allOf");

    @Test
    void everySchema_hasAType() {
        Tree document =
                TestServer.of(StoreKind.SQLITE)
                        .api()
                        .send("GET", "/api/v1.1/openapi.json", "", "")
                        .tree();
        List<String> untyped = new ArrayList<>();
        Tree schemas = document.at("components.schemas");
        assertThat(schemas.names()).hasSizeGreaterThan(500);
        schemas.names().forEach(name -> schema(schemas.member(name), name, untyped));
        content(document.at("paths"), "paths", untyped);
        for (String part : List.of("responses", "parameters", "headers")) {
            content(document.at("components").member(part), part, untyped);
        }

        assertThat(new TreeSet<>(untyped))
                .containsExactlyElementsOf(new TreeSet<>(WITHOUT.keySet()));
    }

    @Test
    void schemasWithoutAType_areFound() {
        List<String> untyped = new ArrayList<>();
        schema(
                Tree.json(
                        """
                        {"type": "object", "properties": {
                          "any": {"description": "Anything."},
                          "bare": {"type": ["object", "null"]},
                          "open": {"type": "object", "additionalProperties": true},
                          "list": {"type": "array"},
                          "items": {"type": "array", "items": {}},
                          "either": {"oneOf": [{"type": "string"}, {}]},
                          "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
                          "flag": {"type": "boolean"},
                          "other": {"$ref": "#/components/schemas/Other"}}}
                        """),
                "Thing",
                untyped);

        assertThat(untyped)
                .containsExactly(
                        "Thing.any",
                        "Thing.bare",
                        "Thing.open",
                        "Thing.list",
                        "Thing.items[]",
                        "Thing.either|1");
    }

    /** The schemas outside of components. */
    private static void content(Tree part, String place, List<String> untyped) {
        if (part.raw() instanceof List<?>) {
            for (Tree item : part.items()) {
                content(item, place + "[]", untyped);
            }
        }
        if (!(part.raw() instanceof Map<?, ?>)) {
            return;
        }
        for (String name : part.names()) {
            if (name.equals("schema")) {
                schema(part.member(name), place, untyped);
            } else if (!name.equals("example")) {
                content(part.member(name), place + "/" + name, untyped);
            }
        }
    }

    private static void schema(Tree schema, String place, List<String> untyped) {
        if (!isTyped(schema)) {
            untyped.add(place);
        }
        if (schema.has("properties")) {
            Tree properties = schema.member("properties");
            properties
                    .names()
                    .forEach(name -> schema(properties.member(name), place + "." + name, untyped));
        }
        if (schema.has("items")) {
            schema(schema.member("items"), place + "[]", untyped);
        }
        if (schema.has("additionalProperties") && isObject(schema.member("additionalProperties"))) {
            schema(schema.member("additionalProperties"), place + "{}", untyped);
        }
        for (String several : REFERENCES.subList(1, REFERENCES.size())) {
            if (schema.has(several)) {
                List<Tree> alternatives = schema.member(several).items();
                for (int i = 0; i < alternatives.size(); i++) {
                    schema(alternatives.get(i), place + "|" + i, untyped);
                }
            }
        }
    }

    private static boolean isTyped(Tree schema) {
        if (REFERENCES.stream().anyMatch(schema::has)) {
            return true;
        }
        if (!schema.has("type")) {
            return false;
        }
        Tree type = schema.member("type");
        List<String> types =
                type.raw() instanceof String word
                        ? List.of(word)
                        : type.items().stream().map(Tree::text).toList();
        if (types.contains("array")) {
            return schema.has("items");
        }
        return !types.contains("object")
                || (schema.has("properties") && !schema.member("properties").names().isEmpty())
                || (schema.has("additionalProperties")
                        && isObject(schema.member("additionalProperties")));
    }

    private static boolean isObject(Tree value) {
        return value.raw() instanceof Map<?, ?>;
    }
}
