package io.mailyard.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The description of the API, OpenAPI 3.1, made from the route table: what is not a route is not in
 * it, and the reverse.
 */
public final class OpenApi {
    private static final String ENVELOPE = "#/components/schemas/Envelope";
    private static final String REFUSAL = "#/components/schemas/Refusal";

    /** What the transport itself answers, with the envelope. */
    private static final Map<String, String> TRANSPORT = transport();

    private OpenApi() {}

    /** The document as a page; it is rendered at the first request. */
    public static HttpEndpoint page(List<Route> routes, String version) {
        AtomicReference<byte[]> rendered = new AtomicReference<>();
        return request -> {
            byte[] body =
                    rendered.updateAndGet(known -> known == null ? render(routes, version) : known);
            return new HttpReply(
                    200, "application/json; charset=utf-8", Map.of(), body, Optional.empty(), true);
        };
    }

    /** The document as compact JSON. */
    static byte[] render(List<Route> routes, String version) {
        return JsonOut.write(out -> {
            out.text("openapi", "3.1.0");
            out.object(
                    "info",
                    info ->
                            info.text("title", "Mailyard Administrator API")
                                    .text("version", version)
                                    .text(
                                            "description",
                                            "Every call is a POST with a JSON object or an XML"
                                                    + " document whose root is <xml>. HTTP 200 says"
                                                    + " that the call was reached: read the member"
                                                    + " error, 0 for success. Calls under"
                                                    + " /api/v1.1/admin/ take an administrator's token;"
                                                    + " each names what it takes."));
            out.object(
                    "paths",
                    paths ->
                            routes.forEach(route ->
                                    paths.object(route.path(), path -> path(path, route))));
            out.object("components", OpenApi::components);
        });
    }

    private static void path(Out path, Route route) {
        path.object(
                "post",
                post -> {
                    post.text("operationId", operation(route))
                            .text("summary", route.summary())
                            .texts("tags", List.of(route.noun()))
                            // without the header the token is a member of the body, which no
                            // scheme describes
                            .objects(
                                    "security",
                                    List.of(true, false),
                                    (one, inHeader) -> {
                                        if (inHeader) {
                                            one.texts(scheme(route), List.of(route.scope()));
                                        }
                                    });
                    if (route.handler() instanceof StreamHandler) {
                        streamed(post, route);
                    } else {
                        usual(post, route);
                    }
                    post.object("responses", OpenApi::responses);
                });
    }

    private static void usual(Out post, Route route) {
        if (route.writes()) {
            post.objects(
                    "parameters",
                    List.of("IdempotencyKey", "Prefer", "PlanToken"),
                    (one, name) -> one.text("$ref", "#/components/parameters/" + name));
        }
        post.object(
                "requestBody",
                body ->
                        body.flag("required", true)
                                .object(
                                        "content",
                                        content -> {
                                            Value schema = generic(request(route));
                                            for (WireFormat format : WireFormat.values()) {
                                                content.object(
                                                        format.mediaType(),
                                                        type -> type.value("schema", schema));
                                            }
                                        }));
    }

    /** A body of its own type, with the parameters in the query. */
    private static void streamed(Out post, Route route) {
        post.objects(
                "parameters",
                route.params(),
                (one, param) ->
                        one.text("name", param.name())
                                .text("in", "query")
                                .value("schema", generic(param.type().schema())));
        post.object(
                "requestBody",
                body ->
                        body.flag("required", true)
                                .object(
                                        "content",
                                        content ->
                                                content.object(
                                                        StreamHandler.MEDIA_TYPE,
                                                        type ->
                                                                type.object(
                                                                        "schema",
                                                                        schema ->
                                                                                schema.text(
                                                                                        "type",
                                                                                        "string")))));
    }

    /** Whose token it takes. */
    private static String scheme(Route route) {
        return switch (route.audience()) {
            case ADMINISTRATOR -> "administrator";
            case ACCOUNT -> "account";
        };
    }

    /**
     * Unique: administrators and accounts have calls of the same name, and a few of administrators'
     * are served where the guides print them, too.
     */
    private static String operation(Route route) {
        String tail = route.path().substring(route.path().indexOf("/v1.1/") + "/v1.1/".length());
        String at =
                route.audience() == Audience.ACCOUNT
                        ? "own_"
                        : tail.startsWith("admin/") ? "" : "printed_";
        return at + tail.replace("admin/", "").replace('/', '_');
    }

    private static Map<String, Object> request(Route route) {
        Map<String, Object> schema = ObjectType.schemaOf(route.params());
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "token",
                described("string", "API token, where it is not sent as Authorization: Bearer."));
        Map<String, Object> format =
                described("string", "Format of the answer; default that of the request.");
        format.put("enum", List.of("json", "xml"));
        properties.put("format", format);
        if (schema.get("properties") instanceof Map<?, ?> own) {
            own.forEach((name, one) -> properties.put(String.valueOf(name), one));
        }
        schema.put("properties", properties);
        schema.put("xml", Map.of("name", "xml"));
        return schema;
    }

    private static Map<String, Object> described(String type, String description) {
        Map<String, Object> schema = Types.schema("type", type);
        schema.put("description", description);
        return schema;
    }

    private static void responses(Out responses) {
        response(responses, "200", "The call was reached; error tells how it ended.", ENVELOPE);
        TRANSPORT.forEach((status, text) -> response(responses, status, text, REFUSAL));
    }

    private static void response(Out responses, String status, String description, String schema) {
        responses.object(
                status,
                one ->
                        one.text("description", description)
                                .object(
                                        "content",
                                        content -> {
                                            for (WireFormat format : WireFormat.values()) {
                                                content.object(
                                                        format.mediaType(),
                                                        type ->
                                                                type.object(
                                                                        "schema",
                                                                        ref ->
                                                                                ref.text(
                                                                                        "$ref",
                                                                                        schema)));
                                            }
                                        }));
    }

    private static Map<String, String> transport() {
        Map<String, String> statuses = new LinkedHashMap<>();
        statuses.put("400", "The body cannot be read.");
        statuses.put("408", "The body did not arrive in time.");
        statuses.put("413", "The body is too large.");
        statuses.put("415", "The body is neither JSON nor XML.");
        statuses.put("429", "The token has made too many calls; see Retry-After.");
        statuses.put("500", "A fault of the server; its log has it under the Request-Id.");
        statuses.put("503", "Not ready; see Retry-After.");
        return statuses;
    }

    private static void components(Out components) {
        components.object(
                "securitySchemes",
                schemes -> {
                    security(schemes, "administrator", "An administrator's token (mya_...)");
                    security(schemes, "account", "An account's own token (myt_...)");
                });
        components.object(
                "parameters",
                parameters -> {
                    header(
                            parameters,
                            "IdempotencyKey",
                            "Idempotency-Key",
                            "Answers what it answered first, for 24 hours.");
                    header(
                            parameters,
                            "Prefer",
                            "Prefer",
                            "dry-run: answers what would happen, changes nothing. handling=strict:"
                                    + " parameters that the call does not know are refused;"
                                    + " handling=lenient: they are ignored.");
                    header(
                            parameters,
                            "PlanToken",
                            "Plan-Token",
                            "The plan_token that a dry run of this call answered: does what it"
                                    + " showed, or 409.");
                });
        components.object(
                "schemas",
                schemas -> {
                    schemas.value("Envelope", generic(envelope()));
                    schemas.value("Refusal", generic(envelope()));
                });
    }

    private static void security(Out schemes, String name, String whose) {
        schemes.object(
                name,
                one ->
                        one.text("type", "http")
                                .text("scheme", "bearer")
                                .text(
                                        "description",
                                        whose
                                                + ". In place of the header the token may be the"
                                                + " body's member token."));
    }

    private static void header(Out parameters, String key, String name, String description) {
        parameters.object(
                key,
                one ->
                        one.text("name", name)
                                .text("in", "header")
                                .flag("required", false)
                                .text("description", description)
                                .object("schema", schema -> schema.text("type", "string")));
    }

    private static Map<String, Object> envelope() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("data", Types.schema("description", "What the call answers."));
        properties.put("error", described("integer", "0 for success, else the code."));
        properties.put(
                "error_text", described("string", "Successful operation, or what is wrong."));
        properties.put(
                "total_count",
                described("integer", "On lists: all that match, whatever the page."));
        properties.put(
                "total_is_at_least",
                described(
                        "boolean",
                        "On lists of messages: true where more match than total_count, which stops at 100000."));
        properties.put(
                "next_from_id",
                described("integer", "On lists: where the next page starts; absent on the last."));
        Map<String, Object> faults = described("array", "Every member at fault.");
        Map<String, Object> fault = Types.schema("type", "object");
        fault.put(
                "properties",
                Map.of(
                        "field",
                        Types.schema("type", "string"),
                        "reason",
                        Types.schema("type", "string")));
        faults.put("items", fault);
        properties.put("errors", faults);
        Map<String, Object> schema = Types.schema("type", "object");
        schema.put("properties", properties);
        schema.put("required", List.of("error", "error_text"));
        schema.put("xml", Map.of("name", "xml"));
        return schema;
    }

    /** A schema as a value that can be written. */
    private static Value generic(Object schema) {
        return switch (schema) {
            case String text -> new Value.Text(text);
            case Boolean flag -> new Value.Flag(flag);
            case Number number -> new Value.Numeral(number.toString());
            case List<?> list -> new Value.Items(list.stream().map(OpenApi::generic).toList());
            case Map<?, ?> map -> {
                Map<String, Value> members = new LinkedHashMap<>();
                map.forEach((name, one) -> members.put(String.valueOf(name), generic(one)));
                yield new Value.Members(members);
            }
            default -> throw new IllegalStateException("no JSON of " + schema.getClass());
        };
    }
}
