package io.mailyard.compare;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A call as it was recorded.
 *
 * @param line of the file, from 1
 * @param path from the root, with its query
 * @param response what was answered, if that was recorded: it tells the ids that calls after it
 *     name
 */
public record RecordedCall(
        long line, String path, String contentType, String body, Optional<String> response) {
    private static final String JSON = "application/json";
    private static final String XML = "application/xml";
    private static final int LONGEST_PATH = 2000;

    /** A token in JSON or XML that is cut off, in a form, or in a text. */
    private static final Pattern WRITTEN_TOKEN =
            Pattern.compile(
                    "(?i)(\\btoken(?:\\s*\"\\s*:\\s*\"|\\s*=\\s*\"?|\\s*>)\\s*)[^\"&<>\\s]+");

    /** Last parts of paths that only read, whatever noun they stand below. */
    private static final Set<String> READS =
            Set.of(
                    "list",
                    "get",
                    "find",
                    "stats",
                    "status",
                    "contract",
                    "content",
                    "conversation",
                    "deliveries",
                    "dns",
                    "export",
                    "health",
                    "holds",
                    "now",
                    "records",
                    "search",
                    "warmup",
                    "zone",
                    "message_id",
                    "address",
                    "nodes",
                    "objects",
                    "rate",
                    "report",
                    "review",
                    "settings",
                    "shares",
                    "waits");

    /**
     * Reads a line of a recording.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static RecordedCall of(long line, Value.Members recorded) {
        String path = path(recorded);
        Value body = recorded.values().getOrDefault("body", new Value.Nothing());
        String text = text(body);
        String type =
                recorded.values().get("content_type") instanceof Value.Text(String given)
                                && !given.isBlank()
                        ? given
                        : text.stripLeading().startsWith("<") ? XML : JSON;
        if (!type.matches("[\\x20-\\x7E]{1,200}")) {
            throw new IllegalArgumentException("has a content_type that is no header");
        }
        Optional<String> response =
                Optional.ofNullable(recorded.values().get("response"))
                        .map(RecordedCall::text)
                        .filter(answer -> !answer.isBlank());
        return new RecordedCall(line, path, type, text.isBlank() ? "{}" : text, response);
    }

    private static String path(Value.Members recorded) {
        if (!(recorded.values().get("path") instanceof Value.Text(String path))) {
            throw new IllegalArgumentException("has no path");
        }
        if (!path.matches("/[\\x21-\\x7E]{0," + LONGEST_PATH + "}") || path.contains("#")) {
            throw new IllegalArgumentException(
                    "has a path that is not like /api/v1.1/admin/accounts/list");
        }
        return withoutToken(path);
    }

    /** A token may be in the query: it stays here, and the installation's own is in the header. */
    private static String withoutToken(String path) {
        int query = path.indexOf('?');
        if (query < 0) {
            return path;
        }
        String kept =
                Stream.of(path.substring(query + 1).split("&"))
                        .filter(part -> !isToken(part.split("=", 2)[0]))
                        .collect(Collectors.joining("&"));
        return path.substring(0, query) + (kept.isEmpty() ? "" : "?" + kept);
    }

    private static boolean isToken(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8).equals("token");
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** The body for an installation that reads it in no format of ours: tokens in it stay here. */
    String bodyWithoutTokens() {
        return WRITTEN_TOKEN.matcher(body).replaceAll("$1***");
    }

    private static String text(Value body) {
        return switch (body) {
            case Value.Members members ->
                    JsonText.write(out -> members.values().forEach(out::value));
            case Value.Text(String text) -> text;
            case Value.Nothing _ -> "";
            case Value.Items _, Value.Numeral _, Value.Flag _ ->
                    throw new IllegalArgumentException(
                            "has a body that is neither an object nor a text");
        };
    }

    /** Whether the call changes nothing, as its path tells; of an unknown one it is not known. */
    public boolean isRead() {
        String bare = path.replaceFirst("\\?.*", "").replaceFirst("/+$", "");
        return READS.contains(bare.substring(bare.lastIndexOf('/') + 1))
                // a task that writes a file
                && !bare.endsWith("/accounts/export");
    }

    /** Whether the body is an object of JSON. */
    boolean isJson() {
        return body.stripLeading().startsWith("{") && !contentType.contains("csv");
    }

    /** Whether the body is XML. */
    boolean isXml() {
        return body.stripLeading().startsWith("<");
    }
}
