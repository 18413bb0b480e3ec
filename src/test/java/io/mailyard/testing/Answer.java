package io.mailyard.testing;

import java.net.http.HttpHeaders;

/** What the server answered. */
public record Answer(int status, HttpHeaders headers, String text) {
    /** The first value of a header; empty where it is absent. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The answer, parsed as its Content-Type says. */
    public Tree tree() {
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

    /** Status and text. */
    @Override
    public String toString() {
        return status + " " + text;
    }
}
