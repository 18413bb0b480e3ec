package io.mailyard.testing;

import java.util.ArrayList;
import java.util.List;

/** The route table of a server, as its own description of the API tells it. */
public final class Routes {
    private Routes() {}

    /**
     * A call.
     *
     * @param own whether it takes an account's own token, and no administrator's
     * @param writes whether it changes anything
     * @param params the names of its parameters, {@code token} and {@code format} aside
     */
    public record RouteLine(
            String path, String noun, boolean own, boolean writes, List<String> params) {
        @Override
        public String toString() {
            return path;
        }
    }

    /** Every call that takes an administrator's token. */
    public static List<RouteLine> of(TestServer server) {
        return all(server).stream().filter(line -> !line.own()).toList();
    }

    /** Every call that takes an account's own token. */
    public static List<RouteLine> ofAccounts(TestServer server) {
        return all(server).stream().filter(RouteLine::own).toList();
    }

    private static List<RouteLine> all(TestServer server) {
        Tree document = server.api().send("GET", "/api/v1.1/openapi.json", "", "").tree();
        Tree paths = document.at("paths");
        List<RouteLine> lines = new ArrayList<>();
        for (String path : paths.names()) {
            Tree call = paths.member(path).at("post");
            Tree content = call.at("requestBody.content");
            if (!content.has("application/json")) {
                continue; // its body is a file of its own kind
            }
            String request = content.member("application/json").at("schema.$ref").text();
            List<String> params =
                    new ArrayList<>(
                            document.at("components.schemas")
                                    .member(request.substring(request.lastIndexOf('/') + 1))
                                    .at("properties")
                                    .names());
            params.removeAll(List.of("token", "format"));
            lines.add(
                    new RouteLine(
                            path,
                            call.at("tags.0").text(),
                            call.at("security.0").has("account"),
                            call.has("parameters"),
                            List.copyOf(params)));
        }
        return lines;
    }
}
