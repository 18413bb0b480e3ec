package io.mailyard.api;

import io.mailyard.http.HttpEndpoint;
import io.mailyard.http.HttpReply;
import io.mailyard.wire.JsonOut;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A Postman collection (v2.1) of every call, made from the route table and the examples of the
 * OpenAPI document: a folder for each noun, a request for each call. Address and tokens are
 * variables; it has no secrets.
 */
public final class PostmanCollection {
    private static final String SCHEMA =
            "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    private static final String ADDRESS = "base_url";
    private static final String TOKEN = "token";
    private static final String ACCOUNT_TOKEN = "account_token";

    private static final String ABOUT =
            """
            Set `base_url` to the address of your server, `token` to an administrator's token, and \
            `account_token` to an account's own for the calls in folders that say so. Ids in the \
            examples are of an installation that has nothing else in it.
            """;

    private final List<Route> routes;
    private final String version;
    private final String server;
    private final Map<String, String> nouns;
    private final Map<String, Value> examples;

    /**
     * A collection.
     *
     * @param server the address that {@code base_url} has at first
     * @param nouns a sentence about each noun
     * @param examples requests and answers by path, as of {@link OpenApi#examples}
     */
    public PostmanCollection(
            List<Route> routes,
            String version,
            String server,
            Map<String, String> nouns,
            Map<String, Value> examples) {
        this.routes = routes;
        this.version = version;
        this.server = server;
        this.nouns = nouns;
        this.examples = examples;
    }

    /** The collection as a page, rendered at the first request. */
    public HttpEndpoint page() {
        AtomicReference<byte[]> rendered = new AtomicReference<>();
        return request -> {
            byte[] body = rendered.updateAndGet(known -> known == null ? render() : known);
            return new HttpReply.WholeReply(
                    200, "application/json; charset=utf-8", Map.of(), body, true);
        };
    }

    /** The collection as compact JSON. */
    byte[] render() {
        Map<String, Object> info = ordered("name", "Mailyard API");
        info.put("description", ABOUT);
        info.put("version", version);
        info.put("schema", SCHEMA);
        Map<String, Object> collection = ordered("info", info);
        collection.put("item", folders());
        collection.put("auth", bearer(TOKEN));
        collection.put(
                "variable",
                List.of(
                        variable(ADDRESS, server, "Scheme, host and port of the server."),
                        variable(TOKEN, "", "An administrator's token."),
                        variable(ACCOUNT_TOKEN, "", "A token of an account.")));
        return JsonOut.write(out ->
                collection.forEach(
                        (name, value) -> out.value(name, OpenApiComponents.json(value))));
    }

    private List<Object> folders() {
        Map<String, List<Object>> byNoun = new TreeMap<>();
        for (Route route : routes) {
            boolean own = route.audience() == Audience.ACCOUNT;
            String folder = own ? route.noun() + " (account token)" : route.noun();
            byNoun.computeIfAbsent(folder, _ -> new ArrayList<>()).add(request(route, own));
        }
        List<Object> folders = new ArrayList<>();
        byNoun.forEach((name, requests) -> {
            String noun = name.replace(" (account token)", "");
            Map<String, Object> folder = ordered("name", name);
            folder.put("description", nouns.getOrDefault(noun, "Calls on " + noun + "."));
            folder.put("item", requests);
            folders.add(folder);
        });
        return folders;
    }

    private Map<String, Object> request(Route route, boolean own) {
        boolean streamed = route.handler() instanceof StreamHandler;
        Map<String, Object> request = ordered("method", "POST");
        request.put(
                "header",
                List.of(
                        header(
                                "Content-Type",
                                streamed ? StreamHandler.MEDIA_TYPE : "application/json")));
        if (own) {
            request.put("auth", bearer(ACCOUNT_TOKEN));
        }
        Map<String, Object> body = ordered("mode", "raw");
        body.put("raw", streamed ? "" : example(route, "request"));
        body.put("options", Map.of("raw", Map.of("language", streamed ? "text" : "json")));
        request.put("body", body);
        request.put("url", url(route));
        request.put("description", route.summary());
        Map<String, Object> item =
                ordered("name", route.path().substring(route.path().indexOf("/v1.1/") + 6));
        item.put("request", request);
        item.put("response", List.of());
        return item;
    }

    private Map<String, Object> url(Route route) {
        String address = "{{" + ADDRESS + "}}";
        Map<String, Object> url = ordered("raw", address + route.path());
        url.put("host", List.of(address));
        url.put("path", List.<Object>of((Object[]) route.path().substring(1).split("/", -1)));
        return url;
    }

    private String example(Route route, String part) {
        return examples.get(route.path()) instanceof Value.Members(Map<String, Value> example)
                        && example.get(part) instanceof Value.Members members
                ? JsonText.write(out -> members.values().forEach(out::value))
                : "{}";
    }

    private static Map<String, Object> bearer(String variable) {
        Map<String, Object> token = ordered("key", "token");
        token.put("value", "{{" + variable + "}}");
        token.put("type", "string");
        Map<String, Object> auth = ordered("type", "bearer");
        auth.put("bearer", List.of(token));
        return auth;
    }

    private static Map<String, Object> header(String name, String value) {
        Map<String, Object> header = ordered("key", name);
        header.put("value", value);
        return header;
    }

    private static Map<String, Object> variable(String key, String value, String says) {
        Map<String, Object> variable = ordered("key", key);
        variable.put("value", value);
        variable.put("type", "string");
        variable.put("description", says);
        return variable;
    }

    private static Map<String, Object> ordered(String name, Object value) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(name, value);
        return members;
    }
}
