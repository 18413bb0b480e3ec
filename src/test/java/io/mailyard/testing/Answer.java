package io.mailyard.testing;

import java.net.http.HttpHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the server answered. */
public final class Answer {
    private final int status;
    private final HttpHeaders headers;
    private final String text;

    /** Parsed once, however much of it a test looks at. */
    private @Nullable Tree parsed;

    public Answer(int status, HttpHeaders headers, String text) {
        this.status = status;
        this.headers = headers;
        this.text = text;
    }

    public int status() {
        return status;
    }

    public HttpHeaders headers() {
        return headers;
    }

    public String text() {
        return text;
    }

    /** The first value of a header; empty where it is absent. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The answer, parsed as its Content-Type says. */
    public Tree tree() {
        Tree known = parsed;
        if (known == null) {
            known = parse();
            parsed = known;
        }
        return known;
    }

    private Tree parse() {
        String type = header("Content-Type");
        return switch (type) {
            case "application/json; charset=utf-8" -> Tree.json(text);
            case "application/xml; charset=utf-8" -> Tree.xml(text);
            default -> throw new AssertionError("Content-Type is '" + type + "': " + text);
        };
    }

    /** What stands at a path such as {@code data.0.name}. */
    public Tree at(String path) {
        return tree().at(path);
    }

    /** The envelope's {@code error}. */
    public int error() {
        return (int) at("error").number();
    }

    /** The envelope's {@code error_text}. */
    public String errorText() {
        return at("error_text").text();
    }

    /** Itself, where it is a success of a call. */
    public Answer ok() {
        if (status != 200 || error() != 0) {
            throw new AssertionError("not a success: " + this);
        }
        return this;
    }

    /** The {@code saved_id} of a success. */
    public long savedId() {
        return ok().at("data.saved_id").number();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Answer answer
                && status == answer.status
                && headers.equals(answer.headers)
                && text.equals(answer.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(status, headers, text);
    }

    /** Status and text. */
    @Override
    public String toString() {
        return status + " " + text;
    }
}
