package io.mailyard.api;

import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The components of the OpenAPI document: referenced schemas, and parts that all calls share. */
final class OpenApiComponents {
    private static final String DESCRIPTION = "description";

    private final Map<String, Object> schemas = new TreeMap<>();
    private final Map<String, Schemas.Component> known = new LinkedHashMap<>();

    /** Replaces each component by a reference, and keeps the component for {@link #all}. */
    Object written(Object part) {
        return switch (part) {
            case Schemas.Component component -> reference(component);
            case Map<?, ?> map -> {
                Map<String, Object> members = new LinkedHashMap<>();
                map.forEach((name, one) -> members.put(String.valueOf(name), written(one)));
                yield members;
            }
            case List<?> list -> list.stream().map(this::written).toList();
            default -> part;
        };
    }

    private String reference(Schemas.Component component) {
        Schemas.Component before = known.putIfAbsent(component.name(), component);
        if (before == null) {
            schemas.put(component.name(), written(component.schema()));
        } else if (!before.equals(component)) {
            throw new IllegalStateException(
                    "two schemas have the name "
                            + component.name()
                            + ": "
                            + before.schema()
                            + " and "
                            + component.schema());
        }
        return "#/components/schemas/" + component.name();
    }

    /** The object {@code components}. */
    Map<String, Object> all(Map<String, Object> error) {
        Object refusal = written(error);
        Map<String, Object> responses = new LinkedHashMap<>();
        TRANSPORT.forEach(
                (status, response) -> responses.put(response.name(), response(response, refusal)));
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("schemas", schemas);
        components.put("responses", responses);
        components.put("parameters", parameters());
        components.put("headers", headers());
        components.put("securitySchemes", securitySchemes());
        return components;
    }

    /** A response of the transport. */
    private record Response(String name, String description, boolean retries) {}

    private static final Map<String, Response> TRANSPORT = transport();

    private static Map<String, Response> transport() {
        Map<String, Response> responses = new LinkedHashMap<>();
        responses.put("400", new Response("Unreadable", "The body cannot be read.", false));
        responses.put("408", new Response("TooSlow", "The body did not arrive in time.", false));
        responses.put("413", new Response("TooLarge", "The body is too large.", false));
        responses.put(
                "415",
                new Response(
                        "UnknownType",
                        "The body is of a type that the call does not take.",
                        false));
        responses.put(
                "429",
                new Response("TooManyRequests", "Too many calls, or too many at once.", true));
        responses.put(
                "500",
                new Response(
                        "InternalError",
                        "A fault of the server; its log has it under the Request-Id.",
                        false));
        responses.put("503", new Response("NotReady", "Not ready: try again later.", true));
        return responses;
    }

    /** References to the transport's responses, by status. */
    static Map<String, Object> transportResponses() {
        Map<String, Object> responses = new LinkedHashMap<>();
        TRANSPORT.forEach((status, response) ->
                responses.put(
                        status, Types.schema("$ref", "#/components/responses/" + response.name())));
        return responses;
    }

    private static Map<String, Object> response(Response response, Object error) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("Request-Id", header("RequestId"));
        if (response.retries()) {
            headers.put("Retry-After", header("RetryAfter"));
        }
        Map<String, Object> schema = Types.schema(DESCRIPTION, response.description());
        schema.put("headers", headers);
        schema.put("content", content(error));
        return schema;
    }

    /** Describes content in both formats. */
    static Map<String, Object> content(Object schema) {
        Map<String, Object> content = new LinkedHashMap<>();
        for (WireFormat format : WireFormat.values()) {
            content.put(format.mediaType(), Types.schema("schema", schema));
        }
        return content;
    }

    /** A reference to a header. */
    static Map<String, Object> header(String name) {
        return Types.schema("$ref", "#/components/headers/" + name);
    }

    private static Map<String, Object> headers() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(
                "RequestId",
                described(
                        "Of this request, in the server's log and in the audit.", Schemas.text()));
        headers.put(
                "RetryAfter", described("Seconds to wait before the next try.", Schemas.integer()));
        headers.put(
                "IdempotencyReplayed",
                described("true: an answer that was given before.", Schemas.text()));
        headers.put(
                "PreferenceApplied", described("dry-run: nothing was changed.", Schemas.text()));
        headers.put(
                "UnknownParameters",
                described(
                        "Parameters that were ignored, since the call does not know them.",
                        Schemas.text()));
        return headers;
    }

    private static Map<String, Object> described(String text, Map<String, Object> schema) {
        Map<String, Object> header = Types.schema(DESCRIPTION, text);
        header.put("schema", schema);
        return header;
    }

    private static Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put(
                "IdempotencyKey",
                parameter(
                        "Idempotency-Key",
                        "A key of your own, for this call: repeated within 24 hours, it answers what it"
                                + " answered first and changes nothing again; with another request it"
                                + " is error 409."));
        parameters.put(
                "Prefer",
                parameter(
                        "Prefer",
                        "dry-run: answers what would happen, changes nothing; with return=minimal"
                                + " without impact and plan. handling=strict: parameters that the call does not know are refused;"
                                + " handling=lenient: they are ignored."));
        parameters.put(
                "PlanToken",
                parameter(
                        "Plan-Token",
                        "The plan_token that a dry run of this call answered: does what it"
                                + " showed, or error 409."));
        parameters.put(
                "ChangesTag",
                parameter(
                        Route.CHANGES_TAG,
                        "The header Changes-Tag that a dry run of this call answered: changes the"
                                + " same members from the same values, or error 409."));
        return parameters;
    }

    private static Map<String, Object> parameter(String name, String text) {
        Map<String, Object> parameter = Types.schema("name", name);
        parameter.put("in", "header");
        parameter.put("required", false);
        parameter.put(DESCRIPTION, text);
        parameter.put("schema", Schemas.text());
        return parameter;
    }

    private static Map<String, Object> securitySchemes() {
        Map<String, Object> schemes = new LinkedHashMap<>();
        schemes.put("administrator", bearer("An administrator's token (mya_...)"));
        schemes.put("account", bearer("An account's own token (myt_...)"));
        return schemes;
    }

    private static Map<String, Object> bearer(String whose) {
        Map<String, Object> scheme = Types.schema("type", "http");
        scheme.put("scheme", "bearer");
        scheme.put(
                DESCRIPTION,
                whose + ". In place of the header the token may be the body's member token.");
        return scheme;
    }

    /** Converts a part of the document to a value. */
    static Value json(Object part) {
        return switch (part) {
            case Value value -> value;
            case String text -> new Value.Text(text);
            case Boolean flag -> new Value.Flag(flag);
            case Number number -> new Value.Numeral(number.toString());
            case List<?> list ->
                    new Value.Items(list.stream().map(OpenApiComponents::json).toList());
            case Map<?, ?> map -> {
                Map<String, Value> members = new LinkedHashMap<>();
                map.forEach((name, one) -> members.put(String.valueOf(name), json(one)));
                yield new Value.Members(members);
            }
            default -> throw new IllegalStateException("no JSON of " + part.getClass());
        };
    }
}
