package io.mailyard.api;

import io.mailyard.base.ErrorCode;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The operations of the OpenAPI document, one for each route. */
final class OpenApiOperations {
    private static final String DESCRIPTION = "description";
    private static final String SCHEMA = "schema";

    /** Members that every success of a call has; an extension, since refusals have none of them. */
    private static final String ON_SUCCESS = "x-on-success";

    /** Errors of a call, by the code in the member {@code error}. */
    private static final String ERRORS = "x-errors";

    private static final ObjectSchema FAULT =
            ObjectSchema.of("Fault", "A fault of one member of the request.")
                    .text("field", "Path of the member, such as rules[0].percent.")
                    .text("reason", "What is wrong.");
    private static final ObjectSchema ENVELOPE =
            ObjectSchema.part()
                    .with("error", int32(), "0 for success, else the code of the refusal.")
                    .text("error_text", "Successful operation, or what is wrong.")
                    .objects("errors", FAULT, "For error 400: all faults of the request.")
                    .optional();
    private static final ObjectSchema ERROR = ObjectSchema.of("", "A refusal.").including(ENVELOPE);

    private final ObjectSchema refusals;
    private final ObjectSchema writes;
    private final Predicate<Route> plans;
    private final Map<String, Value> examples;

    OpenApiOperations(
            ObjectSchema refusals,
            ObjectSchema writes,
            Predicate<Route> plans,
            Map<String, Value> examples) {
        this.refusals = refusals;
        this.writes = writes;
        this.plans = plans;
        this.examples = examples;
    }

    private static Map<String, Object> int32() {
        Map<String, Object> schema = Types.schema("type", "integer");
        schema.put("format", "int32");
        return schema;
    }

    /** The component of refusals. */
    Map<String, Object> error() {
        return Schemas.component("Error", rooted(ERROR.includingOptional(refusals)));
    }

    Map<String, Object> of(Route route) {
        Map<ErrorCode, String> errors = errors(route);
        Map<String, Object> post = Types.schema("operationId", id(route));
        post.put("summary", route.summary());
        post.put(DESCRIPTION, description(route, errors));
        post.put("tags", List.of(route.noun()));
        // without the header, the token is a member of the body, which no security scheme describes
        post.put(
                "security",
                List.of(
                        Map.of(
                                scheme(route),
                                route.isForAll() ? List.of() : List.of(route.scope())),
                        Map.of()));
        if (route.handler() instanceof StreamHandler) {
            streamed(post, route);
        } else {
            usual(post, route);
        }
        post.put("responses", responses(route));
        Map<String, Object> codes = new LinkedHashMap<>();
        errors.forEach((code, text) -> codes.put(Integer.toString(code.number()), text));
        post.put(ERRORS, codes);
        return post;
    }

    /** The security scheme of the call's tokens. */
    private static String scheme(Route route) {
        return switch (route.audience()) {
            case ADMINISTRATOR -> "administrator";
            case ACCOUNT -> "account";
        };
    }

    /**
     * The operation id, for example {@code accountsUsersList}. Unique: administrators and accounts
     * have calls of the same name, and a few calls of administrators also exist under the paths of
     * the guides.
     */
    static String id(Route route) {
        String tail = route.path().substring(route.path().indexOf("/v1.1/") + "/v1.1/".length());
        String at =
                route.audience() == Audience.ACCOUNT
                        ? "own_"
                        : tail.startsWith("admin/") ? "" : "printed_";
        StringBuilder id = new StringBuilder();
        for (String word : (at + tail.replace("admin/", "")).split("[/_]", -1)) {
            id.append(id.isEmpty() ? word : capital(word));
        }
        return id.toString();
    }

    private static String capital(String word) {
        return word.isEmpty()
                ? ""
                : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static String description(Route route, Map<ErrorCode, String> errors) {
        StringBuilder text = new StringBuilder(route.summary());
        text.append("\n\n")
                .append(
                        route.isForAll()
                                ? "Needs no scope: it answers what the caller's scopes let it see."
                                : "Needs the scope `" + route.scope() + "`.")
                .append(" Errors:\n");
        errors.forEach((code, reason) ->
                text.append("\n- ").append(code.number()).append(": ").append(reason));
        return text.toString();
    }

    /** All errors of a call: common ones, those that follow from its parameters, and its own. */
    private static Map<ErrorCode, String> errors(Route route) {
        Map<ErrorCode, String> errors = new EnumMap<>(ErrorCode.class);
        errors.put(ErrorCode.BAD_REQUEST, "a parameter is wrong: errors names each");
        errors.put(
                ErrorCode.UNAUTHENTICATED,
                "there is no token, or it is unknown, inactive or expired");
        errors.put(
                ErrorCode.FORBIDDEN,
                route.audience() == Audience.ACCOUNT
                        ? "the token's scope or addresses do not allow this call, or the account is"
                                + " frozen or inactive"
                        : "the token's scope, addresses or accounts do not allow this call");
        errors.put(
                ErrorCode.TOO_MANY_REQUESTS, "too many calls; Retry-After says how long to wait");
        errors.put(ErrorCode.INTERNAL, "a fault of the server");
        errors.put(ErrorCode.NOT_READY, "not ready: try again");
        if (route.params().stream().anyMatch(OpenApiOperations::names)) {
            errors.put(
                    ErrorCode.NOT_FOUND,
                    "what a parameter names is not there, or not for this token");
        }
        if (route.writes()) {
            errors.put(
                    ErrorCode.CONFLICT,
                    "a name is taken, an object in use, a plan no longer true, or the"
                            + " Idempotency-Key was used for another request");
        }
        if (route.handler() instanceof StreamHandler) {
            errors.put(ErrorCode.UNSUPPORTED_TYPE, "the body is not " + StreamHandler.MEDIA_TYPE);
        }
        errors.putAll(route.refusals());
        return errors;
    }

    /** Whether a parameter names an object that may not exist. */
    private static boolean names(Param<?> param) {
        return param.name().equals("id") || param.name().endsWith("_id");
    }

    private void usual(Map<String, Object> post, Route route) {
        if (route.writes()) {
            List<Object> headers = new ArrayList<>();
            headers.add(shared("IdempotencyKey"));
            headers.add(shared("Prefer"));
            if (plans.test(route)) {
                headers.add(shared("PlanToken"));
            }
            // last: clients that were generated before it keep the order of their arguments
            if (route.takesChangesTag()) {
                headers.add(shared("ChangesTag"));
            }
            post.put("parameters", headers);
        }
        Map<String, Object> body = Types.schema("required", true);
        Map<String, Object> request =
                Schemas.component(capital(id(route)) + "Request", request(route));
        body.put("content", content(request, route, "request"));
        post.put("requestBody", body);
    }

    private static Map<String, Object> shared(String parameter) {
        return Types.schema("$ref", "#/components/parameters/" + parameter);
    }

    /** The content in both formats, with its example if there is one. */
    private Map<String, Object> content(Map<String, Object> schema, Route route, String part) {
        Map<String, Object> content = OpenApiComponents.content(schema);
        example(route, part)
                .ifPresent(example -> {
                    Map<String, Object> json = Types.schema(SCHEMA, schema);
                    json.put("example", example);
                    content.put(WireFormat.JSON.mediaType(), json);
                });
        return content;
    }

    private Optional<Value> example(Route route, String part) {
        return examples.get(route.path()) instanceof Value.Members(Map<String, Value> parts)
                ? Optional.ofNullable(parts.get(part))
                : Optional.empty();
    }

    /** Describes a body of its own type, with the parameters in the query. */
    private static void streamed(Map<String, Object> post, Route route) {
        List<Object> parameters = new ArrayList<>();
        for (Param<?> param : route.params()) {
            Map<String, Object> parameter = Types.schema("name", param.name());
            parameter.put("in", "query");
            parameter.put(DESCRIPTION, param.doc());
            parameter.put(SCHEMA, param.type().schema());
            parameters.add(parameter);
        }
        post.put("parameters", parameters);
        Map<String, Object> body = Types.schema("required", true);
        body.put("content", Map.of(StreamHandler.MEDIA_TYPE, Types.schema(SCHEMA, Schemas.text())));
        post.put("requestBody", body);
    }

    private static Map<String, Object> request(Route route) {
        Map<String, Object> schema = ObjectType.schemaOf(route.params());
        Map<String, Object> properties = new LinkedHashMap<>();
        Map<String, Object> token = Schemas.text();
        token.put(DESCRIPTION, "API token, where it is not sent as Authorization: Bearer.");
        properties.put("token", token);
        Map<String, Object> format = Schemas.word(List.of("json", "xml"));
        format.put(DESCRIPTION, "Format of the answer; default that of the request.");
        properties.put("format", format);
        if (schema.get("properties") instanceof Map<?, ?> own) {
            own.forEach((name, one) -> properties.put(String.valueOf(name), one));
        }
        schema.put("properties", properties);
        schema.put("xml", Map.of("name", "xml"));
        return schema;
    }

    private Map<String, Object> responses(Route route) {
        Map<String, Object> success =
                Types.schema(
                        DESCRIPTION, "The call was reached; the member error tells how it ended.");
        success.put("headers", headers(route));
        if (route.reply().data()
                instanceof ReplySchema.DataSchema.FileDataSchema(List<String> mediaTypes)) {
            Map<String, Object> content = new LinkedHashMap<>();
            mediaTypes.forEach(type -> content.put(type, Types.schema(SCHEMA, Schemas.text())));
            content.putAll(OpenApiComponents.content(error()));
            success.put("content", content);
        } else {
            success.put("content", content(answer(route), route, "answer"));
        }
        Map<String, Object> responses = Types.schema("200", success);
        responses.putAll(OpenApiComponents.transportResponses());
        return responses;
    }

    private static Map<String, Object> headers(Route route) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("Request-Id", OpenApiComponents.header("RequestId"));
        headers.put("Unknown-Parameters", OpenApiComponents.header("UnknownParameters"));
        if (route.writes()) {
            headers.put("Idempotency-Replayed", OpenApiComponents.header("IdempotencyReplayed"));
            headers.put("Preference-Applied", OpenApiComponents.header("PreferenceApplied"));
        }
        route.reply()
                .headers()
                .forEach((name, text) -> {
                    Map<String, Object> header = Types.schema(DESCRIPTION, text);
                    header.put(SCHEMA, Schemas.text());
                    headers.put(name, header);
                });
        return headers;
    }

    private Map<String, Object> answer(Route route) {
        ReplySchema reply = route.reply();
        ObjectSchema answer =
                data(reply.data()).including(ENVELOPE).includingOptional(reply.after());
        if (route.audience() == Audience.ACCOUNT) {
            answer = answer.includingOptional(refusals);
        }
        if (route.writes() && !(route.handler() instanceof StreamHandler)) {
            answer = answer.includingOptional(writes);
        }
        Map<String, Object> schema = rooted(answer);
        if (!reply.required().isEmpty()) {
            schema.put(ON_SUCCESS, reply.required());
        }
        return Schemas.component(answerName(route), schema);
    }

    /** The shared answer of calls that return nothing, or only an id. */
    private static String answerName(Route route) {
        String own = route.audience() == Audience.ACCOUNT ? "Own" : "";
        if (route.writes() && route.reply().isAs(ReplySchema.none())) {
            return own + "DoneAnswer";
        }
        if (route.writes() && route.reply().isAs(ReplySchema.savedId())) {
            return own + "SavedAnswer";
        }
        return capital(id(route)) + "Answer";
    }

    /** The member {@code data}, which no refusal has. */
    private static ObjectSchema data(ReplySchema.DataSchema data) {
        ObjectSchema answer = ObjectSchema.of("", "An answer: a success, or a refusal.");
        return switch (data) {
            case ReplySchema.DataSchema.NoDataSchema() -> answer;
            case ReplySchema.DataSchema.NullSchema() ->
                    // not the type null alone: of it the generator for Python makes no client
                    answer.text("data", "Always null.").orNull().optional();
            case ReplySchema.DataSchema.ObjectDataSchema(ObjectSchema of) ->
                    answer.object("data", of, "Result of the call.").optional();
            case ReplySchema.DataSchema.ListDataSchema(ObjectSchema item, String wrapper) ->
                    answer.with("data", rows(item, wrapper), "The rows of the page.").optional();
            case ReplySchema.DataSchema.FileDataSchema _ ->
                    throw new IllegalStateException("no envelope");
        };
    }

    private static Map<String, Object> rows(ObjectSchema item, String wrapper) {
        if (wrapper.isEmpty()) {
            return Schemas.array(item.schema());
        }
        Map<String, Object> named = new LinkedHashMap<>(item.schema());
        named.put("xml", Map.of("name", wrapper));
        Map<String, Object> rows = Schemas.array(named);
        rows.put("xml", Map.of("wrapped", true));
        return rows;
    }

    /** An object that is the root of an XML document. */
    private static Map<String, Object> rooted(ObjectSchema object) {
        Map<String, Object> schema = object.object();
        schema.put("xml", Map.of("name", "xml"));
        return schema;
    }
}
