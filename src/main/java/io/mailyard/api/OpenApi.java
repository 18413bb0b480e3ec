package io.mailyard.api;

import io.mailyard.http.HttpEndpoint;
import io.mailyard.http.HttpReply;
import io.mailyard.wire.JsonOut;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * The OpenAPI 3.1 document of the API, generated from the route table, so that both always agree.
 * Every object has a named component, so that generated clients have a class for it.
 */
public final class OpenApi {
    private static final String ABOUT =
            """
            Every call is a `POST` with a JSON object or an XML document whose root is `<xml>`.

            HTTP 200 says that the call was reached: read the member `error`, 0 for success. Other \
            statuses come from the transport; with the setting `api.http-status = mirror` the status is \
            that of `error`. Calls under `/api/v1.1/admin/` take an administrator's token, the others an \
            account's own; each names what it takes. Besides `Authorization: Bearer`, the token may be the \
            body's member `token`.

            Whole numbers are taken as strings of digits too, and flags as `"true"`, `"false"`, 1 and 0. A \
            member that is absent, or null, stays as it is. With `Prefer: handling=strict` parameters that \
            a call does not know are refused, also where it ignores them otherwise.
            """;

    private final List<Route> routes;
    private final String version;
    private String server = "http://127.0.0.1:8080";
    private Map<String, String> tags = Map.of();
    private ObjectSchema refusals = ObjectSchema.part();
    private ObjectSchema writes = ObjectSchema.part();
    private Predicate<Route> plans = route -> false;
    private Map<String, Value> examples = Map.of();

    public OpenApi(List<Route> routes, String version) {
        this.routes = routes;
        this.version = version;
    }

    /** Sets the address that clients call by default. */
    public OpenApi server(String address) {
        server = address;
        return this;
    }

    /** Sets a sentence about each noun. */
    public OpenApi tags(Map<String, String> about) {
        tags = about;
        return this;
    }

    /** Sets members that refusals of accounts' calls may contain. */
    public OpenApi refusals(ObjectSchema members) {
        refusals = members;
        return this;
    }

    /** Sets members that a dry run of any writing call may return. */
    public OpenApi writes(ObjectSchema members) {
        writes = members;
        return this;
    }

    /** Sets which calls accept a plan. */
    public OpenApi plans(Predicate<Route> takesPlan) {
        plans = takesPlan;
        return this;
    }

    /** Sets requests and answers by path: {@code {"request": {...}, "answer": {...}}}. */
    public OpenApi examples(Map<String, Value> byPath) {
        examples = byPath;
        return this;
    }

    /** The document as a page, rendered at the first request. */
    public HttpEndpoint page() {
        AtomicReference<byte[]> rendered = new AtomicReference<>();
        return request -> {
            byte[] body = rendered.updateAndGet(known -> known == null ? render() : known);
            return new HttpReply.WholeReply(
                    200, "application/json; charset=utf-8", Map.of(), body, true);
        };
    }

    /** The document as compact JSON. */
    byte[] render() {
        OpenApiComponents components = new OpenApiComponents();
        OpenApiOperations operations = new OpenApiOperations(refusals, writes, plans, examples);
        Map<String, Object> paths = new LinkedHashMap<>();
        routes.forEach(route -> paths.put(route.path(), Map.of("post", operations.of(route))));
        Map<String, Object> document = Types.schema("openapi", "3.1.0");
        document.put("info", info());
        document.put("servers", servers());
        document.put("tags", tags());
        document.put("paths", components.written(paths));
        document.put("components", components.all(operations.error()));
        return JsonOut.write(out ->
                document.forEach((name, value) -> out.value(name, OpenApiComponents.json(value))));
    }

    private Map<String, Object> info() {
        Map<String, Object> info = Types.schema("title", "Mailyard API");
        info.put("version", version);
        info.put("description", ABOUT);
        Map<String, Object> license = Types.schema("name", "Apache License 2.0");
        license.put("identifier", "Apache-2.0");
        info.put("license", license);
        return info;
    }

    private List<Object> servers() {
        Map<String, Object> variable = Types.schema("default", server);
        variable.put("description", "Scheme, host and port of the server.");
        Map<String, Object> one = Types.schema("url", "{address}");
        one.put("description", "A Mailyard server.");
        one.put("variables", Map.of("address", variable));
        return List.of(one);
    }

    private List<Object> tags() {
        Map<String, Object> named = new TreeMap<>();
        for (Route route : routes) {
            Map<String, Object> tag = Types.schema("name", route.noun());
            tag.put(
                    "description",
                    tags.getOrDefault(route.noun(), "Calls on " + route.noun() + "."));
            named.put(route.noun(), tag);
        }
        return new ArrayList<>(named.values());
    }
}
